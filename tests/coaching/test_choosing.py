"""Choosing what to work on next moves tasks among their own places, and nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from coaching.choosing import ToCome, behaviours_to_come, chosen_first, movable
from coaching.programmes import Behaviour, Measure, Programme, Step, Task

BEHAVIOURS = tuple(Behaviour(name, name, "a", "c") for name in ("listening", "thanking", "asking"))


def task(name: str, day: int, behaviour: str) -> Step:
    return Step(name, name, day, task=Task(behaviour, "When", "act", "check"))


STEPS = (
    task("a", 5, "listening"), task("b", 9, "listening"), Step("c1", "c1", 14, check_in=("listening",)),
    task("c", 14, "thanking"), Step("q", "q", 21, ask=("sure",)), task("d", 28, "asking"),
    Step("last", "last", 84, check_in=("listening",), measure=Measure.LAST), task("e", 84, "thanking"),
)  # fmt: skip
PROGRAMME = Programme("p", 1, "P", "listening", BEHAVIOURS, STEPS)
TO_COME = tuple(ToCome(n, step) for n, step in enumerate(STEPS))


def places(shifts: dict[int, int]) -> dict[str, int]:
    return {one.step.name: (one.step.after_days or 0) + shifts.get(one.id, one.shift_days) for one in TO_COME}


def test_the_chosen_behaviour_takes_the_earliest_places() -> None:
    found = places(chosen_first(PROGRAMME, TO_COME, "asking"))
    assert (found["d"], found["a"], found["b"], found["c"]) == (5, 9, 14, 28)


def test_what_measures_and_what_ends_a_programme_stays() -> None:
    found = places(chosen_first(PROGRAMME, TO_COME, "thanking"))
    assert (found["c1"], found["q"], found["last"], found["e"]) == (14, 21, 84, 84) and found["c"] == 5


def test_what_comes_first_already_moves_nothing() -> None:
    assert chosen_first(PROGRAMME, TO_COME, "listening") == {}


def test_one_behaviour_alone_is_no_choice() -> None:
    assert behaviours_to_come(PROGRAMME, TO_COME) == ("listening", "thanking", "asking")
    assert behaviours_to_come(PROGRAMME, TO_COME[:3]) == ()


@given(st.lists(st.sampled_from(["listening", "thanking", "asking"]), max_size=6))
def test_whatever_is_chosen_how_often_the_days_of_mails_stay(choices: list[str]) -> None:
    to_come = TO_COME
    for chosen in choices:
        shifts = chosen_first(PROGRAMME, to_come, chosen)
        to_come = tuple(ToCome(one.id, one.step, shifts.get(one.id, one.shift_days)) for one in to_come)
        tasks = movable(PROGRAMME, to_come)
        own = [one.step.task.behaviour == chosen for one in tasks if one.step.task]
        assert own == sorted(own, reverse=True)
    assert sorted(one.place for one in to_come) == sorted(one.place for one in TO_COME)
    assert [one.place for one in to_come if not one.step.task] == [14, 21, 84]
