"""`tick`: send what is due, expire what is over, remind whom the rules remind. Late or doubled, it does no harm."""

import logging
import secrets
from datetime import UTC, datetime
from typing import Any

from prefect import flow, runtime, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.tasks import exponential_backoff
from pydantic import AwareDatetime

from actions.outgoing.announcing import announce
from actions.outgoing.tally import Tally
from actions.sending import begin, send_batch
from actions.watching import waiting
from flows.alarms import tell_of_unsent
from flows.discretion import discreet
from flows.helping import ask_for_help
from flows.installation import current

log = logging.getLogger(__name__)


def run_name() -> str:
    """Return a readable name for a run: ``tick 2026-11-23T09:00Z``, the moment it acts as of."""
    given = runtime.flow_run.parameters.get("now")
    moment = given if isinstance(given, datetime) else runtime.flow_run.scheduled_start_time
    return f"{runtime.flow_run.flow_name} {moment.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


@task(
    name="send-batch",
    retries=2,
    retry_delay_seconds=exponential_backoff(backoff_factor=2),
    retry_jitter_factor=0.5,
    cache_policy=NO_CACHE,
    persist_result=False,
)
@discreet
async def send_one_batch(tally: Tally, claimer: str) -> bool:
    """Send one claimed batch. A retry claims anew: what was handed over is recorded and not handed over again."""
    here = current()
    return send_batch(here.house, here.channel, tally, claimer)


@flow(name="tick", flow_run_name=run_name, persist_result=False, validate_parameters=True)
@discreet
async def tick(now: AwareDatetime | None = None, helpers: int = 0) -> dict[str, Any]:
    """Send everything due. Parameters are plain values, so that a run can be replayed as of any moment.

    Where workers share the work, at most so many *helpers* are asked for when much is due.
    """
    here = current()
    tally = begin(here.house, now or here.now())
    await ask_for_help(waiting(here.house, tally.now).due, helpers, here.organisation, now)
    await send_all(tally)
    announce(here.house, here.channel, now or here.now())
    tell_of_unsent(waiting(here.house, tally.now), here.organisation)
    return await keep_tally(tally.to_json())


@flow(name="send", flow_run_name=run_name, persist_result=False, validate_parameters=True)
@discreet
async def send(now: AwareDatetime | None = None) -> dict[str, Any]:
    """Share the sending of what is due with a pass under way; what it has claimed is left to it."""
    here = current()
    tally = Tally(now or here.now())
    await send_all(tally)
    return await keep_tally(tally.to_json())


async def send_all(tally: Tally) -> None:
    """Send batch after batch, until nothing is left to claim."""
    claimer = secrets.token_hex(8)
    while await send_one_batch(tally, claimer):
        pass


async def keep_tally(counted: dict[str, Any]) -> dict[str, Any]:
    """Keep what a run did as a table in the Prefect UI and, if it did anything, as a line of the log; return it."""
    await create_table_artifact(key="tally", table=[counted], description="What this pass did.")  # type: ignore[misc]
    if any(value for name, value in counted.items() if name != "now"):
        log.info("%s did something", runtime.flow_run.flow_name, extra={"facts": counted})
    return counted
