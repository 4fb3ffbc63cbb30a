"""`serve` for real: one command, a roster, and a mail that the schedule sent."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from commands.children import free_port
from delivery.outbox import messages

pytestmark = pytest.mark.slow
PROGRAM = [sys.executable, "-m", "commands"]


class Served:
    """A running `followthrough serve` in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port(0)
        self.environment = {
            key: value for key, value in os.environ.items() if not key.startswith(("FOLLOWTHROUGH_", "PREFECT_"))
        }
        self.environment |= {"FOLLOWTHROUGH_LISTEN": f"127.0.0.1:{self.port}", "FOLLOWTHROUGH_QUIET": "23:59-00:00"}
        self.process = self.start()

    def start(self) -> "subprocess.Popen[bytes]":
        """Start the command; what it says goes to a file."""
        command = [*PROGRAM, "serve", "--every", "2"]
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(command, cwd=self.folder, env=self.environment, stdout=log, stderr=log)

    def run(self, *arguments: str) -> str:
        """Run another command beside it."""
        done = subprocess.run(
            [*PROGRAM, *arguments], cwd=self.folder, env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def enroll(self, name: str) -> None:
        """Enrol one person whose baseline is due at once, whatever day and hour it is."""
        roster = self.folder / f"{name}.csv"
        roster.write_text(f"email,working_days\n{name}@example.org,Mon-Sun\n")
        workshop = (datetime.now(UTC) - timedelta(days=1)).date()
        self.run(
            "enroll", str(roster), "--programme", "lead-for-loyalty", "--workshop-on", str(workshop), "--cohort", name
        )

    def mails(self) -> list[str]:
        """Return whom the outbox has mail for."""
        folder = self.folder / "var" / "outbox"
        return [mail.to for mail in messages(folder)] if folder.exists() else []

    def until(self, seconds: float, what: str) -> float:
        """Wait until *what* (an address in the outbox, or "door") is there; return the seconds it took."""
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            if self.answers() if what == "door" else any(what in to for to in self.mails()):
                return time.monotonic() - began
            assert self.process.poll() is None, (self.folder / "log").read_text()
            time.sleep(0.05)
        raise AssertionError(f"{what} did not come within {seconds} s: {(self.folder / 'log').read_text()}")

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=1) as reply:
                return bool(reply.status == 200)
        except OSError:
            return False

    def family(self) -> list[int]:
        """Return the process ids of the command's children."""
        listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, text=True)
        return [int(pid) for pid in listed.stdout.split()]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    running = Served(tmp_path)
    yield running
    if running.process.poll() is None:
        running.process.send_signal(signal.SIGINT)
        running.process.wait(60)


def all_gone(family: list[int], within_s: float) -> bool:
    """Return whether the processes ended in time, without anybody asking them to."""
    end = time.monotonic() + within_s
    while any(alive(pid) for pid in family) and time.monotonic() < end:
        time.sleep(0.2)
    return not any(alive(pid) for pid in family)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


def test_the_schedule_sends_survives_a_kill_and_stops_cleanly(served: Served) -> None:
    served.until(15, "door")
    served.enroll("ada")
    served.until(120, "ada@example.org")

    family = served.family()
    served.process.kill()
    served.process.wait()
    assert len(family) == 3
    assert all_gone(family, within_s=40)

    served.process = served.start()
    served.enroll("bo")
    served.until(120, "bo@example.org")
    assert sorted(served.mails()) == sorted(set(served.mails()))

    served.process.send_signal(signal.SIGINT)
    assert served.process.wait(60) == 0
    assert "Stopped." in (served.folder / "log").read_text()
