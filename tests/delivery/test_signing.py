"""Signatures as an independent verifier reads them."""

import base64
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dkim
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from hypothesis import given
from hypothesis import strategies as st

from coaching.errors import BadSetting, Refused
from commands.opening import channel_of
from commands.settings import read_settings
from delivery.mail import build
from delivery.pace import Pace, PacedChannel
from delivery.relay import Relay
from delivery.routed import RoutedChannel
from delivery.signing import SIGNED, SignedChannel, Signer, read_signer
from delivery.smtp import SmtpChannel
from tests.grouping_server import grouping_server

BODY = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


def pem(key: Any) -> bytes:
    return bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


class BadSignature(Exception):
    """What dkimpy expects of a signature that does not hold."""


class VerifyKey:
    """The one primitive that dkimpy takes from PyNaCl; canonical forms, hashes and tags stay its own."""

    def __init__(self, public: bytes, encoder: Any) -> None:
        self.key = ed25519.Ed25519PublicKey.from_public_bytes(base64.b64decode(public))

    def verify(self, data: bytes, signature: bytes) -> None:
        try:
            self.key.verify(signature, data)
        except InvalidSignature:
            raise BadSignature from None


@pytest.fixture(autouse=True, scope="module")
def ed25519_for_dkimpy() -> Iterator[None]:
    """Lend dkimpy the Ed25519 of `cryptography` where PyNaCl is not installed."""
    lent = SimpleNamespace(
        signing=SimpleNamespace(VerifyKey=VerifyKey),
        encoding=SimpleNamespace(Base64Encoder=None),
        exceptions=SimpleNamespace(BadSignatureError=BadSignature, ValueError=ValueError),
    )
    before = dkim.__dict__.get("nacl")
    dkim.nacl = lent
    yield
    dkim.nacl = before


class Keys:
    """An RSA and an Ed25519 key as files, and as DNS publishes them."""

    def __init__(self, folder: Path) -> None:
        one, two = rsa.generate_private_key(65537, 2048), ed25519.Ed25519PrivateKey.generate()
        self.files = folder / "rsa.pem", folder / "ed.pem"
        self.files[0].write_bytes(pem(one))
        self.files[1].write_bytes(pem(two))
        spki = serialization.PublicFormat.SubjectPublicKeyInfo
        public = one.public_key().public_bytes(serialization.Encoding.DER, spki)
        raw = two.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        self.dns = {
            b"r2026._domainkey.example.org.": b"v=DKIM1; k=rsa; p=" + base64.b64encode(public),
            b"e2026._domainkey.example.org.": b"v=DKIM1; k=ed25519; p=" + base64.b64encode(raw),
        }

    def signer(self) -> Signer:
        return read_signer("example.org", ("r2026", "e2026"), self.files)

    def verify(self, raw: bytes) -> list[bool]:
        """Return what dkimpy says of each signature."""
        return [self._holds(dkim.DKIM(raw), n) for n in range(2)]

    def _holds(self, read: Any, n: int) -> bool:
        try:
            return bool(read.verify(idx=n, dnsfunc=lambda name, timeout=5: self.dns.get(name)))
        except dkim.ValidationError:
            return False


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return Keys(tmp_path_factory.mktemp("keys"))


@given(text=BODY, html=BODY)
def test_both_signatures_hold_for_any_body(keys: Keys, make_mail: Any, text: str, html: str) -> None:
    assert keys.verify(keys.signer().signed(build(make_mail(text=text, html=html)))) == [True, True]


@given(subject=st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=200))
def test_both_signatures_hold_for_any_subject(keys: Keys, make_mail: Any, subject: str) -> None:
    assert keys.verify(keys.signer().signed(build(make_mail(subject=subject)))) == [True, True]


@pytest.mark.parametrize(
    "name",
    ["From", "To", "Subject", "Date", "Message-ID", "Reply-To", "List-Unsubscribe", "List-Unsubscribe-Post",
     "MIME-Version", "Auto-Submitted"],
)  # fmt: skip
def test_no_header_that_matters_can_be_changed(keys: Keys, make_mail: Any, name: str) -> None:
    signed = keys.signer().signed(build(make_mail()))
    changed = signed.replace(f"\r\n{name}: ".encode(), f"\r\n{name}: x".encode())
    assert changed != signed
    assert keys.verify(changed) == [False, False]
    assert name.lower().encode() in SIGNED


def test_a_changed_body_shows(keys: Keys, make_mail: Any) -> None:
    signed = keys.signer().signed(build(make_mail(text="On how many days?")))
    assert keys.verify(signed.replace(b"On how many days?", b"On how many pays?")) == [False, False]


def test_the_same_mail_gives_the_same_bytes(keys: Keys, make_mail: Any) -> None:
    assert keys.signer().signed(build(make_mail())) == keys.signer().signed(build(make_mail()))


def test_lines_stay_short(keys: Keys, make_mail: Any) -> None:
    assert max(map(len, keys.signer().signed(build(make_mail())).split(b"\r\n"))) <= 78


@pytest.mark.parametrize("foresees", [True, False], ids=["at will", "at a rate"])
def test_what_arrives_is_signed(keys: Keys, make_mail: Any, foresees: bool) -> None:
    mails = [("b@example.org", f"p{n}@example.org", build(make_mail(message_id=f"m{n}@x.org"))) for n in range(3)]
    with grouping_server() as server:
        smtp = SmtpChannel(Relay("127.0.0.1", server.port, tls="off"))
        channel = SignedChannel(smtp if foresees else PacedChannel(smtp, Pace(per_s=1000)), keys.signer())
        with channel.lane() as lane:
            lane.expect(*mails[1])  # type: ignore[attr-defined]
            assert [lane.send(*mail).state for mail in mails] == ["sent"] * 3
    assert [keys.verify(raw) for _, _, raw in server.taken] == [[True, True]] * 3
    assert server.behind == int(foresees)


def test_the_settings_sign_for_the_domain_mail_comes_from(keys: Keys) -> None:
    channel = channel_of(read_settings(environment(DKIM_SELECTOR="r2026", DKIM_KEY=str(keys.files[0]))))
    assert isinstance(channel, RoutedChannel)
    assert isinstance(channel.mail, SignedChannel)
    assert (channel.mail.signer.domain, channel.mail.loopback) == ("example.org", True)


def environment(**settings: str) -> dict[str, str]:
    usual = {"MAIL_URL": "smtp://127.0.0.1:25", "MAIL_FROM": "coach@example.org", "SECRET": "x" * 32}
    return {f"FOLLOWTHROUGH_{name}": value for name, value in (usual | settings).items()}


@pytest.mark.parametrize(
    "settings",
    [
        {"DKIM_SELECTOR": "r2026"},
        {"DKIM_SELECTOR": "r2026", "DKIM_KEY": "/nowhere/key.pem"},
        {"DKIM_SELECTOR": "r 2026", "DKIM_KEY": "/nowhere/key.pem"},
        {"DKIM_SELECTOR": "-r-", "DKIM_KEY": "/nowhere/key.pem"},
    ],
    ids=["no key", "no file", "two selectors", "no selector"],
)
def test_a_key_that_cannot_be_used_stops_the_start(settings: dict[str, str]) -> None:
    with pytest.raises(BadSetting, match="FOLLOWTHROUGH_DKIM_KEY"):
        channel_of(read_settings(environment(**settings)))


def test_other_kinds_of_keys_are_refused(tmp_path: Path) -> None:
    (tmp_path / "ec.pem").write_bytes(pem(ec.generate_private_key(ec.SECP256R1())))
    with pytest.raises(Refused, match="neither an RSA key"):
        read_signer("example.org", ("s",), (tmp_path / "ec.pem",))
