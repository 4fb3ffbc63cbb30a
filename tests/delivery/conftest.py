"""Real servers that do as they are told, and one mail."""

import asyncio
import datetime as dt
import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import settings

from delivery.guard import Guard
from delivery.mail import Mail
from delivery.web_client import make_client
from delivery.web_signing import derived_key
from delivery.webhook import WebhookChannel
from tests.delivery.web_server import WebServer

KEY = derived_key(b"a secret of the tests")
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


def _mail(**changes: Any) -> Mail:
    usual: dict[str, Any] = {
        "message_id": "a1b2@go.example.org",
        "sender": ("Lead for loyalty", "coach@example.org"),
        "to": ("Ada Lovelace", "ada@example.org"),
        "bounce_to": "bounce+tok@example.org",
        "reply_to": "coach+tok@example.org",
        "subject": "Two questions about your last five days",
        "text": "On how many days?\n\n1  None\n2  One\n",
        "html": "<p>On how many days?</p>\n",
        "date": dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC),
        "list_id": "lead-for-loyalty.example.org",
        "unsubscribe_url": "https://go.example.org/u/TOKEN",
    }
    return Mail(**(usual | changes))


@pytest.fixture(scope="session")
def make_mail() -> Callable[..., Mail]:
    return _mail


def _cut(server: SMTP) -> None:
    assert isinstance(server.transport, asyncio.WriteTransport)
    server.transport.abort()


@dataclass
class Postbox:
    """What the server took, and what it answers instead where it was told: verb -> answers, one a mail."""

    answers: dict[str, list[str]] = field(default_factory=dict)
    taken: list[tuple[str, str, bytes]] = field(default_factory=list)
    greeted: set[int] = field(default_factory=set)
    sessions: list[Session] = field(default_factory=list)
    options: list[list[str]] = field(default_factory=list)

    def _told(self, verb: str) -> str:
        waiting = self.answers.get(verb, [])
        return waiting.pop(0) if waiting else ""

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        if id(session) not in self.greeted:
            self.greeted.add(id(session))
            self.sessions.append(session)
        return responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        told = self._told("MAIL")
        if told == "drop":
            _cut(server)
        if not told or told.startswith("2"):
            envelope.mail_from = address
            self.options.append(options)
        return told or "250 2.1.0 ok"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        told = self._told("RCPT")
        if not told:
            envelope.rcpt_tos.append(address)
        return told or "250 2.1.5 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        told = self._told("DATA")
        if told == "drop":
            _cut(server)
        if not told or told == "drop":
            content = envelope.content if isinstance(envelope.content, bytes) else b""
            self.taken.append((envelope.mail_from or "", envelope.rcpt_tos[0], content))
        return told or "250 2.0.0 ok"


@dataclass
class Running:
    port: int
    postbox: Postbox

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


@pytest.fixture(scope="session")
def free_port() -> Callable[[], int]:
    def find() -> int:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            return int(free.getsockname()[1])

    return find


@pytest.fixture
def mail_server(free_port: Callable[[], int]) -> Iterator[Callable[..., Running]]:
    running: list[Controller] = []

    def start(answers: dict[str, list[str]] | None = None, postbox: Postbox | None = None, **options: Any) -> Running:
        postbox, port = postbox or Postbox(answers or {}), free_port()
        controller = Controller(postbox, hostname="127.0.0.1", port=port, **({"enable_SMTPUTF8": True} | options))
        controller.start()
        running.append(controller)
        return Running(port, postbox)

    yield start
    for one in running:
        one.stop()


def knows_ada(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    return AuthResult(success=(data.login, data.password) == (b"ada", b"s3cret"), handled=False)


@pytest.fixture
def authenticator() -> Callable[..., AuthResult]:
    return knows_ada


@dataclass(frozen=True)
class Certificate:
    """A self-made certificate for 127.0.0.1: *file* is what a client trusts, *server* what a server needs."""

    file: Path
    server: ssl.SSLContext


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("certificate")
    file, secret = folder / "cert.pem", folder / "key.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file, secret)
    return Certificate(file, context)


@pytest.fixture
def web_server() -> Iterator[WebServer]:
    with WebServer() as server:
        yield server


@pytest.fixture
def web_channel() -> Iterator[Callable[..., WebhookChannel]]:
    """Webhook channels that may reach the given places of this machine, their clients closed at the end."""
    clients: list[httpx.Client] = []

    def make(*places: str, **options: Any) -> WebhookChannel:
        guard = options.pop("guard", None) or Guard(places)
        client = make_client(guard, options.pop("tls", None))
        clients.append(client)
        return WebhookChannel(lambda: client, options.pop("keys", (KEY,)), frozenset(places), **options)

    yield make
    for one in clients:
        one.close()
