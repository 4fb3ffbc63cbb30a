"""Claim, intend, hand over, record: on both databases, with channels that work, refuse, delay and fall silent."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import select

from actions.house import House
from actions.ledger import ledger
from actions.sending import send_due
from delivery.channel import Outcome
from delivery.outbox import messages
from delivery.relay import Relay
from delivery.smtp import SmtpChannel
from storage.rows import MessageRow, PromptRow
from tests import make
from tests.grouping_server import grouping_server

DUE = make.berlin("2026-11-25")


class Saying:
    """A channel that says the same of every mail, and keeps what it was given."""

    name, loopback = "saying", True

    def __init__(self, *outcomes: Outcome) -> None:
        self.outcomes = list(outcomes)
        self.given: list[bytes] = []

    @contextmanager
    def lane(self) -> "Iterator[Saying]":
        yield self

    def send(self, bounce_to: str, to: str, raw: bytes) -> Outcome:
        self.given.append(raw)
        return self.outcomes.pop(0) if len(self.outcomes) > 1 else self.outcomes[0]


class Killed(BaseException):
    """Stands for a process that ends in the middle of a hand-over."""


class Dying(Saying):
    """Takes a mail and dies before it can say so."""

    def send(self, bounce_to: str, to: str, raw: bytes) -> Outcome:
        self.given.append(raw)
        raise Killed


def states(house: House, step: str = "baseline") -> list[str]:
    with house.store.read() as session:
        return sorted(session.exec(select(PromptRow.state).where(PromptRow.step == step)))


def lease_over(house: House) -> None:
    """Let every lease and every wait run out, as time would."""
    with house.store.write() as session:
        past = make.NOW - timedelta(days=1000)
        session.execute(update(MessageRow).where(MessageRow.lease_until.is_not(None)).values(lease_until=past))
        session.execute(update(MessageRow).where(MessageRow.retry_at.is_not(None)).values(retry_at=past))
        session.commit()


def test_everything_due_goes_out_once(house: House, tmp_path: Path) -> None:
    make.enrolled(house)
    first, second = make.sent(house, tmp_path, DUE), make.sent(house, tmp_path, DUE)
    assert (first.sent, second.claimed) == (3, 0)
    assert states(house) == ["sent"] * 3
    assert ledger(house, "Hamburg", DUE).adds_up


def test_nothing_goes_out_before_it_is_due(house: House, tmp_path: Path) -> None:
    make.enrolled(house)
    assert make.sent(house, tmp_path, make.berlin("2026-11-25", "12:59")).claimed == 0


def test_several_schedulers_at_once_repeat_nothing(house: House, tmp_path: Path) -> None:
    make.enrolled(house, [f"p{n}@example.org" for n in range(250)])
    threads = [threading.Thread(target=make.sent, args=(house, tmp_path, DUE)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sent = messages(tmp_path / "outbox")
    assert len(sent) == 250
    assert not any(mail.repeat for mail in sent)
    assert ledger(house, "Hamburg", DUE).adds_up


def test_one_refused_address_does_not_hold_up_the_cohort(house: House) -> None:
    make.enrolled(house)
    tally = send_due(
        house, Saying(Outcome("refused", "no_such_address", "550 5.1.1"), Outcome("sent", "accepted")), DUE
    )
    assert (tally.claimed, tally.sent, tally.failed) == (3, 2, 1)
    assert states(house) == ["failed", "sent", "sent"]


def test_a_delayed_mail_waits_and_then_goes(house: House, tmp_path: Path) -> None:
    make.enrolled(house)
    tally = send_due(house, Saying(Outcome("delayed", "greylisted", "450")), DUE)
    assert (tally.delayed, make.sent(house, tmp_path, DUE).claimed) == (3, 0)
    lease_over(house)
    assert make.sent(house, tmp_path, DUE).sent == 3


def test_a_relay_that_refuses_everything_stops_the_pass(house: House) -> None:
    make.enrolled(house)
    relay = Saying(Outcome("delayed", "policy", "550 5.7.1", relay_wide=True))
    tally = send_due(house, relay, DUE)
    assert (len(relay.given), tally.delayed, tally.failed) == (1, 3, 0)
    assert ledger(house, "Hamburg", DUE).adds_up


def test_an_unconfirmed_mail_goes_again_with_the_same_id_and_link(house: House) -> None:
    make.enrolled(house, ["ada@example.org"])
    channel = Saying(Outcome("unsure", "unconfirmed"), Outcome("sent", "accepted"))
    assert send_due(house, channel, DUE).unsure == 1
    lease_over(house)
    assert send_due(house, channel, DUE).sent == 1
    assert channel.given[0] == channel.given[1]
    assert len(ledger(house, "Hamburg", DUE).to_json()["may_have_repeated"]) == 1


def test_a_kill_leaves_one_mail_unsure_and_loses_none(house: House, tmp_path: Path) -> None:
    make.enrolled(house)
    with pytest.raises(Killed):
        send_due(house, Dying(Outcome("sent", "accepted")), DUE)
    lease_over(house)
    tally = make.sent(house, tmp_path, DUE)
    assert tally.sent == 3
    assert len(ledger(house, "Hamburg", DUE).to_json()["may_have_repeated"]) == 1
    assert ledger(house, "Hamburg", DUE).adds_up


def test_retries_end_with_the_answer_window(house: House) -> None:
    make.enrolled(house, ["ada@example.org"])
    send_due(house, Saying(Outcome("delayed", "connection")), DUE)
    lease_over(house)
    tally = send_due(house, Saying(Outcome("sent", "accepted")), DUE + timedelta(days=10))
    assert (tally.failed, tally.sent, states(house)) == (1, 0, ["failed"])
    assert ledger(house, "Hamburg", DUE).adds_up


def test_a_backlog_is_spread_over_the_day(house: House, tmp_path: Path) -> None:
    make.enrolled(house, [f"p{n}@example.org" for n in range(20)])
    hours = [make.berlin("2026-11-26", hour) for hour in ("09:30", "13:00", "17:00", "17:59")]
    tallies = [make.sent(house, tmp_path, hour) for hour in hours]
    assert (tallies[0].delayed, tallies[0].sent) == (20, 0)
    assert all(tally.sent for tally in tallies[1:])
    assert sum(tally.sent for tally in tallies) == 20


def test_what_is_too_late_is_left_out_and_counted(house: House, tmp_path: Path) -> None:
    make.enrolled(house)
    make.sent(house, tmp_path, DUE)
    tally = make.sent(house, tmp_path, make.berlin("2026-12-11"))
    assert tally.skipped == 3
    assert ledger(house, "Hamburg", DUE).to_json()["reasons"]["skipped"] == {"late": 3}


def test_an_unanswered_prompt_expires_after_five_working_days(house: House, tmp_path: Path) -> None:
    make.enrolled(house)
    make.sent(house, tmp_path, DUE)
    assert make.sent(house, tmp_path, make.berlin("2026-12-02", "23:59")).expired == 0
    assert make.sent(house, tmp_path, make.berlin("2026-12-03", "00:01")).expired == 3


def test_a_check_in_is_reminded_of_once(house: House, tmp_path: Path) -> None:
    make.enrolled(house)
    make.sent(house, tmp_path, DUE)
    days = ("2026-11-26", "2026-11-27", "2026-11-30", "2026-12-01")
    assert [make.sent(house, tmp_path, make.berlin(day)).reminded for day in days] == [0, 3, 0, 0]
    assert states(house) == ["sent"] * 3


def test_every_mail_welcomes_only_once(house: House, tmp_path: Path) -> None:
    make.enrolled(house, ["ada@example.org"])
    make.sent(house, tmp_path, DUE)
    make.sent(house, tmp_path, make.berlin("2026-12-07"))
    welcomes = [b"has enrolled" in mail.raw for mail in messages(tmp_path / "outbox")]
    assert sorted(welcomes) == [False, True]


def test_several_connections_send_everything_once(house: House) -> None:
    make.enrolled(house, [f"p{n}@example.org" for n in range(60)])
    several = replace(house, connections=4)
    with grouping_server() as server:
        tally = send_due(several, SmtpChannel(Relay("127.0.0.1", server.port, tls="off")), DUE)
    assert (tally.sent, len({to for _, to, _ in server.taken}), len(server.taken)) == (60, 60, 60)
    assert server.connections > 1
    assert ledger(house, "Hamburg", DUE).adds_up


def test_a_kill_leaves_at_most_one_mail_unsure_for_each_connection(house: House, tmp_path: Path) -> None:
    make.enrolled(house, [f"p{n}@example.org" for n in range(12)])
    with pytest.raises(Killed):
        send_due(replace(house, connections=3), Dying(Outcome("sent", "accepted")), DUE)
    lease_over(house)
    assert make.sent(house, tmp_path, DUE).sent == 12
    assert 1 <= len(ledger(house, "Hamburg", DUE).may_have_repeated) <= 3


def test_what_another_process_took_over_is_not_touched(house: House) -> None:
    make.enrolled(house, ["ada@example.org"])
    refusing = TakenOver(house, Outcome("refused", "no_such_address", "550 5.1.1"))
    send_due(house, refusing, DUE)
    assert states(house) == ["claimed"]
    assert ledger(house, "Hamburg", DUE).adds_up


class TakenOver(Saying):
    """Speaks so long that the lease runs out and another process claims the mail meanwhile."""

    def __init__(self, house: House, outcome: Outcome) -> None:
        super().__init__(outcome)
        self.house = house

    def send(self, bounce_to: str, to: str, raw: bytes) -> Outcome:
        with self.house.store.write() as session:
            session.execute(update(MessageRow).values(claimed_by="another"))
            session.commit()
        return super().send(bounce_to, to, raw)


def test_a_mail_that_is_unsure_again_and_again_goes_once_a_day(house: House) -> None:
    make.enrolled(house, ["ada@example.org"])
    silent = Saying(Outcome("unsure", "unconfirmed"))
    send_due(house, silent, DUE)
    lease_over(house)
    send_due(house, silent, DUE)
    with house.store.read() as session:
        waits = session.exec(select(MessageRow.retry_at).where(MessageRow.state == "unsure")).one()
    assert waits is not None and timedelta(hours=23) < waits - datetime.now(UTC) < timedelta(hours=25)
    assert ledger(house, "Hamburg", DUE).adds_up
