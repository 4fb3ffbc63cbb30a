"""Rows for a preview: one person a mail, so that each can be looked at by itself. Never where mail is real."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from coaching.programmes import Step
from storage.managers import Managed
from storage.messages import planned
from storage.people import new_key
from storage.rows import (
    CohortRow,
    DrawRow,
    EnrollmentRow,
    MessageRow,
    ObserverRow,
    ParticipantRow,
    ProgrammeRow,
    PromptRow,
    RecipientRow,
    ResponseRow,
    SilenceRow,
)

NOT_NEW = 0
"""Stands where the mail that welcomed somebody would: it was another one."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What every staged mail shares. *coach* and *person* are names."""

    programme: ProgrammeRow
    cohort: CohortRow
    locale: str
    person: str
    now: datetime


def set_stage(
    session: Session, programme: ProgrammeRow, workshop_on: date, zone: str, names: tuple[str, str, str], locale: str,
    now: datetime,
) -> Stage:  # fmt: skip
    """Add a programme, a coach and a cohort; *names* are those of the cohort, the coach and the person."""
    cohort_name, coach_name, person = names
    coach = _recipient("coach", coach_name, "", now)
    session.add_all([programme, coach])
    session.flush()
    cohort = CohortRow(
        name=cohort_name, programme_id=programme.id or 0, workshop_on=workshop_on, zone=zone, coach_id=coach.id,
        seed="preview", created_at=now,
    )  # fmt: skip
    session.add(cohort)
    session.flush()
    return Stage(programme, cohort, locale, person, now)


def stage_mail(
    session: Session, stage: Stage, name: str, steps: Sequence[Step], day: date, due_at: datetime, *, welcomes: bool,
    drawn: Mapping[str, str] | None = None,
) -> str:  # fmt: skip
    """Add one person with one mail that is due at *due_at*, on *day*, and asks *steps*; return the mail's key.

    A pulse goes to an observer of that person instead. *drawn* has the arms that were drawn for them, by point.
    """
    who = _recipient(name, stage.person, stage.locale, stage.now)
    session.add(who)
    session.flush()
    participant = ParticipantRow(recipient_id=who.id or 0, zone=stage.cohort.zone)
    session.add(participant)
    session.flush()
    enrollment = EnrollmentRow(
        key=new_key("e"), cohort_id=stage.cohort.id or 0, participant_id=participant.id or 0,
        programme_id=stage.programme.id or 0, coach_id=stage.cohort.coach_id, enrolled_at=stage.now,
        welcome_id=None if welcomes else NOT_NEW,
    )  # fmt: skip
    session.add(enrollment)
    session.flush()
    observer = _observer(session, stage, name, enrollment) if steps[0].is_pulse else None
    kind = "pulse" if observer else "prompt"
    reads = observer.recipient_id if observer else who.id or 0
    message = MessageRow(**planned(reads, kind, due_at, day))
    session.add(message)
    session.flush()
    session.add_all(_prompt(one, enrollment, message, observer.id if observer else 0) for one in steps)
    session.add_all(
        DrawRow(enrollment_id=enrollment.id or 0, point=point, arm=arm, probability=0.5, drawn_at=stage.now)
        for point, arm in (drawn or {}).items()
    )
    session.flush()
    return message.key


def stage_answered(session: Session, key: str, step: Step, values: Mapping[str, str], at: datetime) -> None:
    """Add *step* as answered with *values* (question to value) at *at*, before the mail with *key* asks that person."""
    first = session.exec(select(PromptRow).join(MessageRow).where(MessageRow.key == key)).first()
    assert first is not None
    row = PromptRow(
        enrollment_id=first.enrollment_id, step=step.name, kind=str(step.kind), measure=str(step.measure),
        state="answered", local_day=at.date(), due_at=at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add_all(
        ResponseRow(prompt_id=row.id or 0, question=question, value=value, channel="page", answered_at=at)
        for question, value in values.items()
    )


def stage_manager(session: Session, name: str, locale: str, at: datetime) -> Managed:
    """Add somebody who is named as a manager by the first person there."""
    enrollment = session.exec(select(EnrollmentRow).order_by(col(EnrollmentRow.id))).first()
    assert enrollment is not None
    manager = _recipient(name, "", locale, at)
    session.add(manager)
    session.flush()
    session.add(ObserverRow(enrollment_id=enrollment.id or 0, recipient_id=manager.id or 0, category="manager"))
    return Managed(manager.id or 0, manager.folded or "", enrollment.cohort_id)


def stage_beside(session: Session, kind: str, about: str, due_at: datetime) -> str:
    """Add a mail of *kind* about the one with the key *about*, due at *due_at*; return its key.

    A question after a silence is about everything, so the prompts of that mail go unanswered instead.
    """
    first = session.exec(select(MessageRow).where(MessageRow.key == about)).one()
    asks_on = kind == "silence"
    about_id = None if asks_on else first.id
    row = planned(first.recipient_id, kind, due_at, due_at.date(), about_id=about_id, touch=False)
    message = MessageRow(**row)
    session.add(message)
    session.flush()
    if asks_on:
        who = session.exec(select(ParticipantRow.id).where(ParticipantRow.recipient_id == first.recipient_id)).one()
        session.execute(update(PromptRow).where(col(PromptRow.message_id) == first.id).values(state="expired"))
        session.add(SilenceRow(participant_id=who or 0, message_id=message.id or 0, asked_at=due_at, closes_at=due_at))
    return message.key


def _recipient(name: str, called: str, locale: str, now: datetime) -> RecipientRow:
    address = f"{name}@preview.invalid"
    return RecipientRow(key=new_key("p"), folded=address, address=address, name=called, locale=locale, created_at=now)


def _observer(session: Session, stage: Stage, name: str, enrollment: EnrollmentRow) -> ObserverRow:
    colleague = _recipient(f"{name}-observer", "", stage.locale, stage.now)
    session.add(colleague)
    session.flush()
    row = ObserverRow(enrollment_id=enrollment.id or 0, recipient_id=colleague.id or 0)
    session.add(row)
    session.flush()
    return row


def _prompt(step: Step, enrollment: EnrollmentRow, message: MessageRow, asked_of: int | None) -> PromptRow:
    return PromptRow(
        enrollment_id=enrollment.id or 0, step=step.name, asked_of=asked_of or 0, kind=str(step.kind),
        measure=str(step.measure), message_id=message.id, state="planned", local_day=message.local_day,
        due_at=message.due_at,
    )  # fmt: skip
