"""The one process that runs our flows on the Prefect server's schedule.

Prefect's own ``serve`` starts a process for each run, which costs more than a second of processor time before the
flow's first line. Here the process stays, asks the server what is due, and runs it. The server may start later
than this process, die and come back: what is due is always a question about now.
"""

import asyncio
import contextlib
import importlib
import logging
import signal
import sys
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterId,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.exceptions import ObjectNotFound
from prefect.states import Cancelled, Crashed

from flows.alarms import Alarms, arm
from flows.choice import choose, is_tick
from flows.lane import Lane
from flows.registration import PAGE, Deployed, check, close_stale, register

__all__ = ["Deployed", "run_forever", "serve"]

AT_ONCE = 2
PATIENCE_S = 10.0
REGISTERING_S = 30.0
GRACE_S = 20.0
LAST_WORDS_S = 3.0
SHORTEST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 5.0

log = logging.getLogger(__name__)


def serve(
    deployed: Sequence[Deployed], poll_s: float = 5.0, grace_s: float = GRACE_S, alarms: Alarms | None = None
) -> None:
    """Run the flows until SIGTERM or SIGINT; the runs under way may finish within *grace_s* seconds.

    Everything happens in a second thread, because Prefect takes over SIGTERM for as long as a flow runs in the
    main one.
    """
    loop, stop = asyncio.new_event_loop(), asyncio.Event()

    def ask_to_stop(*_: object) -> None:
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(stop.set)

    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, ask_to_stop)
    with ThreadPoolExecutor(1, thread_name_prefix="runner") as beside:
        beside.submit(loop.run_until_complete, run_forever(deployed, stop, poll_s, grace_s, alarms)).result()
    loop.close()


async def run_forever(
    deployed: Sequence[Deployed],
    stop: asyncio.Event,
    poll_s: float = 5.0,
    grace_s: float = GRACE_S,
    alarms: Alarms | None = None,
) -> None:
    """Run what is due until *stop* is set, whatever becomes of the server meanwhile.

    Raises:
        Refused: a flow that cannot be run this way.
    """
    check(deployed)
    runner = Runner(deployed, poll_s, alarms)
    tending = asyncio.create_task(runner.tend())
    await stop.wait()
    tending.cancel()
    await asyncio.wait([tending])
    await runner.wind_down(grace_s)


class Runner:
    """The runs under way and the loop that adds to them. One per Prefect server."""

    def __init__(self, deployed: Sequence[Deployed], poll_s: float, alarms: Alarms | None = None) -> None:
        self._deployed = deployed
        self._alarms = alarms
        self._poll_s = poll_s
        self._registered: dict[UUID, Deployed] = {}
        self._lanes: dict[UUID, Lane] = {}
        self._ended: list[Lane] = []
        self._changed = asyncio.Event()
        self._pause_s = SHORTEST_PAUSE_S

    async def tend(self) -> None:
        """Follow the server for ever, and find it again whenever it is lost."""
        while True:
            try:
                async with get_client() as client:
                    await self._follow(client)
            except Exception as lost:  # noqa: BLE001 - whatever went wrong, the next look starts afresh
                log.debug("The Prefect server cannot be reached (%s); trying again.", type(lost).__name__)
            await asyncio.sleep(self._pause_s)
            self._pause_s = min(LONGEST_PAUSE_S, self._pause_s * 2)

    async def wind_down(self, grace_s: float) -> None:
        """Let what is running finish, then interrupt it, then record as crashed what would not be interrupted."""
        await self._all_ended(grace_s)
        for lane in self._lanes.values():
            lane.interrupt()
        await self._all_ended(LAST_WORDS_S)
        with contextlib.suppress(Exception):
            async with asyncio.timeout(LAST_WORDS_S), get_client() as client:
                for run_id in self._lanes:
                    await client.set_flow_run_state(run_id, Crashed(message="The runner was stopped."), force=True)

    async def _follow(self, client: PrefectClient) -> None:
        """Register, close what an earlier process left, then look for work until the server is lost."""
        async with asyncio.timeout(REGISTERING_S):
            self._registered = await register(client, self._deployed)
            await close_stale(client, self._registered, self._lanes)
            await arm(client, self._alarms)
        self._pause_s = SHORTEST_PAUSE_S
        while True:
            async with asyncio.timeout(PATIENCE_S):
                await self._settle(client)
                rest_s = await self._look(client)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), rest_s)
            self._changed.clear()

    async def _look(self, client: PrefectClient) -> float:
        """Start what is due and skip what is out of date; return the seconds until something else may be due."""
        now = datetime.now(UTC)
        until = now + timedelta(seconds=self._poll_s)
        runs = await client.get_scheduled_flow_runs_for_deployments(list(self._registered), until, PAGE)
        waits_s = {run.id: (due_at(run, now) - now).total_seconds() for run in runs}
        due = [run for run in runs if waits_s[run.id] <= 0 and run.id not in self._lanes]
        busy = {lane.run.deployment_id for lane in self._lanes.values() if is_tick(lane.run)}
        choice = choose(due, busy, AT_ONCE - len(self._lanes))
        for run in choice.start:
            self._start(run)
        for run in choice.skip:
            await skip(client, run)
        return min([self._poll_s, *(wait_s for wait_s in waits_s.values() if wait_s > 0)])

    def _start(self, run: FlowRun) -> None:
        """Start a run in a lane of its own."""
        assert run.deployment_id is not None
        self._lanes[run.id] = Lane(self._registered[run.deployment_id].flow, run, self._end)

    def _end(self, lane: Lane) -> None:
        """Take note that a lane is free again."""
        del self._lanes[lane.run.id]
        self._ended.append(lane)
        self._changed.set()

    async def _settle(self, client: PrefectClient) -> None:
        """Pass on cancellations, and set right the records of runs that ended without one."""
        for run in await being_cancelled(client, self._lanes):
            self._lanes[run].cancel()
        if any(lane.unrecorded for lane in self._ended):
            await close_stale(client, self._registered, self._lanes)
        for lane in self._ended:
            if lane.cancelled:
                await client.set_flow_run_state(lane.run.id, Cancelled(), force=True)
        self._ended.clear()

    async def _all_ended(self, within_s: float) -> None:
        """Wait until no lane is in use, for at most so many seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                while self._lanes:
                    self._changed.clear()
                    await self._changed.wait()


def due_at(run: FlowRun, now: datetime) -> datetime:
    """Return when the run should start; one without a time is due now."""
    return run.next_scheduled_start_time or run.expected_start_time or now


async def skip(client: PrefectClient, run: FlowRun) -> None:
    """Record that a run was left out because a newer one asks the same question."""
    state: State[None] = Cancelled(name="Skipped", message="A newer run of the same schedule took its place.")
    with contextlib.suppress(ObjectNotFound):
        await client.set_flow_run_state(run.id, state)


async def being_cancelled(client: PrefectClient, running: Collection[UUID]) -> list[UUID]:
    """Return which of the runs under way somebody has asked to cancel."""
    if not running:
        return []
    asked = FlowRunFilter(
        id=FlowRunFilterId(any_=list(running)),
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.CANCELLING])),
    )
    return [run.id for run in await client.read_flow_runs(flow_run_filter=asked) if run.id in running]


def main() -> None:
    """Run what the module named on the command line deploys: its ``deployments() -> list[Deployed]``."""
    if len(sys.argv) != 2:
        sys.stderr.write("usage: python -m flows.runner MODULE\n")
        sys.exit(2)
    serve(importlib.import_module(sys.argv[1]).deployments())


if __name__ == "__main__":
    main()
