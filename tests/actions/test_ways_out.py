"""Several relays in their order: each mail goes to one of them, and the next is asked when one takes nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from actions.house import House
from actions.ledger import whole
from actions.outgoing.relay_pauses import pause_of
from actions.sending import send_due
from delivery.channel import Outcome
from delivery.in_order import InOrder
from delivery.relay import Relay
from delivery.smtp import SmtpChannel
from tests import make
from tests.actions.test_relay_pauses import time_passes
from tests.delivery.conftest import free_port, mail_server
from tests.storage.test_sending import DUE, Dying, Killed, Saying, lease_over, states

__all__ = ["free_port", "mail_server"]
AWAY = Outcome("delayed", "connection", relay_wide=True)
REFUSES = Outcome("delayed", "policy", "550 5.7.1", relay_wide=True)
SENT = Outcome("sent", "accepted")


def named(name: str, made: Saying) -> Saying:
    made.name = name  # type: ignore[misc]
    return made


def two(first: Saying, second: Saying) -> tuple[Saying, Saying, InOrder]:
    ways = named("smtp:first:25", first), named("smtp:second:25", second)
    return *ways, InOrder(ways)


@pytest.fixture
def enrolled(house: House) -> House:
    make.enrolled(house)
    return house


def test_the_first_relay_takes_everything_while_it_can(enrolled: House) -> None:
    first, second, ways = two(Saying(SENT), Saying(SENT))
    tally = send_due(enrolled, ways, DUE)
    assert (tally.sent, len(first.given), len(second.given)) == (3, 3, 0)


@pytest.mark.parametrize("outcome", [AWAY, REFUSES], ids=["unreachable", "refuses"])
def test_what_the_first_does_not_take_goes_to_the_next_in_the_same_pass(enrolled: House, outcome: Outcome) -> None:
    first, second, ways = two(Saying(outcome), Saying(SENT))
    tally = send_due(enrolled, ways, DUE)
    assert (tally.claimed, tally.sent, tally.delayed) == (3, 3, 0)
    assert (len(first.given), len(second.given)) == (1, 3)
    assert len(set(second.given)) == 3
    assert states(enrolled) == ["sent"] * 3
    assert whole(enrolled).adds_up


def test_a_relay_that_refuses_us_is_paused_alone_and_the_next_goes_on(enrolled: House) -> None:
    first, second, ways = two(Saying(REFUSES), Saying(SENT))
    send_due(enrolled, ways, DUE)
    held = pause_of(enrolled, first.name)
    assert held is not None and held.holds
    assert pause_of(enrolled, second.name) is None
    make.enrolled(enrolled, ["dee@example.org"], name="Kiel")
    assert send_due(enrolled, ways, DUE).sent == 1
    assert len(first.given) == 1


def test_the_first_is_asked_again_when_its_pause_is_over(enrolled: House) -> None:
    first, _, ways = two(Saying(REFUSES, SENT), Saying(SENT))
    send_due(enrolled, ways, DUE)
    time_passes(enrolled)
    make.enrolled(enrolled, ["dee@example.org"], name="Kiel")
    send_due(enrolled, ways, DUE)
    assert (len(first.given), pause_of(enrolled, first.name)) == (2, None)


def test_where_none_takes_mail_everything_waits(enrolled: House) -> None:
    first, second, ways = two(Saying(AWAY), Saying(AWAY))
    tally = send_due(enrolled, ways, DUE)
    assert (tally.claimed, tally.delayed, len(first.given), len(second.given)) == (3, 3, 1, 1)
    lease_over(enrolled)
    assert send_due(enrolled, InOrder((Saying(SENT),)), DUE).sent == 3


def test_a_mail_that_may_have_been_taken_is_not_handed_to_the_next(enrolled: House) -> None:
    first, second, ways = two(Saying(Outcome("unsure", "unconfirmed", relay_wide=True)), Saying(SENT))
    tally = send_due(enrolled, ways, DUE)
    assert (tally.unsure, tally.sent) == (1, 2)
    assert first.given[0] not in second.given


def test_a_recipient_that_the_first_refuses_is_not_tried_at_the_next(enrolled: House) -> None:
    no = Outcome("refused", "no_such_address", "550 5.1.1")
    _, second, ways = two(Saying(no, SENT), Saying(SENT))
    assert (send_due(enrolled, ways, DUE).failed, second.given) == (1, [])


def test_a_kill_at_the_next_relay_repeats_one_mail_and_loses_none(enrolled: House) -> None:
    _, _, ways = two(Saying(AWAY), Dying(SENT))
    with pytest.raises(Killed):
        send_due(enrolled, ways, DUE)
    lease_over(enrolled)
    assert send_due(enrolled, InOrder((Saying(SENT),)), DUE).sent == 3
    assert len(whole(enrolled).may_have_repeated) == 1
    assert whole(enrolled).adds_up


def test_a_server_that_is_down_hands_over_to_one_that_is_up(
    enrolled: House, mail_server: Callable[..., Any], free_port: Callable[[], int]
) -> None:
    up = mail_server()
    down = SmtpChannel(Relay("127.0.0.1", free_port(), tls="off"))
    tally = send_due(enrolled, InOrder((down, SmtpChannel(Relay("127.0.0.1", up.port, tls="off")))), DUE)
    assert (tally.sent, len(up.postbox.taken)) == (3, 3)
