"""A cohort that is there already: who comes later comes into it as it is, and what it has not is refused."""

from typing import TYPE_CHECKING

from sqlmodel import Session

from actions.drawing import same_design
from coaching.cohort_names import check_name
from coaching.errors import NotAllowed
from storage import cohorts
from storage.rows import CohortRow, ProgrammeRow

if TYPE_CHECKING:
    from actions.enrolling import NewCohort


def check_new(session: Session, name: str) -> None:
    """Refuse a name that no cohort can have, or that reads like another's: people would be enrolled twice."""
    check_name(name)
    if held := cohorts.alike(session, name):
        raise NotAllowed(f"There is a cohort '{held}'. Write it like that, or choose a name that differs by a word.")


def check_same(session: Session, row: CohortRow, new: "NewCohort", asked: ProgrammeRow, coach_id: int | None) -> None:
    """Refuse what the cohort *row* does not have; *asked* and *coach_id* are the programme and coach that are named.

    Raises:
        NotAllowed: it has another programme, date, place, coach, consent or design.
    """
    if row.programme_id != asked.id:
        old = cohorts.programme_of(session, row.programme_id)
        raise NotAllowed(
            f"Cohort '{row.name}' runs programme '{old.name}' version {old.version}, not '{asked.name}' version "
            f"{asked.version}. Choose another cohort name, or the programme it runs."
        )
    if row.workshop_on != new.workshop_on:
        raise NotAllowed(
            f"Cohort '{row.name}' had its workshop on {row.workshop_on}, not on {new.workshop_on}. "
            f"Choose another cohort name, or that date."
        )
    _check_place(row, new)
    if coach_id not in (None, row.coach_id):
        raise NotAllowed(
            f"Cohort '{row.name}' has another coach, or none. Leave --coach out, and write whose coach differs into "
            "the roster's column 'coach'."
        )
    held = row.settings.get("consent", "notice")
    if new.consent not in ("", held):
        raise NotAllowed(
            f"Cohort '{row.name}' was enrolled with --consent {held}, and its people were told so. "
            f"Choose another cohort name, or leave --consent out."
        )
    same_design(row, new.design, new.stratify)


def _check_place(row: CohortRow, new: "NewCohort") -> None:
    """Refuse a zone or a country that the cohort does not have: who comes later is placed by the cohort's."""
    for option, given, held in (("--zone", new.zone, row.zone), ("--country", new.country, row.country)):
        if given and given.casefold() != held.casefold():
            raise NotAllowed(
                f"Cohort '{row.name}' has {option} {held or 'left empty'}, not {given}. Leave it out, and write what "
                f"differs into the roster's column '{option[2:]}'."
            )
