"""Groups of commands (RFC 2920): fewer round trips, the same outcomes."""

from collections.abc import Sequence
from typing import Any

import pytest

from delivery.channel import Outcome
from delivery.mail import build
from delivery.relay import Relay
from delivery.smtp import SmtpChannel, SmtpLane
from tests.grouping_server import Grouping, grouping_server

Mails = list[tuple[str, str, bytes]]
DOTS = ".\n..\n.a line of dots\n"


@pytest.fixture
def mails(make_mail: Any) -> Mails:
    return [
        ("b@example.org", f"p{n}@example.org", build(make_mail(message_id=f"m{n}@example.org", text=DOTS)))
        for n in range(6)
    ]


def channel(server: Grouping, **options: Any) -> SmtpChannel:
    return SmtpChannel(Relay("127.0.0.1", server.port, tls="off"), timeout_s=5, **options)


def send_all(lane: SmtpLane, mails: Sequence[tuple[str, str, bytes]]) -> list[Outcome]:
    """Send *mails*, each time saying which comes next."""
    outcomes = []
    for n, mail in enumerate(mails):
        if n + 1 < len(mails):
            lane.expect(*mails[n + 1])
        outcomes.append(lane.send(*mail))
    return outcomes


def test_each_envelope_travels_behind_the_body_before_it(mails: Mails) -> None:
    with grouping_server() as server, channel(server).lane() as lane:
        assert {one.state for one in send_all(lane, mails)} == {"sent"}
    assert server.taken == mails
    assert (server.behind, server.connections) == (5, 1)


def test_what_can_be_done_meanwhile_is_done_once_and_before_the_answer_is_known(mails: Mails) -> None:
    done: list[str] = []
    with grouping_server() as server, channel(server).lane() as lane:
        lane.meanwhile(lambda: done.append("written"))
        assert lane.send(*mails[0]).state == "sent"
        assert done == ["written"]
        assert lane.send(*mails[1]).state == "sent"
    assert done == ["written"]


def test_work_that_fails_meanwhile_leaves_the_mail_with_the_server(mails: Mails) -> None:
    with grouping_server() as server, channel(server).lane() as lane:
        lane.meanwhile(lambda: {}["nothing"])
        with pytest.raises(KeyError):
            lane.send(*mails[0])
    assert server.taken == mails[:1]


def test_another_mail_than_the_announced_one_is_sent_as_it_is(mails: Mails) -> None:
    with grouping_server() as server, channel(server).lane() as lane:
        lane.expect(*mails[1])
        outcomes = [lane.send(*mails[0]), lane.send(*mails[2]), lane.send(*mails[3])]
    assert {one.state for one in outcomes} == {"sent"}
    assert server.taken == [mails[0], mails[2], mails[3]]


def test_without_foresight_the_same_mails_arrive(mails: Mails) -> None:
    with grouping_server() as server, channel(server).lane() as lane:
        assert {lane.send(*mail).state for mail in mails} == {"sent"}
    assert (server.taken, server.behind) == (mails, 0)


def test_a_server_that_announces_nothing_gets_one_command_at_a_time(mails: Mails) -> None:
    with grouping_server(features=()) as server, channel(server).lane() as lane:
        assert {one.state for one in send_all(lane, mails)} == {"sent"}
    assert (server.taken, server.behind) == (mails, 0)


def test_a_refused_recipient_whose_body_is_asked_for_gets_nothing(mails: Mails) -> None:
    with grouping_server({"RCPT": ["", "550 5.1.1 no such user"]}) as server, channel(server).lane() as lane:
        outcomes = send_all(lane, mails[:3])
    assert outcomes[1] == Outcome("refused", "no_such_address", "550 5.1.1")
    assert server.taken == [mails[0], mails[2]]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"MAIL": ["", "451 4.7.1 slow down"]}, "delayed"),
        ({"RCPT": ["", "450 4.2.0 greylisted"]}, "delayed"),
        ({"DATA": ["", "451 4.3.0 queue"]}, "delayed"),
        ({"dot": ["", "552 5.3.4 too big"]}, "refused"),
        ({"dot": ["", "drop"]}, "unsure"),
    ],
    ids=["MAIL", "RCPT", "DATA", "dot", "drop"],
)
def test_one_outcome_is_not_taken_for_anothers(mails: Mails, answers: dict[str, list[str]], expected: str) -> None:
    with grouping_server(answers) as server, channel(server).lane() as lane:
        states = [one.state for one in send_all(lane, mails[:4])]
    assert states == ["sent", expected, "sent", "sent"]
    kept = [0, 2, 3] if expected != "unsure" else [0, 1, 2, 3]
    assert server.taken == [mails[n] for n in kept]


def test_a_connection_that_is_gone_before_the_body_is_replaced(mails: Mails) -> None:
    with grouping_server({"MAIL": ["", "drop"]}) as server, channel(server).lane() as lane:
        assert [one.state for one in send_all(lane, mails[:3])] == ["sent"] * 3
    assert (server.taken, server.connections) == (mails[:3], 2)


def test_a_mail_that_was_announced_and_does_not_come_is_not_delivered(mails: Mails) -> None:
    with grouping_server() as server, channel(server).lane() as lane:
        lane.expect(*mails[1])
        assert lane.send(*mails[0]).state == "sent"
        assert lane.send(*mails[2]).state == "sent"
    assert server.taken == [mails[0], mails[2]]


def test_a_lane_that_ends_with_an_announced_mail_delivers_nothing_more(mails: Mails) -> None:
    with grouping_server() as server:
        with channel(server).lane() as lane:
            lane.expect(*mails[1])
            lane.send(*mails[0])
        assert server.taken == mails[:1]


def test_the_last_mail_of_a_connection_announces_none(mails: Mails) -> None:
    with grouping_server() as server, channel(server, messages_per_connection=2).lane() as lane:
        send_all(lane, mails)
    assert (server.taken, server.connections, server.behind) == (mails, 3, 3)


def test_a_server_that_says_yes_to_starttls_and_does_not_begin_it_has_taken_nothing(mails: Mails) -> None:
    with grouping_server(features=("STARTTLS",)) as server:
        relay = Relay("127.0.0.1", server.port, tls="starttls")
        with SmtpChannel(relay, timeout_s=5).lane() as lane:
            assert lane.send(*mails[0]) == Outcome("delayed", "protocol", "250", relay_wide=True)
    assert server.taken == []
