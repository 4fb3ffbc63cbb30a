"""Excerpts: what a database knows of some people, copied into an empty one with the same schema.

A rehearsal needs the other mails that the same people get, because the budget counts over all programmes and roles.
Rows keep their ids. Answers, links, arrived mails and staff are not copied: nothing that falls due depends on them.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Table, select
from sqlmodel import Session, SQLModel

from storage.core import chunks, insert_all, run, table
from storage.people import fold
from storage.rows import (
    AbsenceRow,
    CohortRow,
    DrawRow,
    EnrollmentRow,
    EventRow,
    MessageRow,
    ObserverRow,
    ParticipantRow,
    ProgrammeRow,
    PromptRow,
    RecipientRow,
    SilenceRow,
)
from storage.store import Store

Rows = Sequence[dict[str, Any]]


def copy(source: Store, target: Store, people: Iterable[str]) -> list[str]:
    """Copy what *source* knows of these addresses into *target*; return the addresses that were known."""
    with source.read() as session:
        found = _Excerpt(session).take(sorted({fold(one) for one in people}))
    with target.write() as session:
        for row, rows in found.items():
            insert_all(session, row, rows)
        session.commit()
    return [one["address"] for one in found.get(RecipientRow, ())]


class _Excerpt:
    """Gathers rows in an order in which they can be inserted."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def take(self, addresses: list[str]) -> dict[type[SQLModel], Rows]:
        """Return the rows about these people by table; empty when none of them is known."""
        own = self._in(RecipientRow, "folded", addresses)
        if not own:
            return {}
        mails = self._in(MessageRow, "recipient_id", _ids(own))
        mine = self._in(ParticipantRow, "recipient_id", _ids(own))
        asked = self._in(PromptRow, "message_id", _ids(mails))
        places = _merged(
            self._in(EnrollmentRow, "participant_id", _ids(mine)),
            self._in(EnrollmentRow, "id", {one["enrollment_id"] for one in asked}),
        )
        prompts = _merged(asked, self._in(PromptRow, "enrollment_id", _ids(places)))
        participants = _merged(mine, self._in(ParticipantRow, "id", {one["participant_id"] for one in places}))
        return self._with_kin(own, participants, places, mails, prompts)

    def _with_kin(
        self, own: Rows, participants: Rows, places: Rows, mails: Rows, prompts: Rows
    ) -> dict[type[SQLModel], Rows]:
        """Return everything with the rows it refers to; a prompt whose mail went to somebody else carries none."""
        observers = self._in(ObserverRow, "enrollment_id", _ids(places))
        named = {one["recipient_id"] for one in (*participants, *observers)} | {one["coach_id"] for one in places}
        cohorts = self._in(CohortRow, "id", {one["cohort_id"] for one in places})
        named |= {one["coach_id"] for one in cohorts}
        versions = {one["programme_id"] for one in (*places, *cohorts)}
        sent = _ids(mails)
        return {
            RecipientRow: _merged(own, self._in(RecipientRow, "id", named - {None})),
            ProgrammeRow: self._in(ProgrammeRow, "id", versions),
            CohortRow: cohorts,
            ParticipantRow: participants,
            EnrollmentRow: places,
            ObserverRow: observers,
            AbsenceRow: self._in(AbsenceRow, "participant_id", _ids(participants)),
            DrawRow: self._in(DrawRow, "enrollment_id", _ids(places)),
            MessageRow: sorted(mails, key=lambda one: (one["about_id"] is not None, one["id"])),
            PromptRow: [one if one["message_id"] in sent else one | {"message_id": None} for one in prompts],
            SilenceRow: self._silences(participants, sent),
            EventRow: self._in(EventRow, "enrollment_id", _ids(places)),
        }

    def _silences(self, participants: Rows, sent: Collection[int]) -> Rows:
        found = self._in(SilenceRow, "participant_id", _ids(participants))
        return [one for one in found if one["message_id"] in sent]

    def _in(self, row: type[SQLModel], column: str, values: Collection[Any]) -> Rows:
        """Return the rows of a table whose *column* is among *values*, by id."""
        held: Table = table(row)
        found = []
        for chunk in chunks(sorted(values)):
            statement = select(held).where(held.c[column].in_(chunk))
            found += [dict(one) for one in run(self.session, statement).mappings()]
        return sorted(found, key=lambda one: int(one["id"]))


def _ids(rows: Rows) -> set[int]:
    return {one["id"] for one in rows}


def _merged(*several: Rows) -> Rows:
    """Return rows of one table, each once, by id."""
    return [one for _, one in sorted({one["id"]: one for rows in several for one in rows}.items())]
