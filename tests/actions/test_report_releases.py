"""What two reports of one cohort may differ by: five people or nobody, and an erasure is no exception."""

import itertools
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from actions.erasing import erase
from actions.house import House
from actions.reporting import report
from measure.releases import Account, changed
from storage import cohorts, releases
from storage.releases import Release
from tests import make
from tests.actions.stories import AFTER, CHECK_INS, Story

NAMES = [f"person{n:02d}" for n in range(14)]


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    told = Story(tmp_path)
    told.enroll(NAMES)
    yield told
    told.house.store.close()


def of(story: Story) -> dict[str, Any]:
    return report(story.house, "autumn", AFTER).to_json()


def step(found: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in found["completion"]["steps"] if one["step"] == name)


def test_reports_between_single_answers_move_in_fives(story: Story) -> None:
    story.send("drawer")
    seen = [step(of(story), "drawer")["answered"]["n"]]
    for person in NAMES:
        story.answer("drawer", person, task="done")
        seen.append(step(of(story), "drawer")["answered"]["n"])
    assert seen == [0] * 5 + [5] * 5 + [10] * 5


def test_what_stays_says_since_when(story: Story) -> None:
    story.send("drawer")
    for person in NAMES[:6]:
        story.answer("drawer", person, task="done")
    assert of(story)["stays"] == [] and step(of(story), "drawer")["stays"] == ""
    story.answer("drawer", NAMES[6], task="done")
    found = of(story)
    assert step(found, "drawer")["stays"] == "2027-06-01" and step(found, "drawer")["done"]["n"] == 6
    assert [one["what"] for one in found["stays"]] == ["Answers in week 1"]


def test_the_week_stays_with_its_step(story: Story) -> None:
    story.send("drawer")
    of(story)
    story.answer("drawer", NAMES[0], task="done")
    week = next(one for one in of(story)["completion"]["weeks"] if one["week"] == 1)
    assert week["answered"]["n"] == 0 and week["stays"]


def test_an_erasure_does_not_show_what_the_person_had_answered(story: Story) -> None:
    for name in CHECK_INS:
        story.send(name)
        for place, person in enumerate(NAMES):
            story.answer(name, person, attention=5 if place == 3 else 2)
        story.expire(name)
    before = of(story)["behaviours"][0]
    erase(story.house, f"{NAMES[3]}@example.org", AFTER)
    after = of(story)["behaviours"][0]
    assert after["stays"] and after["check_ins"] == before["check_ins"]
    assert after["end_minus_baseline"] == before["end_minus_baseline"]
    assert of(story)["behaviours"][0] == after


def test_of_an_erased_person_no_answer_is_kept_with_the_prints(story: Story) -> None:
    story.send("start")
    for person in NAMES:
        story.answer("start", person, attention=4)
    story.expire("start")
    of(story)
    gone = story.prompts("start", NAMES[3])[0].enrollment_id
    erase(story.house, f"{NAMES[3]}@example.org", AFTER)
    codes = {part for prints in kept(story).values() for one in prints for part in one.codes.get(gone, ())}
    assert codes == {"gone"}


def test_a_look_again_keeps_nothing_new(story: Story) -> None:
    story.send("drawer")
    of(story), of(story)
    assert {len(prints) for prints in kept(story).values()} == {1}


@pytest.mark.parametrize("seed", range(6))
def test_any_order_of_answers_and_looks_leaves_fives(story: Story, seed: int) -> None:
    """Every two prints that were kept, of every block: in each cell five people's contributions differ, or nobody's."""
    dice = random.Random(seed)
    for name in ("drawer", "early"):
        story.send(name)
    turns = [(name, person) for name in ("drawer", "early") for person in NAMES]
    for name, person in dice.sample(turns, len(turns)):
        value = {"task": dice.choice(["done", "na"])} if name == "drawer" else {"attention": dice.randrange(6)}
        story.answer(name, person, **value)
        if dice.random() < 0.4:
            of(story)
    pairs = [pair for prints in kept(story).values() for pair in itertools.combinations(prints, 2)]
    counts = {n for before, now in pairs for n in changed(account(before), account(now)).values()}
    assert pairs and not counts & {1, 2, 3, 4}


def kept(story: Story) -> dict[str, list[Release]]:
    with story.session() as session:
        return releases.of_cohort(session, cohorts.called(session, "autumn").id or 0)


def account(one: Release) -> Account:
    return Account(one.cells, one.codes, one.hidden)


def test_prints_are_kept_on_both_databases(house: House, tmp_path: Path) -> None:
    make.enrolled(house, [f"p{n}@example.org" for n in range(6)])
    make.sent(house, tmp_path, make.berlin("2026-11-25"))
    now = make.berlin("2026-11-25", "15:00")
    first = report(house, "Hamburg", now).to_json()
    with house.store.read() as session:
        found = releases.of_cohort(session, cohorts.called(session, "Hamburg").id or 0)
    assert found["week 0"][0].cells == ("baseline answered", "week 0 answered")
    assert found["week 0"][0].as_of == now and report(house, "Hamburg", now).to_json() == first
