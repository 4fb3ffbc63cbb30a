"""Statements past the session: the same transactions, the same faults, whichever way they run."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from actions.house import House
from storage import events, messages
from storage.rows import EventRow, MessageRow
from storage.store import open_store
from tests import make

DUE = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)


def planned(house: House) -> list[int]:
    """Return the ids of two messages of somebody."""
    make.enrolled(house, ["ada@example.org"])
    with house.store.write() as session:
        ids = messages.add(session, [messages.planned(1, "key", DUE, date(2026, 12, 1)) for _ in range(2)])
        messages.hold(session, ids, "me", 60)
        session.commit()
    return ids


def state(house: House, message_id: int) -> tuple[str, int]:
    with house.store.read() as session:
        return session.exec(select(MessageRow.state, MessageRow.attempts).where(MessageRow.id == message_id)).one()


def test_what_was_committed_is_there_and_what_was_not_is_not(house: House) -> None:
    first, second = planned(house)
    with house.store.direct() as direct:
        assert messages.intend(direct, first, "me", 60)
        assert messages.record_sent(direct, first, "me")
        direct.commit()
        assert messages.intend(direct, second, "me", 60)
    assert (state(house, first), state(house, second)) == (("sent", 1), ("claimed", 0))


def test_a_rollback_takes_back_and_the_next_transaction_goes_on(house: House) -> None:
    first, second = planned(house)
    with house.store.direct() as direct:
        messages.intend(direct, first, "me", 60)
        direct.rollback()
        messages.intend(direct, second, "me", 60)
        direct.commit()
    assert (state(house, first)[1], state(house, second)[1]) == (0, 1)


def test_several_lines_share_what_they_have_in_common(house: House) -> None:
    with house.store.direct() as direct:
        events.append(direct, [{"recipient_id": n} for n in (1, 2)], {"what": "looked", "at": DUE, "details": {"n": 1}})
        direct.commit()
    with house.store.read() as session:
        found = session.exec(select(EventRow).where(EventRow.what == "looked")).all()
    assert {(one.recipient_id, one.at, one.reason, one.was) for one in found} == {
        (1, DUE, "", None),
        (2, DUE, "", None),
    }
    assert [one.details for one in found] == [{"n": 1}] * 2


def test_a_fault_of_the_database_is_raised_as_sqlalchemy_raises_it_and_without_values(tmp_path: object) -> None:
    store = open_store(f"sqlite:///{tmp_path}/empty.db")
    with store.direct() as direct, pytest.raises(OperationalError) as raised:
        direct.exec_driver_sql("SELECT * FROM nowhere WHERE a = ?", ("a secret",))
    assert "a secret" not in str(raised.value)
    store.close()
