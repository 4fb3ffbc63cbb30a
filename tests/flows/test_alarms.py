"""What tells the operator, in a real Prefect server that posts to a real address."""

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from prefect.client.orchestration import get_client

from actions.watching import Waiting
from flows.alarms import Alarms, arm, tell_of_unsent
from tests.flows.serving import PrefectServer, running
from tests.supervised import wait_until

TICKING = """
from prefect import flow
from actions.watching import Waiting
from flows.alarms import tell_of_unsent
from flows.runner import Deployed

@flow(name="tick")
async def tick():
    return None

@flow(name="late")
async def late(due: int, oldest_s: float):
    return tell_of_unsent(Waiting(due, oldest_s, 1))

def deployments():
    return [Deployed("tick", tick, 2.0), Deployed("late", late)]
"""


class Receiver(HTTPServer):
    """Where an operator is told: keeps the text of every post."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Keeping)
        self.told: list[str] = []


class Keeping(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        assert isinstance(self.server, Receiver)
        self.server.told.append(json.loads(body)["text"])
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def armed(alarms: Alarms, times: int = 1) -> list[str]:
    """Arm the server so many times and return the names of its automations."""

    async def work() -> list[str]:
        async with get_client() as client:
            for _ in range(times):
                await arm(client, alarms)
            return sorted(one.name for one in await client.read_automations())

    return asyncio.run(work())


@pytest.fixture(autouse=True)
def disarmed(request: pytest.FixtureRequest) -> Iterator[None]:
    """Leave no automation behind: the server serves other tests, and would tell a receiver that is gone."""
    yield
    if "prefect_server" in request.fixturenames:
        asyncio.run(disarm())


async def disarm() -> None:
    async with get_client() as client:
        for one in await client.read_automations():
            await client.delete_automation(one.id)


@contextmanager
def ticking(folder: Path) -> Iterator[None]:
    """Let a runner run what stands in TICKING."""
    (folder / "ticking.py").write_text(TICKING)
    with running("ticking", folder) as runner:
        yield
        runner.stop()


def run_to_its_end(server: PrefectServer, name: str, **parameters: float) -> None:
    wait_until(lambda: server.deployment(name), "it was registered")
    run = server.run_now(name, **parameters)
    wait_until(lambda: server.state(run) == "Completed", "it ended")


@pytest.mark.slow
def test_the_operator_is_told_once_an_hour_of_what_stays_unsent(
    prefect_server: PrefectServer, receiver: Receiver, tmp_path: Path
) -> None:
    alarms = Alarms(f"http://127.0.0.1:{receiver.server_port}/told")
    assert armed(alarms, times=2) == ["followthrough: due and unsent", "followthrough: nobody sends"]
    time.sleep(3)  # the server reads new automations every now and then
    with ticking(tmp_path):
        for due, oldest_s in ((3, 60.0), (7, 3600.0), (8, 3660.0)):
            run_to_its_end(prefect_server, "late", due=due, oldest_s=oldest_s)
        wait_until(lambda: receiver.told, "the operator was told")
        time.sleep(3)
    [told] = receiver.told
    assert "7 messages are due, the longest for 60 minutes" in told


@pytest.mark.slow
def test_the_operator_is_told_when_nobody_sends_any_more(
    prefect_server: PrefectServer, receiver: Receiver, tmp_path: Path
) -> None:
    armed(Alarms(f"http://127.0.0.1:{receiver.server_port}/told", silent_after=timedelta(seconds=20)))
    time.sleep(3)
    with ticking(tmp_path):
        wait_until(lambda: prefect_server.runs("tick", "Completed"), "a pass ended")
        assert receiver.told == []
    wait_until(lambda: receiver.told, "the operator was told")
    assert "nobody sends" in receiver.told[0]


@pytest.mark.parametrize(
    ("waits", "late"),
    [(Waiting(0, 0, 0), False), (Waiting(5, 1799, 0), False)],
    ids=["nothing due", "a busy morning"],
)
def test_a_usual_morning_is_no_alarm(waits: Waiting, late: bool) -> None:
    assert tell_of_unsent(waits) is late
