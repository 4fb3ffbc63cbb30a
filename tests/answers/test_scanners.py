"""Nothing but people: whatever a mail scanner does with the links of real mails, no row changes."""

import re
from email import message_from_bytes, policy
from html import unescape
from urllib.parse import urlsplit

import pytest

from tests.answers.browsing import chromium, served
from tests.answers.test_buddies import ask
from tests.answers.visitors import Visit, nonce_in

__all__ = ["chromium", "served"]
LINK = re.compile(r"https?://[^\s<>\"']+")
PREFETCH = {"Purpose": "prefetch", "Sec-Purpose": "prefetch;prerender", "X-Moz": "prefetch", "X-Purpose": "preview"}
OLD_CHROME = {"User-Agent": "Mozilla/5.0 (Windows NT 6.1) Chrome/41.0.2272.101", "Accept": "*/*"}
ADDRESSES = ("192.0.2.7", "198.51.100.23", "2001:db8::5")
BLIND: tuple[dict[str, str], ...] = (
    {}, {"c": "1"}, {"answer": "done"}, {"nonce": "1.2", "answer": "done"}, {"do": "pause"},
    {"do": "accept", "about": "1"},
)  # fmt: skip
MANGLED = ("", "?c=2", "?c=%27", "?c=1&c=3&amp;x=y", "?C=1", "%27", "/", "%0d%0a", "?c=" + "9" * 2000, "#c=1")


@pytest.fixture
def mailed(task: Visit) -> Visit:
    """The same with a key to one's own data out, and a buddy asked, so that every kind of link is in some mail."""
    page = task.link("p")
    task.post(page, {"nonce": nonce_in(task.get(page).text), "do": "key"})
    task.send()
    ask(task.later(minutes=11))
    return task.send()


def links(visit: Visit) -> list[str]:
    """Return the path and query of every link in the text, the HTML and the headers of all mails."""
    found: set[str] = set()
    for file in (visit.folder / "outbox").rglob("*.eml"):
        mail = message_from_bytes(file.read_bytes(), policy=policy.default)
        parts = [str(part.get_content()) for part in mail.walk() if part.get_content_maintype() == "text"]
        texts = [unescape(text) for text in parts] + [str(value) for value in mail.values()]
        found |= {link.rstrip(".,;)") for text in texts for link in LINK.findall(text)}
    split = [urlsplit(link) for link in sorted(found)]
    return [f"{one.path}?{one.query}" if one.query else one.path for one in split]


def test_the_mails_hold_every_kind_of_link(mailed: Visit) -> None:
    assert {link.split("/")[1] for link in links(mailed)} >= {"a", "u", "p", "k", "b"}


@pytest.mark.parametrize("method", ["HEAD", "GET", "OPTIONS"])
def test_no_link_of_any_mail_changes_a_row_however_it_is_opened(mailed: Visit, method: str) -> None:
    before, opened = mailed.dump(), links(mailed)
    for n, link in enumerate(opened):
        for address in ADDRESSES:
            mailed.client = address
            for headers in (PREFETCH, OLD_CHROME):
                mailed.ask(method, link + MANGLED[n % len(MANGLED)], headers=headers)
        for mangled in MANGLED:
            mailed.ask(method, link.partition("?")[0] + mangled)
    assert mailed.dump() == before


def test_a_scanner_that_posts_blindly_records_and_leaves_nothing(mailed: Visit) -> None:
    before = mailed.dump()
    for link in links(mailed):
        for body in BLIND:
            mailed.post(link, body)
    assert mailed.dump() == before


@pytest.mark.slow
def test_a_browser_that_runs_scripts_and_waits_changes_no_row(chromium: object, served: tuple[Visit, str]) -> None:
    visit, address = served
    before = visit.dump()
    context = chromium.new_context(user_agent=OLD_CHROME["User-Agent"])  # type: ignore[attr-defined]
    page = context.new_page()
    for link in links(visit):
        page.goto(address + link)
        page.mouse.wheel(0, 2000)
        page.wait_for_timeout(200)
    context.close()
    assert visit.dump() == before
