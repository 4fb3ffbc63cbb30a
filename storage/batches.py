"""Everything a batch of messages needs to be decided on, written and handed over, in a handful of queries."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, exists, func, select
from sqlmodel import Session

from coaching.calendars import Calendar, Hours
from coaching.tokens import Purpose
from storage import absences
from storage.cohorts import version_asked
from storage.core import table
from storage.messages import Waiting
from storage.moments import Moment
from storage.prepared import among, one_of
from storage.reads import Query, Read
from storage.rows import (
    CohortRow,
    EnrollmentRow,
    MessageRow,
    ParticipantRow,
    ProgrammeRow,
    PromptRow,
    RecipientRow,
)

PROMPT, ENROLLMENT, COHORT, PROGRAMME = (table(row) for row in (PromptRow, EnrollmentRow, CohortRow, ProgrammeRow))
MESSAGE, RECIPIENT, PARTICIPANT = (table(row) for row in (MessageRow, RecipientRow, ParticipantRow))
COACH = RECIPIENT.alias("coach")


@dataclass(slots=True)
class Asked:
    """One prompt with the enrollment, cohort and programme it belongs to."""

    prompt: PromptRow
    enrollment: EnrollmentRow
    cohort: CohortRow
    programme: ProgrammeRow
    coach: RecipientRow | None


@dataclass(slots=True)
class Bundle:
    """One message with its recipient, their calendar's rows and the prompts it carries.

    *tokens* are the links that were made when it was claimed, by purpose, and *diary* is the participant's calendar
    once it was asked for, so that both are worked out once. *buddy*: they have one,
    who may have written a *line*.
    """

    message: Waiting
    recipient: RecipientRow
    participant: ParticipantRow | None
    absences: tuple[tuple[date, date], ...] = ()
    asked: list[Asked] = field(default_factory=list)
    tokens: dict[Purpose, str] = field(default_factory=dict)
    diary: tuple[Calendar, Hours] | None = None
    buddy: bool = False
    line: str = ""


@dataclass(frozen=True, slots=True)
class StillAsked:
    """A prompt that an earlier mail asked and that can still be answered; *key* is that mail's."""

    message_id: int
    step: str
    closes_at: datetime
    key: str
    programme: ProgrammeRow


def gather(session: Session, waiting: Iterable[Waiting]) -> list[Bundle]:
    """Return a bundle for each message, in the same order."""
    held = list(waiting)
    recipients = by_id(session, RECIPIENTS, {one.recipient_id for one in held})
    participants = {row.recipient_id: row for (row,) in PARTICIPANTS.run(session, ids=recipients)}
    away = absences.of_many(session, [one.id for one in participants.values()])
    asked = asked_by_message(session, {one.carries for one in held})
    return [
        Bundle(
            one,
            recipients[one.recipient_id],
            who := participants.get(one.recipient_id),
            tuple(away.get(who.id, ())) if who else (),
            asked.get(one.carries, []),
        )
        for one in held
    ]


def asked_by_message(session: Session, message_ids: Collection[int]) -> dict[int, list[Asked]]:
    """Return the prompts that each message carries, in the order they are asked.

    Cohorts, programmes and coaches are read once for all of them: a programme is a text of some 30 KB.
    """
    rows = ASKED_BY_MANY.run(session, ids=message_ids)
    places = {place.id: place for _, place in rows}.values()
    cohorts = by_id(session, COHORTS, {one.cohort_id for one in places})
    versions = by_id(session, PROGRAMMES, {prompt.programme_id or place.programme_id for prompt, place in rows})
    coaches = by_id(session, RECIPIENTS, {one.coach_id for one in places} - {None})
    found: dict[int, list[Asked]] = {}
    for prompt, place in rows:
        version = versions[prompt.programme_id or place.programme_id]
        asked = Asked(prompt, place, cohorts[place.cohort_id], version, coaches.get(place.coach_id))
        found.setdefault(prompt.message_id, []).append(asked)
    return found


ASKED_BY_MANY = Read(
    lambda prompts: prompts.join(ENROLLMENT, ENROLLMENT.c.id == PROMPT.c.enrollment_id)
    .where(among(PROMPT.c.message_id))
    .order_by(PROMPT.c.id),
    PROMPT, ENROLLMENT,
)  # fmt: skip


def asked_by(session: Session, message_id: int) -> list[Asked]:
    """Return the prompts that one message carries, in the order they are asked."""
    return [Asked(*row) for row in ASKED_BY_ONE.run(session, message=message_id)]


ASKED_BY_ONE = Read(
    lambda prompts: prompts.join(ENROLLMENT, ENROLLMENT.c.id == PROMPT.c.enrollment_id)
    .join(COHORT, COHORT.c.id == ENROLLMENT.c.cohort_id)
    .join(PROGRAMME, PROGRAMME.c.id == version_asked())
    .join(COACH, COACH.c.id == ENROLLMENT.c.coach_id, isouter=True)
    .where(PROMPT.c.message_id == bindparam("message"))
    .order_by(PROMPT.c.id),
    PROMPT, ENROLLMENT, COHORT, PROGRAMME, COACH,
)  # fmt: skip


def check_ins_after(session: Session, enrollment_ids: Collection[int], now: datetime) -> dict[int, datetime]:
    """Return when each enrollment's next check-in is due; what is asked again closes then at the latest."""
    return dict(NEXT_CHECK_INS.rows(session, ids=enrollment_ids, now=now))


NEXT_CHECK_INS = Query(
    select(PROMPT.c.enrollment_id, func.min(PROMPT.c.due_at, type_=Moment()))
    .where(
        among(PROMPT.c.enrollment_id),
        PROMPT.c.kind == "check_in",
        PROMPT.c.state == "planned",
        PROMPT.c.due_at > bindparam("now", type_=Moment()),
    )
    .group_by(PROMPT.c.enrollment_id)
)


def still_open(session: Session, enrollment_ids: Collection[int], now: datetime) -> dict[int, list[StillAsked]]:
    """Return what is open from a participant's own latest mail, by enrollment.

    What an earlier mail asks has been named once, in the mail or the reminder that went since.
    """
    rows = STILL_OPEN.rows(session, ids=enrollment_ids, now=now)
    versions = by_id(session, PROGRAMMES, {row[-1] for row in rows})
    found: dict[int, list[StillAsked]] = {}
    for enrollment_id, message_id, step, closes_at, key, version in rows:
        asked = StillAsked(message_id, step, closes_at, key, versions[version])
        found.setdefault(enrollment_id, []).append(asked)
    return found


LATER = MESSAGE.alias("later")
NAMED = exists().where(
    LATER.c.recipient_id == MESSAGE.c.recipient_id,
    one_of(LATER.c.kind, ("prompt", "reminder")),
    one_of(LATER.c.state, ("sent", "unsure")),
    LATER.c.due_at > MESSAGE.c.due_at,
)
STILL_OPEN = Query(
    select(
        PROMPT.c.enrollment_id, PROMPT.c.message_id, PROMPT.c.step, PROMPT.c.closes_at, MESSAGE.c.key, version_asked()
    )
    .join(MESSAGE, MESSAGE.c.id == PROMPT.c.message_id)
    .join(ENROLLMENT, ENROLLMENT.c.id == PROMPT.c.enrollment_id)
    .where(
        among(PROMPT.c.enrollment_id),
        PROMPT.c.asked_of == 0,
        one_of(PROMPT.c.state, ("sent", "unsure")),
        PROMPT.c.closes_at > bindparam("now", type_=Moment()),
        ~NAMED,
    )
    .order_by(PROMPT.c.id)
)


def by_id(session: Session, read: Read, ids: Collection[Any]) -> dict[int, Any]:
    """Return the rows with these ids, by id."""
    return {row.id: row for (row,) in read.run(session, ids=ids)} if ids else {}


def _those(part: Any, column: Any) -> Read:
    return Read(lambda rows: rows.where(among(column)), part)


RECIPIENTS, COHORTS, PROGRAMMES = (_those(part, part.c.id) for part in (RECIPIENT, COHORT, PROGRAMME))
PARTICIPANTS = _those(PARTICIPANT, PARTICIPANT.c.recipient_id)
