"""What every channel keeps, whatever it is made of. A new channel is one more case of `way_out`."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from delivery.channel import Channel
from delivery.mail import build
from delivery.outbox import OutboxChannel, messages
from delivery.relay import Relay
from delivery.smtp import SmtpChannel

Arrivals = list[tuple[str, str, bytes]]


@dataclass
class WayOut:
    channel: Channel
    arrived: Callable[[], Arrivals]
    broken: Channel


@pytest.fixture(params=["outbox", "smtp"])
def way_out(request: pytest.FixtureRequest, tmp_path: Path, mail_server: Any, free_port: Any) -> WayOut:
    if request.param == "outbox":
        folder, file = tmp_path / "outbox", tmp_path / "a-file"
        file.write_text("in the way")
        read = lambda: [(one.bounce_to, one.to, one.raw) for one in reversed(messages(folder))]  # noqa: E731
        return WayOut(OutboxChannel(folder), read, OutboxChannel(file))
    server = mail_server()
    nobody = SmtpChannel(Relay("127.0.0.1", free_port(), tls="off"))
    return WayOut(SmtpChannel(Relay("127.0.0.1", server.port, tls="off")), lambda: server.postbox.taken, nobody)


def test_a_mail_arrives_octet_for_octet_with_its_envelope(way_out: WayOut, make_mail: Any) -> None:
    raw = build(make_mail(text=".\n..\n.a line of dots\n"))
    with way_out.channel.lane() as lane:
        assert lane.send("bounce+tok@example.org", "ada@example.org", raw).state == "sent"
    assert way_out.arrived() == [("bounce+tok@example.org", "ada@example.org", raw)]


def test_mails_arrive_in_the_order_they_were_sent(way_out: WayOut, make_mail: Any) -> None:
    with way_out.channel.lane() as lane:
        for number in range(12):
            lane.send("b@example.org", f"p{number}@example.org", build(make_mail(message_id=f"m{number}@example.org")))
    assert [to for _, to, _ in way_out.arrived()] == [f"p{number}@example.org" for number in range(12)]


def test_the_same_mail_twice_arrives_twice(way_out: WayOut, make_mail: Any) -> None:
    raw = build(make_mail())
    for _ in range(2):
        with way_out.channel.lane() as lane:
            lane.send("b@example.org", "ada@example.org", raw)
    assert len(way_out.arrived()) == 2


def test_lanes_side_by_side_lose_nothing(way_out: WayOut, make_mail: Any) -> None:
    with ExitStack() as stack:
        lanes = [stack.enter_context(way_out.channel.lane()) for _ in range(3)]
        for lane in lanes * 2:
            assert lane.send("b@example.org", "ada@example.org", build(make_mail())).state == "sent"
    assert len(way_out.arrived()) == 6


@pytest.mark.parametrize(
    "address",
    [
        "ada",
        "a b@example.org",
        "ada@example.org\r\nRCPT TO:<eve@example.org>",
        "ada@",
        "@x.org",
        "a@x..org",
        "\ud800@x.org",
    ],
    ids=["no-at", "space", "injection", "no-domain", "no-local", "empty-label", "surrogate"],
)
def test_an_address_that_cannot_be_written_is_refused_and_holds_up_nobody(
    way_out: WayOut, make_mail: Any, address: str
) -> None:
    with way_out.channel.lane() as lane:
        assert lane.send("b@example.org", address, build(make_mail())).state == "refused"
        assert lane.send("b@example.org", "ada@example.org", build(make_mail())).state == "sent"
    assert [to for _, to, _ in way_out.arrived()] == ["ada@example.org"]


def test_a_domain_beyond_ascii_travels_as_idna(way_out: WayOut, make_mail: Any) -> None:
    with way_out.channel.lane() as lane:
        lane.send("b@example.org", "ada@straße.example", build(make_mail(to=("", "ada@straße.example"))))
    assert way_out.arrived()[0][1] == "ada@xn--strae-oqa.example"


def test_a_local_part_beyond_ascii_arrives_where_it_can(way_out: WayOut, make_mail: Any) -> None:
    raw = build(make_mail(to=("", "jörg@example.org")))
    with way_out.channel.lane() as lane:
        assert lane.send("b@example.org", "jörg@example.org", raw).state == "sent"
    assert way_out.arrived() == [("b@example.org", "jörg@example.org", raw)]


def test_a_way_that_is_closed_delays_everything_and_does_not_raise(way_out: WayOut, make_mail: Any) -> None:
    with way_out.broken.lane() as lane:
        outcome = lane.send("b@example.org", "ada@example.org", build(make_mail()))
    assert (outcome.state, outcome.relay_wide) == ("delayed", True)


def test_the_name_is_fit_for_the_ledger_and_loopback_is_known(way_out: WayOut) -> None:
    assert way_out.channel.name
    assert way_out.channel.loopback
