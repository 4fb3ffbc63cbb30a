"""What an answer leads to, applied: a step in addition, the same one again, a word to the coach, a question again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from actions.briefing import ask_for_a_word
from actions.contents import spoken
from actions.house import House
from actions.ledger_checks import ENROLLED
from actions.outgoing.wording import in_words as last_day
from actions.pages.answer_shape import AnswerPage
from actions.plans.adding import Adder
from coaching import branching, retrieving
from coaching.branching import SNOOZE, Intent, Made, Missed
from coaching.calendars import Calendar
from coaching.diary import SLIDE_DAYS
from coaching.plans import Planned
from coaching.programmes import Step
from coaching.retrieving import RETRIEVAL
from coaching.states import Reason, State
from coaching.wording import day_of
from content.words import Words, words_in
from storage import enrollments, leading, messages, prompts

UNDER_WAY = (State.PLANNED, State.CLAIMED, State.SENT, State.UNSURE)
EVENTS = {
    "offer": "led_on",
    "swap": "swapped",
    "snooze": "snoozed",
    "tell": "asked_for_a_word",
    "nothing": "led_nowhere",
}
"""How the history of the task that was missed tells it."""


@dataclass(frozen=True, slots=True)
class Led:
    """What the answer to one prompt led to, with a sentence for its writer. *day* is None where nothing is planned.

    *closes_at* is the new end of the prompt's own window, where what comes closes it.
    """

    prompt_id: int
    lead: str
    words: str
    day: date | None = None
    closes_at: datetime | None = None


def with_windows(page: AnswerPage, led: Iterable[Led], calendar: Calendar, now: datetime) -> AnswerPage:
    """Return *page* with the last days of those prompts that close earlier for what they led to."""
    closes = {one.prompt_id: last_day(calendar, one.closes_at, now, page.locale) for one in led if one.closes_at}
    if not closes:
        return page
    sheets = (
        replace(sheet, prompts=tuple(replace(one, closes=closes.get(one.id, one.closes)) for one in sheet.prompts))
        for sheet in page.sheets
    )
    return replace(page, sheets=tuple(sheets))


class Leader:
    """Leads on from the answers of one enrollment, inside the caller's transaction."""

    def __init__(self, house: House, session: Session, enrollment_id: int, now: datetime) -> None:
        self.house, self.session, self.enrollment_id, self.now = house, session, enrollment_id, now
        leading.hold(session, enrollment_id)
        self.adder = Adder(house, session, enrollments.of_id(session, enrollment_id), now)
        where = self.adder.where
        self.words = words_in(spoken(where.recipient.locale, where.programme))
        self.rows = {row.id or 0: row for row in leading.prompts_of(session, enrollment_id)}

    def after_task(
        self, prompt_id: int, step: Step, before: Mapping[str, str], values: Mapping[str, str]
    ) -> Led | None:
        """Do what the answers to a task lead to; what an earlier answer led to is taken back if it is not out yet.

        *before* and *values* are the answers that held and that hold; the same miss for the same reason leads on once.
        """
        missed = Missed(step, values.get("task", ""), values.get("barrier", ""))
        if branching.is_the_same(missed, before.get("task"), before.get("barrier")):
            return None
        self._take_back(prompt_id)
        intent = branching.lead(missed, self.adder.programme, self._made(), self.adder.calendar, self.now)
        if intent is None:
            return None
        if intent.step and intent.first_day:
            return self._plan(intent, intent.step, intent.first_day, prompt_id)
        return self._tell(intent, prompt_id)

    def _take_back(self, prompt_id: int) -> None:
        if all(row.cause == ENROLLED for row in self.rows.values()):
            return  # no answer has led to anything yet, as with most people
        children = leading.led_by(self.session, self.enrollment_id, prompt_id)
        planned = [id_ for id_ in children if self.rows[id_].state == State.PLANNED]
        if not planned:
            return
        mails = messages.carrying(self.session, planned)
        prompts.move(
            self.session, planned, State.PLANNED, State.SKIPPED, self.now, reason=Reason.EDITED, cause="answer_changed",
            message_id=None,
        )  # fmt: skip
        messages.drop_empty(self.session, mails, Reason.EDITED)
        self.rows |= {row.id or 0: row for row in leading.prompts_of(self.session, self.enrollment_id)}

    def _made(self) -> Made:
        """Return the rounds there are; what was taken back before it went out is no round that was asked."""
        rounds: dict[str, int] = {}
        snoozes: dict[str, int] = {}
        for row in self.rows.values():
            rounds[row.step] = max(row.round, rounds.get(row.step, 0))
            if row.cause == SNOOZE and row.state != State.SKIPPED:
                snoozes[row.step] = snoozes.get(row.step, 0) + 1
        under_way = {row.step for row in self.rows.values() if row.state in UNDER_WAY}
        return Made(rounds, under_way, snoozes)

    def _tell(self, intent: Intent, prompt_id: int) -> Led | None:
        details = {"why": intent.why} if intent.lead == "nothing" else None
        self._note(prompt_id, EVENTS[intent.lead], details)
        coach = self.adder.where.coach
        if intent.lead == "nothing" or coach is None:
            return None
        ask_for_a_word(self.house, self.session, coach.id or 0, (self.enrollment_id, prompt_id), self.now)
        said = self.words.say("%(coach)s is told that you would like a word.", coach=coach.name or coach.address)
        return Led(prompt_id, "tell", said)

    def _plan(self, intent: Intent, step: Step, first_day: date, prompt_id: int) -> Led:
        planned, message_id = self.adder.placed(step, first_day)
        why = f"{intent.why}: {_when(planned, first_day)}"
        state, reason = (State.PLANNED, "") if planned.due_at else (State.SKIPPED, Reason.BUDGET)
        child = self._add(step, intent.round, intent.cause, prompt_id, why, state, reason, planned.day, message_id,
                          planned.due_at)  # fmt: skip
        closes_at = self._closing(prompt_id, planned.due_at) if intent.closes_the_missed else None
        columns = {"closes_at": closes_at} if closes_at else {}
        self._note(prompt_id, EVENTS[intent.lead], {"to": child}, **columns)
        day = planned.day if planned.due_at else None
        said = _words(self.words, intent.lead, step.title, day)
        if day and self.adder.where.enrollment.state == "paused":
            said += " " + self.words.say("You are paused: it comes only if you go on before that day.")
        return Led(prompt_id, intent.lead, said, day, closes_at)

    def _closing(self, prompt_id: int, due_at: datetime | None) -> datetime | None:
        """Return the new end of an open window: never past the next step that asks the same, or stands for it."""
        row = self.rows[prompt_id]
        if row.state != State.SENT or not due_at or (row.closes_at and row.closes_at <= due_at):
            return None
        return due_at

    def after_question(self, prompt_id: int, step: Step) -> None:
        """Let a knowledge question come again by its rule, after its first answer. Changing the answer changes nothing:
        the page has shown the right one by then.
        """
        rounds = sorted((row for row in self.rows.values() if row.step == step.name), key=lambda row: row.round)
        latest = rounds[-1]
        given = leading.first_answers(self.session, [row.id or 0 for row in rounds], "choice")
        if latest.id != prompt_id or not step.retrieval:
            return
        answers = [given[row.id or 0] == str(step.retrieval.right) for row in rounds if row.id in given]
        on = retrieving.comes_again_on(answers, self.adder.calendar.day_of(self.now))
        ride = self.adder.ride(on) if on else None
        if on is None or ride is None:
            self._note(prompt_id, "retired" if on is None else "no_ride", None)
            return
        why = f"a question comes again, from {day_of(on)} on, in a mail that goes anyway: {day_of(ride.day)}"
        child = self._add(step, latest.round + 1, RETRIEVAL, prompt_id, why, State.PLANNED, "", ride.day, ride.id,
                          ride.due_at)  # fmt: skip
        self._note(prompt_id, "comes_again", {"to": child})

    def _add(
        self, step: Step, round_: int, cause: str, led_by: int, why: str, state: State, reason: str, day: date,
        message_id: int | None, due_at: datetime | None,
    ) -> int:  # fmt: skip
        row = {
            "enrollment_id": self.enrollment_id, "step": step.name, "asked_of": 0, "round": round_,
            "kind": str(step.kind), "measure": "", "message_id": message_id, "state": str(state),
            "reason": str(reason), "cause": cause, "why": why, "local_day": day, "due_at": due_at,
            "details": {"from": led_by},
        }  # fmt: skip
        return prompts.add(self.session, [row], self.now)[0]

    def _note(self, prompt_id: int, what: str, details: dict[str, Any] | None, **columns: Any) -> None:
        state = State(self.rows[prompt_id].state)
        prompts.move(self.session, [prompt_id], state, state, self.now, what=what, details=details, **columns)


def _when(planned: Planned, first_day: date) -> str:
    """Return the day a step was given, in words, or why there is none."""
    if planned.due_at is None:
        return f"left out, no working day with room within {SLIDE_DAYS} days of {day_of(first_day)}"
    if planned.day == first_day:
        return day_of(planned.day)
    return f"{day_of(planned.day)}, the first place for it from {day_of(first_day)} on"


def _words(words: Words, lead: str, title: str, day: date | None) -> str:
    """Return what is planned as the page says it after saving."""
    if day is None:
        return words.say("There is no day with room for it soon, so nothing more comes of it.")
    on = words.day(day)
    if lead == "snooze":
        return words.say("It is asked again on %(day)s.", day=on)
    if lead == "swap":
        return words.say("Another one comes in its place on %(day)s: %(title)s.", day=on, title=title)
    return words.say("Something smaller comes on %(day)s: %(title)s.", day=on, title=title)
