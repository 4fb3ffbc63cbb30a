"""The peer: one Prefect task for each message, recorded by a real server, until the last one is recorded."""

import json
import os
import pickle
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from commands.children import free_port
from flows.environment import health_url, prefect_environment, server_arguments


def measure(port: int, mails: list[tuple[str, str, bytes]]) -> float:
    """Return messages a second, after a warm-up of a tenth of them, from first task to last."""
    with tempfile.TemporaryDirectory() as folder:
        home, api_port = Path(folder), free_port(4300)
        environment = os.environ | prefect_environment(home, api_port, "bench:bench")
        server = subprocess.Popen([sys.executable, "-m", *server_arguments(api_port)], env=environment)
        try:
            wait_until_healthy(health_url(api_port))
            (home / "mails").write_bytes(pickle.dumps(mails))
            command = [sys.executable, "-m", "benchmarks.prefect_tasks", str(port), str(home / "mails")]
            said = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
            return float(json.loads(said.strip().splitlines()[-1]))
        finally:
            server.terminate()
            server.wait()


def wait_until_healthy(url: str, within_s: float = 90) -> None:
    """Return when the server answers.

    Raises:
        TimeoutError: it did not in time.
    """
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(url, timeout=2)  # noqa: S310 - loopback
            return
        except OSError:
            time.sleep(0.5)
    raise TimeoutError("The Prefect server did not start.")


def main(port: int, file: Path) -> None:
    """Run the flow and print the rate."""
    import smtplib

    from prefect import flow, runtime, task

    mails = pickle.loads(file.read_bytes())  # noqa: S301 - written by our own parent a moment ago
    server = smtplib.SMTP("127.0.0.1", port)

    @task(persist_result=False)
    async def send(number: int) -> None:
        bounce_to, to, raw = mails[number]
        server.sendmail(bounce_to, [to], raw)

    @flow(persist_result=False)
    async def send_all(messages: int) -> str:
        for number in range(messages):
            await send(number)
        return str(runtime.flow_run.id)

    import asyncio

    wait_until_recorded(asyncio.run(send_all(len(mails) // 10)), len(mails) // 10)
    began = time.perf_counter()
    wait_until_recorded(asyncio.run(send_all(len(mails))), len(mails))
    print(json.dumps(len(mails) / (time.perf_counter() - began)))


def wait_until_recorded(run_id: str, tasks: int) -> None:
    """Return when the server has every task run of this flow run as completed: a burst is no sustained rate."""
    from prefect.client.orchestration import get_client

    asked = {
        "flow_runs": {"id": {"any_": [run_id]}},
        "task_runs": {"state": {"type": {"any_": ["COMPLETED"]}}},
    }
    with get_client(sync_client=True) as client:
        while client._client.post("/task_runs/count", json=asked).json() < tasks:
            time.sleep(0.05)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
