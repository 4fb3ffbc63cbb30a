"""`enroll`: the people of an uploaded roster, by the upload's key, so that no name enters Prefect's records."""

from datetime import date
from typing import Any

from prefect import flow
from pydantic import AwareDatetime

from actions.enrolling import NewCohort
from actions.enrolling import enroll as enroll_all
from actions.uploads import fetch
from content.reader import source_text
from content.roster import read_roster
from flows.discretion import discreet
from flows.installation import current
from flows.tick import keep_tally, run_name


@flow(name="enroll", flow_run_name=run_name, persist_result=False, validate_parameters=True)
@discreet
async def enroll(
    roster_key: str,
    programme: str,
    workshop_on: date,
    cohort: str,
    zone: str = "",
    country: str = "",
    skip_bad_rows: bool = False,
    consent: str = "",
    now: AwareDatetime | None = None,
) -> dict[str, Any]:
    """Enrol the roster that was uploaded under *roster_key*. Coaches come from the roster's own column."""
    here = current()
    name, content = fetch(here.house, roster_key)
    new = NewCohort(
        cohort,
        source_text(programme),
        programme,
        workshop_on,
        zone=zone,
        country=country,
        consent=consent,
        skip_bad_rows=skip_bad_rows,
    )
    result = enroll_all(here.house, new, read_roster(name, content), now or here.now())
    counted = {
        "enrolled": result.enrolled,
        "already": result.already,
        "prompts": result.prompts,
        "rejected_rows": [one.row for one in result.rejected],
    }
    return await keep_tally(counted)
