"""Somebody of the learning and development team at the desk, as the tests of its pages need them."""

import re
import time
from collections.abc import Mapping
from html import unescape

import httpx

from actions import signing_in
from actions.desk.drafts import drafts
from tests.answers.visitors import Visit, nonce_in

ROSTER = """\
email,name,zone,country,salary
ada@example.org,Ada,Europe/Berlin,DE,1
no address,Bo,Europe/Berln,DE,2
cem@example.org,Cem,Europe/Berlin,DE,3
"""
CHOICES = {
    "name": "Bremen", "programme": "lead-for-loyalty", "workshop_on": "2026-12-02", "country": "DE",
    "consent": "notice", "coach": "", "zone": "",
}  # fmt: skip


def office(visit: Visit, address: str = "ld@example.org") -> Visit:
    """Sign in."""
    visit.cookies["staff"] = signing_in.open_session(visit.house, address, "ld", visit.now)
    return visit


def fill(visit: Visit, page: str, to: str = "", file: str = "", **fields: str) -> httpx.Response:
    """Fill in the form of *page* and post it to *to*."""
    data = {"nonce": nonce_in(visit.get(page).text)} | fields
    files: Mapping[str, tuple[str, bytes]] = {"roster": ("people.csv", file.encode())} if file else {}
    return visit.post(to or page, data, files=dict(files))


def drafted(visit: Visit, roster: str = ROSTER.replace("no address", "bo@example.org").replace("Berln", "Berlin"),
            **choices: str) -> str:  # fmt: skip
    """Hand in a roster, choose for it, and return the address of the draft."""
    path = fill(visit, "/ld/new", file=roster).headers["location"].rpartition("/")[0]
    fill(visit, f"{path}/choices", **(CHOICES | choices))
    return path


def finished(visit: Visit, answer: httpx.Response) -> str:
    """Wait for the long work that *answer* leads to, and return its last page."""
    assert answer.status_code == 303, answer.text
    for _ in range(400):
        page = visit.get(answer.headers["location"])
        if "refresh" not in page.headers:
            return page.text
        time.sleep(0.02)
    raise AssertionError("the work did not end")


def started(visit: Visit, **choices: str) -> str:
    """Start a draft and return the last page of it."""
    path = drafted(visit, **choices)
    return finished(visit, fill(visit, f"{path}/start"))


def keys(visit: Visit, cohort: str) -> list[str]:
    """Return the keys of a cohort's people, as their list has them."""
    return re.findall(rf'href="/ld/{cohort}/people/(e[^"]+)"', visit.get(f"/ld/{cohort}/people").text)


def kept(visit: Visit) -> int:
    """Return how many drafts there are."""
    return len(drafts(visit.house))


def text(page: str) -> str:
    """Return what a page says, without its markup."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))
