"""Everything that is kept about one person, as plain values: for the page behind their key, and for `export`."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from actions.auditing import by_operator
from actions.contents import programme_from
from actions.house import House
from actions.pages.questions import asked_by
from coaching.errors import NotFound
from coaching.notices import UNVERIFIED
from coaching.programmes import Programme, Step
from coaching.tokens import keyed_hash
from content.words import language_for
from storage import briefs, buddies, cohorts, enrollments, personal, suppressions
from storage.enrollments import Place
from storage.personal import columns
from storage.rows import PromptRow, RecipientRow, ResponseRow

FIELDS = ("cohort", "programme", "step", "title", "question", "asks", "answer", "label", "words", "shared", "channel",
          "answered_at", "replaced_at")  # fmt: skip
OF_BUDDY = ("asked_at", "accepted_at", "ended_at", "told_at", "line", "line_at")
RISKY = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the start of a formula."""


@dataclass(frozen=True, slots=True)
class OwnData:
    """What is kept about one person. *everything* is the JSON; *answers* are its answers, a row each, with FIELDS."""

    everything: dict[str, Any]
    answers: tuple[dict[str, Any], ...]

    @property
    def locale(self) -> str:
        """The language the person reads."""
        return language_for(self.everything["person"]["locale"])

    def to_csv(self) -> str:
        """Return the answers as CSV; a cell that a spreadsheet would run begins with an apostrophe."""
        out = io.StringIO()
        writer = csv.DictWriter(out, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: _harmless(row[name]) for name in FIELDS} for row in self.answers)
        return out.getvalue()


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(RISKY) else value


def export(house: House, person: str, now: datetime) -> OwnData:
    """Return everything that is kept about *person*, an address or a key, for whoever runs the installation.

    That they looked is written down first, so it stands in the copy too.

    Raises:
        NotFound: nobody goes by that, or they were erased.
    """
    with house.store.write() as session:
        who = personal.recipient_of(session, person)
        if who is None or who.erased_at:
            raise NotFound("person", person, ())
        by_operator(session, "looked", now, enrollments.of_recipient(session, who.id or 0), page="export")
        found = own_data(house, session, who, now)
        session.commit()
        return found


def own_data(house: House, session: Session, who: RecipientRow, now: datetime) -> OwnData:
    """Return everything that is kept about a recipient, read in *session*."""
    reader = _Reader(session, who)
    hash_ = keyed_hash(house.secret, who.address)
    everything = {
        "made_at": now.isoformat(),
        "person": reader.person(),
        "enrollments": [reader.enrollment(place) for place in reader.places],
        "absences": [columns(one, "kind", "from_on", "until_on", "made_at") for one in reader.absences()],
        "silences": [columns(one, "answer", "asked_at", "closes_at", "answered_at") for one in reader.silences()],
        "mails": [
            columns(one, "kind", "state", "reason", "due_at", "sent_at", "may_have_repeated") for one in reader.mails
        ],
        "received": reader.received(),
        "notes": [
            columns(one, "at", "what", "reason", "cause", "details")
            for one in personal.other_events(session, reader.id, reader.enrollments)
        ],
        "buddy_of": [columns(one.row, *OF_BUDDY) for one in buddies.of_recipient(session, reader.id)],
        "about_others": reader.about_others(),
        "no_mail_to_this_address": bool(suppressions.suppressed(session, [hash_])),
    }
    return OwnData(everything, tuple(reader.answers))


class _Reader:
    """Reads one person, and gathers their answers on the way."""

    def __init__(self, session: Session, who: RecipientRow) -> None:
        self.session, self.who, self.id = session, who, who.id or 0
        self.places = enrollments.of_recipient(session, self.id)
        self.enrollments = [one.enrollment.id or 0 for one in self.places]
        self.mails = personal.mails(session, self.id)
        self.answers: list[dict[str, Any]] = []

    def person(self) -> dict[str, Any]:
        found = columns(self.who, "key", "address", "name", "locale", "webhook", "created_at")
        for place in self.places[:1]:
            found |= columns(
                place.participant, "zone", "country", "region", "working_days", "task_at", "check_in_at",
                "share_replies",
            )  # fmt: skip
        return found | {"roles": [one.role for one in personal.roles(self.session, self.id)]}

    def silences(self) -> Sequence[Any]:
        return personal.silences(self.session, self.places[0].participant.id or 0) if self.places else ()

    def absences(self) -> Sequence[Any]:
        return personal.absences(self.session, self.places[0].participant.id or 0) if self.places else ()

    def enrollment(self, place: Place) -> dict[str, Any]:
        programme = programme_from(place.programme.text, place.programme.name, self.who.locale)
        kept = columns(
            place.enrollment, "key", "state", "coach_role", "team", "start_group", "late_baseline", "enrolled_at",
            "left_at", "may_ask_at", "may_list_at",
        )  # fmt: skip
        return kept | {
            "cohort": place.cohort.name,
            "workshop_on": place.cohort.workshop_on.isoformat(),
            "programme": programme.title,
            "version": place.programme.version,
            "coach": (place.coach.name or place.coach.address) if place.coach else "",
            "coach_keeps": self._kept_by_coaches(place.enrollment.id or 0),
            "buddies": [
                {"address": address or ""} | columns(one, *OF_BUDDY)
                for one, address in buddies.of_enrollment(self.session, place.enrollment.id or 0)
            ],
            "observers": len(personal.observed_by(self.session, [place.enrollment.id or 0])),
            "draws": [
                columns(one, "point", "arm", "probability", "drawn_at")
                for one in personal.draws(self.session, place.enrollment.id or 0)
            ],
            "prompts": self._prompts(place),
        }

    def _kept_by_coaches(self, enrollment_id: int) -> dict[str, Any]:
        """Return what coaches keep about this enrollment: their notes, their marks, and what briefs told them of."""
        notes, marks, told = briefs.about(self.session, enrollment_id)
        return {
            "notes": [columns(one, "words", "made_at") for one in notes],
            "marks": [columns(one, "what", "made_at") for one in marks],
            "told": [columns(one, "why", "made_at") for one in told],
        }

    def _prompts(self, place: Place) -> list[dict[str, Any]]:
        """Return every prompt of an enrollment, each in the words of the version it was asked in."""
        rows = personal.prompts(self.session, place.enrollment.id or 0)
        ids = [one.id or 0 for one in rows]
        answers, told = personal.answers(self.session, ids), personal.histories(self.session, ids)
        found = []
        for row in rows:
            programme = self._version(row.programme_id or place.programme.id or 0)
            step = next((one for one in programme.steps if one.name == row.step), None)
            given = [self._answer(programme, step, one) for one in answers.get(row.id or 0, [])]
            title = step.title if step else row.step
            about = {"cohort": place.cohort.name, "programme": programme.title, "step": row.step, "title": title}
            self.answers += [about | one for one in given]
            found.append(
                _prompt(row, title) | {"answers": given, "history": [_line(one) for one in told.get(row.id or 0, [])]}
            )
        return found

    def _version(self, programme_id: int) -> Programme:
        row = cohorts.programme_of(self.session, programme_id)
        return programme_from(row.text, row.name, self.who.locale)

    def _answer(self, programme: Programme, step: Step | None, row: ResponseRow) -> dict[str, Any]:
        asked = (
            {one.name: one for one in asked_by(programme, step, row.question, language_for(self.who.locale))}
            if step
            else {}
        )
        ask = asked.get(row.question)
        return {
            "question": row.question,
            "asks": ask.asks if ask else "",
            "answer": row.value,
            "label": ask.label_of(row.value) if ask and row.value else row.value,
            "words": row.words,
            "shared": row.share,
        } | columns(row, "channel", "late", "suspect", "answered_at", "replaced_at")

    def received(self) -> list[dict[str, Any]]:
        """Return the mails that came back, the words of those left out that somebody else wrote."""
        rows = personal.arrivals(self.session, [one.id or 0 for one in self.mails])
        return [
            columns(one, "arrived_at", "kind", "outcome")
            | {"mail": "" if one.outcome == UNVERIFIED else bytes(one.raw).decode("utf-8", "replace")}
            for one in rows
        ]

    def about_others(self) -> list[dict[str, Any]]:
        """Return what this person answered as an observer, and to which question; about whom is the others' own."""
        observing = [one.id or 0 for one in personal.observing(self.session, self.id)]
        rows = personal.pulses(self.session, observing)
        ids = [one.id or 0 for one in rows]
        given, versions = personal.answers(self.session, ids), personal.versions(self.session, ids)
        return [self._pulse(row, self._version(versions[row.id or 0]), given.get(row.id or 0, [])) for row in rows]

    def _pulse(self, row: PromptRow, programme: Programme, given: Sequence[ResponseRow]) -> dict[str, Any]:
        step = next((one for one in programme.steps if one.name == row.step), None)
        title = step.title if step else row.step
        found = [self._answer(programme, step, one) for one in given]
        about = {"cohort": "", "programme": programme.title, "step": row.step, "title": title}
        self.answers += [about | one for one in found]
        return _prompt(row, title) | {"programme": programme.title, "answers": found}


def _prompt(row: PromptRow, title: str) -> dict[str, Any]:
    return {"title": title} | columns(
        row, "step", "kind", "state", "reason", "why", "local_day", "due_at", "closes_at", "answered_at"
    )


def _line(one: Any) -> dict[str, Any]:
    return columns(one, "at", "what", "reason", "cause", "details")
