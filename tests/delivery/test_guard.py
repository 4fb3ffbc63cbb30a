"""No webhook reaches a network that is not public, in whatever way its address is written.

The list may be copied: each line is a way in that somebody used, or that a library was seen to let through.
"""

import socket
from typing import Any

import httpcore
import pytest

from coaching.web_addresses import fault_of
from delivery.guard import Guard, NotPublic, Watched, is_public, resolve

INSIDE = {
    "127.0.0.1": "loopback", "127.255.255.254": "the rest of loopback", "0.0.0.0": "this machine on Linux",
    "0.1.2.3": "this network", "10.0.0.1": "private", "172.16.0.1": "private", "172.31.255.255": "private",
    "192.168.1.1": "private", "100.64.0.1": "carrier's NAT", "169.254.169.254": "a cloud's metadata",
    "192.0.0.8": "said to be global by Python 3.11", "192.0.0.170": "NAT64 discovery", "192.0.2.1": "documentation",
    "198.18.0.1": "benchmarks", "198.51.100.1": "documentation", "203.0.113.1": "documentation",
    "192.88.99.1": "6to4 relay", "224.0.0.1": "multicast", "240.0.0.1": "reserved", "255.255.255.255": "broadcast",
    "::": "unspecified", "::1": "loopback", "::127.0.0.1": "compatible, deprecated", "::ffff:127.0.0.1": "mapped",
    "::ffff:7f00:1": "mapped, in hexadecimal", "::ffff:10.0.0.1": "mapped private",
    "::ffff:169.254.169.254": "mapped metadata", "::ffff:0:127.0.0.1": "translated (SIIT)",
    "64:ff9b::7f00:1": "NAT64 of loopback, said to be global", "64:ff9b::a00:1": "NAT64 of a private address",
    "64:ff9b::a9fe:a9fe": "NAT64 of metadata", "64:ff9b:1::a00:1": "local NAT64",
    "2002:7f00:1::": "6to4 of loopback, said to be global", "2002:a00:1::1": "6to4 of a private address",
    "2001::1": "Teredo", "2001:0:7f00:1::": "Teredo by way of loopback", "2001:10::1": "ORCHID",
    "2001:db8::1": "documentation", "3fff::1": "documentation", "100::1": "discard", "5f00::1": "segment routing",
    "fc00::1": "unique local", "fd00:ec2::254": "a cloud's metadata", "fe80::1": "link local",
    "fe80::1%eth0": "link local with its zone", "fec0::1": "site local, deprecated", "ff02::1": "multicast",
    "2606:4700::1%lo": "a zone on a public address", "nonsense": "no address at all", "": "nothing",
}  # fmt: skip
OUTSIDE = ("93.184.216.34", "1.1.1.1", "8.8.8.8", "2606:4700:4700::1111", "2a00:1450:4001::1", "::ffff:1.1.1.1",
           "64:ff9b::101:101")  # fmt: skip
SPELLED = ("127.0.0.1", "127.1", "0177.0.0.1", "0x7f.0.0.1", "0x7f000001", "2130706433", "017700000001", "127.0.1",
           "localhost", "LOCALHOST", "localhost.", "::1", "::ffff:127.0.0.1", "0", "0.0.0.0", "169.254.169.254",
           "0xa9fea9fe", "10.1")  # fmt: skip
"""Ways to write one of those addresses that a machine's own look-up understands."""


@pytest.mark.parametrize("address", INSIDE, ids=INSIDE.values())
def test_an_address_of_an_inner_network_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", SPELLED)
def test_a_spelling_of_this_machine_is_not_connected_to(host: str) -> None:
    dialled = Dialled()
    with pytest.raises(httpcore.ConnectError):
        Guard(dial=dialled).connect_tcp(host, 443)
    assert dialled.to == []


class Dialled(httpcore.NetworkBackend):
    """Remembers which addresses were dialled and reaches none."""

    def __init__(self) -> None:
        self.to: list[str] = []

    def connect_tcp(self, host: str, *rest: Any, **options: Any) -> httpcore.NetworkStream:
        self.to.append(host)
        raise httpcore.ConnectError("nobody listens")


def test_one_inner_address_among_public_ones_is_enough_to_refuse() -> None:
    dialled = Dialled()
    with pytest.raises(NotPublic):
        Guard(resolve=lambda host, port: ["1.1.1.1", "10.0.0.1"], dial=dialled).connect_tcp("hooks.example.org", 443)
    assert dialled.to == []


def test_a_name_that_changes_its_mind_is_looked_up_once_and_that_address_is_dialled() -> None:
    answers, dialled = [["1.1.1.1"], ["127.0.0.1"]], Dialled()
    with pytest.raises(httpcore.ConnectError):
        Guard(resolve=lambda host, port: answers.pop(0), dial=dialled).connect_tcp("rebinding.example.org", 443)
    assert (dialled.to, len(answers)) == (["1.1.1.1"], 1)


def test_a_second_connection_to_a_name_that_changed_its_mind_is_refused() -> None:
    answers, dialled = [["1.1.1.1"], ["127.0.0.1"]], Dialled()
    guard = Guard(resolve=lambda host, port: answers.pop(0), dial=dialled)
    for fault in (httpcore.ConnectError, NotPublic):
        with pytest.raises(fault):
            guard.connect_tcp("rebinding.example.org", 443)
    assert dialled.to == ["1.1.1.1"]


def test_the_next_address_is_tried_where_the_first_does_not_answer() -> None:
    dialled = Dialled()
    with pytest.raises(httpcore.ConnectError):
        Guard(resolve=lambda host, port: ["1.1.1.1", "8.8.8.8"], dial=dialled).connect_tcp("hooks.example.org", 443)
    assert dialled.to == ["1.1.1.1", "8.8.8.8"]


def test_a_place_of_this_machine_is_reached_where_it_was_named_and_at_no_other_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        guard = Guard([f"127.0.0.1:{port}"])
        guard.connect_tcp("127.0.0.1", port).close()
        with pytest.raises(NotPublic):
            guard.connect_tcp("127.0.0.1", port + 1)


def test_a_named_place_that_leads_off_this_machine_is_refused_too() -> None:
    with pytest.raises(NotPublic):
        Guard(["localhost:9000"], resolve=lambda host, port: ["10.0.0.1"]).connect_tcp("localhost", 9000)


def test_where_nothing_may_leave_this_machine_no_public_address_is_dialled() -> None:
    with pytest.raises(NotPublic):
        Guard(public=False, resolve=lambda host, port: ["1.1.1.1"]).connect_tcp("hooks.example.org", 443)


def test_the_look_up_of_the_machine_is_what_is_judged() -> None:
    assert resolve("127.0.0.1", 443) == ["127.0.0.1"]


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.org/", "ftp://hooks.example.org/", "https://user:pass@hooks.example.org/",
        "https://user@hooks.example.org/", "https://hooks.example.org:22/", "https://hooks.example.org:80/",
        "https://hooks.example.org@127.0.0.1/", "https://hooks.example.org\\@127.0.0.1/", "https://",
        "https:///path", "https://hooks.example.org/\r\nX: y", "https://hooks.example.org/ a", "//hooks.example.org/",
        "https://[::1", "https://hooks.example.org:99999/", "https://hooks.example.org/#a", "https://a.example/\u202e",
    ],
)  # fmt: skip
def test_an_address_that_hides_something_is_not_taken(url: str) -> None:
    assert fault_of(url)


@pytest.mark.parametrize("url", ["https://a.example/in?x=1", "https://a.example:8443/in", "https://[2606:4700::1]/in"])
def test_a_plain_address_is_taken(url: str) -> None:
    assert fault_of(url) == ""


def test_an_answer_that_is_doled_out_ends_when_its_time_is_over() -> None:
    moments = iter([0.0, 0.0, 5.0, 14.0, 16.0])
    stream = Watched(Dripping(), 15, lambda: next(moments))
    stream.write(b"POST")
    assert [stream.read(1), stream.read(1)] == [b"x", b"x"]
    with pytest.raises(httpcore.ReadTimeout):
        stream.read(1)


class Dripping(httpcore.NetworkStream):
    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return b"x"

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Take it."""
