"""Rates: kept, halved where a server asks for less, and brought back."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.channel import Foresighted, Outcome
from delivery.mail import build
from delivery.pace import EASED_AFTER, LONGEST_GAP_S, Pace, PacedChannel
from delivery.relay import Relay
from delivery.smtp import SmtpChannel

SENT = Outcome("sent", "accepted", "250")
LESS = Outcome("delayed", "busy", "421 4.7.28")
RELAY_LESS = Outcome("delayed", "busy", "421 4.3.2", relay_wide=True)


class Clock:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def pace(per_s: float | None = None, per_domain_s: float | None = None) -> tuple[Pace, Clock]:
    clock = Clock()
    return Pace(per_s, per_domain_s, clock, clock.sleep), clock


def gaps(pace: Pace, clock: Clock, mails: int, domain: str = "example.org", outcome: Outcome = SENT) -> list[float]:
    """Return the seconds between *mails* that all came to *outcome*."""
    moments = []
    for _ in range(mails):
        pace.wait(domain)
        moments.append(clock.now)
        pace.hear(domain, outcome)
    return [round(later - sooner, 6) for sooner, later in pairwise(moments)]


def test_the_rate_that_is_set_is_kept() -> None:
    assert gaps(*pace(per_s=10), 5) == [0.1] * 4


def test_a_domain_has_a_rate_of_its_own() -> None:
    here, clock = pace(per_domain_s=2)
    assert gaps(here, clock, 3) == [0.5, 0.5]
    began = clock.now
    here.wait("elsewhere.org")
    assert clock.now == began


def test_without_a_rate_nobody_waits() -> None:
    here, clock = pace()
    assert gaps(here, clock, 50) == [0.0] * 49
    assert here.free


def test_a_server_that_asks_for_less_gets_half() -> None:
    here, clock = pace(per_s=10)
    gaps(here, clock, 2)
    here.hear("example.org", RELAY_LESS)
    here.wait("example.org")  # was free before the word came
    assert gaps(here, clock, 3)[1:] == [0.2]
    assert not here.free


def test_a_domain_that_asks_for_less_slows_nobody_else() -> None:
    here, clock = pace(per_s=10)
    gaps(here, clock, 3, outcome=LESS)
    assert gaps(here, clock, 3)[1] > 0.2
    assert gaps(here, clock, 3, "elsewhere.org")[1] == 0.1


def test_after_enough_accepted_mails_the_rate_is_the_old_one() -> None:
    here, clock = pace(per_s=10)
    gaps(here, clock, 2)
    here.hear("example.org", RELAY_LESS)
    here.hear("example.org", RELAY_LESS)
    seen = gaps(here, clock, 3 * EASED_AFTER)
    assert (max(seen), seen[-1]) == (0.4, 0.1)


@given(st.lists(st.sampled_from([SENT, LESS, RELAY_LESS, Outcome("refused", "no_such_address", "550 5.1.1")])))
def test_no_gap_is_shorter_than_set_or_longer_than_bearable(outcomes: list[Outcome]) -> None:
    here, clock = pace(per_s=10)
    moments = []
    for outcome in outcomes:
        here.wait("example.org")
        moments.append(clock.now)
        here.hear("example.org", outcome)
    assert all(0.1 <= round(later - sooner, 6) <= 2 * LONGEST_GAP_S for sooner, later in pairwise(moments))


@pytest.mark.parametrize(("answer", "slower"), [("421 4.7.28 too fast", True), ("451 4.7.1 later", True), ("", False)])
def test_a_real_servers_word_slows_its_domain(mail_server: Any, make_mail: Any, answer: str, slower: bool) -> None:
    server = mail_server({"RCPT": [answer] * 3})
    here, clock = pace()
    channel = PacedChannel(SmtpChannel(Relay("127.0.0.1", server.port, tls="off")), here)
    with channel.lane() as lane:
        for n in range(8):
            lane.send("b@example.org", f"p{n}@example.org", build(make_mail()))
    assert (clock.now > 100.0) is slower


def test_a_hint_goes_through_only_where_nothing_waits(mail_server: Any) -> None:
    server = mail_server()
    for per_s, free in ((None, True), (10.0, False)):
        here, _ = pace(per_s=per_s)
        with PacedChannel(SmtpChannel(Relay("127.0.0.1", server.port, tls="off")), here).lane() as lane:
            assert isinstance(lane, Foresighted)
            lane.expect("b@example.org", "ada@example.org", b"x")
            assert (lane.lane._expected is not None) is free  # type: ignore[attr-defined]
