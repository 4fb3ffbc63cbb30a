"""What the Prefect server is told about our flows, and what is set right in it when a runner arrives."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from prefect import Flow
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.actions import DeploymentScheduleCreate
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterTags,
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import State, StateType
from prefect.client.schemas.responses import DeploymentResponse
from prefect.client.schemas.schedules import CronSchedule, IntervalSchedule
from prefect.exceptions import ObjectNotFound
from prefect.states import Cancelled, Crashed
from prefect.utilities.callables import parameter_schema

from coaching.errors import Refused

MARK = "followthrough"
EVERY = "every"
ANCHOR = datetime(2026, 1, 1, tzinfo=UTC)
PAGE = 200
BEGUN = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]


@dataclass(frozen=True, slots=True)
class Deployed:
    """A flow under a name, with its schedule: every ``interval_s`` seconds, by *cron*, or only when somebody asks.

    Intervals are counted from midnight UTC, so that a run every 30 s falls on whole half minutes after any restart.
    *cron* is on the wall of *zone*; a run that was missed while nothing ran is made up for.
    """

    name: str
    flow: Flow[..., Any]
    interval_s: float | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    cron: str = ""
    zone: str = "UTC"
    organisation: str = ""

    @property
    def mark(self) -> str:
        """The tag by which what is ours is known: an organisation's own where there are several."""
        return f"{MARK}-{self.organisation}" if self.organisation else MARK


def check(deployed: Sequence[Deployed]) -> None:
    """Refuse what a runner cannot run, before anything is registered.

    Raises:
        Refused: a flow that is not async, or two deployments of one flow under the same name.
    """
    for one in deployed:
        if not one.flow.isasync:
            raise Refused(f"Flow '{one.flow.name}' is not async. Write it with 'async def'.")
    names = [f"{one.flow.name}/{one.name}" for one in deployed]
    if twice := {name for name in names if names.count(name) > 1}:
        raise Refused(f"Deployment '{min(twice)}' is listed twice. Give each its own name.")


async def register(client: PrefectClient, deployed: Sequence[Deployed]) -> dict[UUID, Deployed]:
    """Return our deployments by their ids, after making the server's records the same as ours.

    Registering again changes nothing but what differs: schedules are replaced rather than added, what an operator
    paused stays paused, and deployments of ours that no longer exist are removed with the runs still to come.
    """
    registered = {await _register(client, one): one for one in deployed}
    ours = DeploymentFilter(tags=DeploymentFilterTags(all_=sorted({one.mark for one in deployed}) or [MARK]))
    for one in await client.read_deployments(deployment_filter=ours):
        if one.id not in registered and one.work_pool_name is None:
            await client.delete_deployment(one.id)
    return registered


async def _register(client: PrefectClient, one: Deployed) -> UUID:
    """Return the id of one deployment, created or brought up to date."""
    flow_id = await client.create_flow(one.flow)
    there = await known(client, one)
    return await client.create_deployment(
        flow_id=flow_id,
        name=one.name,
        schedules=schedules(one, there),
        parameters=dict(one.parameters),
        description=one.flow.description,
        tags=[one.mark],
        parameter_openapi_schema=parameter_schema(one.flow).model_dump_for_openapi(),
        enforce_parameter_schema=True,
    )


async def known(client: PrefectClient, one: Deployed) -> DeploymentResponse | None:
    """Return what the server already holds under this name."""
    try:
        return await client.read_deployment_by_name(f"{one.flow.name}/{one.name}")
    except ObjectNotFound:
        return None


def schedules(one: Deployed, there: DeploymentResponse | None) -> list[DeploymentScheduleCreate]:
    """Return the schedule to register: none, or one that is as active as the operator left it."""
    schedule = _schedule(one)
    if schedule is None:
        return []
    paused = there is not None and any(each.slug == EVERY and not each.active for each in there.schedules)
    return [DeploymentScheduleCreate(schedule=schedule, active=not paused, slug=EVERY)]


def _schedule(one: Deployed) -> CronSchedule | IntervalSchedule | None:
    if one.cron:
        return CronSchedule(cron=one.cron, timezone=one.zone)
    if one.interval_s is None:
        return None
    return IntervalSchedule(interval=timedelta(seconds=one.interval_s), anchor_date=ANCHOR)


async def close_stale(client: PrefectClient, ours: Collection[UUID], running_here: Collection[UUID]) -> int:
    """Return how many runs were closed: begun by some earlier process, and nobody is running them any more.

    Left alone they would show as running for ever. Nothing is lost by closing them: what was sent and what was not
    stands in our own tables.
    """
    closed = 0
    begun = FlowRunFilter(
        deployment_id=FlowRunFilterDeploymentId(any_=list(ours)),
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=BEGUN)),
    )
    while stale := [
        run for run in await client.read_flow_runs(flow_run_filter=begun, limit=PAGE) if run.id not in running_here
    ]:
        for run in stale:
            cancelled = run.state_type == StateType.CANCELLING
            state: State[None] = Cancelled() if cancelled else Crashed(message="The process that ran this is gone.")
            await client.set_flow_run_state(run.id, state, force=True)
            closed += 1
    return closed
