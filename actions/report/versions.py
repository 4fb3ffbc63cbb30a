"""The programme as a cohort ran it: its present version, with what earlier ones asked and it no longer has."""

from sqlmodel import Session

from actions.contents import programme_from
from coaching.programmes import Programme
from coaching.versions import with_removed
from storage import cohorts, versions
from storage.reports import Cohort


def as_ran(session: Session, cohort: Cohort) -> Programme:
    """Return the cohort's programme with the steps of every version that somebody in it was asked.

    A step that a migration removed keeps its place in the report: people answered it.
    """
    asked: dict[int, set[str]] = {}
    for programme_id, step in versions.asked_steps(session, cohort.id):
        asked.setdefault(programme_id, set()).add(step)
    present = programme_from(cohort.text, cohort.programme)
    for programme_id in sorted(asked, reverse=True):
        row = cohorts.programme_of(session, programme_id)
        present = with_removed(present, programme_from(row.text, row.name), asked[programme_id])
    return present
