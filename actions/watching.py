"""What whoever watches an installation sees: counts and seconds, no person and no cohort."""

from dataclasses import dataclass
from datetime import datetime
from statistics import median

from actions.house import House
from storage import watching


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is due and unsent: how many messages, for how many seconds the longest of them, and relays paused."""

    due: int
    oldest_s: float
    paused_relays: int


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of everything. *lag_s* is how late the hand-overs of the last hour of sending were: (median, most).

    *messages* are (kind, state, reason, n), *prompts* (state, reason, n), *answers* (channel, late, n).
    """

    messages: tuple[tuple[str, str, str, int], ...]
    prompts: tuple[tuple[str, str, int], ...]
    answers: tuple[tuple[str, bool, int], ...]
    lag_s: tuple[float, float] | None


def waiting(house: House, now: datetime) -> Waiting:
    """Return what is due at *now* and not sent. It costs the same however much is stored."""
    with house.store.read() as session:
        unsent = watching.unsent(session, now)
        paused = watching.paused_relays(session)
    oldest_s = (now - unsent.oldest_due_at).total_seconds() if unsent.oldest_due_at else 0.0
    return Waiting(unsent.due, max(0.0, oldest_s), paused)


def counts(house: House) -> Counts:
    """Return what became of everything. It reads whole tables: ask for it once a minute, not at every page."""
    with house.store.read() as session:
        lags = watching.lags_s(session)
        return Counts(
            tuple(watching.messages_by_kind(session)),
            tuple(watching.prompts_by_state(session)),
            tuple(watching.answers_by_channel(session)),
            (median(lags), lags[-1]) if lags else None,
        )
