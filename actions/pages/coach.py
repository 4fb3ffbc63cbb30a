"""A coach's page of one cohort: whom they have, how each is doing, and only what each lets them read.

An independent coach sees who answered, what was done and the scale answers of check-ins by name. A coach who is
the line manager sees active, quiet or away, and what was shared. Free text is read by either only where its writer
ticked so; else the page says that a text exists. How long somebody took is nobody's business here.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from actions.contents import programme_from
from actions.house import House
from actions.outgoing.writing import week_of
from actions.pages.coach_shape import CheckInAnswers, CoachedPerson, CoachPage, Obstacle, Quotation
from actions.report.counts import HANDED_OVER, TASK
from coaching.errors import NotFound
from coaching.programmes import NO_CHANCE, Barrier, Programme
from coaching.seeing import sees_answers, sees_standing
from coaching.states import State
from storage import cohorts, reports
from storage.reports import Person, Said

IN_A_ROW = 3
"""So many prompts without an answer, one after another, make somebody quiet; our choice, unmeasured."""
RECENT = timedelta(days=14)
NUMBERS = ("Nobody", "One person", "Two people", "Three people", "Four people", "Five people", "Six people",
           "Seven people", "Eight people", "Nine people", "Ten people")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one person before it is decided what their coach sees."""

    person: Person
    said: Sequence[Said]
    asked: Sequence[tuple[str, str]]
    absence: str


def cohorts_of(house: House, coach_id: int) -> list[tuple[str, int]]:
    """Return (cohort, how many people) for every cohort in which this recipient coaches somebody, by name."""
    with house.store.read() as session:
        return reports.cohorts_of(session, coach_id)


def cohort_page(house: House, coach_id: int, cohort_name: str, now: datetime) -> CoachPage:
    """Return what this coach may see of their own people in a cohort.

    Raises:
        NotFound: there is no such cohort, or nobody in it has this coach; the sentence is the same for both, and
            suggests only cohorts this coach has.
    """
    with house.store.read() as session:
        own = [name for name, _ in reports.cohorts_of(session, coach_id)]
        if cohort_name not in own:
            raise NotFound("cohort of yours", cohort_name, tuple(own))
        cohort = reports.cohort(session, cohorts.called(session, cohort_name).id or 0)
        people = reports.coached(session, coach_id, cohort.id)
        said = _by_enrollment(reports.said(session, coach_id, cohort.id))
        asked = reports.handed_over(session, coach_id, cohort.id)
        away = _absences(reports.away(session, [one.participant_id for one in people]), people, cohort.zone, now)
    programme = programme_from(cohort.text, cohort.programme)
    known = [
        Known(one, said.get(one.enrollment_id, []), asked.get(one.enrollment_id, []), away.get(one.participant_id, ""))
        for one in people
    ]
    shown = tuple(_person(one, programme, cohort.zone) for one in sorted(known, key=lambda one: _news(one, programme)))
    return CoachPage(cohort.name, programme.title, now, _headline(shown), _summary(known, shown, programme, now), shown)


def _by_enrollment(said: Sequence[Said]) -> dict[int, list[Said]]:
    found: dict[int, list[Said]] = defaultdict(list)
    for one in said:
        found[one.enrollment_id].append(one)
    return found


def _absences(
    rows: Sequence[tuple[int, str, date, date | None]], people: Sequence[Person], cohort_zone: str, now: datetime
) -> dict[int, str]:
    """Return "away" for the people absent on their own calendar today."""
    today = {one.participant_id: now.astimezone(ZoneInfo(one.zone or cohort_zone)).date() for one in people}
    return {
        who: kind for who, kind, first, last in rows if first <= today[who] and (last is None or today[who] <= last)
    }


def _news(one: Known, programme: Programme) -> tuple[bool, float, str]:
    """Return where somebody stands on the page: a wish for a word first, then the latest news, then the name.

    Of a line manager's people only what is shown to them counts as news: the order must not tell who answered.
    """
    wishes = [said.answered_at for said in one.said if _tells_coach(said, programme)]
    seen = one.said if sees_answers(one.person.coach_role) else [said for said in one.said if _is_shared(said)]
    latest = max([*wishes, *(said.answered_at for said in seen)], default=None)
    return not wishes, -(latest.timestamp() if latest else 0.0), one.person.name.casefold()


def _person(one: Known, programme: Programme, cohort_zone: str) -> CoachedPerson:
    """Return one person as their coach may see them, as the table in `coaching.seeing` has it."""
    person, zone = one.person, ZoneInfo(one.person.zone or cohort_zone)
    trusted = sees_answers(person.coach_role)
    wishes = _obstacles([said for said in one.said if _tells_coach(said, programme)], programme, zone)
    others = [said for said in one.said if trusted and not _tells_coach(said, programme)]
    barriers = _obstacles(others, programme, zone)
    quotations = tuple(
        Quotation(said.words, _title(programme, said.step), said.answered_at.astimezone(zone).date())
        for said in one.said
        if _is_shared(said)
    )
    return CoachedPerson(
        key=person.key,
        name=person.name or person.person,
        coach_role=person.coach_role,
        state=_state(one, sees_standing(person.coach_role)),
        last_answered=max((said.answered_at.astimezone(zone).date() for said in one.said), default=None)
        if trusted
        else None,
        tasks=_tasks(one.said) if trusted else None,
        check_ins=_check_ins(one.said, programme) if trusted else (),
        quotations=quotations,
        private_texts=any(said.wrote and not said.share for said in one.said),
        barriers=barriers,
        asked_for_a_word=max((wish.on for wish in wishes), default=None),
        open_with=_open_with(wishes, barriers, quotations),
    )


def _is_shared(said: Said) -> bool:
    return said.share and bool(said.words)


def _state(one: Known, trusted: bool) -> str:
    """Return active, quiet, away, paused or left; a line manager is told only the first three."""
    quiet = _is_quiet(one.asked) or one.person.state == "invited"
    if one.person.state == "left":
        return "left" if trusted else "quiet"
    if one.person.state == "paused":
        return "paused" if trusted else "away"
    return "away" if one.absence else "quiet" if quiet else "active"


def _is_quiet(asked: Sequence[tuple[str, str]]) -> bool:
    """Whether the latest prompts that went out have all passed without an answer."""
    over = [state for _, state in asked if state in HANDED_OVER and state != State.UNSURE]
    closed = [state for state in over if state != State.SENT]
    return len(closed) >= IN_A_ROW and all(state == State.EXPIRED for state in closed[-IN_A_ROW:])


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


def _barrier(said: Said, programme: Programme) -> Barrier | None:
    """Return the barrier this answer names, if it names one."""
    held = (barrier for behaviour in programme.behaviours for barrier in behaviour.barriers)
    return next((one for one in held if one.name == said.value), None)


def _tells_coach(said: Said, programme: Programme) -> bool:
    """Whether this answer asks for a word with the coach."""
    barrier = _barrier(said, programme)
    return barrier is not None and barrier.then == ("tell", "coach")


def _obstacles(said: Sequence[Said], programme: Programme, zone: ZoneInfo) -> tuple[Obstacle, ...]:
    """Return the barriers chosen, newest first, each once."""
    asks = {name: question for one in programme.behaviours for name, question in one.opening_questions}
    found: dict[str, Obstacle] = {}
    for one in reversed(said):
        barrier = _barrier(one, programme)
        if barrier:
            on = one.answered_at.astimezone(zone).date()
            found.setdefault(barrier.name, Obstacle(barrier.text, asks.get(barrier.name, ""), on))
    return tuple(found.values())


def _open_with(wishes: Sequence[Obstacle], barriers: Sequence[Obstacle], quotations: Sequence[Quotation]) -> str:
    """Return one question to open with, or "" where nothing calls for one."""
    asked = next((one.ask for one in (*wishes, *barriers) if one.ask), "")
    if asked or not (wishes or quotations):
        return asked
    return "What made you tap that?" if wishes else "What happened just before you wrote that?"


def _title(programme: Programme, step: str) -> str:
    return next((one.title for one in programme.steps if one.name == step), step)


def _headline(people: Sequence[CoachedPerson]) -> str:
    wishing = sum(one.asked_for_a_word is not None for one in people)
    return f"{_number(wishing)} asked for a word with you"


def _number(n: int) -> str:
    return NUMBERS[n] if n < len(NUMBERS) else f"{n} people"


def _summary(
    known: Sequence[Known], shown: Sequence[CoachedPerson], programme: Programme, now: datetime
) -> tuple[str, ...]:
    """Return the cohort in a few sentences; only people whose answers this coach may see by name are counted."""
    open_to = [one for one in known if sees_answers(one.person.coach_role)]
    if not open_to:
        return ("You lead these people, so their answers stay with them. You see what each chose to share.",)
    recent = sum(any(now - said.answered_at <= RECENT for said in one.said) for one in open_to)
    left = sum(one.state == "left" for one in shown)
    chosen = Counter(
        barrier.text
        for one in open_to
        for barrier in {_barrier(said, programme) for said in one.said}
        if barrier and barrier.then != ("tell", "coach")
    )
    most = [f"Most chosen obstacle: {text} ({n} of {len(open_to)})." for text, n in chosen.most_common(1)]
    return (f"{recent} of {len(open_to)} answered in the last two weeks.", f"{_number(left)} left.", *most)


__all__ = ["CoachPage", "CoachedPerson", "cohort_page", "cohorts_of"]
