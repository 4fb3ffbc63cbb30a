"""Several organisations behind one door: each with its own database and secret, told by host name, nothing shared."""

import asyncio
import json
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import httpx
import pytest
from starlette.types import ASGIApp

from coaching.errors import BadSetting, Refused
from commands.settings import PREFIX, all_settings, read_settings
from commands.web_process import doors
from delivery.outbox import messages
from tests.commands.test_cli import folder, run

__all__ = ["folder"]
ACME = 'public_url = "http://acme.example"\nzone = "Europe/Berlin"\nquiet = "23:59-00:00"\n'
GLOBEX = 'public_url = "http://globex.example"\nzone = "Europe/Berlin"\nquiet = "23:59-00:00"\n'
HERE = {PREFIX + "ORGANISATIONS": "organisations"}


@pytest.fixture
def both(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the settings of two organisations, in which this process works too."""
    (folder / "organisations").mkdir()
    (folder / "organisations/acme.toml").write_text(ACME)
    (folder / "organisations/globex.toml").write_text(GLOBEX)
    monkeypatch.chdir(folder)
    return folder


def enrolled(both: Path, organisation: str, person: str) -> str:
    """Enrol one person of an organisation, send what is due, and return the path of the link in their mail."""
    named = {"ORGANISATIONS": "organisations", "ORGANISATION": organisation}
    (both / "roster.csv").write_text(f"email,working_days\n{person},Mon-Sun\n")
    options = ("--programme", "lead-for-loyalty", "--workshop-on", "2026-12-02", "--cohort", "Hamburg")
    assert run(both, "enroll", "roster.csv", *options, "--now", "2026-11-24T09:00:00+01:00", **named).returncode == 0
    sent = run(both, "send-due", "--now", "2026-11-25T13:15:00+01:00", "--json", **named)
    assert json.loads(sent.stdout)["sent"] == 1, sent.stdout
    [mail] = messages(both / "var" / organisation / "outbox")
    assert mail.to == person
    [raw] = [file.read_bytes() for file in (both / "var" / organisation / "outbox").rglob("*.eml")]
    body = message_from_bytes(raw, policy=default).get_body(("plain",))
    assert body is not None
    return str(re.findall(r"/a/[\w-]{22}", body.get_content())[0])


@pytest.fixture
def door(both: Path) -> ASGIApp:
    app: ASGIApp = doors(all_settings(HERE))
    return app


def ask(door: ASGIApp, host: str, path: str, client: str = "127.0.0.1") -> httpx.Response:
    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(door, client=(client, 1))
        async with httpx.AsyncClient(transport=transport, base_url=f"http://{host}") as asking:
            return await asking.get(path)

    return asyncio.run(send())


@pytest.fixture
def links(both: Path) -> Iterator[dict[str, str]]:
    yield {"acme": enrolled(both, "acme", "ada@acme.example"), "globex": enrolled(both, "globex", "bo@globex.example")}


def test_a_link_opens_under_its_own_name_only(links: dict[str, str], door: ASGIApp) -> None:
    opened = {
        (host, whose): ask(door, f"{host}.example", links[whose]).status_code for host in links for whose in links
    }
    assert opened == {
        ("acme", "acme"): 200, ("globex", "globex"): 200, ("acme", "globex"): 404, ("globex", "acme"): 404,
    }  # fmt: skip


def test_nothing_lies_in_two_places(links: dict[str, str], both: Path) -> None:
    for whose, other in (("acme", b"globex.example"), ("globex", b"acme.example")):
        kept = [file for file in (both / "var" / whose).rglob("*") if file.is_file()]
        assert {"secret", "followthrough.db"} <= {file.name for file in kept}
        assert [file for file in kept if other in file.read_bytes()] == []
    secrets = {(both / "var" / name / "secret").read_text() for name in links}
    assert len(secrets) == 2


def test_a_name_that_is_nobodys_gets_nothing(door: ASGIApp) -> None:
    assert ask(door, "evil.example", "/").status_code == 421
    assert ask(door, "127.0.0.1", "/healthz").json() == ask(door, "127.0.0.1", "/readyz").json() == {"status": "ok"}


def test_whoever_runs_the_machine_sees_all_metrics_by_name(links: dict[str, str], door: ASGIApp) -> None:
    told = ask(door, "127.0.0.1", "/metrics").text
    assert all(f'followthrough_due_messages{{organisation="{name}"}}' in told for name in links)
    assert ask(door, "127.0.0.1", "/metrics", client="192.0.2.7").status_code == 421


def test_a_command_wants_to_know_whose(both: Path) -> None:
    refused = run(both, "ledger", "Hamburg", ORGANISATIONS="organisations")
    assert refused.returncode == 1 and "acme, globex" in refused.stderr


def test_what_would_be_shared_is_refused(both: Path) -> None:
    with pytest.raises(BadSetting, match="ZONE"):
        read_settings(HERE | {PREFIX + "ORGANISATION": "acme", PREFIX + "ZONE": "UTC"})
    (both / "organisations/globex.toml").write_text(GLOBEX + 'listen = "127.0.0.1:9"\n')
    with pytest.raises(BadSetting, match="LISTEN"):
        all_settings(HERE)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('database_url = "sqlite:///var/one.db"', "the database"),
        ('secret = "a secret of both of them"', "the secret"),
        ('reply_url = "imaps://a:b@mail.example"', "the mailbox"),
    ],
    ids=["database", "secret", "mailbox"],
)
def test_two_organisations_may_share_nothing(both: Path, line: str, what: str) -> None:
    (both / "organisations/acme.toml").write_text(ACME + line + "\n")
    (both / "organisations/globex.toml").write_text(GLOBEX + line + "\n")
    with pytest.raises(Refused, match=what):
        all_settings(HERE)


def test_two_organisations_have_two_names(both: Path) -> None:
    (both / "organisations/globex.toml").write_text(ACME)
    with pytest.raises(Refused, match="the host of PUBLIC_URL"):
        all_settings(HERE)
