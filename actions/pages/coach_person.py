"""A coach's page of one person: progress, history and notes, within what the coach's role allows."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from actions.coached.knowing import Known, know
from actions.coached.notes import MOST_WORDS, note_address
from actions.coached.persons import as_seen
from actions.coached.shape import CoachedPerson, plain
from actions.coached.telling import title_of
from actions.house import House
from actions.pages.coach import own_cohort
from coaching.briefing import Done
from coaching.errors import NotFound, Refused
from coaching.programmes import NO_CHANCE, Programme
from coaching.seeing import sees_answers
from coaching.states import State
from storage import briefs, events
from storage.briefs import Note
from storage.coached import Asked, Of

BECAME = {State.ANSWERED: "answered", State.EXPIRED: "not answered", State.SENT: "open", State.UNSURE: "open"}
TASKS = {"done": "done", "not_yet": "not yet", NO_CHANCE: "no chance"}
GONE = frozenset({State.SENT, State.UNSURE, State.ANSWERED, State.EXPIRED})


@dataclass(frozen=True, slots=True)
class Line:
    """One thing somebody was asked, and what became of it in a few words; *on* is the day its window ended or ends."""

    title: str
    became: str
    on: date | None


@dataclass(frozen=True, slots=True)
class Progress:
    """The answers to the primary behaviour: (week, days out of five), in one picture; *says* it in a sentence."""

    label: str
    says: str
    course: tuple[tuple[int, int | None], ...]


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Everything the page shows. *notes* are the coach's own, newest first; *note_to* takes them by mail."""

    cohort: str
    programme: str
    person: CoachedPerson
    progress: Progress | None
    history: tuple[Line, ...]
    notes: tuple[Note, ...]
    note_to: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the same as a dictionary of plain values; days are ISO dates."""
        return {
            "cohort": self.cohort,
            "programme": self.programme,
            "person": plain(asdict(self.person)),
            "progress": plain(asdict(self.progress)) if self.progress else None,
            "history": [plain(asdict(one)) for one in self.history],
            "notes": [{"id": one.id, "words": one.words, "on": one.made_at.date().isoformat()} for one in self.notes],
            "note_to": self.note_to,
        }


def person_page(house: House, coach_id: int, cohort: str, key: str, now: datetime) -> PersonPage:
    """Return what this coach may see of one of their own people.

    Raises:
        NotFound: there is no such cohort or person, or they are not this coach's; the sentence is the same.
    """
    with house.store.write() as session:
        found, one = _own(session, coach_id, cohort, key, now)
        notes = tuple(briefs.notes(session, coach_id, one.person.enrollment_id))
        note_to = note_address(house, session, coach_id, one.person.key, now)
        session.commit()
    programme, seen = found[one.person.programme_id], as_seen(one, found)
    trusted = sees_answers(one.person.coach_role)
    history = tuple(_line(one, asked, found, trusted) for asked in one.asked if asked.state in GONE)
    return PersonPage(cohort, programme.title, seen, _progress(seen, programme), history, notes, note_to)


def _own(session: Session, coach_id: int, cohort: str, key: str, now: datetime) -> tuple[dict[int, Programme], Known]:
    where = own_cohort(session, coach_id, cohort)
    found = know(session, Of(coach_id, where.id, key), now) if key else None
    if found is None or not found.people:
        raise NotFound("person of yours", key, ())
    return dict(found.programmes), found.people[0]


def _line(one: Known, asked: Asked, programmes: dict[int, Programme], trusted: bool) -> Line:
    title = title_of(programmes[asked.programme_id], asked.step)
    on = asked.closes_at.astimezone(one.zone).date() if asked.closes_at else None
    if not trusted:
        return Line(title, "sent", None)
    task = next((said.value for said in one.said if said.prompt_id == asked.prompt_id and said.question == "task"), "")
    return Line(title, TASKS.get(task, BECAME.get(State(asked.state), asked.state)), on)


def _progress(seen: CoachedPerson, programme: Programme) -> Progress | None:
    """Return the person's line on the primary behaviour; None before the second answer, or where it is not shown."""
    label = programme.behaviour(programme.primary).label
    course = tuple((at.week, at.answers[label]) for at in seen.check_ins if label in at.answers)
    days = [n for _, n in course if n is not None]
    if len(course) < 2 or not days:
        return None
    several = f"Now {days[-1]} of five working days; at first {days[0]}."
    says = several if len(days) > 1 else f"{days[0]} of five working days so far."
    return Progress(label, says, course)


def mark(house: House, coach_id: int, cohort: str, key: str, what: str, now: datetime) -> str:
    """Note that the coach has spoken to somebody, or does not want to now; return a sentence that says what follows.

    Raises:
        NotFound: as `person_page`.
        Refused: there is no such mark.
    """
    if what not in tuple(Done):
        raise Refused("Choose 'spoken to' or 'not now'.")
    with house.store.write() as session:
        _, one = _own(session, coach_id, cohort, key, now)
        briefs.mark(session, coach_id, one.person.enrollment_id, what, now)
        _note_change(session, coach_id, one, what, now)
        session.commit()
    return f"{one.person.called} is left out of your brief for four weeks, unless they ask for a word."


def write_note(house: House, coach_id: int, cohort: str, key: str, words: str, now: datetime) -> str:
    """Keep a note about somebody; raises as `mark`."""
    text = words.strip()
    if not text or len(text) > MOST_WORDS:
        raise Refused(f"A note has between one and {MOST_WORDS} characters.")
    with house.store.write() as session:
        _, one = _own(session, coach_id, cohort, key, now)
        briefs.note(session, coach_id, one.person.enrollment_id, text, now)
        _note_change(session, coach_id, one, "note", now)
        session.commit()
    return "The note is kept."


def drop_note(house: House, coach_id: int, cohort: str, key: str, note_id: int, now: datetime) -> str:
    """Delete one of the coach's notes; raises as `mark`."""
    with house.store.write() as session:
        _, one = _own(session, coach_id, cohort, key, now)
        if not briefs.drop_note(session, coach_id, one.person.enrollment_id, note_id):
            raise NotFound("note of yours", note_id, ())
        _note_change(session, coach_id, one, "note_deleted", now)
        session.commit()
    return "The note is deleted."


def _note_change(session: Session, coach_id: int, one: Known, what: str, now: datetime) -> None:
    """Write down who changed what about whom; never the words."""
    events.note(session, "coach_" + what, now, recipient_id=coach_id, enrollment_id=one.person.enrollment_id)
