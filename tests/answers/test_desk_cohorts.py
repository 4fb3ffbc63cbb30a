"""A running cohort at the desk: pause, days off, end, erase, move, and what nobody there is told."""

from pathlib import Path

import pytest
from sqlmodel import col, select

from storage.core import run, table
from storage.rows import AbsenceRow, EnrollmentRow, EventRow, PromptRow
from tests import make
from tests.answers.desk import fill, finished, keys, office, text
from tests.answers.visitors import Visit

PEOPLE = "/ld/Hamburg/people"


@pytest.fixture
def desk(visit: Visit) -> Visit:
    """A cohort of three with the baseline out."""
    visit.enroll(make.PEOPLE)
    return office(visit)


def states(visit: Visit) -> list[str]:
    with visit.house.store.read() as session:
        return [row.state for row in session.exec(select(EnrollmentRow).order_by(col(EnrollmentRow.id)))]


def act(visit: Visit, key: str, do: str, **more: str) -> str:
    return finished(visit, fill(visit, f"{PEOPLE}/{key}", do=do, **more))


def test_one_person_is_paused_and_goes_on(desk: Visit) -> None:
    first = keys(desk, "Hamburg")[0]
    act(desk, first, "pause")
    assert states(desk).count("paused") == 1
    act(desk, first, "resume")
    assert states(desk) == ["active"] * 3


def test_everybody_is_paused_and_goes_on(desk: Visit) -> None:
    act(desk, "all", "pause")
    assert states(desk) == ["paused"] * 3
    act(desk, "all", "resume")
    assert states(desk) == ["active"] * 3


def test_a_pause_somebody_asked_for_is_theirs_to_end(desk: Visit) -> None:
    desk.save(desk.link("p"), do="pause")
    act(desk, "all", "pause")
    act(desk, "all", "resume")
    assert sorted(states(desk)) == ["active", "active", "paused"]


def test_days_off_for_everybody_move_what_falls_into_them(desk: Visit) -> None:
    act(desk, "all", "away", **{"from": "2026-12-07", "until": "2026-12-11"})
    with desk.house.store.read() as session:
        days = session.exec(select(PromptRow.local_day).where(PromptRow.step == "first-task")).all()
    assert desk.count(AbsenceRow) == 3 and {str(day) for day in days} == {"2026-12-14"}


@pytest.mark.parametrize("days", [{"from": "", "until": ""}, {"from": "x", "until": "2026-12-11"}], ids=["none", "x"])
def test_days_that_are_none_are_asked_for_again(desk: Visit, days: dict[str, str]) -> None:
    answer = fill(desk, f"{PEOPLE}/all", do="away", **days)
    assert answer.status_code == 422 and "Choose the first and the last day" in answer.text


def test_days_that_are_over_are_noted_for_nobody(desk: Visit) -> None:
    page = act(desk, "all", "away", **{"from": "2026-01-02", "until": "2026-01-03"})
    assert "Nothing was changed" in page and desk.count(AbsenceRow) == 0


@pytest.mark.parametrize("wish", ["leave", "erase"])
def test_what_cannot_be_undone_takes_a_tick(desk: Visit, wish: str) -> None:
    before = states(desk)
    answer = fill(desk, f"{PEOPLE}/{keys(desk, 'Hamburg')[0]}", do=wish)
    assert answer.status_code == 422 and "Tick the box first" in answer.text and states(desk) == before


def test_a_cohort_is_ended_and_its_ledger_still_adds_up(desk: Visit) -> None:
    act(desk, "all", "leave", sure="1")
    assert states(desk) == ["left"] * 3 and "all accounted for" in desk.get("/ld/Hamburg/ledger").text


def test_an_erased_person_is_gone_from_the_list(desk: Visit) -> None:
    act(desk, keys(desk, "Hamburg")[0], "erase", sure="1")
    page = desk.get(PEOPLE).text
    assert "ada@example.org" not in page and "bo@example.org" in page


def test_everybody_at_once_cannot_be_erased(desk: Visit) -> None:
    assert fill(desk, f"{PEOPLE}/all", do="erase", sure="1").status_code == 422
    assert "ada@example.org" in desk.get(PEOPLE).text


def test_who_acted_is_written_down(desk: Visit) -> None:
    act(desk, "all", "pause")
    with desk.house.store.read() as session:
        noted = session.exec(select(EventRow).where(EventRow.what == "desk_acted")).one()
    assert noted.recipient_id and noted.details["did"] == "paused" and noted.details["people"] == 3


def test_the_list_of_people_tells_nobody_who_paused_or_left(desk: Visit) -> None:
    before = desk.get(PEOPLE).text
    desk.save(desk.link("p"), do="pause")
    desk.post(desk.link("u"), {"do": "leave"})
    assert desk.get(PEOPLE).text == before


def test_an_edited_programme_shows_its_difference_before_anybody_moves(desk: Visit) -> None:
    edited = make.SHORT.replace("version: 1", "version: 2").replace("after_days: 5", "after_days: 7")
    answer = fill(desk, "/ld/Hamburg/programme", text=edited)
    page = desk.get(answer.headers["location"]).text
    assert "Version 2 changes three prompts for three people" in text(page) and "moved" in page
    assert "version 1" in desk.get("/ld/Hamburg").text
    done = finished(desk, fill(desk, answer.headers["location"]))
    assert "3 people are on version 2" in done and "version 2" in desk.get("/ld/Hamburg").text


@pytest.mark.parametrize(
    ("edited", "says"),
    [
        (make.SHORT.replace("after_days: 5", "after_days: 7"), "Raise `version:`"),
        (make.SHORT.replace("programme: short", "programme: other"), "Choose its own file"),
        ("nonsense: [", "cannot be used"),
    ],
    ids=["same version", "another programme", "no programme"],
)
def test_a_text_that_cannot_be_used_says_why_and_is_kept(desk: Visit, edited: str, says: str) -> None:
    page = desk.get(fill(desk, "/ld/Hamburg/programme", text=edited).headers["location"]).text
    assert says in page and edited.splitlines()[-1].strip()[:20] in text(page) and "Move everybody" not in page


@pytest.mark.parametrize("kind", ["xlsx", "csv", "json", "parquet"])
def test_every_figure_is_a_file(desk: Visit, kind: str) -> None:
    answer = desk.get(f"/ld/Hamburg/report.{kind}")
    assert answer.status_code == 200 and len(answer.content) > 200


def test_the_codebook_knows_every_column_section_and_measure() -> None:
    from actions.report import codebook, tables

    assert set(codebook.COLUMN_WORDS) == set(tables.COLUMNS) and set(tables.GROWTH) <= set(codebook.MEASURES)


def test_the_ledger_names_nobody_for_what_only_an_answer_or_leaving_leads_to(tmp_path: Path) -> None:
    visit = office(Visit(tmp_path).enroll(make.PEOPLE, programme="lead-for-loyalty"))
    prompt = table(PromptRow)
    with visit.house.store.write() as session:
        ids = [row.id for row in session.exec(select(PromptRow).where(PromptRow.step == "phone-in-the-drawer"))]
        for id_, step, reason in ((ids[0], "hand-over-the-phone", "budget"), (ids[1], "", "suppressed"),
                                  (ids[2], "", "budget")):  # fmt: skip
            changed = {"state": "skipped", "reason": reason} | ({"step": step} if step else {})
            run(session, prompt.update().where(prompt.c.id == id_).values(**changed))
        session.commit()
    page = text(visit.get("/ld/Hamburg/ledger").text)
    assert "cem@example.org phone-in-the-drawer" in page
    assert "ada@example.org" not in page and "bo@example.org" not in page
    assert "Hand over the phone" not in visit.get("/ld/Hamburg").text
