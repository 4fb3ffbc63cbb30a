"""The refusals that every estimator shares: empty, unequal lengths, not a number."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

from coaching.errors import Refused


def finite(values: Iterable[float], what: str) -> list[float]:
    """Return *values* as a list of floats; *what* names them in the refusal (a plural such as "times").

    Raises:
        Refused: there is none, or one is missing, not a number or infinite. The value itself is not repeated:
            it may be somebody's answer.
    """
    given = list(values)
    numbers = _all_finite(given)
    if numbers is None:
        numbers = [_number(value, what, place) for place, value in enumerate(given, start=1)]
    if not numbers:
        raise Refused(f"There are no {what}. Give at least one.")
    return numbers


def _all_finite(values: Sequence[Any]) -> list[float] | None:
    """Return *values* as floats, None where one of them is to be refused: then each is looked at by itself."""
    try:
        numbers = list(map(float, values))
    except (TypeError, ValueError):
        return None
    return numbers if all(map(math.isfinite, numbers)) else None


def _number(value: float, what: str, place: int) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise Refused(f"Number {place} of the {what} is not a number. Leave missing answers out.") from None
    if not math.isfinite(number):
        raise Refused(f"Number {place} of the {what} is missing or infinite. Leave missing answers out.")
    return number


def same_length(**columns: Sequence[Any]) -> None:
    """Return nothing when all *columns* have one length.

    Raises:
        Refused: they differ; the sentence names each with its length.
    """
    if len({len(column) for column in columns.values()}) > 1:
        seen = ", ".join(f"{name} {len(column)}" for name, column in columns.items())
        raise Refused(f"The columns differ in length ({seen}). Give one entry of each per row.")


def share(value: float, what: str) -> float:
    """Return *value* when it lies strictly between 0 and 1.

    Raises:
        Refused: it does not.
    """
    number = finite([value], what)[0]
    if not 0 < number < 1:
        raise Refused(f"The {what} is {number:g}. Give a number between 0 and 1, such as 0.95.")
    return number


def rectangle(rows: Sequence[Sequence[float]], what: str, at_least: tuple[int, int]) -> list[list[float]]:
    """Return *rows* as lists of floats, all of one length; *at_least* is (rows, columns).

    Raises:
        Refused: the table is ragged, too small, or holds something that is not a number.
    """
    table = [finite(row, what) for row in rows]
    columns = {len(row) for row in table}
    if len(columns) > 1:
        raise Refused(f"The rows of the {what} differ in length. Leave out people with a missing entry.")
    if len(table) < at_least[0] or columns.pop() < at_least[1]:
        raise Refused(f"There are too few {what}. Give at least {at_least[0]} rows and {at_least[1]} columns.")
    return table
