"""The whole way with real servers: a prompt goes out by SMTP, a person replies, IMAP brings it, the report has it."""

import contextlib
import os
import pwd
import shutil
import smtplib
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from actions.collecting import collect
from actions.house import House
from actions.incoming.handing_in import hand_in, is_ours
from actions.reporting import report
from actions.sending import send_due
from delivery.listen_address import ListenAddress
from delivery.listening import Post
from delivery.mailbox import ImapMailbox
from delivery.relay import parse_mail_urls
from delivery.smtp import SmtpChannel
from tests import make
from tests.delivery.imap_server import DOVECOT, NOBODY, Imap, running_dovecot
from tests.delivery.mail_door import listening_at

PEOPLE = [f"p{n}@example.org" for n in range(5)]
ASKED = make.berlin("2026-11-25")

MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
mail_owner = {owner}
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.example.org
mydestination =
mynetworks = 127.0.0.0/8
recipient_delimiter = +
virtual_mailbox_domains = example.org
virtual_mailbox_base = {mail}
virtual_mailbox_maps = inline:{{ {boxes} }}
virtual_uid_maps = static:{nobody}
virtual_gid_maps = static:{nobody}
virtual_minimum_uid = 1
virtual_mailbox_limit = 0
transport_maps = inline:{{ {{ replies.example.org = lmtp:inet:127.0.0.1:{lmtp} }} }}
relay_domains = replies.example.org
lmtp_destination_recipient_limit = 1
default_transport = discard
relay_transport = discard
smtpd_relay_restrictions = permit_mynetworks, reject
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
"""
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
virtual unix - n n - - virtual
lmtp unix - - n - - lmtp
discard unix - - n - - discard
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


def _boxes() -> list[str]:
    return [*PEOPLE, "coach@example.org"]


@contextlib.contextmanager
def _postfix(imap: Imap, port: int, lmtp: int) -> Iterator[None]:
    """Run Debian's postfix with a private configuration; it delivers into the boxes that dovecot shows.

    What is for replies.example.org it hands over by LMTP.
    """
    folder = Path(tempfile.mkdtemp(prefix="postfix-"))
    folder.chmod(0o755)
    owner = pwd.getpwnam("postfix")
    for name in ("queue", "data"):
        (folder / name).mkdir()
    os.chown(folder / "data", owner.pw_uid, -1)
    boxes = ", ".join(f"{{ {one} = {one.partition('@')[0]}/ }}" for one in _boxes())
    where = {"folder": folder, "mail": imap.folder / "mail", "lmtp": lmtp}
    (folder / "main.cf").write_text(MAIN.format(owner="postfix", boxes=boxes, nobody=NOBODY, **where))
    (folder / "master.cf").write_text(MASTER.format(port=port))
    try:
        subprocess.run(["/usr/sbin/postfix", "-c", str(folder), "start"], check=True, capture_output=True, timeout=60)
        _wait_for(lambda: _listens(port))
        yield
    finally:
        subprocess.run(["/usr/sbin/postfix", "-c", str(folder), "stop"], capture_output=True, timeout=60, check=False)
        shutil.rmtree(folder, ignore_errors=True)


class _Deliver:
    """Puts each mail into the boxes that dovecot shows, as postfix does where it is installed."""

    def __init__(self, imap: Imap) -> None:
        self.imap = imap

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        for recipient in envelope.rcpt_tos:
            user = recipient.partition("@")[0].partition("+")[0]
            octets = envelope.content if isinstance(envelope.content, bytes) else b""
            replace(self.imap, user=user).deliver(f"Delivered-To: {recipient}\r\n".encode() + octets)
        return "250 2.0.0 ok"


@contextlib.contextmanager
def _aiosmtpd(imap: Imap, port: int, lmtp: int) -> Iterator[None]:
    controller = Controller(_Deliver(imap), hostname="127.0.0.1", port=port)
    controller.start()
    yield
    controller.stop()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _wait_for(found: Callable[[], Any], within_s: float = 30) -> Any:
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        if seen := found():
            return seen
        time.sleep(0.1)
    raise AssertionError("nothing came in time")


@pytest.fixture(scope="module")
def imap(certificate: Any, free_port: Callable[[], int]) -> Iterator[Imap]:
    if not DOVECOT.exists():
        pytest.skip("needs the IMAP server dovecot (Debian: dovecot-imapd)")
    with running_dovecot(certificate, free_port) as server:
        yield server


POSTFIX_IS_HERE = Path("/usr/sbin/postfix").exists() and os.getuid() == 0


@pytest.fixture(scope="module")
def lmtp_port(free_port: Callable[[], int]) -> int:
    return free_port()


@pytest.fixture(scope="module")
def smtp_port(imap: Imap, lmtp_port: int, free_port: Callable[[], int]) -> Iterator[int]:
    port = free_port()
    with (_postfix if POSTFIX_IS_HERE else _aiosmtpd)(imap, port, lmtp_port):
        yield port


def _box(imap: Imap, person: str) -> list[bytes]:
    """Return what lies in a person's inbox, read by IMAP as their mail program would."""
    user = person.partition("@")[0]
    return [one.raw for one in ImapMailbox(replace(imap, user=user).url).waiting()]


def _reply_to(raw: bytes, person: str, text: str) -> EmailMessage:
    asked, mail = message_from_bytes(raw, policy=policy.default), EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = person, asked["Reply-To"], f"Re: {asked['Subject']}"
    mail["Message-ID"], mail["In-Reply-To"] = f"<reply.{person}>", asked["Message-ID"]
    mail.set_content(f"{text}\n\nOn Wed, 25 Nov 2026 at 13:05, Coach wrote:\n> 1. On how many days?\n> 5\n")
    return mail


@pytest.mark.slow
def test_a_prompt_goes_out_and_its_answer_comes_back_into_the_report(small: House, imap: Imap, smtp_port: int) -> None:
    make.enrolled(small, PEOPLE)
    (relay,) = parse_mail_urls(f"smtp://127.0.0.1:{smtp_port}?tls=off")
    assert send_due(small, SmtpChannel(relay), ASKED).sent == len(PEOPLE)  # type: ignore[arg-type]
    with smtplib.SMTP("127.0.0.1", smtp_port) as program:
        for n, person in enumerate(PEOPLE):
            (raw,) = _wait_for(lambda person=person: _box(imap, person))
            program.send_message(_reply_to(raw, person, f"{n} 4"))
    _wait_for(lambda: len(_box(imap, "coach@example.org")) == len(PEOPLE))
    counted = collect(small, ImapMailbox(replace(imap, user="coach").url), ASKED + timedelta(hours=1))
    assert (counted.answered, counted.read) == (len(PEOPLE), len(PEOPLE))
    shown = report(small, "Hamburg", ASKED + timedelta(days=14)).to_json()["behaviours"][0]["check_ins"][0]
    assert (shown["n"], shown["mean"]) == (5, 2.0)
    assert _box(imap, "coach@example.org") == []


@pytest.mark.slow
def test_a_mail_server_hands_replies_over_by_lmtp(small: House, imap: Imap, smtp_port: int, lmtp_port: int) -> None:
    if not POSTFIX_IS_HERE:
        pytest.skip("needs the mail server postfix (Debian: postfix), run as root")
    house = replace(small, reply_address="coach@replies.example.org")
    make.enrolled(house, PEOPLE)
    (relay,) = parse_mail_urls(f"smtp://127.0.0.1:{smtp_port}?tls=off")
    assert send_due(house, SmtpChannel(relay), ASKED).sent == len(PEOPLE)  # type: ignore[arg-type]
    made: list[str] = []
    post = Post(partial(is_ours, house), lambda raw, to: made.append(hand_in(house, raw, to, ASKED)))
    with listening_at(ListenAddress("lmtp", "127.0.0.1", lmtp_port), post):
        with smtplib.SMTP("127.0.0.1", smtp_port) as program:
            for n, person in enumerate(PEOPLE):
                raw = _wait_for(lambda person=person: _box(imap, person))[-1]
                program.send_message(_reply_to(raw, person, f"{n} 4"))
        _wait_for(lambda: len(made) == len(PEOPLE))
    assert made == ["answered"] * len(PEOPLE)
