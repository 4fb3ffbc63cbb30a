"""`send-briefs`: a brief for every coach for whom something is new, once a week. Doubled or late, it does no harm."""

from typing import Any

from prefect import flow
from pydantic import AwareDatetime

from actions.briefing import plan_briefs
from flows.discretion import discreet
from flows.installation import current
from flows.tick import keep_tally, run_name


@flow(name="send-briefs", flow_run_name=run_name, persist_result=False, validate_parameters=True)
@discreet
async def send_briefs(now: AwareDatetime | None = None) -> dict[str, Any]:
    """Plan the briefs that are due; `tick` sends them like every other mail. Counts only leave this flow."""
    here = current()
    counted = plan_briefs(here.house, now or here.now()).to_json()
    if counted["briefs"]:
        await keep_tally(counted)
    return counted
