"""`send-due` beside a bare smtplib loop, django-post-office, one Prefect task a mail, and a raw socket far away."""

import itertools
import os
import smtplib
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from actions.enrolling import NewCohort, enroll
from actions.house import House
from actions.sending import send_due
from benchmarks import distance, memory, post_office
from benchmarks.sink import MISSING, is_there, sink
from content.reader import source_text
from content.roster import Roster, read_roster
from delivery.channel import Channel, Lane, Outcome
from delivery.relay import Relay
from delivery.signing import SignedChannel, Signer, read_signer
from delivery.smtp import SmtpChannel
from storage import migrating
from storage.store import open_store

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
DUE = datetime(2026, 11, 25, 13, tzinfo=UTC)
A_COHORT = 20_000
"""People enrolled at a time: a roster takes no more than 100,000 rows, and each is one transaction."""
POST_OFFICES = (
    ("django-post-office, everything recorded at the end", 1_000_000),
    ("the same, a hundred at a time as it comes", 100),
    ("the same, each mail recorded before the next", 1),
)
"""The peer with the most, the usual and the least that a kill would repeat. Only the last promises what we do."""
Mails = Sequence[tuple[str, str, bytes]]
WORKED_US: list[float] = []
"""Processor time of each mail of ours, by pass: on a busy machine rates say more about the others."""


class Overheard:
    """An SMTP channel that keeps the bytes of what it sends."""

    name, loopback = "overheard", True

    def __init__(self, port: int) -> None:
        self.inner = smtp(port)
        self.heard: list[tuple[str, str, bytes]] = []

    @contextmanager
    def lane(self) -> Iterator[Lane]:
        """Return a lane that listens."""
        with self.inner.lane() as lane:
            yield _OverheardLane(lane, self.heard)


class _OverheardLane:
    def __init__(self, lane: Lane, heard: list[tuple[str, str, bytes]]) -> None:
        self.inner, self.heard = lane, heard

    def send(self, bounce_to: str, to: str, raw: bytes) -> Outcome:
        """Keep the bytes and send them."""
        self.heard.append((bounce_to, to, raw))
        return self.inner.send(bounce_to, to, raw)


def smtp(port: int) -> SmtpChannel:
    """Return a channel to loopback."""
    return SmtpChannel(Relay("127.0.0.1", port, tls="off"))


def house_in(folder: Path) -> House:
    """Return the installation in *folder*."""
    store = open_store(f"sqlite:///{folder}/bench.db")
    migrating.upgrade(store)
    return House(store, b"a secret of the benchmark", zone="Europe/Berlin", reply_address="coach@example.org")


def enrolled(folder: Path, people: int) -> tuple[House, float]:
    """Return an installation with so many people enrolled, and the seconds that the enrolment took."""
    house = house_in(folder)
    rosters = [_roster(range(first, min(first + A_COHORT, people))) for first in range(0, people, A_COHORT)]
    began = time.perf_counter()
    for n, roster in enumerate(rosters, 1):
        new = NewCohort(f"Bench {n}", source_text("lead-for-loyalty"), "lead-for-loyalty", date(2026, 12, 2))
        enroll(house, new, roster, NOW)
    return house, time.perf_counter() - began


def _roster(people: range) -> Roster:
    lines = "".join(f"p{n}@example.org,Person {n}\n" for n in people)
    return read_roster("r.csv", f"email,name\n{lines}".encode())


def compare(mails: int = 5_000, tasks: int = 300) -> None:
    """Print the rates and their ratios."""
    if not is_there():
        print(MISSING)
        return
    with sink() as port:
        heard = overhear(port, mails)
        size = sum(len(raw) for _, _, raw in heard) / len(heard)
        print(f"mails of {size / 1024:.1f} KB, one connection, SQLite; medians of three, taken in turns:")
        beside("send-due", "bare smtplib loop", lambda: ours(port, mails), lambda: bare(port, heard), 0.25)
        load, cores = os.getloadavg()[0], os.cpu_count()
        print(f"  a mail of ours takes {min(WORKED_US):.0f} us of the processor; load {load:.1f} on {cores} cores")
        signer = an_rsa_signer()
        signing = lambda: ours(port, mails, signer=signer)  # noqa: E731
        beside("send-due, signed", "bare loop that signs", signing, lambda: bare(port, heard, signer), 0.6)
        for peer, batch in POST_OFFICES:
            beside("send-due", peer, lambda: ours(port, mails), partial(theirs, port, mails // 5, batch), 3)
        per_task = prefect_rate(port, list(heard[:tasks]))
        said("send-due", "one Prefect task a mail", ours(port, mails), per_task, 50)
        far_away(port, heard)
        memory.said(memory.grown_mb(port))


def overhear(port: int, mails: int) -> Mails:
    """Return the mails of a first pass, which also warms everything up."""
    with tempfile.TemporaryDirectory() as folder:
        house, enrolling_s = enrolled(Path(folder), mails)
        print(f"enrolling {mails} people into Lead for loyalty: {enrolling_s:.1f} s (limit 10 s)")
        channel = Overheard(port)
        send_due(house, channel, DUE)
        house.store.close()
    assert len(channel.heard) == mails, len(channel.heard)
    return channel.heard


def ours(port: int, mails: int, connections: int = 1, signer: Signer | None = None) -> float:
    """Return mails a second of one pass: claim, render, build, send, record."""
    channel: Channel = SignedChannel(smtp(port), signer) if signer else smtp(port)
    with tempfile.TemporaryDirectory() as folder:
        house, _ = enrolled(Path(folder), mails)
        began, worked = time.perf_counter(), time.process_time()
        tally = send_due(replace(house, connections=connections), channel, DUE)
        took, worked = time.perf_counter() - began, time.process_time() - worked
        house.store.close()
    assert tally.sent == mails, tally
    WORKED_US.append(worked / mails * 1e6)
    return mails / took


def bare(port: int, mails: Mails, signer: Signer | None = None) -> float:
    """Return mails a second of a loop that sends ready bytes over one kept connection and records nothing."""
    began = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as server:
        for bounce_to, to, raw in mails:
            server.sendmail(bounce_to, [to], signer.signed(raw) if signer else raw)
    return len(mails) / (time.perf_counter() - began)


def theirs(port: int, mails: int, batch: int) -> float:
    """Return mails a second of django-post-office with bodies of the same size, a name and a link in each."""
    text = "Hello {{ name }}, answer here: {{ link }}\n" + "On how many of your last five working days?\n" * 40
    html = "<p>Hello {{ name }}, <a href='{{ link }}'>answer</a></p>" + "<p>On how many of your last days?</p>\n" * 190
    with tempfile.TemporaryDirectory() as folder:
        return post_office.measure(port, mails, Path(folder), text, html, batch)


def far_away(port: int, heard: Mails) -> None:
    """Print the rate over twenty milliseconds and ten connections."""
    mails = list(itertools.islice(heard, 2_000))
    with distance.far(port) as proxy:
        us = lambda: ours(proxy, len(mails), distance.CONNECTIONS)  # noqa: E731
        beside("20 ms away, 10 connections", "raw pipelining sockets", us, lambda: distance.raw_rate(proxy, mails), 0.7)


def an_rsa_signer() -> Signer:
    """Return a signer with a fresh RSA key of 2,048 bits."""
    key = rsa.generate_private_key(65537, 2048)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "key.pem"
        file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        return read_signer("example.org", ("bench",), (file,))


def beside(name: str, peer: str, one: Callable[[], float], other: Callable[[], float], limit: float) -> None:
    """Measure both in turns, three times, and print medians and ratio."""
    pairs = [(one(), other()) for _ in range(3)]
    said(name, peer, sorted(a for a, _ in pairs)[1], sorted(b for _, b in pairs)[1], limit)


def said(name: str, peer: str, one: float, other: float, limit: float) -> None:
    """Print two rates and their ratio beside its limit."""
    print(f"  {name}: {one:.0f} a second; {peer}: {other:.0f}; ratio {one / other:.2f} (limit {limit:g})", flush=True)


def prefect_rate(port: int, mails: list[tuple[str, str, bytes]]) -> float:
    """Return how many messages a second go out as one Prefect task each, with a real server recording them."""
    from benchmarks.prefect_tasks import measure

    return measure(port, mails)


if __name__ == "__main__":
    compare()
