"""Answers that say what they answer: *Question 1: 3*, *Aufgabe: 1 / Frage: b*, *1) 3 2) 4*.

What a label means on the page of the mail is not known here. A label with an answer that is not sure makes the whole
reply unsure: half of it would be a guess about the rest.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from delivery import answer_words
from delivery.marks import CLOSED, mark_of, plain_line, with_comment

About = Literal["task", "question"]
MOST = 20
"""Labels of one reply that are read."""
_LOOKED_AT = 40
"""Lines behind the answers that are searched for a label whose answer was not understood."""
_KINDS: dict[str, About] = {}
_KINDS |= dict.fromkeys(answer_words.TASK_LABELS, "task")
_KINDS |= dict.fromkeys(answer_words.QUESTION_LABELS, "question")
_COUNTED: dict[str, About] = dict.fromkeys(answer_words.ANSWER_LABELS, "question")
_NAMES = "|".join(map(re.escape, sorted({*_KINDS, *_COUNTED}, key=len, reverse=True)))
_CLOSER = r" ?(?:[:=)]|[-–—](?= )|\.(?= ))"
_WORDED = re.compile(
    rf"(?<!\w)(?:(\d{{1,2}})(?:\.|st|nd|rd|th|er|re|ère|e|ème|ª|º) ?({_NAMES})"
    rf"|({_NAMES})(?: ?(?:no\.|nr\.|n°|#))? ?(\d{{1,2}})?){_CLOSER}"
)
_NAMED = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, _KINDS))})(?!\w)")
"""A label among the words beside an answer may have another answer behind it."""
_BARE = re.compile(r"(?<![\w.,:;/-])(\d{1,2})(?:[)=] ?|[.:] )")
_BARE_ALONE = re.compile(r"(\d{1,2})[:)=] *")
_BETWEEN = re.compile(r"^\s+|[\s/|;,.&+-]+$")


@dataclass(frozen=True, slots=True)
class Labelled:
    """One answer and what its label calls it; *number* is 0 where the label has none."""

    about: About
    number: int
    value: str


def read_labels(lines: Sequence[str]) -> tuple[tuple[Labelled, ...], list[str]]:
    """Return the labelled answers at the beginning of *lines* and the words beside and behind them, or two empty.

    >>> read_labels(["Aufgabe: erledigt / Frage: b", "Es war gut."])
    ((Labelled(about='task', number=0, value='done'), Labelled(about='question', number=0, value='b')), ['Es war gut.'])
    """
    found: list[Labelled] = []
    beside: list[str] = []
    used = 0
    for place, line in enumerate(lines):
        if not line.strip():
            continue
        told = list(_worded(line))
        if not told or len(found) + len(told) > MOST:
            break
        if not all(one.value for one, _ in told):
            return (), []
        found += [one for one, _ in told]
        beside += [words for _, words in told if words]
        used = place + 1
    if any(_WORDED.match(plain_line(line)) for line in lines[used : used + _LOOKED_AT]):
        return (), []
    return tuple(found), ([*beside, *lines[used:]] if found else [])


def _worded(line: str) -> Iterator[tuple[Labelled, str]]:
    """Yield each label of a line that begins with one, with its answer ("" where that is not sure) and words beside."""
    plain = plain_line(line)
    if not _WORDED.match(plain):
        return
    heads = list(_WORDED.finditer(plain))
    ends = [*(head.start() for head in heads[1:]), len(plain)]
    for head, end in zip(heads, ends, strict=True):
        name = head.group(2) or head.group(3)
        number = int(head.group(1) or head.group(4) or 0)
        said = plain[head.end() : end]
        value, words = _value(said), ""
        if not value and len(heads) == 1:
            value, words = with_comment(_original(line, plain, head.end()))
        certain = not _NAMED.search(words.lower()) and (name in _KINDS or number > 0)
        yield Labelled(_KINDS.get(name) or _COUNTED[name], number, value if certain else ""), words


def _original(line: str, plain: str, start: int) -> str:
    """Return what stands behind the label as it was written, where one spelling has changed no lengths."""
    written = " ".join(line.split()).lstrip("\"'*_“”„«»`")
    return written[start:] if written[:start].lower() == plain[:start] else plain[start:]


def _value(said: str) -> str:
    """Return the answer that is all of *said*, whatever parts it from the next label, "" for none."""
    bare = _BETWEEN.sub("", said)
    for word in answer_words.AND:
        bare = bare.removesuffix(f" {word}")
    bare = _BETWEEN.sub("", bare)
    return mark_of(bare) or CLOSED.get(bare, "")


def read_numbered(lines: Sequence[str]) -> tuple[tuple[str, ...], int]:
    """Return the answers of *1. 3*, *2. na*, counted up from one, a line each or side by side; at least two of them.

    The second part is how many lines those are. *1.5* is a number with a fraction, *10:30* an hour: neither counts.

    >>> read_numbered(["1) 3 2) 4"])
    (('3', '4'), 1)
    """
    values: list[str] = []
    used = 0
    for place, line in enumerate(lines):
        if not line.strip():
            continue
        told = _numbered(plain_line(line), len(values) + 1)
        if not told or len(values) + len(told) > MOST:
            break
        values += told
        used = place + 1
    return (tuple(values), used) if len(values) > 1 else ((), 0)


def _numbered(plain: str, first: int) -> list[str]:
    """Return the answers of one line whose labels count up from *first*, or none."""
    alone = _BARE_ALONE.match(plain)
    heads = list(_BARE.finditer(plain))
    if alone and len(heads) < 2:
        heads = [alone]
    if not heads or heads[0].start() or [int(head.group(1)) for head in heads] != [*range(first, first + len(heads))]:
        return []
    ends = [*(head.start() for head in heads[1:]), len(plain)]
    said = [_value(plain[head.end() : end]) for head, end in zip(heads, ends, strict=True)]
    marks = [one if one.isdigit() or one == "na" or len(one) == 1 else "" for one in said]
    return marks if all(marks) else []
