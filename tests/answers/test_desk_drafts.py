"""From a roster to a cohort at the desk: faults beside their cells, nothing lost, nothing sent before Start."""

import re
from collections import Counter

import pytest
from fastapi.routing import APIRoute
from sqlmodel import select

from actions.desk.drafts import drafts
from actions.erasing import erase
from storage.rows import CohortRow, DrawRow, EnrollmentRow, MessageRow, PromptRow, UploadRow
from tests.answers.desk import CHOICES, ROSTER, drafted, fill, finished, kept, office, started, text
from tests.answers.test_who_sees_what import _flat
from tests.answers.visitors import Visit, nonce_in


@pytest.fixture
def desk(tmp_path: object) -> Visit:
    return office(Visit(tmp_path))


def test_each_fault_stands_beside_its_cell(desk: Visit) -> None:
    path = fill(desk, "/ld/new", file=ROSTER).headers["location"]
    page = desk.get(path).text
    assert "One row to mend, 2 ready" in text(page)
    assert 'id="r3c0-why">This is no address' in page and "Did you mean &#39;Europe/Berlin&#39;?" in page


def test_what_is_typed_into_a_cell_mends_the_row(desk: Visit) -> None:
    path = fill(desk, "/ld/new", file=ROSTER).headers["location"]
    mended = fill(desk, path, r3c0="bo@example.org", r3c2="Europe/Berlin")
    assert "Three people, and no faults" in text(desk.get(mended.headers["location"]).text)


def test_a_row_that_is_left_out_stops_nobody(desk: Visit) -> None:
    path = fill(desk, "/ld/new", file=ROSTER).headers["location"]
    left = fill(desk, path, r3c0="no address", out3="1")
    assert "Two people, and no faults" in text(desk.get(left.headers["location"]).text)


def test_a_column_nobody_asked_for_is_named_and_not_kept(desk: Visit) -> None:
    path = fill(desk, "/ld/new", file=ROSTER.replace(",1\n", ",salary-of-ada\n")).headers["location"]
    assert "Columns not used, and not kept: salary." in text(desk.get(path).text)
    assert "salary-of-ada" not in str(desk.dump()["upload"])


@pytest.mark.parametrize(
    ("file", "says"),
    [("", "Choose a file"), ("name\nAda\n", "has no column"), ("email\n", "no people under them")],
    ids=["none", "no address column", "headings alone"],
)
def test_a_file_that_is_no_roster_is_refused_and_nothing_is_kept(desk: Visit, file: str, says: str) -> None:
    answer = fill(desk, "/ld/new", file=file)
    assert answer.status_code == 422 and says in answer.text and kept(desk) == 0


def test_wrong_choices_are_kept_and_named_where_they_stand(desk: Visit) -> None:
    path = fill(desk, "/ld/new", file=ROSTER).headers["location"].rpartition("/")[0]
    answer = fill(desk, f"{path}/choices", **(CHOICES | {"zone": "Europe/Berln", "name": ""}))
    again = desk.get(f"{path}/choices").text
    assert answer.status_code == 422 and 'id="fault-name"' in answer.text
    assert 'value="Europe/Berln"' in again and "Did you mean" in again and "checked" in again


def test_a_draft_survives_another_session_and_is_listed(desk: Visit) -> None:
    drafted(desk)
    desk.cookies.clear()
    assert "Bremen" in office(desk, "another@example.org").get("/ld").text


def test_the_plan_is_a_calendar_and_enrols_nobody(desk: Visit) -> None:
    path = drafted(desk)
    before = desk.dump()
    page = desk.get(f"{path}/plan?person=ada@example.org").text
    assert 'class="cal"' in page and 'class="h4' in page and "Three people," in text(page)
    assert "25 November 2026, 13:" in text(page) and desk.dump() == before


def test_a_draft_with_faults_has_no_plan_and_says_where_to_go(desk: Visit) -> None:
    path = fill(desk, "/ld/new", file=ROSTER).headers["location"].rpartition("/")[0]
    assert f'<a href="{path}/people">Put it right</a>' in desk.get(f"{path}/plan").text
    refused = fill(desk, f"{path}/people", to=f"{path}/start")
    assert refused.status_code == 400 and desk.count(CohortRow) == 0


def test_power_is_on_screen_before_anything_is_chosen(desk: Visit) -> None:
    page = text(desk.get(f"{drafted(desk)}/comparison").text)
    assert "With 3 people, wait-list:6 would show" in page and "People needed to see one day" in page


def test_a_comparison_too_weak_for_these_people_is_refused_and_kept(desk: Visit) -> None:
    path = drafted(desk)
    answer = fill(desk, f"{path}/comparison", design="wait-list:6")
    assert answer.status_code == 422 and "costs people mails and shows nothing" in text(answer.text)
    assert "Put it right" in desk.get(f"{path}/start").text
    assert 'value="wait-list:6" checked' in desk.get(f"{path}/comparison").text


def test_a_comparison_that_is_read_with_others_is_drawn_at_the_start(desk: Visit) -> None:
    path = drafted(desk)
    fill(desk, f"{path}/comparison", design="wait-list:6", pooled="1")
    finished(desk, fill(desk, f"{path}/start"))
    assert desk.count(DrawRow) == 3


MANY = "email,team,country\n" + "\n".join(f"p{n}@example.org,{'ab'[n % 2]},DE" for n in range(60))


@pytest.mark.parametrize(
    ("kind", "weeks", "parts", "written"),
    [("wait-list", "8", "", "wait-list:8"), ("stepped-start", "2", "5", "stepped-start:5x2"),
     ("hold-back", "4", "2", "hold-back:4/2")],
    ids=["wait list", "stepped start", "hold-back"],
)  # fmt: skip
def test_any_design_of_the_command_line_is_weighed_and_chosen(
    desk: Visit, kind: str, weeks: str, parts: str, written: str
) -> None:
    path = drafted(desk, MANY)
    page = desk.get(f"{path}/comparison?kind={kind}&weeks={weeks}&parts={parts}").text
    assert f'value="{written}" checked' in page and f"With 60 people, {written} would show" in text(page)
    assert "design" not in str(drafts(desk.house)[0].choices)
    assert fill(desk, f"{path}/comparison", design=written).status_code == 303
    finished(desk, fill(desk, f"{path}/start"))
    with desk.house.store.read() as session:
        assert session.exec(select(CohortRow)).one().settings["design"] == written


@pytest.mark.parametrize("asked", ["kind=wait-list&weeks=99", "kind=wait-list&weeks=x", "kind=lottery&weeks=6"])
def test_a_design_that_is_none_is_refused_and_nothing_is_kept(desk: Visit, asked: str) -> None:
    path = drafted(desk, MANY)
    before = desk.dump()
    answer = desk.get(f"{path}/comparison?{asked}")
    assert answer.status_code == 422 and "The design is" in answer.text and desk.dump() == before


def test_every_number_of_weeks_has_its_power_on_screen(desk: Visit) -> None:
    page = desk.get(f"{drafted(desk, MANY)}/comparison").text
    tables = re.findall(r"of one day</caption>(.*?)</table>", page, re.S)
    rows = [re.findall(r'<tr><th scope="row">(\d+)</th>(.*?)</tr>', one) for one in tables]
    assert [len(re.findall("<td>", dict(one)["6"])) for one in rows] == [1, 7, 7]
    assert all(re.search(r"<td>\d+ %</td>", cells) for one in rows for _, cells in one) and len(rows[0]) > 10


def test_the_draw_is_balanced_within_what_was_chosen(desk: Visit) -> None:
    path = drafted(desk, MANY)
    assert "The roster has two teams." in text(desk.get(f"{path}/comparison").text)
    fill(desk, f"{path}/comparison", design="wait-list:6", stratify="team")
    assert "balanced within each team" in text(desk.get(f"{path}/start").text)
    finished(desk, fill(desk, f"{path}/start"))
    with desk.house.store.read() as session:
        drawn = session.exec(
            select(EnrollmentRow.team, DrawRow.arm).join(DrawRow, DrawRow.enrollment_id == EnrollmentRow.id)
        )
        assert set(Counter(drawn.all()).values()) == {15}


def test_start_groups_are_not_balanced_within_teams(desk: Visit) -> None:
    groups = "email,team,start_group\n" + "\n".join(f"p{n}@example.org,a,{n % 12}" for n in range(60))
    path = drafted(desk, groups)
    answer = fill(desk, f"{path}/comparison", design="wait-list:6", stratify="team", pooled="1")
    assert answer.status_code == 422 and "Start groups are drawn whole" in text(answer.text)
    assert desk.get(f"{path}/plan").status_code == 200 and "Put it right" in desk.get(f"{path}/start").text


@pytest.mark.parametrize("said", [{"design": "lottery:6"}, {"design": "wait-list:6", "stratify": "salary"}])
def test_a_form_that_no_page_shows_is_turned_away(desk: Visit, said: dict[str, str]) -> None:
    path = drafted(desk, MANY)
    before = desk.dump()
    assert fill(desk, f"{path}/comparison", **said).status_code == 422 and desk.dump() == before


def test_start_enrols_everybody_and_the_draft_is_gone(desk: Visit) -> None:
    assert "3 people are enrolled" in started(desk)
    assert (desk.count(EnrollmentRow), kept(desk)) == (3, 0)
    assert "next mail on 25 November 2026" in text(desk.get("/ld/Bremen").text)


def test_pressing_start_twice_enrols_once(desk: Visit) -> None:
    path = drafted(desk)
    nonce = nonce_in(desk.get(f"{path}/start").text)
    for _ in range(2):
        finished(desk, desk.post(f"{path}/start", {"nonce": nonce}))
    assert desk.count(EnrollmentRow) == 3 and desk.count(CohortRow) == 1


def test_a_start_that_cannot_be_says_why_and_keeps_the_draft(desk: Visit) -> None:
    first, second = drafted(desk), drafted(desk)
    finished(desk, fill(desk, f"{first}/start"))
    answer = fill(desk, f"{second}/choices", to=f"{second}/start")
    assert answer.status_code == 400 and "Choose another name" in answer.text and kept(desk) == 1


def test_a_draft_that_is_thrown_away_leaves_nothing(desk: Visit) -> None:
    path = drafted(desk)
    fill(desk, f"{path}/people?row=2", to=f"{path}/drop")
    assert desk.count(UploadRow) == 0 and desk.get(f"{path}/people").status_code == 404


def test_a_draft_that_names_somebody_goes_with_their_erasure(desk: Visit) -> None:
    drafted(desk.enroll(("ada@example.org",)))
    erase(desk.house, "ada@example.org", desk.now)
    assert kept(desk) == 0


def posts(visit: Visit) -> list[str]:
    """Return the address of every form of the desk, filled in."""
    found = [one for one in _flat(visit.app.routes) if isinstance(one, APIRoute) and "POST" in one.methods]
    paths = [one.path for one in found if one.path.startswith("/ld/")]
    return [path.replace("{cohort:path}", "Hamburg").replace("{key}", "x") for path in paths]


def test_no_form_works_without_a_nonce_of_this_session(desk: Visit) -> None:
    desk.enroll()
    theirs = nonce_in(desk.get("/ld/new").text)
    office(desk, "another@example.org")
    before = desk.dump()
    assert len(posts(desk)) > 6
    for path in posts(desk):
        for nonce in ("", theirs):
            assert desk.post(path, {"nonce": nonce, "do": "leave", "sure": "1"}).status_code == 403
    assert desk.dump() == before


def test_no_form_works_for_a_coach_or_for_nobody(desk: Visit) -> None:
    from actions import signing_in

    desk.enroll(coach="maria@example.org")
    for session in ("", signing_in.open_session(desk.house, "maria@example.org", "coach", desk.now)):
        desk.cookies["staff"] = session
        assert {desk.post(path, {"do": "leave"}).headers.get("location") for path in posts(desk)} == {"/sign-in"}


def test_looking_at_every_page_of_a_draft_changes_nothing(desk: Visit) -> None:
    path = drafted(desk)
    before = desk.dump()
    for page in ("", "/people", "/people?row=2", "/choices", "/plan", "/comparison", "/start"):
        assert desk.get(path + page).status_code in (200, 303)
    assert desk.dump() == before
    assert desk.count(PromptRow) == desk.count(MessageRow) == 0
