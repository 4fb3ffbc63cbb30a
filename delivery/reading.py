"""What a person's own words answer: a number, a word, a command, or nothing that is sure.

Nothing is guessed. *2* is an answer and so is *2, twice on Monday*; *2 or 3* is not. What a number or a letter means
is not known here.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from delivery import phrases

_MOST_NUMBERS = 20
_NUMBER = re.compile(r"[(\[]?(\d{1,2})[)\].!]?")
_LETTER = re.compile(r"[(\[]?([a-i])[)\].:!]?")
"""As many as a knowledge question may have choices."""
_LIST = re.compile(r"[\s,;]+")
_ENUMERATED = re.compile(r"(\d{1,2})[.):=] *(\S.*)")
_BEHIND = re.compile(r"\s*[,;:.!]\s+|\s+[-–—(]\s*|\s*[!]")
_DECIMAL = re.compile(r"\d+,\d+")
_CLOSED = {
    **dict.fromkeys(phrases.YES, "yes"),
    **dict.fromkeys(phrases.NO, "no"),
    **dict.fromkeys(phrases.DONE, "done"),
    **dict.fromkeys(phrases.NOT_YET, "not_yet"),
    **dict.fromkeys(phrases.NO_CHANCE, "na"),
    **{word: str(number) for number, words in enumerate(phrases.NUMBER_WORDS) for word in words},
}
_COMMANDS = {
    **dict.fromkeys(phrases.STOP, "stop"),
    **dict.fromkeys(phrases.PAUSE, "pause"),
    **dict.fromkeys(phrases.RESUME, "resume"),
    **dict.fromkeys(phrases.FEWER, "fewer"),
    **dict.fromkeys(phrases.READING, "reads"),
}
_SHORT = 80


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read. *answer* is "" where there are several numbers or none that is sure; *until* is as written.

    *numbers* (``na`` among them) and *letters* are those at the beginning, each in their order.
    """

    answer: str = ""
    comment: str = ""
    numbers: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    command: str = ""
    until: str = ""


def read_lines(lines: Sequence[str]) -> Reading:
    """Return what *lines*, a person's own words, answer; a greeting before the answer is stepped over.

    >>> read_lines(["2", "", "It worked on Monday."])
    Reading(answer='2', comment='It worked on Monday.', numbers=('2',), letters=(), command='', until='')
    >>> read_lines(["1 b"])
    Reading(answer='1', comment='', numbers=('1',), letters=('b',), command='', until='')
    """
    start = _behind_greeting(lines)
    words = lines[start:]
    if not words:
        return Reading()
    command, until = command_in(words[0])
    if command:
        return Reading(command=command, until=until, comment=_joined(words[1:]))
    marks, used = _leading_marks(words)
    if marks:
        return _of_marks(marks, _joined(words[used:]))
    answer, behind = _with_comment(words[0])
    if not answer:
        return Reading(comment=_joined(lines))
    rest = [behind, *words[1:]]
    marks, used = _leading_marks(rest)
    letters, used = (marks, used) if all(map(_is_letter, marks)) else ((), 0)
    if _is_mark(answer):
        return _of_marks((answer, *letters), _joined(rest[used:]))
    return Reading(answer, _joined(rest[used:]), letters=letters)


def _of_marks(marks: Sequence[str], comment: str) -> Reading:
    numbers = tuple(one for one in marks if not _is_letter(one))
    letters = tuple(one for one in marks if _is_letter(one))
    alone = numbers or letters
    return Reading(alone[0] if len(alone) == 1 else "", comment, numbers, letters)


def _is_letter(mark: str) -> bool:
    return len(mark) == 1 and mark.isalpha()


def _is_mark(answer: str) -> bool:
    return answer.isdigit() or answer == "na" or _is_letter(answer)


def command_in(line: str) -> tuple[str, str]:
    """Return the command that is all of *line* and the date behind *until* as it was written, or two "".

    >>> command_in("Away until Monday.")
    ('away', 'Monday')
    """
    plain = _plain(line)
    if plain in _COMMANDS:
        return _COMMANDS[plain], ""
    for start in phrases.AWAY_UNTIL:
        if plain.startswith(f"{start} ") and len(plain) <= _SHORT:
            return "away", line.strip().rstrip(".! ")[-(len(plain) - len(start) - 1) :].strip()
    return "", ""


def _behind_greeting(lines: Sequence[str]) -> int:
    """Return the number of the first line that is neither blank nor a greeting of at most four words."""
    for number, line in enumerate(lines):
        words = _plain(line).rstrip(",").split()
        greets = " ".join(words[:1]) in phrases.GREETINGS or " ".join(words[:2]) in phrases.GREETINGS
        if words and not (greets and len(words) <= 4 and not any(word in _CLOSED or word.isdigit() for word in words)):
            return number
    return len(lines)


def _leading_marks(lines: Sequence[str]) -> tuple[tuple[str, ...], int]:
    """Return the numbers and letters of the leading lines that hold nothing else, and how many lines those are."""
    enumerated, used = _enumerated(lines)
    if enumerated:
        return enumerated, used
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


def _enumerated(lines: Sequence[str]) -> tuple[tuple[str, ...], int]:
    """Return the answers of lines such as *1. 3*, *2. na*, counted up from one; at least two of them."""
    numbers: list[str] = []
    used = 0
    for number, line in enumerate(lines):
        if not line.strip():
            continue
        found = _ENUMERATED.fullmatch(_plain(line))
        value = _one(found.group(2)) if found else ""
        if not found or not value or int(found.group(1)) != len(numbers) + 1 or len(numbers) >= _MOST_NUMBERS:
            break
        numbers.append(value)
        used = number + 1
    return (tuple(numbers), used) if len(numbers) > 1 else ((), 0)


def _marks_in(line: str) -> list[str]:
    plain = _plain(line)
    if len(plain) > _SHORT or _DECIMAL.fullmatch(plain):
        return []
    whole = _one(plain)
    if whole:
        return [whole]
    words = [word for word in _LIST.split(plain) if word and word not in phrases.AND]
    found = [_one(word) if word.isalnum() or word == "n/a" or _LETTER.fullmatch(word) else "" for word in words]
    return found if found and all(found) else []


def _one(text: str) -> str:
    """Return the number, the letter or ``na`` that *text* is, "" for anything else."""
    for start in phrases.NUMBERED:
        if text.startswith(start):
            text = text.removeprefix(start).lstrip(" :")
            break
    if _CLOSED.get(text) == "na":
        return "na"
    for end in phrases.COUNTED:
        if text.endswith(end) and text[: -len(end)].strip().isdigit():
            text = text[: -len(end)].strip()
            break
    if found := _NUMBER.fullmatch(text):
        return str(int(found.group(1)))
    if found := _LETTER.fullmatch(text):
        return found.group(1)
    word = _CLOSED.get(text, "")
    return word if word.isdigit() else ""


def _with_comment(line: str) -> tuple[str, str]:
    """Return the answer at the start of *line* and what follows it, or two "" where that is not sure."""
    whole = _CLOSED.get(_plain(line), "")
    if whole:
        return whole, ""
    found = _BEHIND.search(line[:_SHORT])
    if found is None:
        return "", ""
    before, behind = _plain(line[: found.start()]), line[found.end() :].strip().rstrip(")")
    answer = _one(before) or _CLOSED.get(before, "")
    first = _plain(behind).split(" ")[0].strip(",.;:")
    if not answer or first in phrases.HEDGES or first[:1].isdigit():
        return "", ""
    return answer, behind


def _plain(line: str) -> str:
    """Return *line* in one spelling: compatibility forms and case folded, quotes, stars and final points gone."""
    text = unicodedata.normalize("NFKC", line[: 4 * _SHORT].replace("\u20e3", "").replace("\ufe0f", ""))
    text = text.rstrip(f" {phrases.CHEERS}") or text
    text = text.replace("’", "'").strip(" \t\xa0\"'*_“”„«»`")
    text = text if text.endswith("n.a.") else text.rstrip(".! ")
    digits = "".join(str(unicodedata.digit(one)) if one.isdecimal() else one for one in text)
    return " ".join(digits.lower().split())


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(lines).strip()
