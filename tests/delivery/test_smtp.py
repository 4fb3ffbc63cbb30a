"""Against a real server on loopback that answers as it is told."""

from typing import Any

import pytest

from delivery.channel import Outcome
from delivery.mail import build
from delivery.relay import Relay, parse_mail_url
from delivery.smtp import SmtpChannel

ADA = ("bounce@example.org", "ada@example.org")


def _channel(server: Any, **options: Any) -> SmtpChannel:
    return SmtpChannel(Relay("127.0.0.1", server.port, tls="off"), timeout_s=5, **options)


def _sent(channel: SmtpChannel, raw: bytes, times: int = 1) -> list[Outcome]:
    with channel.lane() as lane:
        return [lane.send(*ADA, raw) for _ in range(times)]


def test_one_connection_carries_many_mails(mail_server: Any, make_mail: Any) -> None:
    server = mail_server()
    assert {one.state for one in _sent(_channel(server), build(make_mail()), 10)} == {"sent"}
    assert len(server.postbox.sessions) == 1


def test_a_connection_is_renewed_after_its_share(mail_server: Any, make_mail: Any) -> None:
    server = mail_server()
    _sent(_channel(server, messages_per_connection=3), build(make_mail()), 7)
    assert (len(server.postbox.sessions), len(server.postbox.taken)) == (3, 7)


def test_a_connection_is_renewed_after_silence(mail_server: Any, make_mail: Any) -> None:
    server, seconds = mail_server(), iter(range(0, 1000, 10))
    _sent(_channel(server, idle_s=15, ticks=lambda: next(seconds)), build(make_mail()), 2)
    assert len(server.postbox.sessions) == 1
    leaps = iter(range(0, 1000, 20))
    _sent(_channel(server, idle_s=15, ticks=lambda: next(leaps)), build(make_mail()), 2)
    assert len(server.postbox.sessions) == 3


def _policy(code: str) -> Outcome:
    return Outcome("delayed", "policy", code, relay_wide=True, recipient_known=True)


@pytest.mark.parametrize(
    ("verb", "answer", "expected"),
    [
        ("RCPT", "550 5.1.1 no such user", Outcome("refused", "no_such_address", "550 5.1.1")),
        ("RCPT", "550 no", Outcome("refused", "refused", "550")),
        ("RCPT", "552 5.2.2 full", Outcome("refused", "mailbox", "552 5.2.2")),
        ("RCPT", "450 4.2.0 Greylisted", Outcome("delayed", "greylisted", "450 4.2.0")),
        ("RCPT", "452 4.2.2 full", Outcome("delayed", "mailbox", "452 4.2.2")),
        ("RCPT", "451 4.3.0 disk", Outcome("delayed", "busy", "451 4.3.0")),
        ("RCPT", "554 5.7.1 relaying denied", _policy("554 5.7.1")),
        ("RCPT", "550 5.7.133 list closed", Outcome("refused", "refused", "550 5.7.133")),
        ("RCPT", "504 5.5.2 need a full name", Outcome("delayed", "protocol", "504 5.5.2", True)),
        ("RCPT", "550 5.1.8 sender's domain", _policy("550 5.1.8")),
        ("MAIL", "550 go away", Outcome("delayed", "policy", "550", True)),
        ("MAIL", "451 4.7.1 slow down", Outcome("delayed", "busy", "451 4.7.1", True)),
        ("MAIL", "530 5.7.0 sign in first", Outcome("delayed", "policy", "530 5.7.0", True)),
        ("MAIL", "421 4.3.2 closing", Outcome("delayed", "busy", "421 4.3.2", True)),
        ("DATA", "552 5.3.4 too big", Outcome("refused", "too_large", "552 5.3.4")),
        ("DATA", "554 no", Outcome("refused", "refused", "554")),
        ("DATA", "550 5.7.26 unauthenticated", _policy("550 5.7.26")),
        ("DATA", "451 4.3.0 queue", Outcome("delayed", "busy", "451 4.3.0")),
        ("DATA", "drop", Outcome("unsure", "unconfirmed")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_answer_gets_its_meaning_and_the_next_mail_goes(
    mail_server: Any, make_mail: Any, verb: str, answer: str, expected: Outcome
) -> None:
    server = mail_server({verb: [answer]})
    outcomes = _sent(_channel(server), build(make_mail()), 2)
    assert [outcomes[0], outcomes[1].state] == [expected, "sent"]


def test_an_answer_to_one_mail_keeps_the_connection(mail_server: Any, make_mail: Any) -> None:
    server = mail_server({"RCPT": ["550 5.1.1 no", "450 4.2.0 later"]})
    _sent(_channel(server), build(make_mail()), 3)
    assert (len(server.postbox.sessions), len(server.postbox.taken)) == (1, 1)


@pytest.mark.parametrize("farewell", ["drop", "421 4.4.2 idle too long"])
def test_a_kept_connection_that_is_gone_is_replaced_without_loss(
    mail_server: Any, make_mail: Any, farewell: str
) -> None:
    server = mail_server({"MAIL": ["250 ok", farewell]})
    assert [one.state for one in _sent(_channel(server), build(make_mail()), 3)] == ["sent"] * 3
    assert (len(server.postbox.sessions), len(server.postbox.taken)) == (2, 3)


def test_a_first_connection_that_drops_is_not_tried_for_ever(mail_server: Any, make_mail: Any) -> None:
    server = mail_server({"MAIL": ["drop", "drop", "drop"]})
    assert _sent(_channel(server), build(make_mail())) == [Outcome("delayed", "connection")]
    assert len(server.postbox.sessions) == 1


def test_a_mail_beyond_the_servers_size_is_refused_unsent(mail_server: Any, make_mail: Any) -> None:
    server = mail_server(data_size_limit=500)
    assert _sent(_channel(server), build(make_mail())) == [Outcome("refused", "too_large")]


def test_an_address_that_needs_smtputf8_is_refused_where_there_is_none(mail_server: Any, make_mail: Any) -> None:
    server = mail_server(enable_SMTPUTF8=False)
    with _channel(server).lane() as lane:
        outcome = lane.send("b@example.org", "jörg@example.org", build(make_mail()))
    assert outcome == Outcome("refused", "no_smtputf8")


def test_smtputf8_is_asked_for_only_by_the_mail_that_needs_it(mail_server: Any, make_mail: Any) -> None:
    server = mail_server()
    with _channel(server).lane() as lane:
        lane.send("b@example.org", "jörg@example.org", build(make_mail()))
        lane.send(*ADA, build(make_mail()))
    assert ["SMTPUTF8" in options for options in server.postbox.options] == [True, False]


def test_lone_line_ends_cannot_smuggle_a_second_mail(mail_server: Any) -> None:
    server = mail_server()
    _sent(_channel(server), b"Subject: a\r\n\r\nx\n.\nMAIL FROM:<eve@example.org>\r.\r")
    assert [raw for _, _, raw in server.postbox.taken] == [
        b"Subject: a\r\n\r\nx\r\n.\r\nMAIL FROM:<eve@example.org>\r\n.\r\n"
    ]


def test_starttls_encrypts_before_the_password_goes(
    mail_server: Any, make_mail: Any, certificate: Any, authenticator: Any
) -> None:
    server = mail_server(tls_context=certificate.server, authenticator=authenticator, auth_required=True)
    relay = Relay("127.0.0.1", server.port, "ada", "s3cret", "starttls", str(certificate.file))
    assert [one.state for one in _sent(SmtpChannel(relay), build(make_mail()), 2)] == ["sent", "sent"]
    assert server.postbox.sessions[-1].ssl is not None


def test_a_wrong_password_pauses_the_relay(
    mail_server: Any, make_mail: Any, certificate: Any, authenticator: Any
) -> None:
    server = mail_server(tls_context=certificate.server, authenticator=authenticator)
    relay = Relay("127.0.0.1", server.port, "ada", "wrong", "starttls", str(certificate.file))
    assert _sent(SmtpChannel(relay), build(make_mail())) == [Outcome("delayed", "sign_in", "535", True)]


def test_tls_from_the_first_octet_works(mail_server: Any, make_mail: Any, certificate: Any) -> None:
    server = mail_server(ssl_context=certificate.server)
    relay = Relay("127.0.0.1", server.port, tls="implicit", ca=str(certificate.file))
    assert [one.state for one in _sent(SmtpChannel(relay), build(make_mail()))] == ["sent"]


def test_a_certificate_nobody_vouches_for_is_not_trusted(mail_server: Any, make_mail: Any, certificate: Any) -> None:
    server = mail_server(tls_context=certificate.server)
    relay = Relay("127.0.0.1", server.port, tls="starttls")
    assert _sent(SmtpChannel(relay), build(make_mail())) == [Outcome("delayed", "tls", relay_wide=True)]
    assert server.postbox.taken == []


def test_a_server_without_starttls_gets_nothing_in_clear(mail_server: Any, make_mail: Any) -> None:
    server = mail_server()
    relay = parse_mail_url(f"{server.url}?tls=starttls")
    assert isinstance(relay, Relay)
    assert _sent(SmtpChannel(relay), build(make_mail())) == [Outcome("delayed", "tls", relay_wide=True)]
    assert server.postbox.taken == []


def test_a_host_that_does_not_exist_is_a_delay(make_mail: Any) -> None:
    channel = SmtpChannel(Relay("no-such-host.invalid", 25))
    assert _sent(channel, build(make_mail())) == [Outcome("delayed", "connection", relay_wide=True)]
