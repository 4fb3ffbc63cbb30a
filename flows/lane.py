"""One flow run in a thread and an event loop of its own.

A flow may call plain functions that take their time (a database, a mail server); in the runner's own loop they
would keep it from noticing the next run, a cancellation or the wish to stop.
"""

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable
from typing import Any

from prefect import Flow
from prefect.client.schemas.objects import FlowRun
from prefect.exceptions import Abort, Pause
from prefect.flow_engine import run_flow_async

log = logging.getLogger(__name__)


class Lane:
    """A run that has begun: whether it was cancelled, and whether its end may be missing from the record."""

    def __init__(self, flow: Flow[..., Any], run: FlowRun, when_ended: "Callable[[Lane], None]") -> None:
        self.run = run
        self.cancelled = False
        self.unrecorded = False
        self._flow = flow
        self._when_ended = when_ended
        self._outside = asyncio.get_running_loop()
        self._inside: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        threading.Thread(target=self._run_in_thread, name=f"run-{run.id}", daemon=True).start()

    def cancel(self) -> None:
        """Interrupt the run because somebody asked for it."""
        self.cancelled = True
        self.interrupt()

    def interrupt(self) -> None:
        """Cancel the run at its next ``await``; Prefect records it as crashed."""
        if self._inside is not None and self._task is not None:
            with contextlib.suppress(RuntimeError):  # its loop ended between two lines
                self._inside.call_soon_threadsafe(self._task.cancel)

    def _run_in_thread(self) -> None:
        """Run in a loop of its own and tell the outside, in the outside's thread, when it is over."""
        try:
            asyncio.run(self._run())
        except asyncio.CancelledError:
            log.info("A run of '%s' was interrupted.", self._flow.name)
        finally:
            with contextlib.suppress(RuntimeError):  # the runner has stopped and does not want to know
                self._outside.call_soon_threadsafe(self._when_ended, self)

    async def _run(self) -> None:
        """Run the flow. Its own failure is recorded by Prefect and not raised; other errors are about recording."""
        self._inside, self._task = asyncio.get_running_loop(), asyncio.current_task()
        try:
            await run_flow_async(self._flow, flow_run=self.run, parameters=self.run.parameters, return_type="state")
        except (Abort, Pause):
            log.info("A run of '%s' was taken back by the server before it began.", self._flow.name)
        except (Exception, SystemExit) as problem:  # noqa: BLE001 - a run must not end the runner
            self.unrecorded = True
            log.warning("The end of a run of '%s' may be unrecorded: %s.", self._flow.name, type(problem).__name__)
