"""The web door as a process of its own, and as several behind one port."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from commands.children import free_port
from tests.postgres import Cluster

pytestmark = pytest.mark.slow


@contextmanager
def door(folder: Path, **settings: str) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """Yield the address of a running `followthrough web`, and its process."""
    port = free_port(0)
    ours = {f"FOLLOWTHROUGH_{name}": value for name, value in settings.items()}
    environment = os.environ | ours | {"FOLLOWTHROUGH_LISTEN": f"127.0.0.1:{port}"}
    with subprocess.Popen([sys.executable, "-m", "commands", "web"], cwd=folder, env=environment) as process:
        try:
            yield f"http://127.0.0.1:{port}", process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return int(answer.status)
    except OSError:
        return 0


def until_ready(address: str) -> None:
    end = time.monotonic() + 60
    while status(f"{address}/readyz") != 200:
        assert time.monotonic() < end, "the door did not open in time"
        time.sleep(0.1)


def family(process: "subprocess.Popen[bytes]") -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True)
    return [int(pid) for pid in listed.stdout.split()]


def test_several_processes_share_a_port_and_one_that_dies_is_replaced(tmp_path: Path, postgres: Cluster) -> None:
    with door(tmp_path, DATABASE_URL=postgres.empty_database(), WEB_PROCESSES="2") as (address, process):
        until_ready(address)
        before = family(process)
        assert len(before) >= 2
        os.kill(before[-1], signal.SIGKILL)
        end = time.monotonic() + 60
        while len([pid for pid in family(process) if pid not in before]) < 1:
            assert time.monotonic() < end, "nobody took its place"
            time.sleep(0.2)
        with ThreadPoolExecutor(8) as pool:
            assert set(pool.map(status, [f"{address}/readyz"] * 40)) == {200}
