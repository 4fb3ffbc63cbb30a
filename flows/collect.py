"""`collect`: read the replies that have come in."""

from typing import Any

from prefect import flow
from pydantic import AwareDatetime

from actions.collecting import collect as collect_all
from flows.discretion import discreet
from flows.installation import current
from flows.tick import keep_tally, run_name


@flow(name="collect", flow_run_name=run_name, persist_result=False, validate_parameters=True)
@discreet
async def collect(now: AwareDatetime | None = None) -> dict[str, Any]:
    """Read every waiting reply, each once, and record what it answers."""
    here = current()
    if here.mailbox is None:
        return await keep_tally({"read": 0})
    return await keep_tally(collect_all(here.house, here.mailbox, now or here.now()).to_json())
