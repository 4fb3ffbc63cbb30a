"""What every channel keeps, whatever it is made of. A new channel is one more entry of `WAYS`."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from content.endpoints import read_endpoint
from content.posts import Link, Post
from delivery.channel import Channel
from delivery.guard import Guard
from delivery.mail import build
from delivery.outbox import OutboxChannel, messages
from delivery.relay import Relay
from delivery.routed import RoutedChannel
from delivery.smtp import SmtpChannel
from delivery.web_signing import pack

Arrivals = list[tuple[str, bytes]]
"""Whom each message reached, and its octets, in the order they came."""
NO_ADDRESSES = (
    "ada",
    "a b@example.org",
    "ada@example.org\r\nRCPT TO:<eve@example.org>",
    "ada@",
    "@x.org",
    "a@x..org",
    "\ud800@x.org",
)
NO_URLS = (
    "ada@example.org",
    "https://",
    "https://u:p@b.example/",
    "https://b.example:22/",
    "https://b.example/\r\nX: y",
    "http://b.example/",
    "file:///etc/passwd",
)


@dataclass
class WayOut:
    """A channel under test. *to* makes the address of a person, *raw* a message with an id as the channel takes it."""

    channel: Channel
    arrived: Callable[[], Arrivals]
    broken: Channel
    to: Callable[[str], str]
    raw: Callable[[str], bytes]
    relay_wide: bool = True
    unusable: tuple[str, ...] = field(default=NO_ADDRESSES)


@pytest.fixture
def outbox(tmp_path: Path, a_mail: Any) -> WayOut:
    folder, file = tmp_path / "outbox", tmp_path / "a-file"
    file.write_text("in the way")
    read = lambda: [(one.to, one.raw) for one in reversed(messages(folder))]  # noqa: E731
    return WayOut(OutboxChannel(folder), read, OutboxChannel(file), a_person, a_mail)


@pytest.fixture
def smtp(mail_server: Any, free_port: Any, a_mail: Any) -> WayOut:
    server = mail_server()
    nobody = SmtpChannel(Relay("127.0.0.1", free_port(), tls="off"))
    read = lambda: [(to, raw) for _, to, raw in server.postbox.taken]  # noqa: E731
    return WayOut(SmtpChannel(Relay("127.0.0.1", server.port, tls="off")), read, nobody, a_person, a_mail)


@pytest.fixture
def posted_to(web_server: Any, web_channel: Any) -> Callable[[str], WayOut]:
    """Webhooks in one form: what arrives is put together again from the header with the id and the body."""

    def way(form: str) -> WayOut:
        def body(id_: str) -> bytes:
            post = Post(id_, "prompt", "One thing", "Do it.", "Do it.", (Link("Did it", "https://go.example/a/t?c=1"),))
            return pack(id_, read_endpoint(f"{form}:{web_server.url()}", {web_server.place}).body(post))

        read = lambda: [(web_server.url(one.path), pack(one.id, one.body)) for one in web_server.posted]  # noqa: E731
        channel = web_channel(web_server.place, public=False)
        nobody = web_channel(web_server.place, public=False, guard=Guard(resolve=nobody_knows))
        return WayOut(channel, read, nobody, lambda name: web_server.url(f"/{name}"), body, False, NO_URLS)

    return way


@pytest.fixture(
    params=["outbox", "smtp", "webhook", "slack", "teams", "google-chat", "discord", "routed-mail", "routed-web"]
)
def way_out(request: pytest.FixtureRequest, web_channel: Any) -> WayOut:
    name = request.param
    if name in ("outbox", "smtp"):
        return request.getfixturevalue(name)  # type: ignore[no-any-return]
    if name == "routed-mail":
        mail = request.getfixturevalue("smtp")
        web = web_channel(public=False)
        mail.channel, mail.broken = RoutedChannel(mail.channel, web), RoutedChannel(mail.broken, web)
        return mail  # type: ignore[no-any-return]
    way = request.getfixturevalue("posted_to")("webhook" if name == "routed-web" else name)
    if name == "routed-web":
        mail = request.getfixturevalue("outbox").channel
        way.channel, way.broken = RoutedChannel(mail, way.channel), RoutedChannel(mail, way.broken)
        way.unusable = way.unusable[1:]  # an address of mail is one that this way knows
    return way  # type: ignore[no-any-return]


def nobody_knows(host: str, port: int) -> list[str]:
    raise OSError("no such name")


def a_person(name: str) -> str:
    return f"{name}@example.org"


@pytest.fixture
def a_mail(make_mail: Any) -> Callable[[str], bytes]:
    return lambda id_: build(make_mail(message_id=f"{id_}@example.org", text=".\n..\n.a line of dots\n"))


def test_a_message_arrives_octet_for_octet_where_it_was_sent(way_out: WayOut) -> None:
    with way_out.channel.lane() as lane:
        assert lane.send("bounce+tok@example.org", way_out.to("ada"), way_out.raw("m1")).state == "sent"
    assert way_out.arrived() == [(way_out.to("ada"), way_out.raw("m1"))]


def test_messages_arrive_in_the_order_they_were_sent(way_out: WayOut) -> None:
    with way_out.channel.lane() as lane:
        for number in range(12):
            lane.send("b@example.org", way_out.to(f"p{number}"), way_out.raw(f"m{number}"))
    assert way_out.arrived() == [(way_out.to(f"p{number}"), way_out.raw(f"m{number}")) for number in range(12)]


def test_the_same_message_twice_arrives_twice_and_alike(way_out: WayOut) -> None:
    for _ in range(2):
        with way_out.channel.lane() as lane:
            lane.send("b@example.org", way_out.to("ada"), way_out.raw("m1"))
    assert way_out.arrived() == [(way_out.to("ada"), way_out.raw("m1"))] * 2


def test_lanes_side_by_side_lose_nothing(way_out: WayOut) -> None:
    with ExitStack() as stack:
        lanes = [stack.enter_context(way_out.channel.lane()) for _ in range(3)]
        for lane in lanes * 2:
            assert lane.send("b@example.org", way_out.to("ada"), way_out.raw("m1")).state == "sent"
    assert len(way_out.arrived()) == 6


def test_an_address_that_cannot_be_written_is_refused_and_holds_up_nobody(way_out: WayOut) -> None:
    with way_out.channel.lane() as lane:
        for address in way_out.unusable:
            assert lane.send("b@example.org", address, way_out.raw("m1")).state == "refused", repr(address)
        assert lane.send("b@example.org", way_out.to("ada"), way_out.raw("m1")).state == "sent"
    assert [to for to, _ in way_out.arrived()] == [way_out.to("ada")]


def test_a_way_that_is_closed_delays_everything_and_does_not_raise(way_out: WayOut) -> None:
    with way_out.broken.lane() as lane:
        outcomes = [lane.send("b@example.org", way_out.to(name), way_out.raw("m1")) for name in ("ada", "bo")]
    assert [(one.state, one.relay_wide) for one in outcomes] == [("delayed", way_out.relay_wide)] * 2


def test_the_name_is_fit_for_the_ledger_and_loopback_is_known(way_out: WayOut) -> None:
    assert way_out.channel.name
    assert way_out.channel.loopback
    assert "@" not in way_out.channel.name


@pytest.fixture(params=["outbox", "smtp"])
def mail_way(request: pytest.FixtureRequest) -> WayOut:
    return request.getfixturevalue(request.param)  # type: ignore[no-any-return]


def test_a_domain_beyond_ascii_travels_as_idna(mail_way: WayOut) -> None:
    with mail_way.channel.lane() as lane:
        lane.send("b@example.org", "ada@straße.example", mail_way.raw("m1"))
    assert mail_way.arrived()[0][0] == "ada@xn--strae-oqa.example"


def test_a_local_part_beyond_ascii_arrives_where_it_can(mail_way: WayOut, make_mail: Any) -> None:
    raw = build(make_mail(to=("", "jörg@example.org")))
    with mail_way.channel.lane() as lane:
        assert lane.send("b@example.org", "jörg@example.org", raw).state == "sent"
    assert mail_way.arrived() == [("jörg@example.org", raw)]


def test_a_mail_keeps_the_sender_of_its_envelope(smtp: WayOut, mail_server: Any, a_mail: Any) -> None:
    server = mail_server()
    with SmtpChannel(Relay("127.0.0.1", server.port, tls="off")).lane() as lane:
        lane.send("bounce+tok@example.org", "ada@example.org", a_mail("m1"))
    assert server.postbox.taken[0][0] == "bounce+tok@example.org"
