"""Prepared statements keep what the tables promise, on both databases."""

from datetime import UTC, date, datetime

from sqlmodel import select

from actions.house import House
from storage import messages
from storage.rows import MessageRow
from tests import make

DUE = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)


def test_one_row_and_several_get_the_same_defaults(house: House) -> None:
    make.enrolled(house, ["ada@example.org"])
    new = [messages.planned(1, "key", DUE, date(2026, 12, 1)) for _ in range(3)]
    with house.store.write() as session:
        messages.add(session, new[:1])
        messages.add(session, new[1:])
        session.commit()
        rows = session.exec(select(MessageRow).where(MessageRow.kind == "key")).all()
    assert {(one.reason, one.claimed_by, one.attempts, one.may_have_repeated) for one in rows} == {("", "", 0, False)}
    assert len(rows) == 3
