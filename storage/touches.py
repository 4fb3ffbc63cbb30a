"""Touches: the messages that count against a person's budget, over all programmes and roles."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, literal, or_, select
from sqlmodel import Session, col

from coaching.budget import WINDOW_DAYS
from storage.prepared import among, one_of
from storage.reads import Query
from storage.rows import MessageRow, PromptRow

LIVE = ("planned", "claimed", "sent", "unsure")
MAY_HAVE_COME = col(MessageRow.may_have_repeated).is_(True)
"""A mail that was given up or dropped after a hand-over nobody confirmed may lie in its reader's inbox all the same."""
PROMPTS = "prompt"
"""The kind of message that steps of one day travel in together."""


class Touch(NamedTuple):
    """One message that counts. *measures*: a check-in is planned in it."""

    recipient_id: int
    day: date
    due_at: datetime
    first_due_at: datetime
    message_id: int
    state: str
    kind: str
    measures: bool

    def joinable_at(self, now: datetime) -> datetime | None:
        """Return its moment where another step may still join it, else None."""
        waits = self.state == "planned" and self.kind == PROMPTS and self.due_at >= now
        return self.due_at if waits else None


def of(session: Session, recipient_ids: Iterable[int]) -> dict[int, list[Touch]]:
    """Return each recipient's touches, by day and moment."""
    return _found(session, LIVE_OF, recipient_ids, {})


def near(session: Session, recipient_ids: Iterable[int], first: date, last: date) -> dict[int, list[Touch]]:
    """Return the touches that a mail between these days has to keep its distance from."""
    window = timedelta(days=WINDOW_DAYS)
    return _found(session, LIVE_NEAR, recipient_ids, {"first": first - window, "last": last + window})


def _live() -> Select[Any]:
    # One at most, not EXISTS: PostgreSQL would turn that into a list of all check-ins there are, for each few people.
    check_in = select(literal(1)).where(
        col(PromptRow.message_id) == MessageRow.id, col(PromptRow.state) == "planned", col(PromptRow.kind) == "check_in"
    )
    measures = check_in.limit(1).scalar_subquery().is_not(None)
    return (
        select(
            col(MessageRow.recipient_id), col(MessageRow.local_day), col(MessageRow.due_at),
            col(MessageRow.first_due_at), col(MessageRow.id), col(MessageRow.state), col(MessageRow.kind), measures,
        )
        .where(or_(one_of(col(MessageRow.state), LIVE), MAY_HAVE_COME), col(MessageRow.touch).is_(True))
        .where(among(col(MessageRow.recipient_id)))
        .order_by(col(MessageRow.local_day), col(MessageRow.due_at))
    )  # fmt: skip


LIVE_OF = Query(_live())
LIVE_NEAR = Query(_live().where(col(MessageRow.local_day).between(bindparam("first"), bindparam("last"))))


def _found(session: Session, query: Query, ids: Iterable[int], values: Mapping[str, date]) -> dict[int, list[Touch]]:
    found: dict[int, list[Touch]] = {}
    for row in query.rows(session, ids=ids, **values):
        found.setdefault(row[0], []).append(Touch(*row))
    return found


def by_day(touches: Iterable[Touch], now: datetime) -> dict[date, datetime | None]:
    """Return touches as the planner takes them: day to the moment of a mail that may be joined, None for others."""
    found: dict[date, datetime | None] = {}
    for one in touches:
        found[one.day] = found.get(one.day) or one.joinable_at(now)
    return found
