"""What comes next when a person chooses a behaviour: its tasks take the earliest places that tasks still have.

Only tasks change places, and only with one another: the days on which mails go stay what they were, and so do all
check-ins and questions. Tasks on the day of the last check-in and after it belong to the end of a programme and stay.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from coaching.joining import kinds_of
from coaching.programmes import Kind, Measure, Programme, Step


@dataclass(frozen=True, slots=True)
class ToCome:
    """One planned prompt of a programme: its *place* is in days after the workshop."""

    id: int
    step: Step
    shift_days: int = 0

    @property
    def place(self) -> int:
        """Its place, in days after the workshop."""
        return (self.step.after_days or 0) + self.shift_days


def movable(programme: Programme, to_come: Sequence[ToCome]) -> tuple[ToCome, ...]:
    """Return the tasks that may change places, in the order of their places."""
    ends = [step.after_days or 0 for step in programme.check_ins if step.measure is Measure.LAST]
    end = min(ends, default=max((one.place for one in to_come), default=0) + 1)
    tasks = [one for one in to_come if kinds_of(one.step) == {Kind.TASK} and one.place < end]
    return tuple(sorted(tasks, key=lambda one: one.place))


def behaviours_to_come(programme: Programme, to_come: Sequence[ToCome]) -> tuple[str, ...]:
    """Return the behaviours between which there is a choice: two or more with a movable task, else none."""
    practised = {one.step.task.behaviour for one in movable(programme, to_come) if one.step.task}
    found = tuple(one.name for one in programme.behaviours if one.name in practised)
    return found if len(found) > 1 else ()


def chosen_first(programme: Programme, to_come: Sequence[ToCome], behaviour: str) -> dict[int, int]:
    """Return the new *shift_days* of each task that changes its place, so that those of *behaviour* come first.

    Among those of the behaviour, and among the rest, the order stays.
    """
    tasks = movable(programme, to_come)
    first = [one for one in tasks if _practises(one, {behaviour})]
    order = [*first, *(one for one in tasks if one not in first)]
    places = [one.place for one in tasks]
    moved = zip(order, places, strict=True)
    return {one.id: place - (one.step.after_days or 0) for one, place in moved if one.place != place}


def _practises(one: ToCome, behaviours: Collection[str]) -> bool:
    return one.step.task is not None and one.step.task.behaviour in behaviours
