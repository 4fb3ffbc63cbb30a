"""A day as people write it at the end of "away until", in any language we read.

Only what can be one day is read. ``3/4`` is the third of April to some and the fourth of March to others, so it is
none, and its writer is asked.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta

from delivery.day_words import DAY_AFTER, FILLERS, MONTHS, TODAY, TOMORROW, WEEKDAYS

_LONGEST = 60
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_DOTTED = re.compile(r"(\d{1,2})[.] ?(\d{1,2})[.]?(?: ?(\d{4}|\d{2}))?")
_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})(?:[/-](\d{4}|\d{2}))?")
_NUMBER = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|º|[.])?")
_YEAR = re.compile(r"\d{4}")


def day_in(text: str, today: date) -> date | None:
    """Return the day that *text* names, seen from *today*, or None where it names none or could name two.

    A day without a year is the next one, today included; a weekday the next one after today.

    >>> monday = date(2026, 11, 23)
    >>> [day_in(text, monday).isoformat() for text in ("Friday", "3. Dezember", "le 1er décembre", "3 de enero")]
    ['2026-11-27', '2026-12-03', '2026-12-01', '2027-01-03']
    >>> day_in("3/4", monday) is None, day_in("13/4", monday).isoformat()
    (True, '2027-04-13')
    """
    plain = _plain(text)
    if not plain or len(plain) > _LONGEST:
        return None
    try:
        return _in_figures(plain, today) or _in_words(plain.split(), today)
    except ValueError:  # such as the thirtieth of February
        return None


def _plain(text: str) -> str:
    """Return *text* in lower case without commas, brackets, stops at its end, and the words that only lead up."""
    folded = unicodedata.normalize("NFKC", text[: 2 * _LONGEST]).lower().replace("’", "'")
    words = folded.strip(" .!?\"'()").replace(",", " ").split()
    return " ".join(word for word in words if word not in FILLERS)


def _in_figures(plain: str, today: date) -> date | None:
    if found := _ISO.fullmatch(plain):
        return date(int(found[1]), int(found[2]), int(found[3]))
    plain = _without_weekday(plain)
    if found := _DOTTED.fullmatch(plain):
        return _next(int(found[1]), int(found[2]), found[3], today)
    if found := _SLASHED.fullmatch(plain):
        return _slashed(int(found[1]), int(found[2]), found[3], today)
    return None


def _without_weekday(plain: str) -> str:
    first, _, rest = plain.partition(" ")
    return rest if rest and _weekday(first) is not None else plain


def _slashed(first: int, second: int, year: str | None, today: date) -> date | None:
    """Return the day where only one order of day and month makes one; both orders may make the same."""
    orders = {(day, month) for day, month in ((first, second), (second, first)) if month <= 12}
    return _next(*next(iter(orders)), year, today) if len(orders) == 1 else None


def _in_words(words: list[str], today: date) -> date | None:
    phrase = " ".join(words)
    if phrase in TODAY:
        return today
    if phrase in TOMORROW:
        return today + timedelta(days=1)
    if phrase in DAY_AFTER:
        return today + timedelta(days=2)
    if len(words) == 1 and (weekday := _weekday(words[0])) is not None:
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    return _with_month([word for word in words if _weekday(word) is None], today)


def _with_month(words: list[str], today: date) -> date | None:
    """Return the day of *1 december 2026*, *december 1st* and their like: a month, one number, perhaps a year."""
    months = [number for word in words if (number := _month(word))]
    years = [word for word in words if _YEAR.fullmatch(word)]
    days = [int(found[1]) for word in words if (found := _NUMBER.fullmatch(word))]
    if len(months) != 1 or len(days) != 1 or len(months) + len(years) + len(days) != len(words):
        return None
    return _next(days[0], months[0], years[0] if years else None, today)


def _weekday(word: str) -> int | None:
    return next((number for number, names in enumerate(WEEKDAYS) if word.rstrip(".") in names), None)


def _month(word: str) -> int:
    return next((number for number, names in enumerate(MONTHS, start=1) if word.rstrip(".") in names), 0)


def _next(day: int, month: int, year: str | None, today: date) -> date | None:
    """Return that day of *year*, or of the first year in which it is not past."""
    if year is not None:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    return next((one for one in _years(day, month, today) if one >= today), None)


def _years(day: int, month: int, today: date) -> Iterator[date]:
    """Yield the day in this year and the next; the 29th of February only where there is one."""
    for year in (today.year, today.year + 1):
        if (month, day) != (2, 29) or year % 4 == 0:
            yield date(year, month, day)
