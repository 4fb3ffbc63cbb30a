"""``/ld/preview``: for signed-in L&D alone, framed by itself alone."""

import re

import pytest

from actions import signing_in
from tests.answers.visitors import Visit

HERE = "/ld/preview/lead-for-loyalty/"


@pytest.fixture
def office(visit: Visit) -> Visit:
    visit.cookies["staff"] = signing_in.open_session(visit.house, "ld@example.org", "ld", visit.now)
    return visit


@pytest.mark.parametrize("path", ["/ld/preview", "/ld/preview/lead-for-loyalty", HERE, HERE + "if-then-mail.html"])
def test_nobody_else_sees_it(visit: Visit, path: str) -> None:
    assert visit.get(path).headers["location"] == "/sign-in"


def test_the_desk_leads_to_every_mail(office: Visit) -> None:
    assert 'href="/ld/preview"' in office.get("/ld").text
    assert f'href="{HERE}"' in office.get("/ld/preview").text
    assert office.get("/ld/preview/lead-for-loyalty").headers["location"] == HERE


def test_its_frames_show_the_mails_and_nobody_else_may_frame_it(office: Visit) -> None:
    page = office.get(HERE)
    (first, *_) = re.findall(r'src="([^"]+)"', page.text)
    shown = office.get(HERE + first)
    assert shown.status_code == 200 and "frame-ancestors 'self'" in shown.headers["content-security-policy"]
    assert "frame-src 'self'" in page.headers["content-security-policy"]


def test_a_language_goes_with_the_frames(office: Visit) -> None:
    page = office.get(HERE + "?locale=de").text
    first = re.findall(r'src="(if-then-mail[^"]+)"', page)[0]
    assert "Sie können bis" in office.get(HERE + first).text


def test_a_programme_that_only_a_cohort_runs_can_be_looked_at(office: Visit) -> None:
    assert "Let one person finish" in office.get("/ld/preview/short/").text


@pytest.mark.parametrize("path", ["/ld/preview/nothing/", HERE + "nothing.html", HERE + "if-then-mail.txt"])
def test_what_is_not_there_is_not_there(office: Visit, path: str) -> None:
    assert office.get(path).status_code == 404


def test_a_look_changes_nothing(office: Visit) -> None:
    before = office.dump()
    office.get(HERE + "if-then-mail.html")
    assert office.dump() == before
