"""Success cases: whom to ask for an interview, among people who agreed to be asked; off until a cohort switches it on.

Nobody is in it who did not tick it, and only answers given after the switch count. The list is under other names; a
name is told for one person at a time, and each time is written down, in that person's own history too.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time
from typing import Any

from sqlmodel import Session

from actions.agreeing import note_look, since, smallest
from actions.contents import programme_from
from actions.house import House
from actions.report.change import number_of_days
from coaching.agreements import Agreement
from coaching.briefing import RANKABLE, may_rank
from coaching.errors import NotFound, Refused
from coaching.programmes import Measure, Programme
from coaching.tokens import keyed_digest
from storage import agreements, cohorts
from storage.agreements import Agreed
from storage.reports import Given
from storage.rows import CohortRow

AT_MOST = 3
"""People at each end of the list, and never more than a third of those who could be told apart. Our choice."""


@dataclass(frozen=True, slots=True)
class Case:
    """One person to ask: *called* is a name of its own for this list, *end* says whether answers rose most or least."""

    called: str
    end: str
    answers: int


@dataclass(frozen=True, slots=True)
class Named:
    """Whom to ask, and where."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Cases:
    """The list of one cohort. *since* is when it was switched on, None for off; *why_empty* is "" where it is not."""

    cohort: str
    since: datetime | None
    agreed: int | None
    behaviour: str
    cases: tuple[Case, ...]
    why_empty: str

    def to_json(self) -> dict[str, Any]:
        """Return the list as plain values."""
        return asdict(self) | {"since": self.since.isoformat() if self.since else None,
                               "cases": [asdict(one) for one in self.cases]}  # fmt: skip


def cases(house: House, cohort_name: str, by: int | None, now: datetime) -> Cases:
    """Return whom to ask, under other names, and write the look down.

    Raises:
        NotFound: there is no such cohort.
    """
    with house.store.write() as session:
        cohort = cohorts.called(session, cohort_name)
        found, _ = _cases(house, session, cohort)
        if by is None:
            note_look(session, cohort, "interviews", by, now)
        session.commit()
    return found


def name_one(house: House, cohort_name: str, called: str, by: int | None, now: datetime) -> Named:
    """Return the name and address of one person on the list, and write down that they were looked up.

    Raises:
        NotFound: there is no such cohort, or nobody on its list is called that.
    """
    with house.store.write() as session:
        cohort = cohorts.called(session, cohort_name)
        found, ids = _cases(house, session, cohort)
        listed = tuple(one.called for one in found.cases)
        if called not in listed:
            raise NotFound("person on this list", called, listed)
        who = Named(*agreements.named(session, ids[called]))
        note_look(session, cohort, "interview", by, now, about=ids[called])
        session.commit()
    return who


def _cases(house: House, session: Session, cohort: CohortRow) -> tuple[Cases, dict[str, int]]:
    """Return the list, and the enrollments behind its names."""
    row = cohorts.programme_of(session, cohort.programme_id)
    programme = programme_from(row.text, row.name)
    label = next(one.label for one in programme.behaviours if one.name == programme.primary)
    began = since(cohort, Agreement.INTERVIEWS)
    if began is None:
        return Cases(cohort.name, None, None, label, (), OFF), {}
    who = agreements.agreed(session, cohort.id or 0, Agreement.INTERVIEWS)
    least = smallest(house, cohort)
    if len(who) < least:
        why = f"Fewer than {least} people agreed to be asked, so nobody is listed: the list would say who they are."
        return Cases(cohort.name, began, None, label, (), why), {}
    rows = _counted(agreements.given(session, cohort.id or 0, programme.primary, began), programme)
    slopes = _slopes(rows, cohort)
    why = "" if len(slopes) >= least else TOO_VAGUE
    listed = () if why else _ends(house, slopes, who, rows)
    names = {one.key: one.enrollment_id for one in who}
    ids = {_called(house, key): id_ for key, id_ in names.items()}
    return Cases(cohort.name, began, len(who), label, listed, why), {one.called: ids[one.called] for one in listed}


OFF = "This is switched off for the cohort: nobody was asked whether they agree."
TOO_VAGUE = (
    "People's changes cannot be told apart yet: one person's slope has to be known with a reliability of "
    f"{RANKABLE:g}, and for too few it is. More check-ins help; three a fortnight apart are far too few."
)


def _counted(given: Sequence[Given], programme: Programme) -> list[Given]:
    """Return the answers that a slope is made of: numbers, in time, on the programme's own check-ins."""
    steps = {step.name for step in programme.check_ins if step.measure is not Measure.FOLLOW_UP}
    held = {(one.enrollment_id, one.step): one for one in given if one.step in steps}
    return [
        one for one in held.values()
        if number_of_days(one) is not None and not (one.late or one.suspect or one.late_baseline)
    ]  # fmt: skip


def _slopes(rows: Sequence[Given], cohort: CohortRow) -> dict[int, float]:
    """Return the empirical Bayes slope of everybody whose slope is known well enough, by enrollment."""
    from measure.effects import effects
    from measure.growth import growth

    if not rows:
        return {}
    began = datetime.combine(cohort.workshop_on, time(12), UTC)
    people = [one.enrollment_id for one in rows]
    weeks = [(one.answered_at - began).total_seconds() / 604_800 for one in rows]
    days = [number_of_days(one) or 0.0 for one in rows]
    try:
        found = effects(growth(people, weeks, days), people, weeks, days)
    except Refused:
        return {}
    return {int(str(one.person)): one.slope for one in found if may_rank(one.reliability)}


def _ends(house: House, slopes: dict[int, float], who: Sequence[Agreed], rows: Sequence[Given]) -> tuple[Case, ...]:
    """Return the people at both ends, the most risen first."""
    keys = {one.enrollment_id: one.key for one in who}
    ordered = sorted(slopes, key=lambda one: (-slopes[one], one))
    n = min(AT_MOST, len(ordered) // 3)
    ends = [(one, "most") for one in ordered[:n]] + [(one, "least") for one in ordered[-n:]]
    return tuple(
        Case(_called(house, keys[one]), end, sum(row.enrollment_id == one for row in rows)) for one, end in ends
    )


def _called(house: House, key: str) -> str:
    """Return what somebody is called on this list and nowhere else."""
    return f"i{keyed_digest(house.secret, 'interview', key).hex()[:8]}"
