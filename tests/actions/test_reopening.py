"""A task answered "done" and then "not yet" is open again, and the ledger's three counts still agree."""

from pathlib import Path

import pytest
from sqlmodel import col, select

from actions.house import House
from storage.rows import ResponseRow
from tests import make
from tests.actions.journeys import TASK_DAY, Journey


@pytest.fixture
def journey(house: House, tmp_path: Path) -> Journey:
    """Ada, her task done at noon and "not yet" in the afternoon."""
    made = Journey(house, tmp_path)
    made.send(TASK_DAY)
    made.answer("first-task", TASK_DAY, "12:00", task="done")
    assert made.only("first-task").state == "answered"
    assert made.answer("first-task", TASK_DAY, "17:00", task="not_yet").left_open
    return made


def _values(journey: Journey) -> list[tuple[str, bool]]:
    with journey.house.store.read() as session:
        rows = session.exec(select(ResponseRow).where(ResponseRow.question == "task").order_by(col(ResponseRow.id)))
        return [(row.value, row.replaced_at is None) for row in rows]


def test_not_yet_after_done_opens_the_task_again_and_keeps_the_earlier_answer(journey: Journey) -> None:
    assert (journey.only("first-task").state, journey.only("first-task").answered_at) == ("sent", None)
    assert _values(journey) == [("done", False), ("not_yet", True)]
    assert journey.told("first-task")[-2:] == ["answered", "reopened"]
    assert journey.why_not() == ()


def test_done_once_more_closes_it(journey: Journey) -> None:
    journey.answer("first-task", TASK_DAY, "18:00", task="done")
    assert (journey.only("first-task").state, journey.told("first-task")[-1]) == ("answered", "answered")
    assert journey.why_not() == ()


def test_its_window_closes_when_it_would_have(journey: Journey) -> None:
    assert journey.only("first-task").closes_at == make.berlin("2026-12-16", "00:00")
    journey.send("2026-12-16")
    assert journey.only("first-task").state == "expired"
    assert journey.why_not() == ()


def test_a_task_swapped_after_done_is_open_until_the_swapped_one_comes(journey: Journey) -> None:
    journey.answer("first-task", TASK_DAY, "18:00", task="done")
    journey.answer("first-task", TASK_DAY, "19:00", task="not_yet", barrier="wrong-task")
    task = journey.only("first-task")
    assert (task.state, task.closes_at) == ("sent", journey.only("say-it-back").due_at)
    assert journey.why_not() == ()


def test_no_chance_after_done_is_an_answer_still(journey: Journey) -> None:
    journey.answer("first-task", TASK_DAY, "18:00", task="done")
    journey.answer("first-task", TASK_DAY, "19:00", task="na")
    assert (journey.only("first-task").state, journey.told("first-task")[-1]) == ("answered", "answer_changed")
