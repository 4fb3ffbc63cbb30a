"""How the door holds: too often, too much, unknown, gone, broken; its headers; and what its logs leave out."""

import logging
import re
from dataclasses import replace
from pathlib import Path

import pytest

from actions.house import House
from actions.logs import Discreet
from storage.store import open_store
from tests.answers.gallery import gallery
from tests.answers.visitors import Visit, nonce_in

UNKNOWN = "/a/AAAAAAAAAAAAAAAAAAAAAA"


def test_unknown_and_malformed_links_look_the_same(visit: Visit) -> None:
    pages = {
        (one.status_code, one.text) for one in map(visit.get, (UNKNOWN, "/a/x", "/u/..x", "/p/%00", "/a/" + "é" * 9))
    }
    assert len(pages) == 1 and pages.pop()[0] == 404


def test_a_link_opens_for_its_own_purpose_only(visit: Visit) -> None:
    token = visit.link("a").rpartition("/")[2]
    assert [visit.get(f"/{kind}/{token}").status_code for kind in "aup"] == [200, 404, 404]


def test_trying_many_links_is_stopped_for_that_address_only(visit: Visit) -> None:
    tries = [visit.get(f"/a/{n:022}").status_code for n in range(70)]
    assert tries[0] == 404 and tries[-1] == 429
    assert visit.get(UNKNOWN).headers["retry-after"] == "5"
    assert visit.get(visit.link("a")).status_code == 200
    visit.client = "192.0.2.8"
    assert visit.get(UNKNOWN).status_code == 404


def test_a_scanner_that_looks_too_often_does_not_keep_its_owner_from_saving(visit: Visit) -> None:
    nonce = nonce_in(visit.get(visit.link("a")).text)
    looks = [visit.get(visit.link("a")) for _ in range(40)]
    assert looks[-1].status_code == 429 and "wait a moment" in looks[-1].text
    assert looks[-1].headers["retry-after"] == "5"
    visit.later(seconds=5)
    assert visit.post(visit.link("a"), {"baseline.listening": "3", "nonce": nonce}).status_code == 200


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"comment=" + b"x" * 70_000, "application/x-www-form-urlencoded", 413),
        (b"&".join(b"a%d=1" % n for n in range(300)), "application/x-www-form-urlencoded", 400),
        (b"{}", "application/json", 415),
    ],
    ids=["too much", "too many fields", "no form"],
)
def test_what_no_browser_sends_is_turned_away(visit: Visit, body: bytes, kind: str, status: int) -> None:
    assert visit.ask("POST", visit.link("a"), content=body, headers={"content-type": kind}).status_code == status
    assert visit.responses() == []


def test_other_methods_get_a_page_in_the_same_look(visit: Visit) -> None:
    answer = visit.ask("DELETE", visit.link("a"))
    assert answer.status_code == 405 and "/style.css" in answer.text
    assert answer.headers["allow"] == "GET, HEAD, POST"


def test_the_way_to_the_sign_in_says_what_it_is(visit: Visit) -> None:
    answer = visit.get("/coach", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert "Please sign in" in answer.text


@pytest.mark.parametrize("path", ["link", UNKNOWN, "/healthz", "/nowhere", "/sign-in"])
def test_every_answer_is_private_and_loads_nothing_foreign(visit: Visit, path: str) -> None:
    headers = visit.get(visit.link("a") if path == "link" else path).headers
    assert headers["cache-control"] == "no-store" and headers["referrer-policy"] == "no-referrer"
    assert headers["x-robots-tag"] == "noindex" and headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
    assert "set-cookie" not in headers


def test_head_answers_like_get_without_the_page(visit: Visit) -> None:
    answer = visit.ask("HEAD", visit.link("a"))
    assert answer.status_code == 200 and answer.content == b""


def test_the_stylesheet_may_be_kept_for_ever_under_its_hash(visit: Visit) -> None:
    address = visit.get(visit.link("a")).text.partition('rel="stylesheet" href="')[2].partition('"')[0]
    assert "immutable" in visit.get(address).headers["cache-control"]
    assert "immutable" not in visit.get("/style.css?v=old").headers["cache-control"]


def test_pages_name_no_other_host_and_hold_no_script(visit: Visit) -> None:
    for kind in ("a", "u", "p"):
        page = visit.get(visit.link(kind)).text
        assert "http" not in page and "<script" not in page and " style=" not in page and " on" + "click" not in page


def test_health_says_that_the_database_answers(visit: Visit) -> None:
    assert visit.get("/healthz").json() == {"status": "ok"}
    assert visit.get("/readyz").status_code == 200


def test_a_log_keeps_neither_links_nor_what_an_error_says(visit: Visit) -> None:
    words = "a private " + "line"
    try:
        raise ValueError(words)
    except ValueError as error:
        seen = (ValueError, error, error.__traceback__)
    record = logging.LogRecord("uvicorn.error", 40, "f", 1, "GET %s", (visit.link("a"),), seen)
    assert Discreet().filter(record)
    text = logging.Formatter("%(message)s").format(record)
    assert text.startswith("GET /a/...") and "ValueError" in text and words not in text
    assert visit.link("a") not in text


def test_the_web_servers_loggers_are_discreet_once_a_door_is_made(visit: Visit) -> None:
    assert isinstance(visit.house, House)
    for name in ("uvicorn.access", "uvicorn.error"):
        assert any(isinstance(one, Discreet) for one in logging.getLogger(name).filters)


OWN_STYLES = ("mail as sent", "preview")
"""A mail has its own styles: in a box of its own on this machine, and beside others in the signed-in preview."""


def test_no_page_allows_inline_code_or_framing_or_is_kept(tmp_path: Path) -> None:
    found = gallery(tmp_path).pages
    for name, answer in found.items():
        policy = answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store" and "set-cookie" not in answer.headers, name
        assert "script-src" not in policy and "default-src 'none'" in policy, name
        if not name.startswith(OWN_STYLES):
            assert "unsafe" not in policy and "frame-ancestors 'none'" in policy, name
            assert "<script" not in answer.text and not re.search(r"<[^>]+ (?:style|on[a-z]+)=", answer.text), name
    assert len(found) > 50


def test_headers_that_no_browser_sends_are_turned_away(visit: Visit) -> None:
    answer = visit.get(visit.link("a"), headers={"x-long": "x" * 20_000})
    assert answer.status_code == 431 and "no-store" in answer.headers["cache-control"]
    many = {f"x-{n}": "x" * 100 for n in range(200)}
    assert visit.get("/healthz", headers=many).status_code == 431


def test_a_database_that_is_away_is_no_fault_of_the_visitor(visit: Visit) -> None:
    """A restart of it takes seconds; whoever asks meanwhile is told to ask again, and the connection stays open."""
    nobody_listens = replace(visit.house, store=open_store("postgresql://postgres@127.0.0.1:1/none"))
    there = visit.app.state
    was, there.door = there.door, replace(there.door, house=nobody_listens)
    page = visit.get(visit.link("a"))
    there.door = was
    assert (page.status_code, page.headers["retry-after"]) == (503, "5") and "try again in a minute" in page.text
