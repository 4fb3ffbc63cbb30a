"""Bounces and complaints: which address falls silent, what the ledger says, and when it is the relay's fault."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from actions.house import House
from actions.ledger import whole
from actions.sending import send_due
from coaching.tokens import Purpose, derive
from delivery.addresses import tagged
from delivery.channel import Outcome
from storage.rows import TokenRow
from tests import make
from tests.actions.post import Post, ada_asked
from tests.storage.test_sending import Saying, lease_over

ASKED = make.berlin("2026-11-25")
NEXT = ASKED + timedelta(hours=1)
TASK = make.berlin("2026-12-07", "09:15")


@pytest.fixture
def post(house: House, tmp_path: Path) -> Post:
    """Ada alone, asked her baseline."""
    return ada_asked(house, tmp_path, ASKED)


def _days(n: int) -> datetime:
    return NEXT + timedelta(days=n)


@pytest.mark.parametrize("status", ["5.1.1", "5.1.10", "5.2.1"])
def test_an_address_that_is_gone_is_silent_at_once(post: Post, status: str) -> None:
    assert post.collect(NEXT, post.bounce(status)).bounced == 1
    assert (post.suppressed(), post.states("baseline")) == (["bounced"], ["failed bounced"])
    assert post.send(TASK) == []
    assert post.states("first-task") == ["skipped suppressed"]
    assert whole(post.house).adds_up


def test_another_failure_counts_when_it_comes_twice_in_two_weeks(post: Post) -> None:
    post.collect(NEXT, post.bounce("5.2.2"))
    assert post.suppressed() == []
    post.send(TASK)
    post.collect(TASK, post.bounce("5.2.2"))
    assert post.suppressed() == ["bounced"]


def test_two_failures_far_apart_silence_nobody(post: Post) -> None:
    post.collect(NEXT, post.bounce("5.2.2"))
    post.send(TASK)
    post.collect(_days(15), post.bounce("5.2.2"))
    assert post.suppressed() == []


def test_a_delay_changes_nothing(post: Post) -> None:
    post.collect(NEXT, *(post.bounce(status, action="delayed") for status in ("4.2.2", "4.4.1", "4.0.0")))
    assert (post.suppressed(), post.states("baseline")) == ([], ["sent"])


def test_a_refusal_for_policy_doubts_the_relay_not_the_address(post: Post) -> None:
    counted = post.collect(NEXT, post.bounce("5.7.26"))
    assert (counted.bounced, post.suppressed()) == (1, [])
    assert (post.noted("relay_refused"), post.states("baseline")) == ([{"status": "5.7.26"}], ["failed bounced"])
    assert [one["code"] for one in post.noted("relay_paused")] == ["5.7.26"]


def test_a_complaint_silences_at_once(post: Post) -> None:
    assert post.collect(NEXT, post.complaint()).complaints == 1
    assert (post.suppressed(), post.send(TASK)) == (["complaint"], [])


def test_nobody_silent_is_reminded(post: Post) -> None:
    post.collect(NEXT, post.complaint())
    assert post.send(ASKED + timedelta(days=5)) == []


QMAIL = """From: <postmaster@odd.example>
To: {to}
Subject: Problem

Hi. This is the qmail-send program at odd.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<ada@example.org>:
Sorry, no mailbox here by that name. (#5.1.1)
"""


def _kept(house: House) -> list[str]:
    with house.store.read() as session:
        return sorted(session.exec(select(TokenRow.purpose)).all())


def test_a_token_for_bounces_is_kept_only_where_a_mail_carries_it(house: House, tmp_path: Path) -> None:
    make.enrolled(house, ["ada@example.org"])
    assert Post(house, tmp_path).send(ASKED)
    assert _kept(house) == ["answer", "leave", "own_page", "reply"]


def test_a_later_attempt_brings_the_token_of_an_address_for_bounces_that_was_set_since(house: House) -> None:
    make.enrolled(house, ["ada@example.org"])
    send_due(house, Saying(Outcome("delayed", "busy")), ASKED)
    lease_over(house)
    send_due(replace(house, bounce_address="bounce@example.org"), Saying(Outcome("sent", "accepted")), ASKED)
    assert _kept(house) == ["answer", "bounce", "leave", "own_page", "reply"]


def test_a_bounce_is_known_by_its_own_address(house: House, tmp_path: Path) -> None:
    post = Post(replace(house, bounce_address="bounce@example.org"), tmp_path)
    make.enrolled(post.house, ["ada@example.org"])
    post.send(ASKED)
    to = tagged("bounce@example.org", derive(house.secret, Purpose.BOUNCE, post.message().key))
    raw = QMAIL.format(to=to).encode()
    assert post.collect(NEXT, raw).bounced == 1
    assert post.suppressed() == ["bounced"]
