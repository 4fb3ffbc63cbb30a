"""Row-level files: what people chose who agreed to it, a row an answer, under other names; off until switched on.

Only what was given after the switch and after the tick, never words, hours or what a machine may have tapped, and
nothing that beside the report would tell what few others answered (`row_cells`). Under five people there is no row, and
the reason stands in its place. Each file that is made is written down.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from actions.agreeing import note_look, since, smallest
from actions.contents import programme_from
from actions.house import House
from actions.pages.questions import Asks, asked_by
from actions.row_cells import Beside, Cell, cell_of
from coaching.agreements import Agreement
from coaching.programmes import Programme, Step, week_of
from coaching.tokens import keyed_digest
from storage import agreements, cohorts, events, releases, reports
from storage.agreements import Listed
from storage.rows import CohortRow

HOLDS_ROWS = ("csv", "xlsx", "parquet", "lrs")
"""The forms that hold answers; the codebook holds none."""
HELD = ("step", "item", "why")
OFF = "This is switched off for the cohort: nobody was asked whether they agree."


@dataclass(frozen=True, slots=True)
class Line:
    """One answer. *person* is a name of its own for the files of this cohort; *score* or *choice* is the answer.

    *week* is None for a step that something led to, *answered_on* a day on the person's own calendar. *late*: after
    its window, or a start asked after the workshop.
    """

    person: str
    week: int | None
    step: str
    item: str
    behaviour: str
    answered_on: str
    score: int | None
    choice: str
    late: int


@dataclass(frozen=True, slots=True)
class RowFile:
    """What a file of one cohort holds. *since* is when it was switched on, None for off; *why_empty* is "" where not.

    *asked* says of each question what it asks, by step and item, and of each choice what it means; *held_back* names
    the step and item of what is not in it, and why.
    """

    cohort: str
    since: datetime | None
    people: int | None
    lines: tuple[Line, ...]
    asked: tuple[tuple[str, str, str], ...]
    why_empty: str
    held_back: tuple[tuple[str, str, str], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return how large the file is, and why it is empty."""
        began = self.since.isoformat() if self.since else None
        held = [dict(zip(HELD, one, strict=True)) for one in self.held_back]
        return {"cohort": self.cohort, "since": began, "people": self.people, "rows": len(self.lines),
                "why_empty": self.why_empty, "held_back": held}  # fmt: skip


def row_file(house: House, cohort_name: str, now: datetime) -> RowFile:
    """Return what a file made now would hold; nothing is handed out by it.

    Raises:
        NotFound: there is no such cohort.
    """
    with house.store.read() as session:
        return _read(house, session, cohorts.called(session, cohort_name), now)[0]


def hand_out(house: House, cohort_name: str, form: str, by: int | None, now: datetime) -> RowFile:
    """Return what a file in *form* holds that is made now, and write down that it was; raises as `row_file`.

    It stands in the audit log, which does not say of whom, and in the own data of each person who is in it.
    """
    with house.store.write() as session:
        cohort = cohorts.called(session, cohort_name)
        found, people = _read(house, session, cohort, now)
        note_look(session, cohort, f"rows.{form}", by, now)
        told = people if form in HOLDS_ROWS else ()
        events.append(session, [{"what": "in_row_file", "at": now, "enrollment_id": one} for one in told])
        session.commit()
    return found


def _read(house: House, session: Session, cohort: CohortRow, now: datetime) -> tuple[RowFile, Collection[int]]:
    """Return the file, and the enrollments behind its names."""
    began = since(cohort, Agreement.ROWS)
    if began is None:
        return RowFile(cohort.name, None, None, (), (), OFF), ()
    rows = agreements.listed(session, cohort.id or 0, began)
    ids = dict.fromkeys([cohort.programme_id, *(one.programme_id for one in rows)])
    asked = _Asked({one: _programme(session, one) for one in ids})
    found = [(one, line) for one in rows if (line := _line(house, asked, one))]
    held = _held_back(house, session, cohort, asked, [one for one, _ in found], now)
    shown = [(one, line) for one, line in found if asked.cell_of(one) not in held]
    told = sorted({(line.step, line.item, held[cell]) for one, line in found if (cell := asked.cell_of(one)) in held})
    people, least = {one.enrollment_id for one, _ in shown}, smallest(house, cohort)
    meanings = tuple(asked.meanings())
    if len(people) >= least:
        lines = tuple(sorted((line for _, line in shown), key=_place))
        return RowFile(cohort.name, began, len(people), lines, meanings, "", tuple(told)), people
    why = _why_empty(len(agreements.agreed(session, cohort.id or 0, Agreement.ROWS)), bool(held), least)
    return RowFile(cohort.name, began, None, (), meanings, why, tuple(told)), ()


def _held_back(
    house: House, session: Session, cohort: CohortRow, asked: "_Asked", rows: list[Listed], now: datetime
) -> dict[Cell, str]:
    """Return what of *rows* must not stand beside the report; of too few who agreed nothing stands anywhere."""
    id_, least = cohort.id or 0, smallest(house, cohort)
    if len({one.key for one in rows}) < least:
        return {}
    prints = releases.of_cohort(session, id_)
    beside = Beside(reports.asked(session, id_), reports.given(session, id_), prints, asked.behaviours)
    return beside.held_back(rows, least, now)


def _why_empty(agreed: int, held: bool, least: int) -> str:
    if agreed < least:
        return FEW_AGREED.format(least=least)
    return ALL_HELD.format(least=least) if held else FEW_ANSWERED.format(least=least)


FEW_AGREED = "Fewer than {least} people agreed, so there is no row: it would say who they are."
FEW_ANSWERED = (
    "Fewer than {least} of those who agreed have answered since, so there is no row: it would say who they are."
)
ALL_HELD = (
    "There is no row yet: what those who agreed answered is still open, or beside the report it would tell what fewer "
    "than {least} others answered, who did not agree."
)


def _place(line: Line) -> tuple[str, str, str, str]:
    """Return where a line stands: by the other name and the day, so that no order tells of a roster or an hour."""
    return line.person, line.answered_on, line.step, line.item


def _programme(session: Session, programme_id: int) -> Programme:
    row = cohorts.programme_of(session, programme_id)
    return programme_from(row.text, row.name)


class _Asked:
    """What was asked in each of some versions of a programme."""

    def __init__(self, versions: Mapping[int, Programme]) -> None:
        self._found = {
            (id_, step.name): (programme, step, {one.name: one for one in asked_by(programme, step, step.name)})
            for id_, programme in versions.items() for step in programme.steps if not step.is_pulse
        }  # fmt: skip
        self.behaviours = {step.name: step.task.behaviour for _, step, _ in self._found.values() if step.task}
        """The behaviour of each step's task."""

    def cell_of(self, row: Listed) -> Cell:
        """Return the figure of the report that an answer belongs to."""
        return cell_of(row.step, row.question, row.value, self.behaviours.get(row.step, ""))

    def by(self, programme_id: int, step: str, item: str) -> tuple[Programme, Step, Asks] | None:
        """Return the question and where it stands, None for one that no version asks."""
        programme, found, asks = self._found.get((programme_id, step), (None, None, {}))
        return (programme, found, asks[item]) if programme and found and item in asks else None

    def meanings(self) -> Iterator[tuple[str, str, str]]:
        """Yield (part, name, meaning) of every step, question and choice that a file may hold; each once."""
        told: dict[tuple[str, str], str] = {}
        for _, step, asks in self._found.values():
            told["step", step.name] = step.title
            for one in asks.values():
                if one.form != "words":
                    told["item", one.field] = one.asks
                    told |= {("choice", f"{one.field}={c.value}"): c.label for c in one.choices if c.label != c.value}
        return ((part, name, meaning) for (part, name), meaning in told.items())


def _line(house: House, asked: _Asked, row: Listed) -> Line | None:
    """Return the line of one answer; None for what is no choice of its question, or was said to the coach alone."""
    found = asked.by(row.programme_id, row.step, row.question)
    if found is None or row.value not in found[2].allowed:
        return None
    programme, step, asks = found
    if _is_for_the_coach(programme, step, asks, row.value):
        return None
    day = row.answered_at.astimezone(ZoneInfo(row.zone or house.zone)).date()
    score = int(row.value) if row.value.isdecimal() and asks.name != "choice" else None
    week = None if step.after_days is None else week_of(step)
    return Line(
        person_in(house, row.key), week, step.name, asks.name, _behaviour(step, asks), day.isoformat(), score,
        row.value if score is None else "", int(row.late),
    )  # fmt: skip


def person_in(house: House, key: str) -> str:
    """Return what the person of an enrollment is called in the files of its cohort, and nowhere else.

    A keyed hash (HMAC-SHA-256 with the installation's secret) of the enrollment's key, which is made of chance: always
    the same for one enrollment, another in another cohort, and not to be found out from an address.
    """
    return f"r{keyed_digest(house.secret, 'rows', key).hex()[:12]}"


def _behaviour(step: Step, asks: Asks) -> str:
    if asks.form == "days":
        return asks.name
    return step.task.behaviour if step.task and asks.name in ("task", "barrier") else ""


def _is_for_the_coach(programme: Programme, step: Step, asks: Asks, value: str) -> bool:
    """Return whether an answer asks the coach for a word, which is between the two."""
    if asks.name != "barrier" or not step.task:
        return False
    barriers = programme.behaviour(step.task.behaviour).barriers
    return any(one.name == value and one.then[0] == "tell" for one in barriers)
