"""The real flows in their own process; and nothing personal in Prefect's records, whatever went wrong."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from actions.house import House
from actions.ledger import whole
from actions.uploads import keep
from tests import make
from tests.flows.serving import PrefectServer

NAMES = ("Zacharias", "zacharias.quillfeather", "planted-team-name", "Mars/Olympus", "planted-coach")
HEADER = b"email,name,team,coach,zone\n"
ROSTER = HEADER + b"zacharias.quillfeather@example.org,Zacharias Quill,planted-team-name,planted-coach@example.org,\n"
BAD = HEADER + b"zacharias.quillfeather@example.org,Zacharias,planted-team-name,,Mars/Olympus\n"
pytestmark = pytest.mark.slow


@pytest.fixture
def flows(prefect_server: PrefectServer, small: House, tmp_path: Path) -> Iterator[PrefectServer]:
    """The process that `serve` runs the flows in, over an installation of its own."""
    settings = {
        "FOLLOWTHROUGH_DATABASE_URL": f"sqlite:///{tmp_path}/followthrough.db",
        "FOLLOWTHROUGH_MAIL_URL": f"outbox:{tmp_path}/outbox",
        "FOLLOWTHROUGH_ZONE": "Europe/Berlin",
    }
    command = [sys.executable, "-m", "commands.flows_process", "0.2", "3600"]
    with subprocess.Popen(command, cwd=tmp_path, env=os.environ | settings) as process:
        until(lambda: prefect_server.deployment("enroll"), 200)
        yield prefect_server
        process.terminate()
        process.wait(60)


def until(there: Any, within_s: float = 120) -> Any:
    """Return what *there* returns as soon as it is something."""
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        if found := there():
            return found
        time.sleep(0.1)
    raise AssertionError("it did not happen in time")


def ended(server: PrefectServer, name: str, **parameters: Any) -> str:
    """Run a flow and return the name of the state it ended in."""
    run = server.run_now(name, **parameters)
    final = ("Completed", "Failed", "Crashed", "Cancelled")
    return str(until(lambda: state if (state := server.state(run)) in final else None))


def enrolled(server: PrefectServer, house: House, content: bytes, cohort: str) -> str:
    """Enrol a roster by its key, as the UI would."""
    key = keep(house, "roster.csv", content, make.NOW)
    asked = {"roster_key": key, "programme": "lead-for-loyalty", "workshop_on": "2026-12-02", "cohort": cohort}
    return ended(server, "enroll", **asked, now=make.NOW.isoformat())


def test_flows_enrol_send_and_keep_no_names(flows: PrefectServer, small: House, tmp_path: Path) -> None:
    assert enrolled(flows, small, ROSTER, "Hamburg") == "Completed"
    assert ended(flows, "tick", now=make.berlin("2026-11-25").isoformat()) == "Completed"
    assert ended(flows, "collect") == "Completed"
    assert enrolled(flows, small, BAD, "Second") == "Failed"
    assert ended(flows, "enroll", roster_key="u-0", programme="x", workshop_on="2026-12-02", cohort="c") == "Failed"

    assert whole(small).to_json()["by_state"]["sent"] == 1
    kept = b"".join(file.read_bytes() for file in flows.home.rglob("*") if file.is_file())
    assert b"NobodyEnrolled" in kept
    assert [name for name in NAMES if name.encode() in kept] == []
