"""What an answer page asks: the prompts of one message, by enrollment, each with its questions and its window."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from actions.contents import programme_from, spoken
from actions.house import House
from actions.links import LinkIsGone, Opened, open_link, path_of
from actions.outgoing.wording import coach_name, in_words
from actions.pages.answer_shape import AnswerPage, PromptPage, Sheet, Standing
from actions.pages.if_then import plan_sentence
from actions.pages.missed import with_missed
from actions.pages.questions import COMMENT, SHARE, asked_by
from actions.plans.calendars import calendar_of
from coaching.agreements import also_seen
from coaching.calendars import Calendar
from coaching.experiments import in_other_words, is_in_other_words
from coaching.programmes import Kind, Programme, Step
from coaching.states import State
from coaching.tokens import Purpose
from content.words import marked
from storage import batches, buddies, draws, observers, people, responses
from storage.agreements import given_by
from storage.batches import Asked
from storage.rows import ParticipantRow, PromptRow, ResponseRow

NO_MORE_ABOUT = marked("Nothing is asked about this person any more.")
Held = Mapping[int, dict[str, ResponseRow]]
"""The answers that hold: prompt to question to row."""


class Reading(NamedTuple):
    """A page with what it was read from: the answers that hold, and the prompts by id."""

    page: AnswerPage
    held: Held
    prompts: Mapping[int, PromptRow]


def answer_page(house: House, token: str, now: datetime) -> AnswerPage:
    """Return the page that the link in a mail opens; it changes nothing.

    Raises:
        UnknownLink: no such link.
        LinkIsGone: it was revoked, or the participant left or was erased.
    """
    with house.store.read() as session:
        return page_of(house, session, open_link(session, token, Purpose.ANSWER), now)


def page_of(house: House, session: Session, opened: Opened, now: datetime) -> AnswerPage:
    """Return the page of one message, read in *session*; raises as `read_page`."""
    return read_page(house, session, opened, now).page


def read_page(
    house: House, session: Session, opened: Opened, now: datetime, asked: Sequence[Asked] | None = None
) -> Reading:
    """Return the page of one message with the rows it was read from; *asked* where those were read already.

    Raises:
        LinkIsGone: everybody it was about has left.
    """
    if asked is None:
        asked = batches.asked_by(session, opened.carries)
    staying = [one for one in asked if one.enrollment.state != "left"]
    if asked and not staying:
        gone = NO_MORE_ABOUT if asked[0].prompt.asked_of else GONE
        raise LinkIsGone(gone, spoken(opened.recipient.locale, *(one.programme for one in asked)))
    reader = _Reader(house, session, opened, now, asked)
    leave, own_page = (path_of(house, opened, purpose) for purpose in (Purpose.LEAVE, Purpose.OWN_PAGE))
    held = responses.current(session, [one.prompt.id or 0 for one in staying])
    page = AnswerPage(reader.sheets(staying, held), house.min_cell, leave, own_page, reader.language)
    return Reading(page, held, {one.prompt.id or 0: one.prompt for one in staying})


GONE = marked("You have left this programme, so nothing is asked any more. Earlier answers are kept.")


def _prefixes(asked: Iterable[Asked]) -> dict[int, str]:
    """Return how the field names of each prompt begin; a step that comes again is numbered."""
    seen: Counter[str] = Counter()
    found = {}
    for one in asked:
        step = one.prompt.step
        seen[step] += 1
        found[one.prompt.id or 0] = step if seen[step] == 1 else f"{step}~{seen[step]}"
    return found


class _Reader:
    """Reads the sheets of one message."""

    def __init__(self, house: House, session: Session, opened: Opened, now: datetime, asked: Sequence[Asked]) -> None:
        self.house, self.session, self.opened, self.now = house, session, opened, now
        self.prefixes = _prefixes(asked)
        self.locale = opened.recipient.locale
        self.language = spoken(self.locale, *(one.programme for one in asked))
        self.calendar = calendar_by(house, opened.participant, now)
        self.names: dict[int, str] = {}
        self.told_of = buddies.beside(
            session, {one.enrollment.id or 0 for one in asked if one.prompt.kind == Kind.TASK}
        )

    def sheets(self, asked: Sequence[Asked], held: Held) -> tuple[Sheet, ...]:
        pulses = {one.enrollment.id or 0 for one in asked if one.prompt.asked_of}
        self.names = observers.names(self.session, pulses) if pulses else {}
        groups: dict[int, list[Asked]] = {}
        for one in asked:
            if one.prompt.state not in (State.PLANNED, State.SKIPPED):
                groups.setdefault(one.enrollment.id or 0, []).append(one)
        return tuple(self._sheet(n, group, held) for n, group in enumerate(groups.values(), start=1))

    def _sheet(self, n: int, group: Sequence[Asked], held: Held) -> Sheet:
        first = group[0]
        again = "" if n == 1 else f"~{n}"
        invites, is_pulse = first.enrollment.state == "invited", bool(first.prompt.asked_of)
        pages = tuple(self._prompt(one, held.get(one.prompt.id or 0, {})) for one in group)
        return Sheet(
            enrollment_id=first.enrollment.id or 0,
            programme=self._programme(first),
            cohort=first.cohort.name,
            coach="" if is_pulse else coach_name(first),
            coach_role="" if is_pulse else first.enrollment.coach_role,
            prompts=() if invites else with_missed(self.session, pages, first, self.locale, self.language, self.now),
            comment=COMMENT + again,
            share=SHARE + again,
            welcomes=first.enrollment.welcome_id == self.opened.carries,
            invites=invites,
            is_pulse=is_pulse,
            about=self.names.get(first.enrollment.id or 0, ""),
            buddy=first.enrollment.id in self.told_of,
            also=() if is_pulse else also_seen(given_by(first.enrollment, first.cohort)),
        )

    def _programme(self, one: Asked) -> Programme:
        return programme_from(one.programme.text, one.programme.name, self.locale)

    def _prompt(self, one: Asked, held: dict[str, ResponseRow]) -> PromptPage:
        programme = self._programme(one)
        step = self._worded(one, programme)
        number, of = programme.number_of(step)
        prompt_id = one.prompt.id or 0
        return PromptPage(
            id=prompt_id,
            step=step,
            programme=programme,
            asks=asked_by(programme, step, self.prefixes[prompt_id], self.language, one.coach is not None),
            standing=standing(one.prompt.state, one.prompt.closes_at, held, self.now),
            answered=one.prompt.state == State.ANSWERED,
            closes=self._closes(one),
            number=number,
            of=of,
            earlier_plan=self._earlier_plan(one, step),
        )

    def _worded(self, one: Asked, programme: Programme) -> Step:
        """Return the step as the mail worded it: an experiment may have drawn its other words."""
        step, id_ = programme.step(one.prompt.step), one.prompt.enrollment_id
        if not (step.other_task or step.other_plan):
            return step
        drawn = draws.arms(self.session, [id_]).get(id_, {})
        return in_other_words(step) if is_in_other_words(programme, step.name, drawn) else step

    def _closes(self, one: Asked) -> str:
        return in_words(self.calendar, one.prompt.closes_at, self.now, self.language) if one.prompt.closes_at else ""

    def _earlier_plan(self, one: Asked, step: Step) -> str:
        """Return the sentence a revision starts from; it is shown only where the programme asks for a second look."""
        if not step.plan or not step.plan.revise:
            return ""
        parts = [
            responses.earlier_words(self.session, one.enrollment.id or 0, name, one.prompt.id or 0)
            for name in ("when", "then")
        ]
        return plan_sentence(parts[0][0], parts[1][0], self.language) if all(parts) else ""


def standing(state: str, closes_at: datetime | None, held: dict[str, ResponseRow], now: datetime) -> Standing:
    """Return whether a prompt takes an answer: within its window as often as wanted, after it once."""
    if state in (State.FAILED, State.SKIPPED, State.PLANNED):
        return "closed"
    is_over = state == State.EXPIRED or (closes_at is not None and closes_at <= now)
    if not is_over:
        return "open"
    if state == State.ANSWERED or any(row.late for question, row in held.items() if question != "barrier"):
        return "closed"
    return "late"


def calendar_for(house: House, session: Session, recipient_id: int, now: datetime) -> Calendar:
    """Return a recipient's calendar; somebody who is no participant keeps the house's."""
    return calendar_by(house, people.participants_by_recipient(session, [recipient_id]).get(recipient_id), now)


def calendar_by(house: House, who: ParticipantRow | None, now: datetime) -> Calendar:
    """Return the calendar of a participant, or for None the house's."""
    if who is None:
        return calendar_of(house.zone, house.country, around=now.date())
    return calendar_of(who.zone or house.zone, who.country, who.region, who.working_days, around=now.date())
