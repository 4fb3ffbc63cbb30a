"""What a person's own words answer: a number, a word, a command, or nothing that is sure.

Nothing is guessed. *2* is an answer and so is *2, twice on Monday*; *2 or 3* is not. What a number or a letter means
is not known here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from delivery import answer_words
from delivery.labels import Labelled, read_labels, read_numbered
from delivery.marks import CLOSED, LETTER, SHORT, is_letter, mark_of, plain_line, with_comment

_MOST_NUMBERS = 20
_LIST = re.compile(r"[\s,;]+")
_DECIMAL = re.compile(r"\d+,\d+")
_COMMANDS = {
    **dict.fromkeys(answer_words.STOP, "stop"),
    **dict.fromkeys(answer_words.PAUSE, "pause"),
    **dict.fromkeys(answer_words.RESUME, "resume"),
    **dict.fromkeys(answer_words.FEWER, "fewer"),
    **dict.fromkeys(answer_words.READING, "reads"),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read. *answer* is "" where there are several numbers or none that is sure; *until* is as written.

    *numbers* (``na`` among them) and *letters* are those at the beginning, each in their order; *labels* are answers
    that say which question they are for.
    """

    answer: str = ""
    comment: str = ""
    numbers: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    command: str = ""
    until: str = ""
    labels: tuple[Labelled, ...] = ()


def read_lines(lines: Sequence[str]) -> Reading:
    """Return what *lines*, a person's own words, answer; a greeting before the answer is stepped over.

    >>> read_lines(["2", "", "It worked on Monday."])
    Reading(answer='2', comment='It worked on Monday.', numbers=('2',), letters=(), command='', until='', labels=())
    >>> read_lines(["1 b"])
    Reading(answer='1', comment='', numbers=('1',), letters=('b',), command='', until='', labels=())
    """
    start = behind_greeting(lines)
    words = lines[start:]
    if not words:
        return Reading()
    command, until = command_in(words[0])
    if command:
        return Reading(command=command, until=until, comment=_joined(words[1:]))
    labels, beside = read_labels(words)
    if labels:
        return Reading(comment=_joined(beside), labels=labels)
    marks, used = _leading_marks(words)
    if marks:
        return _of_marks(marks, _joined(words[used:]))
    answer, behind = with_comment(words[0])
    if not answer:
        return Reading(comment=_joined(lines))
    rest = [behind, *words[1:]]
    marks, used = _leading_marks(rest)
    letters, used = (marks, used) if all(map(is_letter, marks)) else ((), 0)
    if _is_mark(answer):
        return _of_marks((answer, *letters), _joined(rest[used:]))
    return Reading(answer, _joined(rest[used:]), letters=letters)


def _of_marks(marks: Sequence[str], comment: str) -> Reading:
    numbers = tuple(one for one in marks if not is_letter(one))
    letters = tuple(one for one in marks if is_letter(one))
    alone = numbers or letters
    return Reading(alone[0] if len(alone) == 1 else "", comment, numbers, letters)


def _is_mark(answer: str) -> bool:
    return answer.isdigit() or answer == "na" or is_letter(answer)


def command_in(line: str) -> tuple[str, str]:
    """Return the command that is all of *line* and the date behind *until* as it was written, or two "".

    >>> command_in("Away until Monday.")
    ('away', 'Monday')
    """
    plain = plain_line(line)
    if plain in _COMMANDS:
        return _COMMANDS[plain], ""
    for start in answer_words.AWAY_UNTIL:
        if plain.startswith(f"{start} ") and len(plain) <= SHORT:
            return "away", line.strip().rstrip(".! ")[-(len(plain) - len(start) - 1) :].strip()
    return "", ""


def behind_greeting(lines: Sequence[str]) -> int:
    """Return the number of the first line that is neither blank nor a greeting of at most four words."""
    for number, line in enumerate(lines):
        words = plain_line(line).rstrip(",").split()
        greets = " ".join(words[:1]) in answer_words.GREETINGS or " ".join(words[:2]) in answer_words.GREETINGS
        if words and not (greets and len(words) <= 4 and not any(word in CLOSED or word.isdigit() for word in words)):
            return number
    return len(lines)


def _leading_marks(lines: Sequence[str]) -> tuple[tuple[str, ...], int]:
    """Return the numbers and letters of the leading lines that hold nothing else, and how many lines those are."""
    numbered, used = read_numbered(lines)
    if numbered:
        return numbered, used
    marks: list[str] = []
    used = 0
    for number, line in enumerate(lines):
        if not line.strip():
            continue
        found = _marks_in(line)
        if not found or len(marks) + len(found) > _MOST_NUMBERS:
            break
        marks += found
        used = number + 1
    return tuple(marks), used


def _marks_in(line: str) -> list[str]:
    plain = plain_line(line)
    if len(plain) > SHORT or _DECIMAL.fullmatch(plain):
        return []
    whole = mark_of(plain)
    if whole:
        return [whole]
    words = [word for word in _LIST.split(plain) if word and word not in answer_words.AND]
    found = [mark_of(word) if word.isalnum() or word == "n/a" or LETTER.fullmatch(word) else "" for word in words]
    return found if found and all(found) else []


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(lines).strip()
