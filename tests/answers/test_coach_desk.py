"""A coach's week in real Chromium, and the brief on one sheet."""

import re
from pathlib import Path

import pytest

from actions import signing_in
from delivery.letters import read_mail
from delivery.outbox import messages
from tests.answers.browsing import chromium, listening
from tests.answers.coached import LONG, MARIA, coached, says
from tests.answers.eyes import FOCUS
from tests.answers.visitors import Visit

__all__ = ["chromium"]
pytestmark = pytest.mark.slow


def test_a_coach_signs_in_reads_the_brief_keeps_a_note_and_marks_somebody(tmp_path: Path, chromium: object) -> None:
    visit = coached(tmp_path, ["Ada", "Bo", "Cy"])
    says(visit, "Bo", "not_yet", "back-to-back", words="It works until the calls start.")
    says(visit, "Ada", "not_yet", "ask-coach")
    with listening(visit) as address:
        page = chromium.new_page(viewport={"width": 390, "height": 844})
        page.goto(f"{address}/coach")
        page.get_by_label("Your address").fill(MARIA)
        page.get_by_role("button", name="Mail me a link").click()
        page.get_by_text("a mail with a link is on its way").wait_for()
        visit.send()
        page.goto(address + _link(visit))
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("heading", name="Two people to talk to this week").wait_for()
        assert [one.inner_text() for one in page.locator("h2").all()[:2]] == ["Ada", "Bo"]
        page.get_by_role("link", name="Bo").click()
        assert "It works until the calls start." in page.get_by_role("main").inner_text()
        page.get_by_label("A new note").fill("Calls start at nine.")
        page.get_by_role("button", name="Keep the note").click()
        page.get_by_text("The note is kept.").wait_for()
        page.get_by_role("link", name="Your desk").click()
        page.get_by_role("button", name="Spoken to Ada").click()
        page.get_by_role("heading", name="One person to talk to this week").wait_for()
        page.get_by_role("link", name="Hamburg").last.click()
        assert [one.inner_text() for one in page.locator("h2").all()] == ["Ada", "Bo", "Cy"]
        page.goto(f"{address}/coach")
        page.get_by_role("button", name="Sign out").click()
        page.goto(f"{address}/coach")
        page.get_by_role("heading", name="Sign in").wait_for()
        page.close()


def _link(visit: Visit) -> str:
    told = "\n".join(read_mail(one.raw).text for one in messages(visit.folder / "outbox") if one.to == MARIA)
    return re.search(r"/sign-in/[\w-]+", told)[0]


def test_keys_alone_mark_somebody_and_the_focus_is_always_seen(tmp_path: Path, chromium: object) -> None:
    visit = coached(tmp_path, ["Ada"])
    says(visit, "Ada", "not_yet", "ask-coach")
    session = signing_in.open_session(visit.house, MARIA, "coach", visit.now)
    with listening(visit) as address:
        context = chromium.new_context()
        context.add_cookies([{"name": "staff", "value": session, "url": address}])
        page = context.new_page()
        page.goto(f"{address}/coach")
        stops = []
        for _ in range(10):
            page.keyboard.press("Tab")
            stops.append(page.evaluate(FOCUS))
            if stops[-1]["name"] == "do":
                break
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Nobody in particular").wait_for()
        assert all(one["ring"] for one in stops) and [one["tag"] for one in stops] == ["a", "button"]
        context.close()


def test_the_brief_of_forty_people_fits_one_printed_page(tmp_path: Path, chromium: object) -> None:
    people = [f"Person{n:02} Longname-Doublename" for n in range(40)]
    visit = coached(tmp_path, [one.replace(" ", "-") for one in people])
    for one in people[:30]:
        says(visit, one.replace(" ", "-"), "not_yet", "back-to-back", words=LONG * 2)
    session = signing_in.open_session(visit.house, MARIA, "coach", visit.now)
    with listening(visit) as address:
        context = chromium.new_context()
        context.add_cookies([{"name": "staff", "value": session, "url": address}])
        page = context.new_page()
        page.goto(f"{address}/coach")
        printed = page.pdf(format="A4", margin=dict.fromkeys(("top", "bottom", "left", "right"), "15mm"))
        assert page.locator(".person").count() == 5 and page.locator("blockquote").count() == 5
        assert "30 of 40 answered" in page.get_by_role("main").inner_text()
        context.close()
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
