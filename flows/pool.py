"""The flows in a work pool: registered once, run by workers wherever they are."""

import asyncio
import contextlib
from collections.abc import Sequence

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.exceptions import ObjectAlreadyExists
from prefect.utilities.callables import parameter_schema

from coaching.errors import Refused
from flows.alarms import Alarms, arm
from flows.registration import Deployed, check, known, schedules

ENTRY = "commands.deployed"
"""The module in which a worker's run finds a flow by its name."""


def deploy_all(deployed: Sequence[Deployed], pool: str, alarms: Alarms) -> list[str]:
    """Register *deployed* for the workers of *pool*, which is made if it is not there; return the names.

    Raises:
        Refused: the server does not answer.
    """
    check(deployed)
    try:
        return asyncio.run(_deploy_all(deployed, pool, alarms))
    except (OSError, RuntimeError) as fault:
        raise Refused(f"The Prefect server does not answer ({type(fault).__name__}). Is its address right?") from None


async def _deploy_all(deployed: Sequence[Deployed], pool: str, alarms: Alarms) -> list[str]:
    async with get_client() as client:
        with contextlib.suppress(ObjectAlreadyExists):
            await client.create_work_pool(WorkPoolCreate(name=pool, type="process"))
        names = [await _deploy(client, one, pool) for one in deployed]
        await arm(client, alarms)
    return names


async def _deploy(client: PrefectClient, one: Deployed, pool: str) -> str:
    await client.create_deployment(
        flow_id=await client.create_flow(one.flow),
        name=one.name,
        schedules=schedules(one, await known(client, one)),
        parameters=dict(one.parameters),
        description=one.flow.description,
        tags=[one.mark],
        work_pool_name=pool,
        entrypoint=f"{ENTRY}.{one.flow.fn.__name__}",
        pull_steps=[],
        parameter_openapi_schema=parameter_schema(one.flow).model_dump_for_openapi(),
        enforce_parameter_schema=True,
    )
    return f"{one.flow.name}/{one.name}"
