"""A place for what comes in addition to a person's plan: a step that an answer led to, a question that comes again."""

from datetime import date, datetime

from sqlmodel import Session

from actions.contents import programme_from
from actions.house import House
from actions.plans.planning import diary_at, workplace_of
from coaching.joining import Ahead, kinds_of, place, rides_with
from coaching.planning import spread_out
from coaching.plans import Planned
from coaching.programmes import Kind, Programme, Step
from storage import absences, leading, messages, touches
from storage.enrollments import Place
from storage.leading import Carried


class Adder:
    """Finds places for one enrollment, around everything that is planned for and was sent to its person."""

    def __init__(self, house: House, session: Session, where: Place, now: datetime) -> None:
        self.session, self.where, self.now = session, where, now
        self.recipient_id = where.recipient.id or 0
        away = absences.of_participant(session, where.participant.id or 0)
        self.calendar, self.hours = diary_at(house, workplace_of(where.participant, away), where.cohort.workshop_on)

    @property
    def programme(self) -> Programme:
        """The programme version of the enrollment, its words in the language of the person."""
        version = self.where.programme
        return programme_from(version.text, version.name, self.where.recipient.locale)

    def placed(self, step: Step, first_day: date) -> tuple[Planned, int | None]:
        """Return when *step* goes from *first_day* on, with the mail it travels in, made if there is none."""
        ahead = self.ahead()
        theirs = touches.of(self.session, [self.recipient_id]).get(self.recipient_id, [])
        planned = place(
            step, first_day, self.calendar, self.hours, self.where.cohort.workshop_on, self.now,
            touches.by_day(theirs, self.now), ahead,
        )  # fmt: skip
        planned = spread_out((planned,), self.where.recipient.address)[0]
        if planned.due_at is None:
            return planned, None
        joined = next((one.id for one in ahead if (one.day, one.due_at) == (planned.day, planned.due_at)), None)
        return planned, joined or self._mail(planned.day, planned.due_at)

    def _mail(self, day: date, due_at: datetime) -> int:
        return messages.add(self.session, [messages.planned(self.recipient_id, "prompt", due_at, day)])[0]

    def ride(self, first_day: date) -> Ahead | None:
        """Return the mail that a knowledge question rides on from *first_day* on, None where none is to come."""
        return rides_with(self.ahead(), first_day)

    def ahead(self) -> list[Ahead]:
        """Return the mails that are still to come; nobody sends one of them before this transaction ends."""
        mails: dict[int, list[Carried]] = {}
        for one in leading.to_come(self.session, self.recipient_id, self.now):
            mails.setdefault(one.message_id, []).append(one)
        return [self._ahead(carried) for carried in mails.values()]

    def _ahead(self, carried: list[Carried]) -> Ahead:
        first, mine = carried[0], self.where.enrollment.id
        kinds = frozenset[Kind]().union(*(self._kinds(one) for one in carried))
        return Ahead(
            first.message_id, first.day, first.due_at, kinds, any(one.enrollment_id == mine for one in carried)
        )

    def _kinds(self, one: Carried) -> frozenset[Kind]:
        step = next((held for held in self.programme.steps if held.name == one.step), None)
        return kinds_of(step) if step and one.enrollment_id == self.where.enrollment.id else frozenset({Kind(one.kind)})
