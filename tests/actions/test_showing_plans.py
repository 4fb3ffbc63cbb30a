"""The plan lists every mail, observers' pulses among them, before anybody is enrolled and after."""

from typing import Any

import pytest

from actions.enrolling import enroll
from actions.house import House
from actions.observing import leave_observing
from actions.plans.showing import plan_of_cohort, plan_of_roster
from coaching.errors import Refused
from storage import people
from tests import make
from tests.actions.test_observing import PULSES

ADA, SAM, CY = "ada@example.org", "sam@example.org", "cem@example.org"


def pulses(lines: list[dict[str, Any]]) -> list[tuple[str, str, str, str]]:
    return [
        (one["person"], one["step"], one["asked_of"], (one["local"] or "")[:16]) for one in lines if "asked_of" in one
    ]


def test_a_pulse_is_listed_with_its_person_its_observer_and_its_moment(house: House) -> None:
    lines = plan_of_roster(house, make.cohort(programme=PULSES), make.roster((ADA,), observers=SAM), make.NOW)
    assert [(who, step, asks, local[:13]) for who, step, asks, local in pulses(lines)] == [
        (ADA, "seen-0", SAM, "2026-12-02T13"), (ADA, "seen-1", SAM, "2027-01-13T13"),
    ]  # fmt: skip
    assert {one["kind"] for one in lines if "asked_of" in one} == {"pulse"}


def test_the_plan_before_is_the_plan_after(house: House) -> None:
    new, roster = make.cohort(programme=PULSES), make.roster((ADA, CY), observers=f"peer:{SAM}; kim@example.org")
    before = plan_of_roster(house, new, roster, make.NOW)
    enroll(house, new, roster, make.NOW)
    after = plan_of_cohort(house, "Hamburg")
    assert sorted(map(str, before)) == sorted(map(str, after)) and len(pulses(after)) == 8


def test_an_observer_who_takes_part_is_asked_around_their_own_mails(house: House) -> None:
    enroll(house, make.cohort(programme=PULSES, name="Bremen", zone="Asia/Tokyo"), make.roster((CY,)), make.NOW)
    new, roster = make.cohort(programme=PULSES), make.roster((ADA,), observers=CY)
    before = plan_of_roster(house, new, roster, make.NOW)
    enroll(house, new, roster, make.NOW)
    after = [one for one in plan_of_cohort(house, "Hamburg") if "asked_of" in one]
    assert pulses(before) == pulses(after) and {one["zone"] for one in after} == {"Asia/Tokyo"}


def test_who_observes_nobody_any_more_is_not_in_the_plan(house: House) -> None:
    enroll(house, make.cohort(programme=PULSES, name="Bremen"), make.roster((CY,), observers=SAM), make.NOW)
    with house.store.write() as session:
        leave_observing(session, people.recipients_by_address(session, [SAM])[SAM].id or 0, make.NOW, "test")
        session.commit()
    new = make.cohort(programme=PULSES)
    assert pulses(plan_of_roster(house, new, make.roster((ADA,), observers=SAM), make.NOW)) == []


def test_a_plan_with_a_design_is_one_draw_that_could_be_made(small: House) -> None:
    roster = make.roster([f"p{n}@example.org" for n in range(8)])
    text = make.SHORT + "  - {name: check-2, title: Again, after_days: 28, check_in: [listening, thanking]}\n"
    plans = {}
    for design in ("", "wait-list:3", "hold-back:2/2"):
        lines = plan_of_roster(small, make.cohort(programme=text, design=design), roster, make.NOW)
        plans[design] = [(one["local"] or "")[:10] for one in lines if one["step"] == "first-task"]
    assert len(set(plans[""])) == 1 and "" not in plans[""]
    assert sorted(map(plans["wait-list:3"].count, set(plans["wait-list:3"]))) == [4, 4]
    assert plans["hold-back:2/2"].count("") == 4
    with pytest.raises(Refused, match="no check-in falls where some have begun"):
        plan_of_roster(small, make.cohort(programme=text, design="wait-list:1"), roster, make.NOW)
