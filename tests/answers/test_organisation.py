"""Signing in with the organisation's account: a real provider, and everything that must not pass for one."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from actions.auditing import audit
from actions.signing_in import link
from commands.children import free_port
from delivery.oidc import Begun, _facts, read, write
from delivery.web_accounts import Provider
from tests import make
from tests.answers.visitors import Visit

MARIA, BOTH, ADA = "maria@example.org", "both@example.org", "ada@example.org"
PEOPLE = [
    {"sub": "m", "email": "Maria@Example.org", "email_verified": True}, {"sub": "b", "email": BOTH},
    {"sub": "a", "email": ADA, "email_verified": True}, {"sub": "nameless"},
    {"sub": "unsure", "email": MARIA, "email_verified": False},
]  # fmt: skip


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A provider in a process of its own: what it uses of its libraries, they warn of."""
    port = free_port(0)
    people = [part for one in PEOPLE for part in ("--user-claims", json.dumps(one))]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *people]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        end = time.monotonic() + 60
        while not listens(port):
            assert time.monotonic() < end and process.poll() is None, "the provider did not start"
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
        process.terminate()


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def door(tmp_path: Path, issuer: str) -> Visit:
    visit = Visit(tmp_path, settings={"oidc": Provider(issuer, "us", "a secret of ours")})
    visit.enroll((ADA,), coach=MARIA)
    make.enrolled(visit.house, ("bob@example.org",), visit.now, name="Bremen", coach=BOTH)
    link(visit.house, BOTH, "ld", visit.now)
    return visit


def begun(door: Visit) -> str:
    """Return the address at the provider."""
    answer = door.get("/sign-in/organisation")
    assert answer.status_code == 303
    return answer.headers["location"]


def back(at_provider: str, sub: str) -> str:
    """Sign in there, and return the path that leads back."""
    answer = httpx.post(at_provider, data={"sub": sub})
    return httpx.URL(answer.headers["location"]).raw_path.decode()


def test_a_coach_signs_in_and_is_at_the_desk(door: Visit) -> None:
    assert "Sign in with your organisation" in door.get("/sign-in").text
    answer = door.get(back(begun(door), "m"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/coach")
    assert door.get("/coach").status_code == 200
    assert audit(door.house, MARIA)[0].what == "signed_in"


def test_who_has_two_roles_chooses_one(door: Visit) -> None:
    place = door.get(back(begun(door), "b")).headers["location"]
    assert "Sign in as coach" in door.get(place).text
    assert door.post(place, {"role": "ld"}).headers["location"] == "/ld"


@pytest.mark.parametrize(("sub", "status", "says"), [
    ("a", 403, "nobody of the staff"), ("unsure", 400, "did not work"), ("nameless", 400, "did not work"),
])  # fmt: skip
def test_who_is_no_staff_or_not_proved_stays_outside(door: Visit, sub: str, status: int, says: str) -> None:
    answer = door.get(back(begun(door), sub))
    assert (answer.status_code, says in answer.text) == (status, True)
    assert "staff" not in door.cookies


def test_what_began_in_another_browser_does_not_end_here(door: Visit) -> None:
    path = back(begun(door), "m")
    door.cookies.clear()
    assert door.get(path).status_code == 400
    begun(door)  # a cookie of another beginning
    assert door.get(path).status_code == 400
    assert "staff" not in door.cookies


def test_a_way_back_leads_in_once(door: Visit) -> None:
    path = back(begun(door), "m")
    cookie = dict(door.cookies)
    assert door.get(path).status_code == 303
    door.cookies = cookie
    assert door.get(path).status_code == 400


@pytest.mark.parametrize("query", ["", "?error=access_denied", "?code=made-up&state=made-up", "?code=&state="])
def test_a_way_back_without_a_proof_leads_nowhere(door: Visit, query: str) -> None:
    begun(door)
    assert door.get(f"/sign-in/organisation/back{query}").status_code == 400


@pytest.mark.parametrize("change", [{"client": "others"}, {"issuer": "http://127.0.0.1:1"}])
def test_a_token_for_somebody_else_or_of_somebody_else_proves_nothing(
    door: Visit, change: dict[str, str], issuer: str
) -> None:
    path = back(begun(door), "m")
    house = replace(door.house, oidc=replace(door.house.oidc, **change))  # type: ignore[type-var]
    object.__setattr__(door.app.state.door, "house", house)
    assert door.get(path).status_code == 400


def test_a_provider_that_calls_itself_otherwise_or_speaks_in_clear_is_not_used() -> None:
    issuer = "https://login.example.org"
    said = {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/a",
        "token_endpoint": f"{issuer}/t",
        "jwks_uri": f"{issuer}/j",
    }
    assert _facts(Provider(f"{issuer}/", "us", "s"), said) == said
    for wrong in ({"issuer": "https://other.example.org"}, {"token_endpoint": "http://login.example.org/t"}):
        with pytest.raises(ValueError, match="an"):
            _facts(Provider(issuer, "us", "s"), said | wrong)


def test_without_a_provider_there_is_no_such_page(tmp_path: Path) -> None:
    door = Visit(tmp_path)
    assert [door.get(f"/sign-in/organisation{end}").status_code for end in ("", "/back?code=1&state=2")] == [404, 404]
    assert "organisation" not in door.get("/sign-in").text


def test_asking_the_provider_is_limited(door: Visit) -> None:
    tries = [door.get("/sign-in/organisation").status_code for _ in range(12)]
    assert tries[0] == 303 and tries[-1] == 429


def test_a_cookie_is_ours_whole_and_young() -> None:
    made = Begun("s", "n", "v", until=1_000)
    cookie = write(made, b"secret")
    assert read(cookie, b"secret", 1_000) == made
    for text, secret, wall in (
        (cookie, b"other", 1_000),
        (cookie, b"secret", 1_001),
        ("x" + cookie, b"secret", 1),
        ("", b"secret", 1),
    ):
        with pytest.raises(Exception, match="did not work"):
            read(text, secret, wall)


def test_the_cookie_is_kept_from_scripts_and_other_sites(door: Visit) -> None:
    header = door.get("/sign-in/organisation").headers["set-cookie"]
    assert all(word in header for word in ("HttpOnly", "SameSite=lax", "Path=/sign-in", "Max-Age=600"))


def test_the_log_names_nobody(door: Visit, caplog: pytest.LogCaptureFixture) -> None:
    door.get(back(begun(door), "unsure"))
    said = " ".join(one.getMessage() for one in caplog.records if one.name.startswith("delivery"))
    assert "OpenID Connect" in said and MARIA not in said


def settings_with(**given: str) -> Any:
    from commands.settings import read_settings

    environment = {f"FOLLOWTHROUGH_{name}": value for name, value in given.items()}
    return read_settings(environment | {"FOLLOWTHROUGH_SECRET": "s" * 16}, Path("none.toml"))


def test_the_three_settings_go_together_and_hide_the_secret() -> None:
    full = {"OIDC_ISSUER": "https://login.example.org", "OIDC_CLIENT": "us", "OIDC_SECRET": "planted"}
    assert settings_with(**full).oidc == Provider("https://login.example.org", "us", "planted")
    assert "planted" not in repr(settings_with(**full))
    for name in full:
        with pytest.raises(Exception, match="together") as refusal:
            settings_with(**{key: value for key, value in full.items() if key != name})
        assert "planted" not in str(refusal.value)
    with pytest.raises(Exception, match="https"):
        settings_with(**full | {"OIDC_ISSUER": "http://login.example.org"})
