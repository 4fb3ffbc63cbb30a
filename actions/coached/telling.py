"""What an answer tells, by what was tapped: an obstacle, a wish for a word, a task that was done. Never its words."""

from collections.abc import Sequence

from coaching.programmes import Barrier, Behaviour, Programme
from coaching.states import State
from storage.coached import Asked, Said

TASK = "task"
IN_A_ROW = 3
"""So many prompts without an answer, one after another, make somebody quiet; our choice, unmeasured."""
HANDED_OVER = (State.SENT, State.ANSWERED, State.EXPIRED)


def obstacle(said: Said, programme: Programme) -> tuple[Behaviour, Barrier] | None:
    """Return the barrier that this answer names, with its behaviour: that of the task before any other's."""
    step = next((one for one in programme.steps if one.name == said.step), None)
    first = step.task.behaviour if step and step.task else ""
    behaviours = sorted(programme.behaviours, key=lambda one: one.name != first)
    return next(((one, barrier) for one in behaviours for barrier in one.barriers if barrier.name == said.value), None)


def tells_coach(said: Said, programme: Programme) -> bool:
    """Return whether this answer asks for a word with the coach."""
    found = obstacle(said, programme)
    return found is not None and found[1].then == ("tell", "coach")


def is_shared(said: Said) -> bool:
    """Return whether the coach may read the words of this answer."""
    return said.share and bool(said.words)


def silence(asked: Sequence[Asked]) -> tuple[Asked, ...]:
    """Return the latest prompts that all passed without an answer, from the first; none where they are too few."""
    closed = [one for one in asked if one.state in HANDED_OVER and one.state != State.SENT]
    run: list[Asked] = []
    for one in reversed(closed):
        if one.state != State.EXPIRED:
            break
        run.insert(0, one)
    return tuple(run) if len(run) >= IN_A_ROW else ()


def title_of(programme: Programme, step: str) -> str:
    """Return the title of a step; its name where the programme has it no more."""
    return next((one.title for one in programme.steps if one.name == step), step)
