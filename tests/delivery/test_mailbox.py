"""The local outbox's replies, and a real IMAP server where one is installed."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from coaching.errors import Delayed, NotFound, Refused
from delivery.mailbox import ImapMailbox, Mailbox, OutboxMailbox
from delivery.outbox import drop_reply
from tests.delivery.imap_server import DOVECOT, Imap, running_dovecot


@pytest.fixture(scope="module")
def dovecot(certificate: Any, free_port: Callable[[], int]) -> Iterator[Imap]:
    if not DOVECOT.exists():
        pytest.skip("needs the IMAP server dovecot (Debian: dovecot-imapd)")
    with running_dovecot(certificate, free_port) as server:
        yield server


@pytest.fixture
def imap(dovecot: Imap) -> Imap:
    return replace(dovecot, user=secrets.token_hex(4))


def _through(mailbox: Mailbox) -> list[bytes]:
    seen = []
    for arrived in mailbox.waiting():
        seen.append(arrived.raw)
        mailbox.put_away([arrived.key], "quarantine" if b"poison" in arrived.raw else "done")
    return seen


REPLIES = [b"Subject: one\r\n\r\n1\r\n", b"Subject: poison\r\n\r\n\xff\xfe\r\n", b"Subject: two\r\n\r\n2\r\n"]


def test_dropped_replies_are_read_in_order_and_put_away(tmp_path: Path) -> None:
    for raw in REPLIES:
        drop_reply(tmp_path, raw)
    assert _through(OutboxMailbox(tmp_path)) == REPLIES
    assert _through(OutboxMailbox(tmp_path)) == []
    held = {name: len(list((tmp_path / "replies" / name).iterdir())) for name in ("done", "quarantine")}
    assert held == {"done": 2, "quarantine": 1}


def test_a_reply_that_was_not_put_away_waits_again(tmp_path: Path) -> None:
    drop_reply(tmp_path, REPLIES[0])
    assert [arrived.key for arrived in OutboxMailbox(tmp_path).waiting()] == [
        arrived.key for arrived in OutboxMailbox(tmp_path).waiting()
    ]


def test_putting_away_twice_is_no_error(tmp_path: Path) -> None:
    key = drop_reply(tmp_path, REPLIES[0])
    for _ in range(2):
        OutboxMailbox(tmp_path).put_away([key], "done")


@pytest.mark.parametrize("key", ["../secret", "a/b", ""])
def test_a_key_cannot_leave_the_folder(tmp_path: Path, key: str) -> None:
    with pytest.raises(NotFound):
        OutboxMailbox(tmp_path).put_away([key], "done")


def test_a_mailbox_that_is_not_there_is_a_delay_without_secrets(free_port: Callable[[], int]) -> None:
    with pytest.raises(Delayed) as delayed:
        list(ImapMailbox(f"imap://ada:s3cret@127.0.0.1:{free_port()}").waiting())
    assert "s3cret" not in str(delayed.value)


@pytest.mark.parametrize(
    "url", ["imap://mail.example.org", "imap://a:hunter2@mail.example.org?tls=off", "smtp://a:b@c"]
)
def test_a_wrong_address_is_refused_at_once(url: str) -> None:
    with pytest.raises(Refused) as refused:
        ImapMailbox(url)
    assert "hunter2" not in str(refused.value)


def test_imap_replies_are_read_in_order_and_put_away(imap: Imap) -> None:
    imap.deliver(*REPLIES)
    assert _through(ImapMailbox(imap.url)) == REPLIES
    assert _through(ImapMailbox(imap.url)) == []
    assert (len(imap.held(".INBOX.done")), len(imap.held(".INBOX.quarantine"))) == (2, 1)


def test_imap_gives_more_than_one_bulk(imap: Imap) -> None:
    raws = [b"Subject: n\r\n\r\n%d\r\n" % number for number in range(60)]
    imap.deliver(*raws)
    assert _through(ImapMailbox(imap.url)) == raws


def test_imap_leaves_what_was_not_put_away_as_it_was(imap: Imap) -> None:
    imap.deliver(*REPLIES)
    assert [arrived.raw for arrived in ImapMailbox(imap.url).waiting()] == REPLIES
    assert [arrived.raw for arrived in ImapMailbox(imap.url).waiting()] == REPLIES
    assert not any(path.name.endswith("S") for path in (imap.mail / "cur").iterdir())


def test_imap_puts_away_after_the_round_and_twice(imap: Imap) -> None:
    imap.deliver(REPLIES[0])
    mailbox = ImapMailbox(imap.url)
    (arrived,) = mailbox.waiting()
    mailbox.put_away([arrived.key], "done")
    mailbox.put_away([arrived.key], "done")
    assert imap.held(".INBOX.done") == [REPLIES[0]]


def test_imap_does_not_put_away_what_another_mailbox_named(imap: Imap) -> None:
    imap.deliver(REPLIES[0])
    with pytest.raises(NotFound):
        ImapMailbox(imap.url).put_away(["1.1"], "done")


def test_imap_reads_the_first_part_of_a_huge_mail(imap: Imap) -> None:
    imap.deliver(b"Subject: big\r\n\r\n2\r\n" + b"x" * 3_000_000)
    (arrived,) = ImapMailbox(imap.url).waiting()
    assert len(arrived.raw) == 1 << 20


def test_imap_over_tls_trusts_only_what_it_was_told_to(imap: Imap) -> None:
    imap.deliver(REPLIES[0])
    url = f"imaps://{imap.user}:s3cret@127.0.0.1:{imap.secure}/INBOX"
    assert [arrived.raw for arrived in ImapMailbox(f"{url}?ca={imap.certificate}").waiting()] == [REPLIES[0]]
    with pytest.raises(Delayed, match="prove"):
        list(ImapMailbox(url).waiting())


def test_imap_upgrades_by_starttls(imap: Imap) -> None:
    imap.deliver(REPLIES[0])
    url = f"{imap.url}/INBOX?tls=starttls&ca={imap.certificate}"
    assert [arrived.raw for arrived in ImapMailbox(url).waiting()] == [REPLIES[0]]


def test_imap_with_a_wrong_password_says_which_setting(imap: Imap) -> None:
    with pytest.raises(Delayed, match="REPLY_URL") as delayed:
        list(ImapMailbox(imap.url.replace("s3cret", "wrong-one")).waiting())
    assert "wrong-one" not in str(delayed.value)


def test_a_token_opens_the_mailbox_and_a_wrong_one_does_not(imap: Imap, tmp_path: Path) -> None:
    imap.deliver(*REPLIES)
    file = tmp_path / "token"
    file.write_text(f"token-of-{imap.user}\n")
    url = f"imaps://{imap.user}@127.0.0.1:{imap.secure}?ca={imap.certificate}&token={file}"
    assert len(_through(ImapMailbox(url))) == 3
    file.write_text("another\n")
    with pytest.raises(Delayed) as refused:
        ImapMailbox(url).look()
    assert refused.value.args[0] == "sign_in"
    file.unlink()
    with pytest.raises(Delayed, match="cannot be read"):
        ImapMailbox(url).look()
