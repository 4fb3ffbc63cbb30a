"""What the tests ask a Prefect server, and a runner in a process of its own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from commands.children import python_module
from flows.environment import health_url, server_arguments
from tests.supervised import PATIENCE_S, Supervisor, kill

NO_TICK_OF_ITS_OWN = str(10 * 365 * 86400)
"""Seconds between passes where a test asks for each of them itself: one on the schedule would act as of the real
moment, at any full hour, in the middle of a test that acts as of another."""

SOON = {
    "PREFECT_SERVER_SERVICES_SCHEDULER_RECENT_DEPLOYMENTS_LOOP_SECONDS": "2",
    "PREFECT_SERVER_EVENTS_PROACTIVE_GRANULARITY": "PT2S",
}
"""What a server of the tests does more often than one that people use."""


def _of(name: str) -> dict[str, Any]:
    return {"deployments": {"name": {"any_": [name]}}}


@dataclass
class PrefectServer:
    """A running server: its API, the supervisor that keeps it running, and settings that are not the environment's."""

    url: str
    auth: str
    home: Path
    supervisor: Supervisor
    pid: int
    settings: Mapping[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Return the answer of the API; an empty one is None."""
        user, _, password = self.auth.partition(":")
        give_up_at = time.monotonic() + PATIENCE_S
        while True:  # a SQLite that stands still makes the server answer 503, and its own clients ask again
            answer = httpx.request(method, self.url + path, json=body, auth=(user, password), timeout=PATIENCE_S)
            if answer.status_code != 503 or time.monotonic() > give_up_at:
                break
            time.sleep(0.5)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def deployment(self, name: str) -> dict[str, Any] | None:
        """Return a deployment by the name that it shares with its flow."""
        found = self.ask("POST", "/deployments/filter", _of(name))
        return found[0] if found else None

    def run_now(self, name: str, **parameters: Any) -> str:
        """Return the id of a new run, as the UI makes one when somebody asks for it."""
        found = self.deployment(name)
        assert found is not None
        made = self.ask("POST", f"/deployments/{found['id']}/create_flow_run", {"parameters": parameters})
        return str(made["id"])

    def state(self, run_id: str) -> str:
        """Return the name of a run's state."""
        return str(self.ask("GET", f"/flow_runs/{run_id}")["state_name"])

    def runs(self, name: str, state: str) -> list[dict[str, Any]]:
        """Return the runs of a deployment in the state of that name, the earliest first."""
        wanted = _of(name) | {"flow_runs": {"state": {"name": {"any_": [state]}}}, "sort": "EXPECTED_START_TIME_ASC"}
        return list(self.ask("POST", "/flow_runs/filter", wanted))

    def overdue(self, name: str) -> list[dict[str, Any]]:
        """Return the runs of a deployment that should have begun by now."""
        due = {"state": {"type": {"any_": ["SCHEDULED"]}}, "expected_start_time": {"before_": f"{datetime.now(UTC)}"}}
        return list(self.ask("POST", "/flow_runs/filter", _of(name) | {"flow_runs": due}))

    def schedules(self, name: str) -> list[dict[str, Any]]:
        """Return the schedules of a deployment."""
        found = self.deployment(name)
        assert found is not None
        return list(found["schedules"])

    def pause(self, name: str) -> None:
        """Switch a deployment's schedule off, as the UI does."""
        found = self.deployment(name)
        assert found is not None
        for one in found["schedules"]:
            self.ask("PATCH", f"/deployments/{found['id']}/schedules/{one['id']}", {"active": False})

    def die_and_return(self) -> None:
        """Kill the server without a word and wait until the supervisor has it back."""
        kill(self.pid)
        self.pid = self.supervisor.until_started("prefect")
        self.supervisor.until("prefect", "ready")


@contextmanager
def prefect_running(
    home: Path, port: int, auth: str, settings: Mapping[str, str] | None = None
) -> Iterator[PrefectServer]:
    """Yield a real server, restarted when it dies; about ten seconds. *settings* go before those of the environment."""
    server = {"name": "prefect", "argv": python_module(*server_arguments(port)), "ready": health_url(port)}
    with Supervisor([server], settings) as supervisor:
        pid = supervisor.until_started("prefect")
        supervisor.until("prefect", "ready")
        yield PrefectServer(f"http://127.0.0.1:{port}/api", auth, home, supervisor, pid, settings or {})


SERVE = """
import importlib, sys
from flows.runner import serve
serve(importlib.import_module(sys.argv[1]).deployments(), grace_s=float(sys.argv[2]))
"""


class RunnerProcess:
    """A runner over the deployments of a module; without a grace it is started by its own command line."""

    def __init__(self, module: str, folder: Path, grace_s: float | None = None) -> None:
        self._folder = folder
        start = ["-m", "flows.runner", module] if grace_s is None else ["-c", SERVE, module, str(grace_s)]
        paths = os.pathsep.join([str(folder), str(Path(__file__).parents[2])])
        self.process = subprocess.Popen(
            [sys.executable, *start], cwd=folder, env=os.environ | {"PYTHONPATH": paths}, umask=0o077
        )

    def lines(self, name: str) -> list[str]:
        """Return what the flows wrote into a file of this name."""
        file = self._folder / name
        return file.read_text().splitlines() if file.exists() else []

    def stop(self) -> int:
        """Ask the runner to stop and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE_S)


@contextmanager
def running(module: str, folder: Path, grace_s: float | None = None) -> Iterator[RunnerProcess]:
    """Yield a runner that ends with the block, one way or the other."""
    runner = RunnerProcess(module, folder, grace_s)
    try:
        yield runner
    finally:
        runner.process.kill()
        runner.process.wait()
