"""What leaves a flow: counts and keys. A failed run keeps its reason, without a word that could name somebody."""

import traceback
from collections.abc import Awaitable, Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from coaching.errors import FollowthroughError
from storage.store import UNAVAILABLE

HERE = Path(__file__).resolve().parent.parent
P = ParamSpec("P")
T = TypeVar("T")


DATABASE = frozenset(one.__name__ for one in UNAVAILABLE)


class RunFailed(FollowthroughError):
    """``args``: the kind of error and the place in our code. Its text lands in Prefect's records.

    >>> str(RunFailed("KeyError", "flows/tick.py:1"))
    'KeyError at flows/tick.py:1. The command line shows the whole sentence.'
    """

    def __str__(self) -> str:
        kind, place = self.args
        if kind in DATABASE:
            return (
                f"The database cannot be used ({kind} at {place}). Nothing is lost: the next run goes on by itself. "
                "`followthrough doctor` says what is wrong."
            )
        return f"{kind} at {place}. The command line shows the whole sentence."


def discreet(function: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    """Return *function* with every error replaced by one that says what kind and where, and nothing else.

    Sentences for people quote what they saw: an address in a roster, a key in a database's complaint. Prefect
    keeps the text of an error for ever.
    """

    @wraps(function)
    async def told(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return await function(*args, **kwargs)
        except Exception as error:  # noqa: BLE001 - at the edge of a flow, every kind
            raise RunFailed(type(error).__name__, _place(error)) from None

    return told


def _place(error: Exception) -> str:
    """Return the innermost line of our own code that the error passed through."""
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_ours(frame.filename)]
    return f"{Path(ours[-1].filename).relative_to(HERE)}:{ours[-1].lineno}" if ours else "an unknown place"


def _is_ours(filename: str) -> bool:
    path = Path(filename)
    return path.is_relative_to(HERE) and ".venv" not in path.parts and path != Path(__file__).resolve()
