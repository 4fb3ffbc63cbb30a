"""Observers' pulses in another version of a programme: removed, reworded, moved, or asked for the first time.

A cohort's pulses are placed together, after the steps of its people: one mail asks an observer about several, so a
mail that is moved for one of them alone would be joined to the place the others have not left yet.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from actions.contents import programme_from
from actions.house import House
from actions.migration.shape import CAUSE, Change
from actions.observing import PulseDiary
from coaching import versions as rules
from coaching.programmes import Programme, Step
from coaching.states import Reason, State
from storage import messages, observers, people, prompts, versions
from storage.enrollments import Place
from storage.observers import Watching
from storage.rows import CohortRow, ProgrammeRow, PromptRow

Placed = tuple[PromptRow | None, dict[str, Any]]
"""A pulse that is there already, or None for a new one, and where it goes now."""


def move_pulses(
    house: House, session: Session, cohort: CohortRow, places: Sequence[Place], new: ProgrammeRow, now: datetime
) -> list[Change]:
    """Bring the pulses about these people to the *new* version; return what became of each that changes."""
    return _PulseMover(house, session, cohort, places, new, now).move()


class _PulseMover:
    """Moves the pulses about the people of one cohort, in the caller's transaction."""

    def __init__(
        self, house: House, session: Session, cohort: CohortRow, places: Sequence[Place], new: ProgrammeRow,
        now: datetime,
    ) -> None:  # fmt: skip
        self.house, self.session, self.cohort, self.now = house, session, cohort, now
        self.new = programme_from(new.text, new.name)
        self.steps = [step for step in self.new.grid if step.is_pulse]
        self.olds: dict[int, Programme] = {
            one.enrollment.id or 0: programme_from(one.programme.text, one.programme.name) for one in places
        }
        self.persons = {one.enrollment.id or 0: one.recipient.address or one.enrollment.key for one in places}
        self.watching = observers.willing(session, self.olds)
        self.addresses = people.addresses(session, [one.recipient_id for one in self.watching])
        self.asks = {one.id: self.addresses.get(one.recipient_id, "") for one in self.watching}

    def move(self) -> list[Change]:
        """Do it, and return what became of each pulse that is not as it was."""
        rows = versions.pulses(self.session, self.olds)
        held = messages.hold_planned(self.session, {row.message_id or 0 for row in rows if row.state == State.PLANNED})
        free = [row for row in rows if row.message_id in held or _found_no_room(row)]
        gone = [row for row in free if rules.pulse_called(self.new, row.step) is None]
        return [*self._remove(gone), *self._reword(free), *self._place(rows, free)]

    def _remove(self, rows: Sequence[PromptRow]) -> list[Change]:
        planned = [row for row in rows if row.state == State.PLANNED]
        changes = [self._change(row, "removed", None, "its step is not in the new version") for row in planned]
        mails = {row.message_id or 0 for row in planned}
        prompts.move(
            self.session, [row.id or 0 for row in planned], State.PLANNED, State.SKIPPED, self.now,
            reason=Reason.EDITED, cause=CAUSE, message_id=None, due_at=None,
        )  # fmt: skip
        messages.drop_empty(self.session, mails, Reason.EDITED)
        return changes

    def _reword(self, rows: Sequence[PromptRow]) -> list[Change]:
        """Note which pulses will ask something else; one that moves as well is told as moved."""
        reworded = [row for row in rows if row.state == State.PLANNED and self._asks_otherwise(row)]
        ids = [row.id or 0 for row in reworded]
        prompts.move(self.session, ids, State.PLANNED, State.PLANNED, self.now, cause=CAUSE, what="reworded")
        stay = [row for row in reworded if not self._is_moved(row.enrollment_id, self.new.step(row.step))]
        return [self._change(row, "reworded", row.due_at, "it asks in other words") for row in stay]

    def _asks_otherwise(self, row: PromptRow) -> bool:
        old, new = (rules.pulse_called(one, row.step) for one in (self.olds[row.enrollment_id], self.new))
        return old is not None and new is not None and rules.is_reworded(old, new)

    def _is_moved(self, enrollment_id: int, step: Step) -> bool:
        return rules.is_moved(rules.pulse_called(self.olds[enrollment_id], step.name), step)

    def _place(self, rows: Sequence[PromptRow], free: Sequence[PromptRow]) -> list[Change]:
        """Place every pulse that has another day now, or never had one, among the observers' other mails."""
        there = {(row.asked_of, row.step): row for row in rows}
        wanted = [
            (step, one, there.get((one.id, step.name)))
            for step in self.steps
            for one in self.watching
            if self._is_moved(one.enrollment_id, step)
        ]
        movable = {row.id for row in free}
        wanted = [(step, one, row) for step, one, row in wanted if row is None or row.id in movable]
        moving = [row for _, _, row in wanted if row is not None and row.message_id]
        mails = {row.message_id or 0 for row in moving}
        freed = observers.carry_nothing_else(self.session, mails, [row.id or 0 for row in moving])
        ids = [one.recipient_id for one in self.watching]
        diary = PulseDiary(self.house, self.session, self.cohort, ids, self.now, freed)
        placed = [found for step, one, row in wanted for found in self._placed(diary, step, one, row)]
        diary.written([columns for _, columns in placed])
        changes = [self._apply(row, columns) for row, columns in placed if row is not None]
        messages.drop_empty(self.session, mails, "moved")
        return [*(one for one in changes if one), *self._add([columns for row, columns in placed if row is None])]

    def _placed(self, diary: PulseDiary, step: Step, one: Watching, row: PromptRow | None) -> Iterator[Placed]:
        found = [*diary.place(step, one)]
        if row is not None and not found:
            found = [diary.too_late(step, one)]
        yield from ((row, columns) for columns in found)

    def _apply(self, row: PromptRow, columns: dict[str, Any]) -> Change | None:
        """Bring one pulse to where it goes now."""
        was, became, at = State(row.state), State(columns["state"]), row.due_at
        if was is became is State.SKIPPED:
            return None
        why, due_at = columns["why"], columns["due_at"]
        prompts.move(
            self.session, [row.id or 0], was, became, self.now, what="moved" if due_at else "", cause=CAUSE,
            reason=columns["reason"], details={"why": why}, message_id=columns["message_id"], due_at=due_at,
            local_day=columns["local_day"], why=why,
        )  # fmt: skip
        change = "moved" if due_at else "left_out"
        return self._change(row, change, due_at, why, at) if due_at != at else None

    def _add(self, rows: Sequence[dict[str, Any]]) -> list[Change]:
        prompts.add(self.session, rows, self.now)
        return [
            Change(
                self.persons[one["enrollment_id"]], one["step"], "added" if one["due_at"] else "left_out", None,
                one["due_at"], one["why"], self.asks[one["asked_of"]],
            )
            for one in rows
        ]  # fmt: skip

    def _change(
        self, row: PromptRow, change: str, will_be: datetime | None, why: str, was: datetime | None = None
    ) -> Change:
        person, asked_of = self.persons[row.enrollment_id], self.asks.get(row.asked_of, "")
        return Change(person, row.step, change, was or row.due_at, will_be, why, asked_of)


def _found_no_room(row: PromptRow) -> bool:
    return (row.state, row.reason) == (State.SKIPPED, Reason.BUDGET)
