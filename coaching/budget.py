"""How much one person may be written to: at most two touches in seven days, two calendar days apart.

The cap is our choice, unmeasured; a person's touches count over all programmes and roles.
"""

from collections.abc import Iterable
from datetime import date, timedelta

PER_WEEK = 2
WINDOW_DAYS = 7
APART_DAYS = 2


def fits(day: date, touches: Iterable[date]) -> bool:
    """Return whether one more touch on *day* keeps the budget, given the days of the others.

    >>> tuesday = date(2026, 12, 1)
    >>> fits(tuesday, [date(2026, 11, 30)]), fits(tuesday, [date(2026, 11, 29)])
    (False, True)
    >>> fits(tuesday, [date(2026, 11, 25), date(2026, 11, 27)]), fits(tuesday, [date(2026, 11, 24), date(2026, 11, 27)])
    (False, True)
    """
    near = sorted({touch for touch in touches if abs((touch - day).days) < WINDOW_DAYS})
    if any(abs((touch - day).days) < APART_DAYS for touch in near):
        return False
    return all(_in_window(start, near) < PER_WEEK for start in _windows_holding(day))


def _windows_holding(day: date) -> Iterable[date]:
    return (day - timedelta(days=n) for n in range(WINDOW_DAYS))


def _in_window(start: date, days: Iterable[date]) -> int:
    return sum(0 <= (day - start).days < WINDOW_DAYS for day in days)
