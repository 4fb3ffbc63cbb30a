"""Real workers of a real Prefect server, over one PostgreSQL: added and killed without another change."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from commands.children import free_port
from flows.deployments import pooled
from flows.pool import ENTRY
from tests.flows.serving import PrefectServer
from tests.postgres import Cluster
from tests.supervised import wait_until

COMMAND = [sys.executable, "-m", "commands"]


@dataclass
class Fleet:
    """One installation on PostgreSQL, and its machines: each a folder of its own with the same settings."""

    folder: Path
    environment: dict[str, str]

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            [*COMMAND, *arguments], cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def enroll(self, name: str) -> None:
        """Enrol one person whose baseline is due at once."""
        (self.folder / f"{name}.csv").write_text(f"email,working_days\n{name}@example.org,Mon-Sun\n")
        workshop = str((datetime.now(UTC) - timedelta(days=1)).date())
        options = ("--programme", "lead-for-loyalty", "--workshop-on", workshop, "--cohort", name)
        self.run("enroll", f"{name}.csv", *options)

    def mails(self) -> list[str]:
        return [file.name for file in (self.folder / "outbox").rglob("*.eml")]

    @contextmanager
    def machine(self, name: str) -> Iterator["subprocess.Popen[bytes]"]:
        """Yield a worker that runs in a folder of its own."""
        place = self.folder / name
        place.mkdir()
        with (place / "log").open("wb") as log:
            process = subprocess.Popen(
                [*COMMAND, "worker"], cwd=place, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
            try:
                yield process
            finally:
                subprocess.run(["pkill", "-KILL", "-s", str(process.pid)])  # the worker's own session, runs and all
                process.wait()


@pytest.fixture
def fleet(prefect_server: PrefectServer, postgres: Cluster, tmp_path: Path) -> Fleet:
    settings = {
        "FOLLOWTHROUGH_DATABASE_URL": postgres.empty_database(),
        "FOLLOWTHROUGH_MAIL_URL": f"outbox:{tmp_path}/outbox",
        "FOLLOWTHROUGH_SECRET": "the same on every machine",
        "FOLLOWTHROUGH_QUIET": "23:59-00:00",
        "FOLLOWTHROUGH_PREFECT_API_URL": prefect_server.url,
        "FOLLOWTHROUGH_LISTEN": f"127.0.0.1:{free_port(0)}",
    }
    return Fleet(tmp_path, os.environ | settings)


def test_prefects_own_file_deploys_the_same() -> None:
    file = yaml.safe_load((Path(__file__).parents[2] / "prefect.yaml").read_text())
    listed = {
        one["name"]: (
            one["entrypoint"],
            one.get("parameters", {}),
            [each.get("interval") or each["cron"] for each in one.get("schedules", [])],
        )
        for one in file["deployments"]
    }
    ours = {
        one.name: (
            f"{ENTRY}.{one.flow.fn.__name__}",
            dict(one.parameters),
            [every] if (every := one.interval_s or one.cron) else [],
        )
        for one in pooled()
    }
    assert listed == ours


@pytest.mark.slow
def test_workers_come_and_go_and_every_prompt_is_sent_once(fleet: Fleet, prefect_server: PrefectServer) -> None:
    said = fleet.run("deploy", "--every", "5")
    assert all(f"{one.flow.name}/{one.name}" in said for one in pooled())
    fleet.enroll("ada")
    with fleet.machine("first") as first:
        wait_until(lambda: len(fleet.mails()) == 1, "the first worker sent")
        with fleet.machine("second"):
            first.kill()
            fleet.enroll("bo")
            wait_until(lambda: len(fleet.mails()) == 2, "the second worker sent after the first was killed")
    assert prefect_server.runs("tick", "Completed")
    assert '"adds_up": true' in fleet.run("ledger", "ada", "--json")
