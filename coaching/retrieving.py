"""When a knowledge question comes again: 12 days after a wrong answer, 24 after a right one, never after two right.

The rule is that of Kerfoot et al. 2014 (Circ Cardiovasc Qual Outcomes 7:468), who used it and did not compare it
with other intervals. The days are the least: it rides on the next planned mail, and never makes one.
"""

from collections.abc import Sequence
from datetime import date, timedelta

AFTER_WRONG_DAYS, AFTER_RIGHT_DAYS = 12, 24
RETIRED_AFTER = 2
RETRIEVAL = "retrieval"
"""The cause of a prompt that asks a knowledge question again."""


def again_after_days(answers: Sequence[bool]) -> int | None:
    """Return after how many days a question comes again, given whether each answer so far was right; None: never.

    >>> [again_after_days(one) for one in ([False], [True], [True, True], [True, False], [])]
    [12, 24, None, 12, None]
    """
    if not answers or (len(answers) >= RETIRED_AFTER and all(answers[-RETIRED_AFTER:])):
        return None
    return AFTER_RIGHT_DAYS if answers[-1] else AFTER_WRONG_DAYS


def comes_again_on(answers: Sequence[bool], answered_on: date) -> date | None:
    """Return the first day on which it may be asked again, None if it is retired.

    >>> comes_again_on([False], date(2026, 12, 1)).isoformat()
    '2026-12-13'
    """
    days = again_after_days(answers)
    return None if days is None else answered_on + timedelta(days=days)
