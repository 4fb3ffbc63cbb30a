"""The page of a buddy: a look changes nothing, a yes is a form, and nothing of anybody's answers is seen."""

import re
from pathlib import Path

import httpx
import pytest

from storage.rows import BuddyRow
from tests import make
from tests.answers.visitors import Visit, nonce_in, pass_in

ADA, SAM, KIM = "ada@example.org", "sam@example.org", "kim@example.org"


def ask(visit: Visit, whom: str = SAM, person: str = ADA) -> httpx.Response:
    """Let somebody ask for the key to their data, use it, and ask a colleague there."""
    visit.press(visit.link("p", person), "key")
    link = visit.send().link("k", person)
    opened = visit.post(link, {"nonce": nonce_in(visit.get(link).text)}).text
    enrollment = re.search(r'name="enrollment" value="([^"]+)"', opened)
    asked = {"do": "buddy", "buddy": whom, "enrollment": enrollment.group(1) if enrollment else ""}
    return visit.later(seconds=5).post(link, asked | {"pass": pass_in(opened)})


def press(visit: Visit, link: str, do: str, **values: str) -> httpx.Response:
    """Press a button of the first person on a buddy's page."""
    about = re.search(r'name="about" value="(\d+)"', visit.get(link).text)
    return visit.press(link, do, about=about.group(1) if about else "", **values)


@pytest.fixture
def asked(tmp_path: Path) -> Visit:
    """Ada has answered her first check-in, with words, and asked Sam, who has the mail."""
    visit = Visit(tmp_path).enroll(coach="maria@example.org").send(make.berlin("2026-11-25")).later(hours=1)
    visit.save(visit.link("a"), baseline__listening="4", baseline__thanking="2", comment="secret-of-ada")
    assert "this colleague gets one mail" in ask(visit).text
    return visit.send()


def test_looking_changes_nothing_and_the_button_does(asked: Visit) -> None:
    before, link = asked.dump(), asked.link("b", SAM)
    assert asked.get(link).status_code == asked.ask("HEAD", link).status_code == 200 and asked.dump() == before
    assert "You are the buddy of" in press(asked, link, "accept").text and asked.dump()["buddy"] != before["buddy"]


@pytest.mark.parametrize("do", ["accept", "line", "end"])
def test_a_form_of_elsewhere_or_at_once_changes_nothing(asked: Visit, do: str) -> None:
    before, link = asked.dump()["buddy"], asked.link("b", SAM)
    page = asked.get(link).text
    form = {"do": do, "line": "Hi", "about": re.search(r'name="about" value="(\d+)"', page).group(1)}
    answers = [asked.post(link, form), asked.later(seconds=0.5).post(link, form | {"nonce": nonce_in(page)})]
    answers += [press(asked, link, "nonsense")]
    assert [one.status_code for one in answers] == [422] * 3 and asked.dump()["buddy"] == before


def test_a_mail_that_was_forwarded_makes_nobody_a_buddy(asked: Visit) -> None:
    asked.press(asked.link("p"), "buddy_end")
    page = asked.get(asked.link("p")).text
    refused = asked.press(asked.link("p"), "buddy", buddy=KIM)
    assert refused.status_code == 422 and 'name="buddy"' not in page and KIM not in str(asked.dump()["recipient"])


def test_the_page_in_every_mail_says_that_somebody_was_asked_and_not_whom(asked: Visit) -> None:
    page = asked.get(asked.link("p")).text
    assert "You asked a colleague, who has not said yes so far" in page and SAM not in page
    press(asked, asked.link("b", SAM), "accept")
    page = asked.get(asked.link("p")).text
    assert "You have a buddy" in page and "Your buddy, who is told which tasks you did" in page and SAM not in page


def test_a_buddy_sees_nothing_of_anybodys_answers(asked: Visit) -> None:
    link = asked.link("b", SAM)
    seen = press(asked, link, "accept").text + press(asked, link, "line", line="Hi").text
    seen += "".join(asked.get(asked.link(kind, SAM)).text for kind in "aupb")
    assert not [one for one in ("secret-of-ada", "maria@", "4 of 5", "Check-ins of", "/p/") if one in seen]


def test_a_buddy_touches_nothing_of_other_peoples(asked: Visit) -> None:
    asked.enroll(("bo@example.org",), name="Other").send().later(hours=1)
    ask(asked, KIM, "bo@example.org")
    before, link = asked.dump()["buddy"], asked.send().link("b", SAM)
    theirs = re.search(r'name="about" value="(\d+)"', asked.get(asked.link("b", KIM)).text).group(1)
    assert [asked.press(link, do, about=theirs, line="Hi").status_code for do in ("accept", "line", "end")] == [410] * 3
    assert asked.dump()["buddy"] == before


def test_the_link_opens_for_its_own_purpose_and_is_limited(asked: Visit) -> None:
    token = asked.link("b", SAM).rpartition("/")[2]
    assert [asked.get(f"/{kind}/{token}").status_code for kind in "aupk"] == [404] * 4
    assert [asked.get(f"/b/{token}").status_code for _ in range(40)][-1] == 429


def test_the_link_works_for_sixty_days_and_the_one_that_ends_it_longer(asked: Visit) -> None:
    link, leave = asked.link("b", SAM), asked.link("u", SAM)
    assert asked.later(days=61).get(link).status_code == 410 and asked.get(leave).status_code == 200


def test_one_click_ends_it_and_forgets_the_address(asked: Visit) -> None:
    link = asked.link("b", SAM)
    answer = asked.post(asked.link("u", SAM), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200 and "This has ended" in answer.text and "not kept here any more" in answer.text
    assert asked.count(BuddyRow) == 1 and SAM not in str(asked.dump()["recipient"])
    assert asked.get(link).status_code == 410


def test_a_tap_says_no_and_another_ends_what_was_begun(asked: Visit) -> None:
    assert "This has ended" in press(asked, asked.link("b", SAM), "end").text
    assert "Whom you ask" in asked.get(asked.link("p")).text


def test_the_page_of_the_person_shows_the_line(asked: Visit) -> None:
    press(asked, asked.link("b", SAM), "accept")
    assert "stands in the next mail" in press(asked, asked.link("b", SAM), "line", line="Well done & on").text
    assert "Well done &amp; on" in asked.get(asked.link("p")).text
