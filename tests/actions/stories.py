"""A cohort's half-year told through storage: who was asked what, what went out, what came back."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, SQLModel, col, select

from actions.enrolling import NewCohort, enroll
from actions.house import House
from coaching.states import State
from content.roster import Roster, RosterRow
from storage import prompts
from storage.rows import CohortRow, EnrollmentRow, MessageRow, ParticipantRow, PromptRow, RecipientRow, ResponseRow
from storage.store import open_store

WORKSHOP = date(2026, 9, 1)
BEFORE = datetime(2026, 8, 3, 8, tzinfo=UTC)
AFTER = datetime(2027, 6, 1, 8, tzinfo=UTC)

PROGRAMME = """
programme: small
version: 1
title: Small steps
primary: attention
behaviours:
  attention:
    label: whole attention
    practises: [L2]
    observer_asks: On how many days did you have it?
    asks: On how many of your last five working days did you give somebody your whole attention?
    chance: Nobody came to me
    barriers:
      - {name: back-to-back, text: Meetings back to back, then: {offer: gap}}
      - {name: ask-coach, text: I would like a word with my coach, then: {tell: coach}}
    opening_questions: {back-to-back: Which of your calls could start two minutes later?}
  patience:
    label: letting people finish
    asks: On how many of your last five working days did you let everybody finish?
    chance: Nobody spoke to me
steps:
  - {name: start, after_days: -7, check_in: [attention, patience]}
  - {name: drawer, title: Phone in the drawer, after_days: 3, task: {behaviour: attention, cue: At, act: Do, check: By}}
  - {name: early, after_days: 14, check_in: [attention, patience]}
  - {name: middle, after_days: 42, check_in: [attention, patience]}
  - {name: end, after_days: 84, check_in: [attention, patience]}
  - {name: seen, after_days: 42, pulse: [attention]}
  - {name: gap, when: offered, task: {behaviour: attention, cue: At, act: Do, check: By}}
"""
CHECK_INS = ("start", "early", "middle", "end")


class Story:
    """An installation in a SQLite file under *folder*."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.house = House(open_store(f"sqlite:///{folder}/house.db"), b"a secret of the tests", **settings)
        SQLModel.metadata.create_all(self.house.store.engine)

    def enroll(self, people: Iterable[str], cohort: str = "autumn", now: datetime = BEFORE, **columns: Any) -> None:
        """Enrol *people* (first names) with the small programme; *columns* are of the roster."""
        rows = [RosterRow(n, f"{one}@example.org", one.title(), **columns) for n, one in enumerate(people, start=2)]
        new = NewCohort(cohort, PROGRAMME, "small.yaml", WORKSHOP, zone="Europe/Berlin", coach="coach@example.org")
        enroll(self.house, new, Roster(tuple(rows), (), ()), now)

    def prompts(self, step: str | None = None, person: str | None = None, cohort: str | None = None) -> list[PromptRow]:
        """Return prompts in the order of their ids."""
        statement = (
            select(PromptRow)
            .join(EnrollmentRow, col(EnrollmentRow.id) == col(PromptRow.enrollment_id))
            .join(ParticipantRow, col(ParticipantRow.id) == col(EnrollmentRow.participant_id))
            .join(RecipientRow, col(RecipientRow.id) == col(ParticipantRow.recipient_id))
            .order_by(col(PromptRow.id))
        )
        if step is not None:
            statement = statement.where(PromptRow.step == step)
        if person is not None:
            statement = statement.where(RecipientRow.folded == f"{person}@example.org")
        if cohort is not None:
            statement = statement.join(CohortRow, col(CohortRow.id) == col(EnrollmentRow.cohort_id))
            statement = statement.where(CohortRow.name == cohort)
        with self.house.store.read() as session:
            return list(session.exec(statement))

    def send(self, step: str, person: str | None = None) -> None:
        """Let *step* be sent at its due moment, with a window of a week."""
        for one in self.prompts(step, person):
            if one.state == "planned":
                at = one.due_at or BEFORE
                self.move(one, State.PLANNED, State.CLAIMED, at)
                self.move(one, State.CLAIMED, State.SENT, at, closes_at=at + timedelta(days=7))

    def answer(self, step: str, person: str, late: bool = False, **values: Any) -> None:
        """Let *person* answer *step* a day after it was due; *words*, *share*, *suspect* go with every value."""
        one = self.prompts(step, person)[0]
        at = (one.due_at or BEFORE) + timedelta(days=9 if late else 1)
        extra = {name: values.pop(name) for name in ("words", "share", "suspect") if name in values}
        if late:
            self.move(one, State(one.state), State(one.state), at, what="late_answer")
        elif "not_yet" in values.values():
            self.move(one, State.SENT, State.SENT, at, what="left_open")
        else:
            self.move(one, State.SENT, State.ANSWERED, at, answered_at=at)
        with self.house.store.write() as session:
            for question, value in values.items():
                row = {"prompt_id": one.id, "question": question, "value": str(value), "channel": "page",
                       "late": late, "answered_at": at, "words": "", "share": False, "suspect": False}  # fmt: skip
                session.execute(insert(ResponseRow).values(**(row | extra)))
            session.commit()

    def expire(self, step: str) -> None:
        """Close the window of *step* for everybody who did not answer."""
        for one in self.prompts(step):
            if one.state == "sent":
                self.move(one, State.SENT, State.EXPIRED, one.closes_at or AFTER)

    def move(self, one: PromptRow, was: State, became: State, at: datetime, **news: Any) -> None:
        """Move one prompt, and its message where it is sent."""
        with self.house.store.write() as session:
            prompts.move(session, [one.id or 0], was, became, at, **news)
            if became is State.SENT and one.message_id:
                mail = session.get_one(MessageRow, one.message_id)
                mail.state, mail.sent_at = "sent", at
                session.add(mail)
            session.commit()

    def run(self, statement: Any) -> None:
        """Change the database behind the product's back."""
        with self.house.store.write() as session:
            session.execute(statement)
            session.commit()

    def session(self) -> Session:
        """Return a session that reads."""
        return self.house.store.read()
