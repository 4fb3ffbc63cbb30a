"""What stopped people, by theme: how many different people chose each barrier of the programme, over all its tasks.

No total stands beside these counts, and somebody may have chosen several, so that none follows from the others.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from actions.report.blocks import Block, Cells, Printed
from actions.report.shape import Stopped
from coaching.programmes import Programme
from storage.reports import Given


def barrier_blocks(programme: Programme, given: Iterable[Given], min_cell: int) -> tuple[Block, ...]:
    """Return one block for each barrier, in the order of the programme."""
    chosen: dict[tuple[str, str], set[int]] = defaultdict(set)
    behaviour_of = {step.name: step.task.behaviour for step in programme.steps if step.task}
    for one in given:
        if one.question == "barrier" and one.step in behaviour_of:
            chosen[behaviour_of[one.step], one.value].add(one.enrollment_id)
    return tuple(
        _block(behaviour.name, barrier.name, barrier.text, chosen[behaviour.name, barrier.name], min_cell)
        for behaviour in programme.behaviours
        for barrier in behaviour.barriers
    )


def _block(behaviour: str, barrier: str, text: str, people: set[int], min_cell: int) -> Block:
    cells = Cells()
    if len(people) >= min_cell:
        cells.enter("people", dict.fromkeys(people, "1"))
    n = len(people) if len(people) >= min_cell else None
    return Block(name(behaviour, barrier), f"Who chose '{text}'", {"people": n}, cells.account())


def name(behaviour: str, barrier: str) -> str:
    """Return the name of a barrier's block."""
    return f"barrier {behaviour} {barrier}"


def stopped(programme: Programme, printed: dict[str, Printed], asked: Sequence[str]) -> tuple[Stopped, ...]:
    """Return the barriers as they are printed, those of each behaviour from the most chosen to the withheld.

    Behaviours none of whose tasks is among the steps *asked* are left out.
    """
    practised = {step.task.behaviour for step in programme.steps if step.task and step.name in asked}
    found = [
        Stopped(one.name, one.label, barrier.text, printed[name(one.name, barrier.name)].figures["people"])
        for one in programme.behaviours
        if one.name in practised
        for barrier in one.barriers
    ]
    place = {one.name: n for n, one in enumerate(programme.behaviours)}
    return tuple(sorted(found, key=lambda one: (place[one.behaviour], -(one.people or 0))))
