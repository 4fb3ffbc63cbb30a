"""Which of the runs that are due start: decided over plain values."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st
from prefect.client.schemas.objects import FlowRun

from flows.choice import choose, question

TICK, COLLECT = UUID(int=1), UUID(int=2)
NINE = datetime(2026, 11, 24, 9, tzinfo=UTC)


def due(minute: int = 0, deployment: UUID = TICK, auto: bool = True, begun: int = 0, **parameters: Any) -> FlowRun:
    return FlowRun(
        id=uuid4(),
        name="a run",
        flow_id=UUID(int=9),
        deployment_id=deployment,
        parameters=parameters,
        auto_scheduled=auto,
        run_count=begun,
        next_scheduled_start_time=NINE + timedelta(minutes=minute),
    )


anything_due = st.lists(
    st.builds(
        due,
        deployment=st.sampled_from([TICK, COLLECT]),
        auto=st.booleans(),
        begun=st.integers(0, 1),
        n=st.integers(0, 2),
    ),
    max_size=12,
)


def test_of_a_pile_only_the_newest_starts() -> None:
    pile = [due(minute) for minute in range(5)]
    choice = choose(pile, busy=[], free=2)
    assert (choice.start, choice.skip) == (pile[-1:], pile[:-1])


def test_two_deployments_do_not_stand_in_each_others_way() -> None:
    both = [due(0), due(1, COLLECT)]
    assert choose(both, busy=[], free=2).start == both


def test_other_parameters_are_another_question() -> None:
    both = [due(0, now="2026-11-24"), due(1, now="2026-11-25")]
    assert choose(both, busy=[], free=2).start == both


def test_a_tick_waits_for_the_one_under_way() -> None:
    choice = choose([due(0), due(1, COLLECT)], busy=[TICK], free=2)
    assert [run.deployment_id for run in choice.start] == [COLLECT]
    assert not choice.skip


def test_a_run_somebody_asked_for_does_not_wait_for_the_schedule() -> None:
    asked = due(0, auto=False)
    assert choose([asked], busy=[TICK], free=1).start == [asked]


def test_a_run_that_had_begun_is_taken_up_again() -> None:
    again = [due(0, begun=1), due(1)]
    assert choose(again, busy=[], free=2).start == again


@given(anything_due)
def test_what_somebody_asked_for_is_never_skipped(runs: list[FlowRun]) -> None:
    assert all(run.auto_scheduled for run in choose(runs, busy=[], free=2).skip)


@given(anything_due)
def test_every_question_that_was_asked_is_answered_given_room(runs: list[FlowRun]) -> None:
    assert {question(run) for run in choose(runs, busy=[], free=99).start} == {question(run) for run in runs}


@given(anything_due, st.integers(-1, 5))
def test_no_more_start_than_there_is_room_for(runs: list[FlowRun], free: int) -> None:
    assert len(choose(runs, busy=[], free=free).start) <= max(0, free)


@given(anything_due)
def test_nothing_is_both_started_and_skipped(runs: list[FlowRun]) -> None:
    choice = choose(runs, busy=[], free=99)
    assert not {run.id for run in choice.start} & {run.id for run in choice.skip}
