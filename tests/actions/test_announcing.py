"""Other programs are told how many answered, left, finished: in groups, signed, once, and never who."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from sqlmodel import select

from actions.disclosing import disclose
from actions.house import House
from actions.outgoing.announcing import announce, choose_endpoint, events_of, try_endpoint
from actions.sending import send_due
from coaching.errors import Refused
from delivery.guard import Guard
from delivery.in_order import InOrder
from delivery.routed import RoutedChannel
from delivery.web_client import make_client
from delivery.web_signing import write_key
from delivery.webhook import WebhookChannel
from storage import enrollments
from storage.core import run, table
from storage.rows import AnnouncementRow, EnrollmentRow, PromptRow
from tests import make
from tests.actions.test_posting import KEY
from tests.delivery.web_server import WebServer

NOW = make.berlin("2026-11-25")
PEOPLE = tuple(f"p{n}@example.org" for n in range(14))


@pytest.fixture
def server() -> Iterator[WebServer]:
    with WebServer() as running:
        yield running


@pytest.fixture
def channel(tmp_path: Path, server: WebServer) -> Iterator[RoutedChannel]:
    client: httpx.Client = make_client(Guard([server.place]))
    web = WebhookChannel(lambda: client, (KEY,), frozenset([server.place]), public=False)
    yield RoutedChannel(make.outbox(tmp_path), web)
    client.close()


@pytest.fixture
def home(house: House, server: WebServer, tmp_path: Path) -> House:
    """A cohort of 14 with the baseline out, whose events go to the server of the test."""
    opened = replace(house, webhook_loopback=frozenset([server.place]), webhook_keys=(KEY,))
    make.enrolled(opened, PEOPLE)
    choose_endpoint(opened, "Hamburg", server.url("/events"))
    make.sent(opened, tmp_path, NOW)
    return opened


def answered(house: House, n: int) -> None:
    """Let so many people have answered the baseline."""
    prompt = table(PromptRow)
    with house.store.write() as session:
        ids = [row.id for row in session.exec(select(PromptRow).where(PromptRow.step == "baseline"))][:n]
        run(session, prompt.update().where(prompt.c.id.in_(ids)).values(state="answered", answered_at=NOW))
        session.commit()


def left(house: House, n: int) -> None:
    with house.store.write() as session:
        ids = [row.id or 0 for row in session.exec(select(EnrollmentRow))][:n]
        enrollments.set_state(session, ids, ("active",), "left")
        session.commit()


def told(server: WebServer) -> list[tuple[str, int]]:
    return [(one.json["type"], one.json["data"]["people"]) for one in server.posted]


def test_events_are_posted_beside_several_relays_too(home: House, channel: RoutedChannel, server: WebServer) -> None:
    answered(home, 6)
    assert announce(home, InOrder((channel, channel)), NOW) == 1
    assert told(server) == [("cohort.answered", 6)]


@pytest.mark.parametrize(
    ("n", "expected"),
    [(4, []), (5, [("cohort.answered", 5)]), (9, [("cohort.answered", 9)]), (10, []), (14, [])],
    ids=["too few", "five", "five untold", "four untold", "everybody"],
)
def test_answers_are_told_in_groups_that_leave_a_group_untold(
    home: House, channel: RoutedChannel, server: WebServer, n: int, expected: list[tuple[str, int]]
) -> None:
    answered(home, n)
    announce(home, channel, NOW)
    assert told(server) == expected


def test_the_next_few_wait_until_they_are_a_group(home: House, channel: RoutedChannel, server: WebServer) -> None:
    left(home, 5)
    announce(home, channel, NOW)
    for n in (8, 9):
        left(home, n)
        announce(home, channel, NOW)
    assert told(server) == [("cohort.left", 5)]


def test_an_event_is_signed_and_names_nobody(home: House, channel: RoutedChannel, server: WebServer) -> None:
    answered(home, 6)
    send_due(home, channel, NOW)
    (posted,) = server.posted
    said = posted.verified_by(write_key(KEY))
    assert posted.path == "/events" and said["data"]["step"] == "baseline" and said["data"]["cohort"] == "Hamburg"
    assert b"@" not in posted.body and b'"e-' not in posted.body


def test_an_event_is_posted_again_under_its_id_until_it_is_taken(
    home: House, channel: RoutedChannel, server: WebServer
) -> None:
    answered(home, 6)
    server.answers += [(500, {}, b"")]
    announce(home, channel, NOW)
    assert announce(home, channel, NOW) == 0 and len(server.posted) == 1
    assert announce(home, channel, NOW.replace(minute=45)) == 1
    assert announce(home, channel, NOW.replace(minute=50)) == 0
    assert len(server.posted) == 2 and len({one.id for one in server.posted}) == 1
    assert server.posted[0].body == server.posted[1].body


def test_an_endpoint_that_is_gone_is_not_asked_again(home: House, channel: RoutedChannel, server: WebServer) -> None:
    answered(home, 6)
    server.answers += [(410, {}, b"")]
    announce(home, channel, NOW)
    announce(home, channel, NOW.replace(hour=20))
    assert len(server.posted) == 1 and events_of(home, "Hamburg")[1][0].state == "given_up"


def test_a_cohort_with_nothing_to_come_is_finished_once(home: House, channel: RoutedChannel, server: WebServer) -> None:
    with home.store.write() as session:
        run(session, table(PromptRow).update().values(state="expired"))
        session.commit()
    for _ in range(2):
        announce(home, channel, NOW)
    assert told(server) == [("cohort.finished", 14)]


def test_an_address_that_is_a_chat_or_none_is_refused(home: House) -> None:
    for written in ("slack:https://hooks.example.org/x", "ftp://example.org", "nonsense"):
        with pytest.raises(Refused):
            choose_endpoint(home, "Hamburg", written)


def test_without_an_address_nothing_is_planned_or_tried(home: House, channel: RoutedChannel, server: WebServer) -> None:
    choose_endpoint(home, "Hamburg", "")
    answered(home, 6)
    announce(home, channel, NOW)
    with pytest.raises(Refused, match="Save an address first"):
        try_endpoint(home, "Hamburg", NOW)
    with home.store.read() as session:
        assert session.exec(select(AnnouncementRow)).all() == [] and server.posted == []


def test_what_is_tried_arrives_and_the_disclosure_tells_of_events(
    home: House, channel: RoutedChannel, server: WebServer
) -> None:
    try_endpoint(home, "Hamburg", NOW)
    announce(home, channel, NOW)
    assert told(server) == [("cohort.tested", 0)]
    assert "without who" in str(disclose(home, "Hamburg", NOW).to_json())
