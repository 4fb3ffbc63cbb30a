"""YAML as plain Python values, with the line and column every value came from.

Scalars stay the text the author typed: YAML 1.1 would read ``no`` as false and ``13:00`` as 780, and an author
who wrote either meant the text. What a text stands for is decided where its meaning is known (`schema`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

MAX_CHARACTERS = 1_000_000
MAX_ALIASES = 20
MAX_DEPTH = 20
MAX_VALUES = 50_000
"""All four are our choice: far above any programme, far below what hurts."""

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The C parser where PyYAML has it, as its wheels do: many times faster, and it takes ``{asks: Why?}`` unquoted."""

STANDARD = "tag:yaml.org,2002:"
NULL = STANDARD + "null"
PLAIN_TAGS = ("", "!", STANDARD + "str")
Path = tuple[str | int, ...]

UNSENDABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
HINTS = (
    ("mapping values are not allowed", "A text with a colon in it needs quotes around it."),
    ("tab character", "Indent with spaces."),
    ("cannot start any token", "Indent with spaces; put a text that starts with a special sign in quotes."),
    ("did not find expected key", "Check the indentation of this line against the lines above."),
    ("expected ':'", "A key is followed by a colon and a space."),
    ("a second document", "One file holds one programme; remove the '---'."),
    ("but got '?'", "Put a text with a question mark in quotes."),
    ("escape code", "This number names no character."),
    ("escape", "Inside double quotes a backslash starts a special sign; use single quotes."),
)


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing to mend, at a line and column counted from 1; an error makes the file unusable.

    >>> str(Fault(12, 5, "error", "The task has no act."))
    '12:5: error: The task has no act.'
    """

    line: int
    column: int
    level: str
    says: str

    def __str__(self) -> str:
        return f"{self.line}:{self.column}: {self.level}: {self.says}"


@dataclass(slots=True)
class Document:
    """What a text holds: *data*, the place of each value and of each key, and what is wrong with its YAML."""

    data: Any = None
    values: dict[Path, tuple[int, int]] = field(default_factory=dict)
    keys: dict[Path, tuple[int, int]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def place(self, path: Path, at_key: bool = False) -> tuple[int, int]:
        """Return the line and column of *path*, or of the nearest value around it that the author wrote."""
        if at_key and path in self.keys:
            return self.keys[path]
        while path not in self.values and path:
            path = path[:-1]
        return self.values.get(path, (1, 1))

    def fault(self, path: Path, level: str, says: str, at_key: bool = False) -> Fault:
        """Return a fault at the place of *path*."""
        return Fault(*self.place(path, at_key), level, says)


def parse(text: str, name: str) -> Document:
    """Return what *text* holds. Nothing is raised: what cannot be read is in ``faults``, and data is None."""
    document = Document()
    if len(text) > MAX_CHARACTERS:
        document.faults.append(Fault(1, 1, "error", f"{name} is longer than {MAX_CHARACTERS:,} characters."))
        return document
    root = _compose(text, name, document)
    if root is not None:
        document.data = _Reading(document).value(root, (), ())
    if document.faults:
        document.data = None
    return document


class _Composing:
    """Builds nodes from the parser's events, and stops at deep nesting and many aliases before they cost anything."""

    def __init__(self, text: str) -> None:
        self.events = iter(yaml.parse(text, Loader=LOADER))
        self.anchors: dict[str, yaml.Node] = {}
        self.aliases = self.nodes = 0

    def root(self) -> yaml.Node | None:
        """Return the one document's node, or None if the text holds none."""
        next(self.events)
        if isinstance(next(self.events), yaml.StreamEndEvent):
            return None
        root = self._node(next(self.events), 0)
        next(self.events)
        after = next(self.events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise _stop(after, "a second document begins here")
        return root

    def _node(self, event: Any, depth: int) -> yaml.Node:
        if depth > MAX_DEPTH:
            raise _stop(event, "this is nested too deeply")
        self.nodes += 1
        if self.nodes > MAX_VALUES:
            raise _stop(event, f"there are more than {MAX_VALUES:,} values")
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        marks: tuple[Any, Any] = (event.start_mark, event.end_mark)
        if isinstance(event, yaml.ScalarEvent):
            return self._kept(event, yaml.ScalarNode(_tag(event), event.value, *marks))
        kind = yaml.SequenceNode if isinstance(event, yaml.SequenceStartEvent) else yaml.MappingNode
        node = self._kept(event, kind(event.tag or "", [], *marks))
        while not isinstance(inner := next(self.events), yaml.CollectionEndEvent):
            held = self._node(inner, depth + 1)
            pair = isinstance(node, yaml.MappingNode)
            node.value.append((held, self._node(next(self.events), depth + 1)) if pair else held)
        return node

    def _kept(self, event: Any, node: yaml.Node) -> yaml.Node:
        if event.anchor:
            self.anchors[event.anchor] = node
        return node

    def _alias(self, event: Any) -> yaml.Node:
        self.aliases += 1
        if self.aliases > MAX_ALIASES:
            raise _stop(event, f"there are more than {MAX_ALIASES} aliases (*name)")
        if event.anchor not in self.anchors:
            raise _stop(event, f"the alias *{event.anchor} stands for nothing above")
        return self.anchors[event.anchor]


def _tag(event: Any) -> str:
    empty = event.tag is None and event.implicit[0] and event.value in ("", "~", "null", "Null", "NULL")
    return NULL if empty else event.tag or ""


def _stop(event: Any, problem: str) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)


def _compose(text: str, name: str, document: Document) -> yaml.Node | None:
    unsendable = UNSENDABLE.search(text)
    if unsendable:
        document.faults.append(_stray_character(text[: unsendable.start()]))
        return None
    try:
        root = _Composing(text).root()
    except yaml.MarkedYAMLError as error:
        document.faults.append(_syntax_fault(error))
        return None
    except yaml.reader.ReaderError as error:  # its position counts bytes
        document.faults.append(_stray_character(text.encode()[: error.position].decode(errors="ignore")))
        return None
    except (
        ValueError,
        OverflowError,
    ):  # the parser without C lets these out for "\UFFFFFFFF" and "%YAML 1.<5000 digits>"
        document.faults.append(Fault(1, 1, "error", "A number or an escaped character in this file is out of range."))
        return None
    if root is None:
        document.faults.append(Fault(1, 1, "error", f"{name} is empty. Start from an example: followthrough new NAME."))
    return root


def _stray_character(before: str) -> Fault:
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return Fault(line, column, "error", "This character cannot stand in a text file.")


def _syntax_fault(error: yaml.MarkedYAMLError) -> Fault:
    mark = error.problem_mark or error.context_mark
    problem = " ".join(str(error.problem or error.context or "not valid").split())
    hint = next((hint for sign, hint in HINTS if sign in problem), "")
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Fault(line, column, "error", f"This cannot be read as YAML: {problem}. {hint}".rstrip())


@dataclass(slots=True)
class _Reading:
    document: Document
    seen: int = 0

    def value(self, node: yaml.Node, path: Path, above: tuple[int, ...]) -> Any:
        self.seen += 1
        self.document.values[path] = _where(node)
        if self.seen > MAX_VALUES or id(node) in above:
            if not self.document.faults:
                self._fault(node, "An alias repeats too much here, or contains itself.")
            return None
        above = (*above, id(node))
        if isinstance(node, yaml.MappingNode):
            return {key: self.value(held, (*path, key), above) for key, held in self._pairs(node, path)}
        if isinstance(node, yaml.SequenceNode):
            return [self.value(held, (*path, index), above) for index, held in enumerate(node.value)]
        return self._text(node, path)

    def _pairs(self, node: yaml.MappingNode, path: Path) -> Iterator[tuple[str, yaml.Node]]:
        seen: set[str] = set()
        for key, held in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._fault(key, "A key is one word, not a list or a mapping.")
                continue
            if key.value in seen:
                self._fault(key, f"The key '{key.value}' stands here twice.")
                continue
            seen.add(key.value)
            self.document.keys[(*path, key.value)] = _where(key)
            yield key.value, held

    def _text(self, node: yaml.Node, path: Path) -> str:
        text = str(node.value)
        if node.tag == NULL:
            self._fault(node, f"'{path[-1] if path else 'the file'}' has no value. Write one or remove the key.")
        elif node.tag not in PLAIN_TAGS:
            self._fault(node, f"The tag '{node.tag.replace(STANDARD, '!!')}' means nothing here. Remove it.")
        if UNSENDABLE.search(text):
            self._fault(node, "This text holds a control character, which no mail can carry.")
        return text

    def _fault(self, node: yaml.Node, says: str) -> None:
        self.document.faults.append(Fault(*_where(node), "error", says))


def _where(node: yaml.Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1
