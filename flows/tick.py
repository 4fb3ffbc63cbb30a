"""`tick`: send what is due, expire what is over, remind whom the rules remind. Late or doubled, it does no harm."""

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
from flows.discretion import discreet
from flows.installation import current


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
async def tick(now: AwareDatetime | None = None) -> dict[str, Any]:
    """Send everything due. Parameters are plain values, so that a run can be replayed as of any moment."""
    here = current()
    tally = begin(here.house, now or here.now())
    claimer = secrets.token_hex(8)
    while await send_one_batch(tally, claimer):
        pass
    announce(here.house, here.channel, now or here.now())
    if tally.claimed or tally.skipped or tally.expired:
        await keep_tally(tally.to_json())
    return tally.to_json()


async def keep_tally(counted: dict[str, Any]) -> None:
    """Keep what a run did as a table in the Prefect UI: counts only."""
    await create_table_artifact(key="tally", table=[counted], description="What this pass did.")  # type: ignore[misc]
