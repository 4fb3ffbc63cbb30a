"""``/u/TOKEN``: RFC 8058, and what leaving leaves behind."""

from pathlib import Path

import pytest
from sqlmodel import col, select

from actions.enrolling import enroll
from storage.rows import EnrollmentRow, MessageRow, PromptRow, SuppressionRow
from tests import make
from tests.answers.visitors import Visit


def states(visit: Visit) -> dict[str, tuple[str, str]]:
    with visit.house.store.read() as session:
        return {one.step: (one.state, one.reason) for one in session.exec(select(PromptRow))}


def test_leaving_skips_what_is_planned_closes_what_is_open_and_drops_its_mails(visit: Visit) -> None:
    visit.post(visit.link("u"), {"List-Unsubscribe": "One-Click"})
    assert states(visit) == {
        "baseline": ("expired", "left"), "first-task": ("skipped", "left"), "check-1": ("skipped", "left"),
    }  # fmt: skip
    with visit.house.store.read() as session:
        assert sorted(session.exec(select(MessageRow.state))) == ["dropped", "dropped", "sent"]
        assert session.exec(select(EnrollmentRow.state)).all() == ["left"]


def test_one_click_comes_as_multipart_too(visit: Visit) -> None:
    answer = visit.ask("POST", visit.link("u"), files={"List-Unsubscribe": (None, "One-Click")})
    assert answer.status_code == 200 and states(visit)["first-task"] == ("skipped", "left")


@pytest.mark.parametrize(
    "body", [{}, {"List-Unsubscribe": "maybe"}, {"do": "dance"}], ids=["empty", "other", "unknown"]
)
def test_any_other_post_leaves_nothing(visit: Visit, body: dict[str, str]) -> None:
    before = visit.dump()
    assert visit.post(visit.link("u"), body).status_code == 422
    assert visit.dump() == before


@pytest.mark.parametrize("wish", ["leave", "everything", "key"])
def test_a_button_needs_its_page_and_somebody_who_reads_it(visit: Visit, wish: str) -> None:
    link, before = visit.link("u"), visit.dump()
    assert visit.post(link, {"do": wish}).status_code == 422
    assert "within a second" in visit.press(link, wish, after_s=0.4).text
    assert visit.dump() == before


def test_the_link_never_dies_and_leaving_twice_is_leaving_once(visit: Visit) -> None:
    link = visit.link("u")
    visit.post(link, {"List-Unsubscribe": "One-Click"})
    before = visit.later(days=400).dump()
    assert "You have left" in visit.get(link).text
    assert visit.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert visit.dump() == before


def test_leaving_everything_silences_the_address_for_good(visit: Visit) -> None:
    assert "Nothing goes to this address" in visit.press(visit.link("u"), "everything").text
    assert visit.count(SuppressionRow) == 1
    make.enrolled(visit.house, ["ada@example.org"], visit.now, name="Second")
    make.sent(visit.house, visit.folder, make.berlin("2026-12-07"))
    with visit.house.store.read() as session:
        assert len(session.exec(select(MessageRow.id).where(MessageRow.state == "sent")).all()) == 1


def test_what_is_left_is_called_as_in_its_mails(tmp_path: Path) -> None:
    visit = Visit(tmp_path)
    people = make.roster(("ada@example.org",), locale="de")
    enroll(visit.house, make.cohort(programme="lead-for-loyalty"), people, visit.now)
    visit.send(make.berlin("2026-11-25")).later(hours=1)
    pages = [visit.get(visit.link("p")), visit.get(visit.link("u")), visit.press(visit.link("u"), "leave")]
    assert ["Führen, damit Kunden bleiben" in one.text for one in pages] == [True, True, True]
    assert [one for one in pages if "Lead for loyalty" in one.text] == []
    assert "Aus „Führen, damit Kunden bleiben“ aussteigen?" in pages[1].text


def test_leaving_one_of_two_programmes_in_a_mail_leaves_both_and_no_third(visit: Visit) -> None:
    make.enrolled(
        visit.house, ["ada@example.org"], visit.now, name="Later", workshop_on=make.WORKSHOP.replace(year=2027)
    )
    visit.post(visit.link("u"), {"List-Unsubscribe": "One-Click"})
    with visit.house.store.read() as session:
        assert session.exec(select(EnrollmentRow.state).order_by(col(EnrollmentRow.id))).all() == ["left", "active"]
