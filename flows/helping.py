"""Several workers on one busy morning: a pass that finds much to do asks for more runs, which share it by claims."""

from datetime import datetime

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterName,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from prefect.exceptions import ObjectNotFound

HELP_EVERY = 500
"""Messages due for which one more run is asked for; a run starts in seconds and sends this in a minute. Our choice."""
ALIVE = [StateType.SCHEDULED, StateType.PENDING, StateType.RUNNING]


def wanted(due: int, most: int, alive: int) -> int:
    """Return how many more runs to ask for.

    >>> wanted(due=400, most=8, alive=0), wanted(due=1600, most=8, alive=1), wanted(due=10**6, most=8, alive=3)
    (0, 2, 5)
    """
    return max(0, min(most, due // HELP_EVERY) - alive)


async def ask_for_help(due: int, most: int, organisation: str, now: datetime | None) -> int:
    """Ask for runs of `send`, the organisation's own, as far as they are worth it; return how many.

    Runs that nobody picks up are counted as alive, so that they do not pile up while one worker does all.
    """
    if due < HELP_EVERY or most < 1:
        return 0
    name = f"send-{organisation}" if organisation else "send"
    async with get_client() as client:
        try:
            deployment = await client.read_deployment_by_name(f"send/{name}")
        except ObjectNotFound:
            return 0
        more = wanted(due, most, await _alive(client, name))
        for _ in range(more):
            parameters = {"now": now.isoformat()} if now else {}
            await client.create_flow_run_from_deployment(deployment.id, parameters=parameters)
    return more


async def _alive(client: PrefectClient, name: str) -> int:
    runs = await client.read_flow_runs(
        deployment_filter=DeploymentFilter(name=DeploymentFilterName(any_=[name])),
        flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=ALIVE))),
    )
    return len(runs)
