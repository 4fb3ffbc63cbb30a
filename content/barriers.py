"""What must fit together where barriers lead somewhere: targets that exist, nothing that nobody can reach, no circle.

A barrier belongs to a behaviour, and is asked beside every task that practises it. What it led to leads to no
further step (`coaching.branching`), so a barrier may well offer a smaller task of its own behaviour.
"""

from collections.abc import Iterator

from content.marked_yaml import Path
from content.rules import Finding, Rule, unknown
from content.schema import ProgrammePart

STEPS = ("offer", "swap")
"""The keys of `then` that name a step."""


def _leads(file: ProgrammePart) -> Iterator[tuple[str, Path, str, str]]:
    """Yield (behaviour, path of the barrier, offer or swap, step) for every barrier that leads to a step."""
    for name, behaviour in file.behaviours.items():
        for index, barrier in enumerate(behaviour.barriers):
            for key in STEPS:
                if step := getattr(barrier.then, key):
                    yield name, ("behaviours", name, "barriers", index), key, step


def _barriers_are_named_once(file: ProgrammePart) -> Iterator[Finding]:
    for name, behaviour in file.behaviours.items():
        for index, barrier in enumerate(behaviour.barriers):
            if barrier.name in [other.name for other in behaviour.barriers[:index]]:
                yield (
                    ("behaviours", name, "barriers", index, "name"),
                    f"The barrier '{barrier.name}' stands here twice.",
                )


def _barriers_lead_to_one_thing(file: ProgrammePart) -> Iterator[Finding]:
    for name, behaviour in file.behaviours.items():
        for index, barrier in enumerate(behaviour.barriers):
            if len(kept := barrier.then.model_dump(exclude_none=True)) > 1:
                says = f"A barrier leads to one thing: keep either {' or '.join(kept)}."
                yield ("behaviours", name, "barriers", index, "then"), says


def _barriers_lead_to_offered_steps(file: ProgrammePart) -> Iterator[Finding]:
    offered = {step.name: step.when == "offered" for step in file.steps}
    for _, path, key, step in _leads(file):
        if step not in offered:
            yield (*path, "then", key), unknown("step", step, list(offered))
        elif not offered[step]:
            says = f"The step '{step}' has a day of its own. Only a step with 'when: offered' can be led to."
            yield (*path, "then", key), says


def _offered_steps_are_led_to(file: ProgrammePart) -> Iterator[Finding]:
    led_to = {step for *_, step in _leads(file)}
    for index, step in enumerate(file.steps):
        if step.when == "offered" and step.name not in led_to:
            says = f"Nothing leads to the step '{step.name}'. Let a barrier offer it, or swap a task for it."
            yield ("steps", index, "name"), says


def _nothing_leads_in_a_circle(file: ProgrammePart) -> Iterator[Finding]:
    """Find behaviours whose barriers lead to one another; the first barrier of the circle is named."""
    practised = {step.name: step.task.behaviour for step in file.steps if step.task}
    found = [(name, path, key, practised.get(step, name)) for name, path, key, step in _leads(file)]
    to: dict[str, set[str]] = {}
    for name, _, _, behaviour in found:
        if behaviour != name:
            to.setdefault(name, set()).add(behaviour)
    for name, path, key, behaviour in found:
        if behaviour != name and name in _reached(to, behaviour):
            says = f"'{name}' leads to a task of '{behaviour}', whose barriers lead back to '{name}': break the circle."
            yield (*path, "then", key), says
            return


def _reached(to: dict[str, set[str]], start: str) -> set[str]:
    """Return every behaviour that can be reached from *start*, itself among them only by a circle."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        fresh = to.get(waiting.pop(), set()) - found
        found |= fresh
        waiting += fresh
    return found


def _somebody_can_get_there(file: ProgrammePart) -> Iterator[Finding]:
    """Find barriers that are never asked, because no task with a day of its own practises their behaviour."""
    asked = {step.task.behaviour for step in file.steps if step.task and step.after_days is not None}
    for name, behaviour in file.behaviours.items():
        if behaviour.barriers and name not in asked:
            says = f"No task with a day of its own practises '{name}', so its barriers are never asked: a dead branch."
            yield ("behaviours", name, "barriers"), says


ERRORS: tuple[Rule, ...] = (
    _barriers_are_named_once,
    _barriers_lead_to_one_thing,
    _barriers_lead_to_offered_steps,
    _offered_steps_are_led_to,
    _nothing_leads_in_a_circle,
)
WARNINGS: tuple[Rule, ...] = (_somebody_can_get_there,)
