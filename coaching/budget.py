"""How much one person may be written to: at most two touches in seven days, two calendar days apart.

The cap is our choice, unmeasured; a person's touches count over all programmes and roles.
"""

from collections.abc import Collection
from datetime import date

PER_WEEK = 2
WINDOW_DAYS = 7
APART_DAYS = 2


def fits(day: date, touches: Collection[date]) -> bool:
    """Return whether one more touch on *day* keeps the budget, given the days of the others.

    >>> tuesday = date(2026, 12, 1)
    >>> fits(tuesday, [date(2026, 11, 30)]), fits(tuesday, [date(2026, 11, 29)])
    (False, True)
    >>> fits(tuesday, [date(2026, 11, 25), date(2026, 11, 27)]), fits(tuesday, [date(2026, 11, 24), date(2026, 11, 27)])
    (False, True)
    """
    near = sorted({day, *(touch for touch in touches if abs((touch - day).days) < WINDOW_DAYS)})
    spans = zip(near, near[PER_WEEK:], strict=False)
    apart = all(abs((touch - day).days) >= APART_DAYS for touch in near if touch != day)
    return apart and day not in touches and all((last - first).days >= WINDOW_DAYS for first, last in spans)
