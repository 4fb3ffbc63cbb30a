"""What `doctor` finds, at real servers, a real database and a DNS that is told what to say."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from actions import examining
from actions.examining import Finding, Installation
from actions.house import House
from coaching.errors import Delayed
from delivery.relay import OutboxPath, Relay, parse_mail_url
from storage import migrating
from storage.store import open_store
from tests import make
from tests.delivery.conftest import certificate, free_port, knows_ada, mail_server
from tests.delivery.imap_server import running_dovecot

__all__ = ["certificate", "free_port", "mail_server"]
RELAY = Relay("mail.example.org", 465, tls="implicit")
GOOD = {
    ("example.org", "TXT"): ["something", "v=spf1 include:relay.example -all"],
    ("s1._domainkey.example.org", "TXT"): ["v=DKIM1; k=rsa; p=MIGf"],
    ("_dmarc.example.org", "TXT"): ["v=DMARC1; p=none"],
    ("mail.example.org", "A"): ["192.0.2.7"],
    ("192.0.2.7", "PTR"): ["out.example.org"],
    ("out.example.org", "A"): ["192.0.2.7"],
}


class Told:
    """A DNS that knows what it was told, or that nobody answers in."""

    def __init__(self, records: dict[tuple[str, str], list[str]] | None) -> None:
        self.records = records

    def ask(self, name: str, kind: str) -> Sequence[str]:
        if self.records is None:
            raise Delayed("connection", "", "")
        return self.records.get((name, kind), [])


def asked(records: dict[tuple[str, str], list[str]] | None, domain: str = "example.org") -> dict[str, Finding]:
    here = Installation(Path(), RELAY, "", (domain, domain), ((domain, "s1"),))
    return {one.what: one for one in examining.names(here, Told(records))}


def test_a_domain_that_is_set_up_needs_nothing() -> None:
    assert {what: one.state for what, one in asked(GOOD).items()} == dict.fromkeys(
        ("SPF", "DKIM", "DMARC", "PTR"), "ok"
    )


@pytest.mark.parametrize(
    ("name", "kind", "records", "what", "says"),
    [
        ("example.org", "TXT", [], "SPF", "has no SPF record"),
        ("example.org", "TXT", ["v=spf1 -all", "v=spf1 mx -all"], "SPF", "2 SPF records"),
        ("example.org", "TXT", ["v=spf1 +all"], "SPF", "lets everybody"),
        ("example.org", "TXT", ["v=spf10 -all"], "SPF", "has no SPF record"),
        ("s1._domainkey.example.org", "TXT", [], "DKIM", "no key at s1._domainkey.example.org"),
        ("s1._domainkey.example.org", "TXT", ["v=DKIM1; p="], "DKIM", "revoked"),
        ("_dmarc.example.org", "TXT", [], "DMARC", "no DMARC record"),
        ("192.0.2.7", "PTR", [], "PTR", "leads back"),
        ("out.example.org", "A", ["192.0.2.8"], "PTR", "leads back"),
    ],
    ids=["no-spf", "two-spf", "open-spf", "not-spf", "no-key", "revoked", "no-dmarc", "no-ptr", "ptr-of-another"],
)  # fmt: skip
def test_what_is_missing_in_the_dns_is_said(name: str, kind: str, records: list[str], what: str, says: str) -> None:
    found = asked(GOOD | {(name, kind): records})
    assert found[what].state == "wrong" and says in found[what].sentence
    assert [one.what for one in found.values() if one.state == "wrong"] == [what]


def test_the_policy_of_the_domain_above_counts() -> None:
    assert asked({("_dmarc.example.org", "TXT"): ["v=DMARC1; p=none"]}, "mail.example.org")["DMARC"].state == "ok"


def test_offline_it_says_so_and_finds_nothing_wrong() -> None:
    assert {one.state for one in asked(None).values()} == {"note"}


def test_the_dns_is_not_asked_where_no_mail_leaves() -> None:
    assert list(examining.names(Installation(Path(), OutboxPath(None), "", ("x.org",)), Told(None))) == []


def test_a_database_in_use_is_well(house: House) -> None:
    found = list(examining.database(house.store, lambda: datetime.now(UTC)))
    assert [(one.what, one.state) for one in found] == [("database", "ok"), ("schema", "ok"), ("clock", "ok")]


@pytest.mark.parametrize("ahead", [-60, 60])
def test_clocks_that_differ_are_said(house: House, ahead: int) -> None:
    *_, clock = examining.database(house.store, lambda: datetime.now(UTC) + timedelta(seconds=ahead))
    assert clock.state == "wrong" and f"clock is {'+' if ahead < 0 else '-'}" in clock.sentence


def test_an_earlier_schema_is_noted_and_left_alone(house: House) -> None:
    migrating.go_to(house.store, "0005")
    found = {one.what: one for one in examining.database(house.store, lambda: datetime.now(UTC))}
    assert (found["schema"].state, migrating.schema_of(house.store)) == ("note", "0005")
    assert "backup" in found["schema"].sentence


def test_a_database_that_is_away_is_wrong_and_the_password_is_not_told() -> None:
    store = open_store("postgresql://me:planted-password@127.0.0.1:9/x")
    (found,) = examining.database(store, lambda: datetime.now(UTC))
    assert found.state == "wrong" and "planted" not in found.sentence
    store.close()


def test_a_mail_server_is_tried_without_sending(mail_server: Callable[..., Any]) -> None:
    server = mail_server(authenticator=knows_ada, auth_require_tls=False)
    found = examining.mail(parse_mail_url(f"smtp://ada:s3cret@127.0.0.1:{server.port}"))
    assert found.state == "ok" and "signed in" in found.sentence and server.postbox.taken == []


def test_a_wrong_password_is_said_and_not_shown(mail_server: Callable[..., Any]) -> None:
    server = mail_server(authenticator=knows_ada, auth_require_tls=False)
    found = examining.mail(parse_mail_url(f"smtp://ada:planted@127.0.0.1:{server.port}"))
    assert found.state == "wrong" and "user, password or token" in found.sentence and "planted" not in found.sentence


def test_a_mail_server_that_is_not_there_is_said(free_port: Callable[[], int]) -> None:
    found = examining.mail(Relay("127.0.0.1", free_port(), tls="off"))
    assert found.state == "wrong" and "did not answer" in found.sentence


def test_a_mailbox_lets_in_or_not(certificate: Any, free_port: Callable[[], int]) -> None:
    with running_dovecot(certificate, free_port) as imap:
        assert examining.replies(imap.url).state == "ok"
        refused = examining.replies(imap.url.replace("s3cret", "planted"))
    assert refused.state == "wrong" and "password" in refused.sentence and "planted" not in refused.sentence


def test_a_mailbox_is_not_missed_where_mail_is_handed_in() -> None:
    assert [examining.replies("", other_ways).state for other_ways in (False, True)] == ["note", "ok"]


@pytest.mark.parametrize("name", ["secret", "followthrough.db"])
def test_files_that_others_can_read_are_said(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("x")
    (tmp_path / name).chmod(0o644)
    files, room = examining.files(tmp_path)
    assert files.state == "wrong" and f"chmod 600 {tmp_path / name}" in files.sentence and room.what == "disk"
    (tmp_path / name).chmod(0o600)
    assert next(examining.files(tmp_path)).state == "ok"


@pytest.mark.parametrize(("free", "state"), [(10**8, "wrong"), (10**9, "note"), (10**10, "ok")], ids=str)
def test_a_disk_that_fills_up_is_said_in_time(free: int, state: str) -> None:
    assert examining._room(free).state == state


def test_what_is_due_for_too_long_is_said(house: House) -> None:
    make.enrolled(house)
    states = [
        [one.state for one in examining.sending(house.store, make.berlin("2026-11-25", hour))]
        for hour in ("12:00", "13:20", "14:00")
    ]
    assert states == [["ok"], ["ok"], ["wrong"]]
