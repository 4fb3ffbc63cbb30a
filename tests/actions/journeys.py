"""One person on the way through a programme that leads on: mails really sent, answers really recorded."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlmodel import and_, col, or_, select

from actions.answering import Given, Recorded, answer
from actions.house import House
from actions.ledger import ledger
from coaching.notices import TO_COACHES
from coaching.tokens import Purpose, derive
from storage.rows import EventRow, MessageRow, PromptRow
from tests import make

ADA = "ada@example.org"
LEADING = """\
programme: leading
version: 1
title: Leading on
primary: listening
behaviours:
  listening:
    label: listening
    asks: On how many of your last five working days did you let people finish?
    chance: Nobody spoke to me
    barriers:
      - {name: rushed, text: No time, then: {offer: one-person}}
      - {name: wrong-task, text: It does not fit my day, then: {swap: say-it-back}}
      - {name: busy-week, text: A busy week, then: {snooze: 3}}
      - {name: ask-coach, text: I would like a word with my coach, then: {tell: coach}}
      - {name: other, text: Something else}
  thanking:
    label: thanking
    asks: On how many of your last five working days did you thank somebody by name?
    chance: Nobody was there
steps:
  - {name: baseline, after_days: -7, until_days: -1, check_in: [listening, thanking]}
  - {name: first-task, title: Let one finish, after_days: 6, task: {behaviour: listening, act: wait}}
  - {name: recall, title: Who is heard, after_days: 6, retrieval: {question: Who?, choices: [Me, Them], right: 2}}
  - {name: check-1, after_days: 14, check_in: [listening, thanking]}
  - {name: thank-one, title: Thank one, after_days: 21, task: {behaviour: thanking, act: thank}}
  - {name: second-task, title: Count to two, after_days: 28, task: {behaviour: listening, act: count}}
  - {name: check-2, after_days: 42, check_in: [listening, thanking]}
  - {name: thank-two, title: Thank two, after_days: 49, task: {behaviour: thanking, act: thank}}
  - {name: check-3, after_days: 70, check_in: [listening, thanking]}
  - {name: check-4, after_days: 84, check_in: [listening, thanking]}
  - {name: one-person, title: Only one, when: offered, task: {behaviour: listening, act: pick one}}
  - {name: say-it-back, title: Say it back, when: offered, task: {behaviour: listening, act: say}}
"""
TASK_DAY = "2026-12-08"
"""Six days after the workshop, a Tuesday: the first task is sent."""


@dataclass
class Journey:
    """Ada in a cohort of her own, her baseline sent. Moments are a day and an hour of Berlin's wall in winter."""

    house: House
    folder: Path
    programme: str = LEADING
    people: tuple[str, ...] = (ADA,)

    def __post_init__(self) -> None:
        make.enrolled(self.house, self.people, programme=self.programme, programme_file="leading.yaml",
                      coach="Maria Lopez <maria@example.org>")  # fmt: skip
        self.send("2026-11-25")

    def send(self, day: str, hour: str = "14:00") -> None:
        """Let a pass send what is due."""
        make.sent(self.house, self.folder, make.berlin(day, hour))

    def rows(self, step: str | None = None) -> list[PromptRow]:
        """Return the prompts, oldest first."""
        with self.house.store.read() as session:
            statement = select(PromptRow).order_by(col(PromptRow.id))
            return list(session.exec(statement.where(PromptRow.step == step) if step else statement))

    def only(self, step: str) -> PromptRow:
        """Return the latest prompt of *step*."""
        return self.rows(step)[-1]

    def answer(self, step: str, day: str, hour: str = "15:00", **values: str) -> Recorded:
        """Answer the latest prompt of *step* that went out, on its own page."""
        asked = [row for row in self.rows(step) if row.state not in ("planned", "skipped")]
        return self.answer_at(asked[-1], make.berlin(day, hour), **values)

    def answer_at(self, row: PromptRow, at: datetime, **values: str) -> Recorded:
        """Answer one prompt on the page of the mail it came in."""
        return self.save(row, at, {f"{row.step}.{name}": value for name, value in values.items()})

    def save(self, row: PromptRow, at: datetime, values: dict[str, str]) -> Recorded:
        """Save these fields on the page of the mail that *row* came in."""
        return answer(self.house, self.link(row), Given(values), at)

    def link(self, row: PromptRow) -> str:
        """Return the token of the page that *row* is asked on."""
        with self.house.store.read() as session:
            return derive(self.house.secret, Purpose.ANSWER, session.get_one(MessageRow, row.message_id).key)

    def told(self, step: str) -> list[str]:
        """Return what the history of the first prompt of *step* says, event by event."""
        with self.house.store.read() as session:
            statement = select(EventRow.what).where(EventRow.prompt_id == self.rows(step)[0].id)
            return list(session.exec(statement.order_by(col(EventRow.nth))))

    def touches(self) -> list[str]:
        """Return the days of the mails that went out, and of the mails with prompts that are to go.

        A silence question that waits for room is judged anew when it would go, so its day is none yet.
        """
        went = col(MessageRow.state).in_(["claimed", "sent"])
        goes = and_(col(MessageRow.state) == "planned", col(MessageRow.kind) != "silence")
        return self._days(or_(went, goes), col(MessageRow.kind).not_in(TO_COACHES))

    def mails(self) -> list[str]:
        """Return the days of the mails with prompts, sent or to go: what reminders and questions do not add to."""
        live = col(MessageRow.state).in_(["planned", "claimed", "sent"])
        return self._days(live, col(MessageRow.kind).in_(["prompt", "welcome"]))

    def _days(self, *which: Any) -> list[str]:
        with self.house.store.read() as session:
            return sorted(map(str, session.exec(select(MessageRow.local_day).where(*which))))

    def why_not(self) -> tuple[str, ...]:
        """Return what does not add up in the ledger."""
        return ledger(self.house, "Hamburg", make.NOW).why_not
