import csv
import io
import json
import math
import random
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col

from actions.reporting import report, report_csv, report_xlsx
from coaching.errors import NotFound
from coaching.states import State
from measure.intervals import wilson
from storage.rows import EnrollmentRow, PromptRow
from tests.actions.stories import AFTER, CHECK_INS, Story

NAMES = [f"person{n:02d}" for n in range(12)]
SECRET = "planted words of somebody"


def told(folder: Path, people: list[str] = NAMES, rise: float = 0.8, **columns: Any) -> Story:
    """Return a cohort whose half-year is over: attention rises by *rise* a check-in, one falls silent at the end."""
    story = Story(folder)
    story.enroll(people, **columns)
    dice = random.Random(7)
    for place, step in enumerate(CHECK_INS):
        story.send(step)
        for person in people[: len(people) - (place == 3)]:
            value = min(5, max(0, round(1 + rise * place + dice.uniform(-1, 1))))
            story.answer(step, person, attention=value, patience=3 + dice.randint(-1, 1), words=SECRET)
        story.expire(step)
    story.send("drawer")
    for place, person in enumerate(people[:-2]):
        story.answer("drawer", person, task=("done", "not_yet", "done")[place % 3])
    story.expire("drawer")
    return story


@pytest.fixture(scope="module")
def whole() -> Iterator[Story]:
    with TemporaryDirectory() as folder:
        story = told(Path(folder))
        yield story
        story.house.store.close()


def of(story: Story, **options: Any) -> dict[str, Any]:
    return report(story.house, "autumn", AFTER, **options).to_json()


def step(found: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in found["completion"]["steps"] if one["step"] == name)


def attention(found: dict[str, Any]) -> dict[str, Any]:
    return next(one for one in found["behaviours"] if one["behaviour"] == "attention")


def test_the_finding_is_the_headline_in_days(whole: Story) -> None:
    found = of(whole)
    change = attention(found)["end_minus_baseline"]
    assert found["headline"] == (
        f"People now report whole attention on {change:.1f} more of five working days than at the start"
    )
    assert attention(found)["ci"][0] < change < attention(found)["ci"][1]


def test_answered_and_done_have_their_own_denominators(whole: Story) -> None:
    drawer = step(of(whole), "drawer")
    assert (drawer["answered"]["n"], drawer["answered"]["of"]) == (10, 12)
    assert (drawer["done"]["n"], drawer["done"]["of"]) == (7, 10)


def test_shares_carry_wilsons_interval(whole: Story) -> None:
    end, expected = step(of(whole), "end")["answered"], wilson(11, 12)
    assert (end["rate"], end["low"], end["high"]) == (expected.estimate, expected.low, expected.high)


def test_weeks_count_people(whole: Story) -> None:
    weeks = {one["week"]: one for one in of(whole)["completion"]["weeks"]}
    assert set(weeks) == {0, 1, 2, 6, 12}
    assert weeks[1]["done"] == {"n": 7, "of": 10, **{k: weeks[1]["done"][k] for k in ("rate", "low", "high")}}


def test_each_check_in_has_its_mean_and_interval(whole: Story) -> None:
    means = attention(of(whole))["check_ins"]
    assert [one["week"] for one in means] == [0, 2, 6, 12]
    assert [one["n"] for one in means] == [12, 12, 12, 11]
    assert all(0 <= one["low"] <= one["mean"] <= one["high"] <= 5 for one in means)


def test_the_growth_fields_that_others_rely_on_are_there(whole: Story) -> None:
    names = {"end_minus_baseline", "ci", "change_per_week", "change_over_programme", "shape_ok", "people",
             "responses", "response_rate", "tipping_point", "evidence_grade"}  # fmt: skip
    for behaviour in of(whole)["behaviours"]:
        assert names <= behaviour.keys() and len(behaviour["ci"]) == 2


def test_the_primary_behaviour_comes_first(whole: Story) -> None:
    assert [one["primary"] for one in of(whole)["behaviours"]] == [True, False]


def test_every_number_is_finite_or_null(whole: Story) -> None:
    def numbers(value: Any) -> Iterator[float]:
        if isinstance(value, dict | list):
            for one in value.values() if isinstance(value, dict) else value:
                yield from numbers(one)
        elif isinstance(value, float):
            yield value

    assert all(math.isfinite(one) for one in numbers(of(whole)))
    json.dumps(of(whole), allow_nan=False)


def test_no_name_address_or_word_of_anybody_is_in_any_form(whole: Story) -> None:
    found = report(whole.house, "autumn", AFTER)
    forms = [json.dumps(found.to_json()), report_csv(found)]
    assert not any(name in form for form in forms for name in (*NAMES, "Person", "example.org", SECRET))
    assert SECRET.encode() not in report_xlsx(found)


def test_the_csv_has_a_row_per_figure(whole: Story) -> None:
    rows = list(csv.DictReader(io.StringIO(report_csv(report(whole.house, "autumn", AFTER)))))
    change = next(row for row in rows if row["measure"] == "end_minus_baseline" and row["name"] == "attention")
    assert float(change["low"]) < float(change["estimate"]) < float(change["high"])
    answered = next(row for row in rows if row["name"] == "drawer" and row["measure"] == "answered")
    assert (answered["n"], answered["of"]) == ("10", "12")


def test_a_name_that_looks_like_a_formula_stays_a_text(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    story = Story(tmp_path)
    story.enroll(NAMES, cohort="=1+1")
    book = load_workbook(io.BytesIO(report_xlsx(report(story.house, "=1+1", AFTER))))
    assert book["About"]["B1"].value == "'=1+1"
    assert book["Figures"]["A1"].value == "section"


def test_a_check_in_that_is_still_open_is_withheld_and_said(tmp_path: Path) -> None:
    story = told(tmp_path)
    story.run(
        update(PromptRow).where(col(PromptRow.id) == story.prompts("end")[0].id).values(state="sent", closes_at=None)
    )
    found = of(story)
    assert attention(found)["check_ins"][3]["mean"] is None
    assert attention(found)["to"] == "middle" and found["headline"].startswith("So far: people now report")
    assert any("week 12" in one["what"] and "still open" in one["why"] for one in found["withheld"])


def test_two_reports_of_an_open_check_in_never_differ_by_one_answer(tmp_path: Path) -> None:
    story = Story(tmp_path)
    story.enroll(NAMES)
    story.send("start")
    seen = []
    for person in NAMES[:7]:
        story.answer("start", person, attention=2)
        seen.append(
            attention(report(story.house, "autumn", story.prompts("start")[0].due_at).to_json())["check_ins"][0]
        )
    assert all(one["mean"] is None and one["n"] is None for one in seen)


def test_a_window_that_has_closed_need_not_wait_for_the_sweep(tmp_path: Path) -> None:
    story = Story(tmp_path)
    story.enroll(NAMES)
    story.send("start")
    for person in NAMES[:7]:
        story.answer("start", person, attention=2)
    assert attention(of(story))["check_ins"][0]["n"] == 7


def test_fewer_than_five_see_nothing_but_the_ledger(tmp_path: Path) -> None:
    found = of(told(tmp_path, NAMES[:4]))
    assert found["headline"] == "Too few to say yet"
    assert found["behaviours"] == [] and found["completion"] == {"steps": [], "weeks": []}
    assert found["ledger"]["prompts"] == 20 and found["people"] == {"enrolled": 4}


def test_five_people_show_means_and_no_model(tmp_path: Path) -> None:
    found = of(told(tmp_path, NAMES[:6]))
    assert attention(found)["check_ins"][0]["mean"] is not None
    assert attention(found)["end_minus_baseline"] is None
    assert attention(found)["withheld"].startswith("Too few to say")
    assert found["headline"] == "Too few to say yet whether whole attention changed"


def test_a_flat_course_is_not_called_a_change(tmp_path: Path) -> None:
    assert of(told(tmp_path, rise=0))["headline"] == "No clear change in whole attention"


def test_a_step_sent_to_few_is_withheld_and_cannot_be_subtracted(tmp_path: Path) -> None:
    story = told(tmp_path)
    for one in story.prompts("drawer")[:9]:
        story.run(update(PromptRow).where(col(PromptRow.id) == one.id).values(state="failed"))
    found = of(story)
    hidden = [one["step"] for one in found["completion"]["steps"] if one["withheld"]]
    assert hidden == ["drawer"] and step(found, "drawer")["answered"] is None
    assert [one["week"] for one in found["completion"]["weeks"] if one["answered"] is None] == [1]
    assert found["ledger"]["handed_over"] == 51 and "answered" not in found["ledger"]["by_state"]


def test_late_answers_are_counted_and_left_out(tmp_path: Path) -> None:
    story = Story(tmp_path)
    story.enroll(NAMES)
    for name in CHECK_INS:
        story.send(name)
        story.expire(name)
        for person in NAMES:
            story.answer(name, person, late=True, attention=2)
    assert of(story)["late"] == 48 and step(of(story), "end")["answered"]["n"] == 0
    assert attention(of(story))["check_ins"][0]["mean"] is None


def test_a_single_suspect_answer_is_not_counted_out_loud(tmp_path: Path) -> None:
    story = Story(tmp_path)
    story.enroll(NAMES)
    story.send("start")
    story.answer("start", NAMES[0], attention=2, suspect=True)
    assert of(story)["suspect"] is None
    for person in NAMES[1:5]:
        story.answer("start", person, attention=2, suspect=True)
    assert of(story)["suspect"] == 5


def test_a_baseline_after_the_workshop_is_none(tmp_path: Path) -> None:
    story = told(tmp_path)
    story.run(update(PromptRow).where(col(PromptRow.step) == "start").values(late_baseline=True))
    found = attention(of(story))
    assert found["end_minus_baseline"] is None and "no baseline" in found["withheld"]
    assert "before the workshop" in found["check_ins"][0]["withheld"]


@pytest.mark.parametrize("left", [0, 1, 4], ids=["nobody", "one", "four"])
def test_how_many_left_does_not_follow_from_how_many_take_part(tmp_path: Path, left: int) -> None:
    story = Story(tmp_path)
    story.enroll(NAMES)
    story.run(update(EnrollmentRow).where(col(EnrollmentRow.id) <= left).values(state="left"))
    people = of(story)["people"]
    assert people.pop("enrolled") == 12 and set(people.values()) == {None}


def test_how_many_left_is_shown_when_it_names_nobody(tmp_path: Path) -> None:
    story = Story(tmp_path)
    story.enroll([f"p{n}" for n in range(30)])
    for state, first in (("paused", 1), ("left", 7), ("invited", 15)):
        chosen = update(EnrollmentRow).where(col(EnrollmentRow.id) >= first)
        story.run(chosen.values(state=state))
    people = of(story)["people"]
    assert (people["enrolled"], people["invited"]) == (30, 16)
    assert people["unreachable"] is None


def test_a_cohort_that_was_only_enrolled_says_too_few_yet(tmp_path: Path) -> None:
    story = Story(tmp_path)
    story.enroll(NAMES)
    found = of(story)
    assert found["headline"].startswith("Too few to say yet")
    assert all(one["sent"] == 0 and one["answered"] is None for one in found["completion"]["steps"])


def test_an_unknown_cohort_is_refused(whole: Story) -> None:
    with pytest.raises(NotFound):
        report(whole.house, "spring", AFTER)


def test_a_failed_prompt_is_in_no_denominator(tmp_path: Path) -> None:
    story = told(tmp_path)
    one = story.prompts("drawer", NAMES[11])[0]
    story.run(update(PromptRow).where(col(PromptRow.id) == one.id).values(state=str(State.FAILED)))
    assert step(of(story), "drawer")["answered"]["of"] == 11
