import pytest

from coaching.errors import Refused
from delivery.relay import OutboxPath, Relay, masked, parse_mail_url, parse_mail_urls


@pytest.mark.parametrize(
    ("url", "relay"),
    [
        ("smtps://ada:p%40ss@mail.example.org", Relay("mail.example.org", 465, "ada", "p@ss", "implicit")),
        ("smtp://mail.example.org", Relay("mail.example.org", 25, tls="starttls")),
        ("smtp://ada:x@mail.example.org", Relay("mail.example.org", 587, "ada", "x", "starttls")),
        ("smtp://ada%40x.org:x@mail.example.org:2525", Relay("mail.example.org", 2525, "ada@x.org", "x", "starttls")),
        ("smtp://mail.example.org?tls=off", Relay("mail.example.org", 25, tls="off")),
        ("smtp://127.0.0.1:1025", Relay("127.0.0.1", 1025, tls="off")),
        ("smtp://[::1]:1025", Relay("::1", 1025, tls="off")),
        ("smtp://localhost?tls=starttls&ca=/etc/ca.pem", Relay("localhost", 25, tls="starttls", ca="/etc/ca.pem")),
        ("smtp://a%40x.org@mail.example.org?token=/run/t", Relay("mail.example.org", 587, "a@x.org", token="/run/t")),
        ("smtp://localhost.example.org", Relay("localhost.example.org", 25, tls="starttls")),
    ],
)
def test_a_url_says_where_and_how_safely(url: str, relay: Relay) -> None:
    assert parse_mail_url(url) == relay


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.org",
        "http://ada:hunter2@mail.example.org",
        "smtp://",
        "smtp://ada:hunter2@mail.example.org:port",
        "smtp://ada:hunter2@mail.example.org/path",
        "smtp://ada:hunter2@mail.example.org?tls=of",
        "smtp://ada:hunter2@mail.example.org?starttls=1",
        "smtp://ada:hunter2@mail.example.org?tls=off",
        "smtps://ada:hunter2@mail.example.org?tls=off",
        "smtps://ada:hunter2-ü@mail.example.org",
        "smtps://ada:hun/ter2@mail.example.org",
        "smtps://ada:hun#ter2@mail.example.org",
        "smtps://ada@mail.example.org",
        "smtps://ada:hunter2@mail.example.org?token=/run/t",
        "smtps://mail.example.org?token=/run/t",
        "smtp://ada@mail.example.org?token=/run/t&tls=off",
        "smtps://[mail.example.org",
        "",
    ],
)
def test_a_wrong_url_is_refused_without_its_secret(url: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_mail_url(url)
    assert "hun" not in str(refused.value)
    assert "Write it as" in str(refused.value)


def test_a_password_is_not_shown() -> None:
    assert "hunter2" not in repr(parse_mail_url("smtps://ada:hunter2@mail.example.org"))
    assert masked("smtps://ada:hunter2@mail.example.org") == "smtps://***@mail.example.org"


@pytest.mark.parametrize(
    ("url", "path"), [("outbox:", None), ("outbox:/tmp/mails", "/tmp/mails"), ("outbox:var/a%20b", "var/a b")]
)
def test_the_outbox_is_a_folder(url: str, path: str | None) -> None:
    outbox = parse_mail_url(url)
    assert isinstance(outbox, OutboxPath)
    assert (str(outbox.path) if outbox.path else None) == path


@pytest.mark.parametrize("between", [", ", ",", " ", "\n"])
def test_several_relays_are_separated_by_commas_or_spaces(between: str) -> None:
    relays = parse_mail_urls(f"smtps://a:x,y@one.example.org{between}smtp://two.example.org")
    assert [relay.host for relay in relays if isinstance(relay, Relay)] == ["one.example.org", "two.example.org"]


@pytest.mark.parametrize(
    ("urls", "says"),
    [
        ("smtp://one.example.org, outbox:", "stands alone"),
        ("outbox:, smtp://one.example.org", "stands alone"),
        ("smtp://one.example.org, smtp://two.example.org, smtp://one.example.org:25", "named twice"),
    ],
)
def test_relays_that_leave_open_who_gets_which_mail_are_refused(urls: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        parse_mail_urls(urls)
