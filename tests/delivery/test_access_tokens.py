"""Signing in by OAuth: the token of the moment, and nothing of it in any sentence."""

import base64
import smtplib
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult

from delivery.access_tokens import NoToken, read_token
from delivery.channel import Outcome
from delivery.mail import build
from delivery.relay import Relay
from delivery.smtp import SmtpChannel
from tests.delivery.conftest import Postbox

GOOD = "ya29.good-token_~+/="
WHY = base64.b64encode(b'{"status":"401"}').decode()


class Takes(Postbox):
    """A server that takes one token, and says of any other why not before it says no, as Google does."""

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:
        said = base64.b64decode(args[1]).decode()
        if said == f"user=ada@example.org\1auth=Bearer {GOOD}\1\1":
            return AuthResult(success=True, auth_data="ada")
        await server.push(f"334 {WHY}")
        assert await server._reader.readline() == b"\r\n"
        return AuthResult(success=False, handled=False)


@pytest.fixture
def relay(mail_server: Any, certificate: Any, tmp_path: Path) -> Relay:
    (tmp_path / "token").write_text(f" {GOOD}\n")
    server = mail_server(postbox=Takes(), tls_context=certificate.server, auth_required=True)
    file = str(certificate.file)
    return Relay("127.0.0.1", server.port, "ada@example.org", ca=file, token=str(tmp_path / "token"))


def test_a_relay_is_signed_in_to_with_the_token_of_the_moment(relay: Relay, make_mail: Any, tmp_path: Path) -> None:
    raw = build(make_mail())
    with SmtpChannel(relay).lane() as lane:
        assert lane.send("b@example.org", "ada@example.org", raw).state == "sent"
        (tmp_path / "token").write_text("an-old-one")
        assert lane.send("b@example.org", "ada@example.org", raw).state == "sent"
    with SmtpChannel(relay).lane() as lane:
        assert lane.send("b@example.org", "ada@example.org", raw) == Outcome("delayed", "sign_in", "535", True)
        (tmp_path / "token").write_text(GOOD)
        assert lane.send("b@example.org", "ada@example.org", raw).state == "sent"


def test_without_a_token_nobody_signs_in(relay: Relay, tmp_path: Path) -> None:
    (tmp_path / "token").unlink()
    assert SmtpChannel(relay).look() == Outcome("delayed", "sign_in", relay_wide=True)


def test_a_server_that_does_not_know_tokens_is_not_sent_one(
    mail_server: Any, certificate: Any, authenticator: Any, tmp_path: Path
) -> None:
    (tmp_path / "token").write_text(GOOD)
    server = mail_server(tls_context=certificate.server, authenticator=authenticator)
    relay = Relay("127.0.0.1", server.port, "ada", ca=str(certificate.file), token=str(tmp_path / "token"))
    found = SmtpChannel(relay).look()
    assert found is not None and (found.state, found.reason) == ("delayed", "sign_in")


@pytest.mark.parametrize("held", [b"", b"  \n", b"two words", b"a\nb", b"t\xc3\xb6ken", b"t" * 20_000, b"a\x01b"])
def test_what_is_no_token_is_refused_without_being_repeated(held: bytes, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_bytes(held)
    with pytest.raises(NoToken) as refused:
        read_token(str(file))
    assert str(file) in str(refused.value) and "words" not in str(refused.value)
    assert isinstance(refused.value, smtplib.SMTPException)
