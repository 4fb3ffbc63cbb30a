"""One person as their coach may see them, as the table in `coaching.seeing` has it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from actions.coached.knowing import Known
from actions.coached.shape import CheckInAnswers, CoachedPerson, Obstacle, Quotation
from actions.coached.telling import TASK, is_shared, obstacle, silence, tells_coach, title_of
from coaching.programmes import NO_CHANCE, Programme, week_of
from coaching.seeing import sees_answers, sees_standing
from storage.coached import Said

Programmes = Mapping[int, Programme]
WISHED, WROTE = "What made you tap that?", "What happened just before you wrote that?"
"""Questions to open with where the programme has none for what was tapped."""


def as_seen(one: Known, programmes: Programmes) -> CoachedPerson:
    """Return one person as their coach may see them."""
    person, zone = one.person, one.zone
    trusted = sees_answers(person.coach_role)
    wishes = _obstacles([said for said in one.said if _wishes(said, programmes)], programmes, zone)
    others = [said for said in one.said if trusted and not _wishes(said, programmes)]
    barriers = _obstacles(others, programmes, zone)
    quotations = tuple(quotation(said, programmes, zone) for said in one.said if is_shared(said))
    return CoachedPerson(
        key=person.key,
        name=person.called,
        coach_role=person.coach_role,
        state=state_of(one),
        last_answered=max((said.answered_at.astimezone(zone).date() for said in one.said), default=None)
        if trusted
        else None,
        tasks=_tasks(one.said) if trusted else None,
        check_ins=_check_ins(one.said, programmes[person.programme_id]) if trusted else (),
        quotations=quotations,
        private_texts=any(said.wrote and not said.share for said in one.said),
        barriers=barriers,
        asked_for_a_word=max((wish.on for wish in wishes), default=None),
        open_with=_open_with(wishes, barriers, quotations),
    )


def _wishes(said: Said, programmes: Programmes) -> bool:
    return tells_coach(said, programmes[said.programme_id])


def quotation(said: Said, programmes: Programmes, zone: ZoneInfo) -> Quotation:
    """Return words that were shared, with what they were written to."""
    title = title_of(programmes[said.programme_id], said.step)
    return Quotation(said.words, title, said.answered_at.astimezone(zone).date())


def news(one: Known, programmes: Programmes) -> tuple[bool, float, str]:
    """Return where somebody stands on the page: a wish for a word first, then the latest news, then the name.

    Of a line manager's people only what is shown to them counts as news: the order must not tell who answered.
    """
    wishes = [said.answered_at for said in one.said if _wishes(said, programmes)]
    seen = one.said if sees_answers(one.person.coach_role) else [said for said in one.said if is_shared(said)]
    latest = max([*wishes, *(said.answered_at for said in seen)], default=None)
    return not wishes, -(latest.timestamp() if latest else 0.0), one.person.name.casefold()


def state_of(one: Known) -> str:
    """Return active, quiet, away, paused or left; a line manager is told only the first three."""
    trusted = sees_standing(one.person.coach_role)
    if one.person.state == "left":
        return "left" if trusted else "quiet"
    if one.person.state == "paused":
        return "paused" if trusted else "away"
    if one.absence:
        return "away"
    return "quiet" if one.person.state == "invited" or silence(one.asked) else "active"


def _tasks(said: Sequence[Said]) -> dict[str, int]:
    """Return how many tasks were answered, and done of them."""
    latest = {one.step: one.value for one in said if one.question == TASK}
    return {"answered": len(latest), "done": sum(value == "done" for value in latest.values())}


def _check_ins(said: Sequence[Said], programme: Programme) -> tuple[CheckInAnswers, ...]:
    """Return the scale answers of each check-in on the programme's behaviours, in order."""
    labels = {one.name: one.label for one in programme.behaviours}
    found: dict[str, dict[str, int | None]] = defaultdict(dict)
    for one in said:
        if one.question in labels and (one.value == NO_CHANCE or one.value.isdecimal()):
            found[one.step][labels[one.question]] = None if one.value == NO_CHANCE else int(one.value)
    held = [step for step in programme.check_ins if step.name in found]
    return tuple(CheckInAnswers(step.title, week_of(step), found[step.name]) for step in held)


def _obstacles(said: Sequence[Said], programmes: Programmes, zone: ZoneInfo) -> tuple[Obstacle, ...]:
    """Return the barriers chosen, newest first, each once."""
    found: dict[str, Obstacle] = {}
    for one in reversed(said):
        chosen = obstacle(one, programmes[one.programme_id])
        if chosen:
            behaviour, barrier = chosen
            on: date = one.answered_at.astimezone(zone).date()
            ask = dict(behaviour.opening_questions).get(barrier.name, "")
            found.setdefault(barrier.name, Obstacle(barrier.text, ask, on))
    return tuple(found.values())


def _open_with(wishes: Sequence[Obstacle], barriers: Sequence[Obstacle], quotations: Sequence[Quotation]) -> str:
    """Return one question to open with, or "" where nothing calls for one."""
    asked = next((one.ask for one in (*wishes, *barriers) if one.ask), "")
    if asked or not (wishes or quotations):
        return asked
    return WISHED if wishes else WROTE
