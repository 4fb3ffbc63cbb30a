"""What is wrong with a programme file, each fault with its line and column."""

from collections.abc import Iterable
from types import NoneType
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from coaching.errors import nearest
from content import barriers, experiments, wording
from content.advice import WARNINGS
from content.marked_yaml import Document, Fault, Path, parse
from content.rules import ERRORS, Rule
from content.schema import ProgrammePart

__all__ = ["Fault", "examine", "lint"]


def lint(text: str, name: str) -> tuple[Fault, ...]:
    """Return every fault of the programme file *text*, in the order of its lines; *name* is what to call it.

    >>> print(*lint("programme: mine", "mine.yaml")[:1])
    1:1: error: The key 'behaviours' is missing here.
    """
    return examine(text, name)[1]


def examine(text: str, name: str) -> tuple[ProgrammePart | None, tuple[Fault, ...]]:
    """Return the file as models (None where its keys or values do not fit) and its faults."""
    document = parse(text, name)
    if document.faults:
        return None, tuple(sorted(document.faults))
    try:
        file = ProgrammePart.model_validate(document.data)
    except ValidationError as error:
        return None, _ordered(_misfit(document, details) for details in error.errors(include_url=False))
    errors, warnings = (
        (*ERRORS, *experiments.ERRORS, *barriers.ERRORS),
        (*WARNINGS, *barriers.WARNINGS, *wording.WARNINGS),
    )
    found = [*_findings(document, file, errors, "error"), *_findings(document, file, warnings, "warning")]
    return file, _ordered(found)


def _findings(document: Document, file: ProgrammePart, rules: Iterable[Rule], level: str) -> list[Fault]:
    return [document.fault(path, level, says) for rule in rules for path, says in rule(file)]


def _ordered(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    return tuple(sorted(set(faults)))


SENTENCES = {
    "missing": "The key '{key}' is missing here.",
    "string_type": "Text is meant for '{key}'; a list or a mapping was found.",
    "string_too_short": "'{key}' is empty.",
    "string_too_long": "'{key}' is longer than {max_length} characters.",
    "int_parsing": "A whole number is meant for '{key}'; '{seen}' was found.",
    "int_type": "A whole number is meant for '{key}'; a list or a mapping was found.",
    "int_from_float": "A whole number is meant for '{key}'; '{seen}' was found.",
    "bool_parsing": "Yes or no is meant for '{key}'; '{seen}' was found.",
    "bool_type": "Yes or no is meant for '{key}'; a list or a mapping was found.",
    "list_type": "A list is meant for '{key}'. Write [one, two], or one '- ' on each line.",
    "dict_type": "'{key}' holds keys with values; something else was found.",
    "model_type": "'{key}' holds keys with values; something else was found.",
    "literal_error": "'{key}' is one of {expected}; '{seen}' was found.",
    "greater_than_equal": "'{key}' is {ge} or more; '{seen}' was found.",
    "less_than_equal": "'{key}' is {le} or less; '{seen}' was found.",
    "too_short": "'{key}' needs at least {min_length}; {actual_length} found.",
    "too_long": "'{key}' takes at most {max_length}; {actual_length} found.",
    "value_error": "For '{key}', {error}.",
    "string_pattern_mismatch": "'{seen}' is no name: use a to z, 0 to 9 and hyphens, such as 'phone-in-the-drawer'.",
}


def _misfit(document: Document, details: ErrorDetails) -> Fault:
    """Return pydantic's error as a fault: at the key if the key is wrong, else at its value."""
    path: Path = tuple(part for part in details["loc"] if part != "[key]")
    key = next((part for part in reversed(path) if isinstance(part, str)), "the file")
    if details["type"] == "extra_forbidden":
        near = nearest(key, _keys_at(path[:-1]))
        says = f"The key '{key}' means nothing here." + (f" Did you mean '{near}'?" if near else "")
        return document.fault(path, "error", says, at_key=True)
    if details["type"] == "string_pattern_mismatch" and "locales" in path[:1] and len(path) == 2:
        return document.fault(path, "error", f"'{key}' is no language: write one such as 'de' or 'pt-BR'.", at_key=True)
    seen = details["input"] if isinstance(details["input"], str) else "something else"
    sentence = SENTENCES.get(details["type"], "'{key}' cannot be used: " + details["msg"].replace("{", "("))
    says = sentence.format(key=key, seen=seen[:60], **details.get("ctx", {}))
    return document.fault(path, "error", says, at_key="[key]" in details["loc"])


def _keys_at(path: Path) -> tuple[str, ...]:
    """Return the keys that the model at *path* knows; none where no model stands."""
    kind: Any = ProgrammePart
    for part in path:
        kind = kind.model_fields[part].annotation if _is_model(kind) else get_args(kind)[-1]
        if NoneType in get_args(kind):
            kind = get_args(kind)[0]
    return tuple(kind.model_fields) if _is_model(kind) else ()


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
