"""Which years a day or a moment may lie in: a slip of the keyboard is told, and no sum runs off the calendar."""

from datetime import date

from coaching.errors import Refused

FIRST, LAST = 1970, 2199
"""Our choice: wider than any programme, narrower than what dates can hold."""


def check_year(what: str, day: date, example: str) -> None:
    """Do nothing where *day* (a moment is one too) lies in a year that can be meant.

    >>> check_year("--workshop-on", date(2026, 12, 2), "2026-12-02")

    Raises:
        Refused: it lies before 1970 or after 2199.
    """
    if not FIRST <= day.year <= LAST:
        raise Refused(f"{what} lies in the year {day.year}. Years from {FIRST} to {LAST} are meant, such as {example}.")
