"""Single words and signs that are an answer: a number, a letter, yes and no and their like, in one spelling."""

import re
import unicodedata

from delivery import answer_words

SHORT = 80
"""Characters of a line that may be an answer; longer ones are sentences."""
_NUMBER = re.compile(r"[(\[]?(\d{1,2})[)\].!]?")
LETTER = re.compile(r"[(\[]?([a-i])[)\].:!]?")
"""As many as a knowledge question may have choices."""
_BEHIND = re.compile(r"\s*[,;:.!]\s+|\s+[-–—(]\s*|\s*[!]")
CLOSED = {
    **dict.fromkeys(answer_words.YES, "yes"),
    **dict.fromkeys(answer_words.NO, "no"),
    **dict.fromkeys(answer_words.DONE, "done"),
    **dict.fromkeys(answer_words.NOT_YET, "not_yet"),
    **dict.fromkeys(answer_words.NO_CHANCE, "na"),
    **{word: str(number) for number, words in enumerate(answer_words.NUMBER_WORDS) for word in words},
}


def mark_of(text: str) -> str:
    """Return the number, the letter or ``na`` that *text* is, "" for anything else."""
    for start in answer_words.NUMBERED:
        if text.startswith(start):
            text = text.removeprefix(start).lstrip(" :")
            break
    if CLOSED.get(text) == "na":
        return "na"
    for end in answer_words.COUNTED:
        before = text.removesuffix(end).strip() if text.endswith(end) else ""
        if before.isdigit() or _several(before):
            text = before
            break
    if found := _NUMBER.fullmatch(text):
        return str(int(found.group(1)))
    if found := LETTER.fullmatch(text):
        return found.group(1)
    word = CLOSED.get(text, "")
    return word if word.isdigit() else ""


def _several(word: str) -> bool:
    """Return whether *word* says a number that can only be one: *one day* may be some day."""
    return CLOSED.get(word, "").isdigit() and CLOSED[word] != "1"


def is_letter(mark: str) -> bool:
    """Return whether *mark* chooses at a knowledge question."""
    return len(mark) == 1 and mark.isalpha()


def with_comment(line: str) -> tuple[str, str]:
    """Return the answer at the start of *line* and what follows it, or two "" where that is not sure."""
    whole = CLOSED.get(plain_line(line), "")
    if whole:
        return whole, ""
    found = _BEHIND.search(line[:SHORT])
    if found is None:
        return "", ""
    before, behind = plain_line(line[: found.start()]), line[found.end() :].strip().rstrip(")")
    answer = mark_of(before) or CLOSED.get(before, "")
    first = plain_line(behind).split(" ")[0].strip(",.;:")
    if not answer or _turns(answer, first, behind) or first[:1].isdigit():
        return "", ""
    return answer, behind


def _turns(answer: str, first: str, behind: str) -> bool:
    """Return whether the words *behind* an answer may turn it round."""
    harmless = plain_line(behind).startswith(answer_words.SURELY) or (answer == "no" and first in answer_words.DENIALS)
    return first in answer_words.HEDGES and not harmless


def plain_line(line: str) -> str:
    """Return *line* in one spelling: compatibility forms and case folded, quotes, stars and final points gone."""
    text = unicodedata.normalize("NFKC", line[: 4 * SHORT].replace("\u20e3", "").replace("\ufe0f", ""))
    text = text.rstrip(f" {answer_words.CHEERS}") or text
    text = text.replace("’", "'").strip(" \t\xa0\"'*_“”„«»`")
    text = text if text.endswith("n.a.") else text.rstrip(".! ")
    digits = "".join(str(unicodedata.digit(one)) if one.isdecimal() else one for one in text)
    return " ".join(digits.lower().split())
