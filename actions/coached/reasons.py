"""Why a coach could talk to somebody: read from what was tapped, and only as far as this coach may see it.

A coach who is the line manager gets the two reasons that were meant for them: a wish for a word, and a success that
was shared. An obstacle, a silence and an unwritten plan would tell them who answered what.
"""

from collections.abc import Iterator, Mapping

from actions.coached.knowing import Known
from actions.coached.telling import IN_A_ROW, TASK, is_shared, obstacle, silence, tells_coach
from coaching.branching import DONE
from coaching.briefing import Reason, Why
from coaching.programmes import Kind, Programme
from coaching.seeing import sees_answers
from coaching.states import State
from storage.coached import Asked, Said

Programmes = Mapping[int, Programme]


def reasons_of(one: Known, programmes: Programmes) -> Iterator[Reason]:
    """Yield every reason there is to talk to this person; which of them a brief names is for the rules to say.

    Somebody who left is left alone; who is away or paused is named only for a word they asked for.
    """
    if one.person.state in ("left", "invited"):
        return
    is_here = one.person.state == "active" and not one.absence
    for said in one.said:
        yield from _of_answer(one, said, programmes[said.programme_id], is_here)
    if is_here and sees_answers(one.person.coach_role):
        yield from _of_silence(one, programmes)
        yield from _of_plans(one, programmes)


def _of_answer(one: Known, said: Said, programme: Programme, is_here: bool) -> Iterator[Reason]:
    found = obstacle(said, programme)
    if found:
        behaviour, barrier = found[0].name, found[1].name
        if tells_coach(said, programme):
            yield _reason(one, Why.WORD, said, behaviour, barrier)
        elif is_here and sees_answers(one.person.coach_role):
            yield _reason(one, Why.OBSTACLE, said, behaviour, barrier)
    elif is_here and is_shared(said) and is_success(one, said):
        yield _reason(one, Why.SUCCESS, said, _behaviour_of(programme, said.step))


def is_success(one: Known, said: Said) -> bool:
    """Return whether these words belong to a task that was tapped as done."""
    return any(
        other.prompt_id == said.prompt_id and other.question == TASK and other.value == DONE for other in one.said
    )


def _reason(one: Known, why: Why, said: Said, behaviour: str, barrier: str = "") -> Reason:
    return Reason(one.person.participant_id, one.person.enrollment_id, why, said.prompt_id, said.answered_at,
                  behaviour, barrier)  # fmt: skip


def _of_silence(one: Known, programmes: Programmes) -> Iterator[Reason]:
    """Yield that somebody answered, and then the latest questions passed; somebody who never answered is not judged."""
    silent = silence(one.asked)
    since = silent[IN_A_ROW - 1].closes_at if silent else None
    if since and any(said.prompt_id != silent[0].prompt_id for said in one.said):
        programme = programmes[silent[0].programme_id]
        yield Reason(one.person.participant_id, one.person.enrollment_id, Why.QUIET, silent[0].prompt_id, since,
                     programme.primary)  # fmt: skip


def _of_plans(one: Known, programmes: Programmes) -> Iterator[Reason]:
    """Yield an if-then plan that was asked for and not made, of somebody who answers other things."""
    silent = {asked.prompt_id for asked in silence(one.asked)}
    for asked in one.asked:
        passed = asked.kind == Kind.PLAN and asked.state == State.EXPIRED and asked.prompt_id not in silent
        if passed and asked.closes_at and one.said and not _was_made(one, asked):
            behaviour = _behaviour_of(programmes[asked.programme_id], asked.step)
            yield Reason(one.person.participant_id, one.person.enrollment_id, Why.PLAN, asked.prompt_id,
                         asked.closes_at, behaviour)  # fmt: skip


def _was_made(one: Known, asked: Asked) -> bool:
    """Return whether it was written after all, late."""
    return any(said.prompt_id == asked.prompt_id for said in one.said)


def _behaviour_of(programme: Programme, step_name: str) -> str:
    step = next((one for one in programme.steps if one.name == step_name), None)
    named = step.task or step.plan if step else None
    return named.behaviour if named else programme.primary
