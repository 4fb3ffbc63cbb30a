"""Mail handed over by LMTP and SMTP: kept before it is said to be taken, refused while the asker still asks."""

import logging
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from coaching.errors import Refused
from delivery import listening
from delivery.listen_address import ListenAddress, read_listen
from delivery.listening import Post
from delivery.received import MOST_OCTETS
from tests.delivery.mail_door import listening_at

OURS = "coach+abc@example.org"
WORDS = b"From: ada@example.org\r\nSubject: Re\r\n\r\n.\r\n..3\r\n\xfc\r\n"


@dataclass
class Kept:
    """Keeps what comes, or fails as it is told to."""

    mails: list[tuple[bytes, str]] = field(default_factory=list)
    fault: Exception | None = None

    def keep(self, raw: bytes, recipient: str) -> None:
        if self.fault is not None:
            raise self.fault
        self.mails.append((raw, recipient))

    def post(self) -> Post:
        return Post(lambda address: address == OURS, self.keep)


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def at(kept: Kept, free_port: Callable[[], int]) -> Iterator[ListenAddress]:
    address = ListenAddress("lmtp", "127.0.0.1", free_port())
    with listening_at(address, kept.post()):
        yield address


def hand_over(at: ListenAddress, raw: bytes = WORDS, to: str = OURS, sender: str = "ada@example.org") -> Any:
    program = smtplib.LMTP if at.protocol == "lmtp" else smtplib.SMTP
    with program(at.host, at.port) as server:
        return server.sendmail(sender, [to], raw)


def test_a_mail_is_kept_to_the_octet_with_who_sent_it(at: ListenAddress, kept: Kept) -> None:
    hand_over(at)
    assert kept.mails == [(b"Return-Path: <ada@example.org>\r\n" + WORDS, OURS)]


def test_the_sender_of_a_bounce_is_nobody(at: ListenAddress, kept: Kept) -> None:
    hand_over(at, sender="")
    assert kept.mails[0][0].startswith(b"Return-Path: <>\r\n")


def test_an_address_that_is_none_of_ours_is_refused_while_it_is_asked_for(at: ListenAddress, kept: Kept) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
        hand_over(at, to="coach+other@example.org")
    assert refusal.value.recipients["coach+other@example.org"][0] == 550
    assert kept.mails == []


def test_what_could_not_be_kept_is_asked_for_again_and_told_by_its_kind(
    at: ListenAddress, kept: Kept, caplog: pytest.LogCaptureFixture
) -> None:
    kept.fault = RuntimeError("ada@example.org wrote secret words")
    with caplog.at_level(logging.DEBUG), pytest.raises(smtplib.SMTPDataError) as refusal:
        hand_over(at)
    assert refusal.value.smtp_code == 451
    assert "RuntimeError" in caplog.text and "secret" not in caplog.text and "ada@" not in caplog.text
    kept.fault = None
    hand_over(at)
    assert len(kept.mails) == 1


def test_two_recipients_are_taken_one_after_the_other(at: ListenAddress) -> None:
    with smtplib.LMTP(at.host, at.port) as server:
        server.lhlo() if hasattr(server, "lhlo") else server.ehlo()
        server.mail("ada@example.org")
        assert server.rcpt(OURS)[0] == 250
        assert server.rcpt(OURS)[0] == 452


def test_lines_and_mails_may_be_long_and_their_beginning_is_kept(at: ListenAddress, kept: Kept) -> None:
    body = b"From: ada@example.org\r\n\r\n" + b"x" * 40_000 + b"\r\n" + b"y" * 70 + b"\r\n" + b"z" * 998 * 2
    hand_over(at, body[:-1000] + b"\r\n")
    hand_over(at, b"From: ada@example.org\r\n\r\n" + (b"p" * 900 + b"\r\n") * 2_000)
    assert [len(raw) < MOST_OCTETS for raw, _ in kept.mails] == [True, False]
    assert len(kept.mails[1][0]) == MOST_OCTETS


def test_nothing_that_passes_is_logged(at: ListenAddress, kept: Kept, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        listening.log.debug("a log that is read")
        hand_over(at)
    assert "a log that is read" in caplog.text
    assert "ada@" not in caplog.text and "coach" not in caplog.text


def test_a_full_house_asks_to_come_back(at: ListenAddress, kept: Kept) -> None:
    visits = [socket.create_connection((at.host, at.port)) for _ in range(listening.MOST_VISITS)]
    for one in visits:
        assert one.recv(10).startswith(b"220")
    with socket.create_connection((at.host, at.port)) as more:
        assert more.recv(100).startswith(b"421")
    for one in visits:
        one.close()
    hand_over(at)
    assert len(kept.mails) == 1


def test_a_server_of_its_own_takes_mail_by_smtp_and_tls(
    kept: Kept, certificate: Any, tmp_path: Path, free_port: Callable[[], int]
) -> None:
    files = str(certificate.file), str(certificate.file.with_name("key.pem"))
    at = ListenAddress("smtp", "127.0.0.1", free_port(), *files)
    with listening_at(at, kept.post()), smtplib.SMTP(at.host, at.port) as server:
        server.starttls(context=ssl.create_default_context(cafile=str(certificate.file)))
        mail = EmailMessage()
        mail["From"], mail["To"] = "ada@example.org", OURS
        mail.set_content("3 4")
        server.send_message(mail)
    assert kept.mails[0][1] == OURS


def test_half_a_mail_is_none(at: ListenAddress, kept: Kept) -> None:
    with socket.create_connection((at.host, at.port)) as visit, visit.makefile("rwb", buffering=0) as file:
        for said in (b"LHLO x\r\n", b"MAIL FROM:<ada@example.org>\r\n", b"RCPT TO:<" + OURS.encode() + b">\r\n"):
            file.write(said)
        file.write(b"DATA\r\nFrom: ada@example.org\r\n\r\n3")
    hand_over(at)
    assert [raw for raw, _ in kept.mails] == [b"Return-Path: <ada@example.org>\r\n" + WORDS]


@pytest.mark.parametrize(
    ("text", "says"),
    [("lmtp://0.0.0.0:24", "on this machine"), ("imap://127.0.0.1:1", "lmtp:// or smtp://"),
     ("lmtp://127.0.0.1", "port"),
     ("smtp://127.0.0.1:99999", "cannot be read"), ("smtp://0.0.0.0:25?cert=a.pem", "go together"),
     ("smtp://0.0.0.0:25?tls=off", "only options")],
)  # fmt: skip
def test_an_address_that_cannot_be_listened_on_is_refused(text: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        read_listen(text)


def test_an_address_is_read_with_its_files() -> None:
    found = read_listen("smtp://0.0.0.0:25?cert=/c.pem&key=/k.pem")
    assert found == ListenAddress("smtp", "0.0.0.0", 25, "/c.pem", "/k.pem")
    assert replace(found, certificate="", key="") == read_listen("smtp://0.0.0.0:25")
