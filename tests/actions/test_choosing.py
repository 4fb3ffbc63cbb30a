"""Choosing what comes first from the own page: tasks change places, mails and check-ins do not."""

from pathlib import Path

import pytest

from actions.explaining import explain
from actions.house import House
from actions.pages.own import own_page
from actions.standing import away, pause, resume
from actions.wishes import change
from coaching.errors import Refused
from coaching.tokens import Purpose, derive
from storage.rows import MessageRow
from tests import make
from tests.actions.journeys import ADA, Journey

NOW = make.berlin("2026-12-03", "10:00")


@pytest.fixture
def journey(house: House, tmp_path: Path) -> Journey:
    return Journey(house, tmp_path)


def token(journey: Journey) -> str:
    with journey.house.store.read() as session:
        key = session.get_one(MessageRow, journey.rows("baseline")[0].message_id).key
    return derive(journey.house.secret, Purpose.OWN_PAGE, key)


def choose(journey: Journey, behaviour: str) -> str:
    wishes = {"do": "first", "part": "0", "behaviour": behaviour}
    return change(journey.house, token(journey), wishes, NOW)


def days(journey: Journey) -> dict[str, str]:
    return {row.step: str(row.local_day) for row in journey.rows() if row.state == "planned"}


def test_the_page_offers_what_there_is_to_choose(journey: Journey) -> None:
    (part,) = own_page(journey.house, token(journey), NOW).parts
    assert part.choices == (("listening", "listening"), ("thanking", "thanking"))


def test_the_tasks_of_the_chosen_behaviour_come_first_and_nothing_else_moves(journey: Journey) -> None:
    before, mails = days(journey), journey.touches()
    said = choose(journey, "thanking")
    after = days(journey)
    assert said == "Noted: tasks about thanking come first now. Check-ins stay as they are."
    order = ["first-task", "thank-one", "second-task", "thank-two"]
    assert [after[step] for step in ("thank-one", "thank-two", "first-task", "second-task")] == [
        before[step] for step in order
    ]
    assert {step: day for step, day in after.items() if step not in order} == {
        step: day for step, day in before.items() if step not in order
    }
    assert journey.touches() == mails and journey.why_not() == ()


def test_explain_says_that_it_was_chosen(journey: Journey) -> None:
    choose(journey, "thanking")
    found = explain(journey.house, ADA, "thank-one", NOW).to_json()
    assert "day 21, 15 days earlier because what it practises was chosen" in found["rule"]
    assert any(line["why"].startswith("thanking was chosen to come first") for line in found["history"])


def test_a_choice_survives_an_absence(journey: Journey) -> None:
    choose(journey, "thanking")
    away(journey.house, ADA, make.date(2026, 12, 8), make.date(2026, 12, 9), NOW)
    after = days(journey)
    assert after["thank-one"] == "2026-12-10" and after["thank-one"] < after["thank-two"] < after["first-task"]


def test_what_is_not_offered_is_refused(journey: Journey) -> None:
    before = [row.nth for row in journey.rows()]
    with pytest.raises(Refused, match="behaviours in the list"):
        choose(journey, "flying")
    assert [row.nth for row in journey.rows()] == before


def test_who_is_paused_is_told_to_go_on_before_choosing_and_sees_what_there_will_be(journey: Journey) -> None:
    pause(journey.house, ADA, NOW)
    before = days(journey)
    (part,) = own_page(journey.house, token(journey), NOW).parts
    assert (part.state, len(part.choices)) == ("paused", 2)
    with pytest.raises(Refused, match="Go on first"):
        choose(journey, "thanking")
    assert days(journey) == before
    resume(journey.house, ADA, NOW)
    assert choose(journey, "thanking").startswith("Noted")
