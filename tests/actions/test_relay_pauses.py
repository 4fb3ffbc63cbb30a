"""A relay that refuses everything is paused once for all processes, and comes back by itself."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import select

from actions.house import House
from actions.outgoing.relay_pauses import MINUTES, pause_of, pause_relay, pauses_relay, resume_relay
from actions.sending import send_due
from delivery.channel import Outcome
from storage.relays import PAUSE
from storage.rows import EventRow
from tests import make
from tests.storage.test_sending import DUE, Saying, lease_over

RELAY = "smtp:mail.example.org:25"


def paused(house: House, relay: str = RELAY) -> bool:
    with house.store.write() as session:
        news = pause_relay(session, "policy", "550 5.7.1", make.NOW, relay)
        session.commit()
    return news


def time_passes(house: House) -> None:
    with house.store.write() as session:
        session.execute(update(PAUSE).values(until=make.NOW - timedelta(days=1000)))
        session.commit()


def test_a_paused_relay_is_paused_for_everybody(house: House) -> None:
    paused(house)
    found = pause_of(house, RELAY)
    assert found is not None and found.holds
    assert (found.reason, found.code, found.times) == ("policy", "550 5.7.1", 1)
    assert pause_of(house, "smtp:other.example.org:25") is None


def test_a_bounce_pauses_whichever_relay_is_set(house: House) -> None:
    with house.store.write() as session:
        pause_relay(session, "policy", "550 5.7.26", make.NOW)
        session.commit()
    assert pause_of(house, RELAY) is not None


def test_the_operator_is_told_once_until_mail_gets_through(house: House, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        first = paused(house), paused(house)
        time_passes(house)
        again = paused(house)
    assert (first, again, len(caplog.records)) == ((True, False), False, 1)
    assert "refuses everything (policy, 550 5.7.1)" in caplog.text


def test_each_pause_in_a_row_is_longer(house: House) -> None:
    paused(house)
    time_passes(house)
    found = pause_of(house, RELAY)
    assert found is not None and not found.holds
    paused(house)
    with house.store.read() as session:
        lines = session.exec(select(EventRow.details).where(EventRow.what == "relay_paused")).all()
    assert [one["minutes"] for one in lines if one] == list(MINUTES[:2])


def test_a_command_ends_the_pause(house: House) -> None:
    paused(house)
    with house.store.write() as session:
        assert resume_relay(session, make.NOW, RELAY)
        assert not resume_relay(session, make.NOW, RELAY)
        session.commit()
    assert pause_of(house, RELAY) is None


@pytest.mark.parametrize(
    ("outcome", "pauses"),
    [
        (Outcome("delayed", "policy", "550 5.7.1", relay_wide=True), True),
        (Outcome("delayed", "sign_in", "535", relay_wide=True), True),
        (Outcome("delayed", "tls", relay_wide=True), True),
        (Outcome("delayed", "connection", relay_wide=True), False),
        (Outcome("delayed", "busy", "421", relay_wide=True), False),
        (Outcome("refused", "no_such_address", "550 5.1.1"), False),
    ],
    ids=lambda value: value.reason if isinstance(value, Outcome) else "",
)
def test_only_a_refusal_of_everything_pauses(outcome: Outcome, pauses: bool) -> None:
    assert pauses_relay(outcome) is pauses


REFUSED = Outcome("delayed", "policy", "550 5.7.1", relay_wide=True)
REFUSED_FOR_ONE = replace(REFUSED, recipient_known=True)
SENT = Outcome("sent", "accepted")


def test_nothing_is_handed_over_while_the_relay_is_paused(house: House) -> None:
    make.enrolled(house)
    assert send_due(house, Saying(REFUSED), DUE).delayed == 3
    lease_over(house)
    relay = Saying(SENT)
    assert (send_due(house, relay, DUE).claimed, relay.given) == (0, [])


def test_the_first_mail_that_gets_through_ends_the_pause(house: House) -> None:
    make.enrolled(house)
    send_due(house, Saying(REFUSED), DUE)
    lease_over(house)
    time_passes(house)
    assert send_due(house, Saying(SENT), DUE).sent == 3
    assert pause_of(house, "saying") is None


def test_one_address_that_refuses_us_does_not_keep_everybodys_mail_back(house: House) -> None:
    make.enrolled(house)
    send_due(house, Saying(REFUSED), DUE)
    lease_over(house)
    time_passes(house)
    tally = send_due(house, Saying(REFUSED_FOR_ONE, SENT), DUE)
    assert (tally.sent, tally.delayed) == (2, 1)
    assert pause_of(house, "saying") is None


def test_a_relay_that_wants_none_of_our_mail_is_paused_though_every_mail_was_tried_before(house: House) -> None:
    make.enrolled(house)
    send_due(house, Saying(Outcome("delayed", "busy", "450")), DUE)
    lease_over(house)
    relay = Saying(REFUSED)
    assert (send_due(house, relay, DUE).delayed, len(relay.given)) == (3, 1)
    found = pause_of(house, "saying")
    assert found is not None and found.holds
