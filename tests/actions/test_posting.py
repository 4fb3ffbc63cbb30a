"""Messages by web: through the same claim, intent and record as mails, in the same batch."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlmodel import col, select

from actions.house import House
from actions.ledger import ledger
from actions.sending import send_due
from coaching.errors import Refused
from content.endpoints import FORMS, PLAIN
from delivery.guard import Guard
from delivery.outbox import messages as mails_in
from delivery.routed import RoutedChannel
from delivery.web_client import make_client
from delivery.web_signing import derived_key, write_key
from delivery.webhook import WebhookChannel
from storage import people
from storage.core import run, table
from storage.rows import EventRow, GoneEndpointRow, MessageRow, PromptRow, RecipientRow
from tests import make
from tests.delivery.web_server import WebServer

CHATS = sorted(set(FORMS) - {PLAIN})
KEY = derived_key(b"a secret of the tests")
ADA, BO, CEM = make.PEOPLE
NOW = make.berlin("2026-11-25")


@pytest.fixture
def server() -> Iterator[WebServer]:
    with WebServer() as running:
        yield running


@pytest.fixture
def channel(tmp_path: Path, server: WebServer) -> Iterator[RoutedChannel]:
    client: httpx.Client = make_client(Guard([server.place]))
    yield RoutedChannel(
        make.outbox(tmp_path), WebhookChannel(lambda: client, (KEY,), frozenset([server.place]), public=False)
    )
    client.close()


@pytest.fixture
def home(house: House, server: WebServer) -> House:
    """An installation that may post to the server of the test."""
    opened = replace(house, webhook_loopback=frozenset([server.place]), webhook_keys=(KEY,))
    make.enrolled(opened)
    return opened


@pytest.fixture
def mailed(tmp_path: Path) -> Callable[[], list[str]]:
    return lambda: sorted(one.to for one in mails_in(tmp_path / "outbox"))


def give(house: House, webhook: str, *to: str) -> None:
    """Give people an endpoint."""
    with house.store.write() as session:
        for row in people.recipients_by_address(session, to).values():
            people.change_recipient(session, row.id or 0, webhook=webhook)
        session.commit()


def try_again(house: House) -> None:
    """Let what was put off be tried at once."""
    with house.store.write() as session:
        run(session, table(MessageRow).update().values(retry_at=None))
        session.commit()


def history(house: House, what: str) -> list[EventRow]:
    with house.store.read() as session:
        return list(session.exec(select(EventRow).where(EventRow.what == what).order_by(col(EventRow.id))))


def key_of(house: House, address: str, state: str = "sent") -> str:
    with house.store.read() as session:
        statement = (
            select(MessageRow.key)
            .join(RecipientRow, col(RecipientRow.id) == col(MessageRow.recipient_id))
            .where(RecipientRow.address == address, MessageRow.state == state)
        )
        return session.exec(statement).one()


def test_one_batch_holds_mails_and_a_webhook(
    home: House, channel: RoutedChannel, server: WebServer, mailed: Any
) -> None:
    give(home, server.url("/ada"), ADA)
    tally = send_due(home, channel, NOW)
    assert (tally.claimed, tally.sent) == (3, 3)
    assert mailed() == [BO, CEM]
    assert [one.path for one in server.posted] == ["/ada"]
    assert ledger(home, "Hamburg", NOW).adds_up


def test_what_is_posted_is_signed_and_names_its_message(home: House, channel: RoutedChannel, server: WebServer) -> None:
    give(home, server.url(), ADA)
    send_due(home, channel, NOW)
    posted = server.posted[0]
    said = posted.verified_by(write_key(KEY))
    assert posted.id == said["data"]["id"] == key_of(home, ADA)
    assert said["data"]["person"]["address"] == ADA
    assert "let people finish" in said["data"]["text"]
    assert len(posted.body) < 20_000
    for secret in (home.secret, KEY, write_key(KEY).encode(), server.url().encode()):
        assert secret not in posted.body


def test_a_retry_has_the_same_id_and_the_same_links(home: House, channel: RoutedChannel, server: WebServer) -> None:
    give(home, server.url(), ADA)
    server.answers = [(503, {}, b""), (204, {}, b"")]
    assert send_due(home, channel, NOW).delayed == 1
    try_again(home)
    assert send_due(home, channel, NOW).sent == 1
    assert server.posted[0].id == server.posted[1].id
    assert server.posted[0].body == server.posted[1].body


def test_a_wish_to_wait_is_kept_by_the_database_clock(home: House, channel: RoutedChannel, server: WebServer) -> None:
    give(home, server.url(), ADA)
    server.answers = [(429, {"retry-after": "7200"}, b"")]
    send_due(home, channel, NOW)
    with home.store.read() as session:
        retry_at = session.exec(select(MessageRow.retry_at).where(col(MessageRow.retry_at).is_not(None))).one()
    assert retry_at is not None
    assert timedelta(hours=1, minutes=58) < retry_at - datetime.now(UTC) < timedelta(hours=2, minutes=2)


def test_an_endpoint_that_is_gone_is_asked_no_more_and_its_message_goes_by_mail(
    home: House, channel: RoutedChannel, server: WebServer, mailed: Any
) -> None:
    give(home, server.url(), ADA)
    server.answers = [(410, {}, b"")]
    send_due(home, channel, NOW)
    try_again(home)
    assert send_due(home, channel, NOW).sent == 1
    assert (len(server.posted), mailed()) == (1, [ADA, BO, CEM])
    assert [one.reason for one in history(home, "webhook_gone")] == ["gone"]
    with home.store.read() as session:
        kept = session.exec(select(GoneEndpointRow.digest)).one()
    assert kept != hashlib.sha256(server.url().encode()).digest()


def test_a_message_that_five_attempts_did_not_bring_goes_by_mail(
    home: House, channel: RoutedChannel, server: WebServer, mailed: Any
) -> None:
    give(home, server.url(), ADA)
    server.answers = [(404, {}, b"")] * 9
    for _ in range(6):
        send_due(home, channel, NOW)
        try_again(home)
    assert (len(server.posted), mailed()) == (5, [ADA, BO, CEM])


def test_no_answer_is_unsure_and_is_posted_again_under_the_same_id(
    home: House, channel: RoutedChannel, server: WebServer
) -> None:
    give(home, server.url(), ADA)
    server.answers = [(0, {}, None)]
    assert send_due(home, channel, NOW).unsure == 1
    try_again(home)
    send_due(home, channel, NOW)
    assert server.posted[0].id == server.posted[1].id
    assert len(ledger(home, "Hamburg", NOW).may_have_repeated) == 1


def test_a_chat_of_ones_own_gets_the_message_with_its_links(
    home: House, channel: RoutedChannel, server: WebServer
) -> None:
    give(home, "slack:" + server.url("/ada"), ADA)
    give(home, "teams:" + server.url("/bo"), BO)
    send_due(home, channel, NOW)
    assert sorted(b"/a/" in one.body for one in server.posted) == [True, True]


@pytest.mark.parametrize("form", CHATS)
@pytest.mark.parametrize("spelled", ["", "/", "?x=1", "//"])
def test_no_link_of_anybody_goes_to_a_chat_that_two_people_have(
    home: House, channel: RoutedChannel, server: WebServer, mailed: Any, form: str, spelled: str
) -> None:
    give(home, f"{form}:{server.url('/room')}", ADA)
    give(home, f"{form}:{server.url('/room')}{spelled}", BO)
    send_due(home, channel, NOW)
    assert mailed() == [ADA, BO, CEM]
    for one in server.posted:
        assert not any(path in one.body for path in (b"/a/", b"/u/", b"/p/", b"ada@", b"bo@"))


def test_the_history_says_that_it_went_by_web(home: House, channel: RoutedChannel, server: WebServer) -> None:
    give(home, server.url(), ADA)
    send_due(home, channel, NOW)
    assert [one.details for one in history(home, "sent") if one.details] == [{"by": "webhook"}]


def test_with_the_local_inbox_alone_everybody_gets_mail(
    home: House, tmp_path: Path, server: WebServer, mailed: Any
) -> None:
    give(home, server.url(), ADA)
    make.sent(home, tmp_path, NOW)
    assert (server.posted, mailed()) == ([], [ADA, BO, CEM])


def test_a_webhook_that_cannot_be_used_any_more_holds_up_nobody(
    home: House, channel: RoutedChannel, mailed: Any
) -> None:
    give(home, "http://10.0.0.1/", ADA)
    send_due(home, channel, NOW)
    assert mailed() == [ADA, BO, CEM]
    with home.store.read() as session:
        assert set(session.exec(select(PromptRow.state))) == {"sent", "planned"}


ROOM = "/room"


@pytest.mark.parametrize("form", CHATS)
def test_a_chat_that_several_have_is_told_once_a_day_that_mail_is_waiting(
    home: House, channel: RoutedChannel, server: WebServer, mailed: Any, form: str
) -> None:
    give(home, f"{form}:{server.url(ROOM)}", ADA, BO)
    tally = send_due(home, channel, NOW)
    assert (tally.claimed, tally.sent, mailed()) == (4, 4, [ADA, BO, CEM])
    (nudge,) = server.posted
    assert b"A mail is waiting" in nudge.body
    for personal in (b"http", b"ada@", b"bo@", b"example"):
        assert personal not in nudge.body.replace(b"http://adaptivecards.io/schemas/adaptive-card.json", b"")
    assert send_due(home, channel, NOW).claimed == 0


def test_a_chat_of_a_cohort_gets_the_nudge_and_its_people_get_mail(
    home: House, channel: RoutedChannel, server: WebServer, mailed: Any
) -> None:
    make.enrolled(home, ["dee@example.org"], name="Kiel", webhook=f"slack:{server.url(ROOM)}")
    send_due(home, channel, NOW)
    assert mailed() == [ADA, BO, CEM, "dee@example.org"]
    assert [b"/a/" in one.body for one in server.posted] == [False]


def test_a_program_of_a_cohort_gets_the_message_of_each(
    home: House, channel: RoutedChannel, server: WebServer, mailed: Any
) -> None:
    make.enrolled(home, ["dee@example.org", "eve@example.org"], name="Kiel", webhook=server.url("/kiel"))
    send_due(home, channel, NOW)
    assert mailed() == [ADA, BO, CEM]
    assert {one.json["data"]["person"]["address"] for one in server.posted} == {"dee@example.org", "eve@example.org"}


def test_a_nudge_that_cannot_be_posted_is_tried_again_and_keeps_no_mail_back(
    home: House, channel: RoutedChannel, server: WebServer, mailed: Any
) -> None:
    give(home, f"slack:{server.url(ROOM)}", ADA, BO)
    server.answers = [(500, {}, b"")]
    assert send_due(home, channel, NOW).delayed == 1
    assert mailed() == [ADA, BO, CEM]
    try_again(home)
    assert send_due(home, channel, NOW).sent == 1
    assert server.posted[0].id == server.posted[1].id


def test_a_wrong_webhook_of_a_cohort_is_refused_before_anybody_is_enrolled(home: House) -> None:
    with pytest.raises(Refused, match="https://"):
        make.enrolled(home, name="Kiel", webhook="http://10.0.0.1/")
