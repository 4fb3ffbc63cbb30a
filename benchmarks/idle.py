"""What an installation costs that has nothing to do, beside Prefect's server alone: ``python -m benchmarks.idle``.

Both run one after the other for the same time in one run; the promise is at most 2.5 times the server's processor time
and memory.
"""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.sink import wait_for
from commands.children import free_port
from flows.environment import prefect_environment, server_arguments

SECONDS = 60.0
SETTLED_S = 30.0
"""How long a start may last before it is looked at."""
LIMIT = 2.5


@dataclass(frozen=True, slots=True)
class Cost:
    """Processor seconds over the time looked at, and resident memory at its end, of a process and its children."""

    cpu_s: float
    memory_mb: float


def compare(seconds: float = SECONDS) -> None:
    """Print both costs and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        alone = _server_alone(Path(folder) / "alone", seconds)
        ours = _serve(Path(folder) / "ours", seconds)
    for what, mine, theirs, unit in (
        ("processor", ours.cpu_s / seconds * 100, alone.cpu_s / seconds * 100, "% of a core"),
        ("memory", ours.memory_mb, alone.memory_mb, "MB"),
    ):
        ratio = mine / theirs
        verdict = "holds" if ratio <= LIMIT else "does not hold"
        print(f"idle {what}: serve {mine:.1f} {unit}, Prefect's server alone {theirs:.1f}: {ratio:.2f} times "
              f"(limit {LIMIT}: {verdict})")  # fmt: skip


def _server_alone(home: Path, seconds: float) -> Cost:
    home.mkdir()
    port = free_port(0)
    module, *arguments = server_arguments(port)
    environment = os.environ | prefect_environment(home, port, "followthrough:of-the-benchmark")
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(command, env=environment, cwd=home) as process:
        try:
            wait_for(port, 120)
            return _cost(process, seconds)
        finally:
            process.terminate()


def _serve(home: Path, seconds: float) -> Cost:
    home.mkdir()
    port = free_port(0)
    environment = os.environ | {"FOLLOWTHROUGH_LISTEN": f"127.0.0.1:{port}"}
    command = [sys.executable, "-m", "commands", "serve", "--quiet"]
    with subprocess.Popen(command, env=environment, cwd=home) as process:
        try:
            wait_for(port, 120)
            return _cost(process, seconds)
        finally:
            process.terminate()


def _cost(process: "subprocess.Popen[bytes]", seconds: float) -> Cost:
    """Return what the process and its children cost in so many seconds."""
    time.sleep(SETTLED_S)
    before = cpu_s(process.pid)
    time.sleep(seconds)
    return Cost(cpu_s(process.pid) - before, sum(_memory_mb(pid) for pid in _family(process.pid)))


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in _family(int(child)))]


def cpu_s(pid: int) -> float:
    """Return the processor seconds that a process and its children have used."""
    ticks = 0
    for one in _family(pid):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _memory_mb(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    compare(*map(float, sys.argv[1:]))
