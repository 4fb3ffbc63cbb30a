"""Prepared reads ask for lists of ids as one value, however long they are."""

from datetime import UTC, date, datetime

from sqlalchemy import select

from actions.house import House
from storage import messages
from storage.core import table
from storage.prepared import among, one_of
from storage.reads import Query
from storage.rows import MessageRow
from tests import make

DUE = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
MESSAGE = table(MessageRow)
THOSE = Query(
    select(MESSAGE.c.id, MESSAGE.c.due_at).where(among(MESSAGE.c.id), one_of(MESSAGE.c.state, ("planned", "unsure")))
)


def test_a_list_of_any_length_is_one_value(house: House) -> None:
    make.enrolled(house, ["ada@example.org"])
    with house.store.write() as session:
        ids = messages.add(session, [messages.planned(1, "key", DUE, date(2026, 12, 1)) for _ in range(3)])
        found = THOSE.rows(session, ids=[*ids[:2], *range(10**6, 10**6 + 40_000)])
        assert sorted(found) == [[ids[0], DUE], [ids[1], DUE]]
        assert THOSE.rows(session, ids=[]) == []
