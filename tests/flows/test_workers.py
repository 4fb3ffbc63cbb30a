"""Real workers of a real Prefect server, over one PostgreSQL: added and killed without another change.

Prefect keeps its records in that PostgreSQL too, as the documentation asks of whoever has several workers: on SQLite
its server stands still for a minute now and then when many write to it.
"""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
import yaml
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from commands.children import free_port
from flows.deployments import pooled
from flows.environment import prefect_environment
from flows.pool import ENTRY
from tests.flows.serving import SOON, PrefectServer, prefect_running
from tests.postgres import Cluster
from tests.supervised import wait_until

ROOT = Path(__file__).parents[2]
MANY = 1_000
LONG_S = 180
"""What two workers may take on a busy machine to start three runs and send so many mails."""
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

    def enroll(self, name: str, people: int = 1) -> None:
        """Enrol people whose baseline is due at once."""
        lines = "".join(f"{name}{n or ''}@example.org,Mon-Sun\n" for n in range(people))
        (self.folder / f"{name}.csv").write_text(f"email,working_days\n{lines}")
        workshop = str((datetime.now(UTC) - timedelta(days=1)).date())
        options = ("--programme", "lead-for-loyalty", "--workshop-on", workshop, "--cohort", name)
        self.run("enroll", f"{name}.csv", *options)

    def deploy_all(self) -> None:
        """Register the flows by Prefect's own command and our prefect.yaml."""
        command = [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all"]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr

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


@pytest.fixture(scope="module")
def prefect_server(postgres: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrefectServer]:
    """A server of this file's own; what runs here asks it by its settings."""
    home, port, auth = tmp_path_factory.mktemp("prefect"), free_port(0), "followthrough:of these tests"
    database = postgres.empty_database().replace("postgresql://", "postgresql+asyncpg://")
    settings = prefect_environment(home, port, auth, ui=False, database=database) | SOON
    with prefect_running(home, port, auth, settings) as server:
        yield server


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
    return Fleet(tmp_path, os.environ | prefect_server.settings | settings)


def test_prefects_own_file_deploys_the_same() -> None:
    file = yaml.safe_load((ROOT / "prefect.yaml").read_text())
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


class SlowServer:
    """A mail server that takes its time and remembers whom it took a mail for."""

    def __init__(self) -> None:
        self.to: list[str] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await asyncio.sleep(0.012)
        self.to += envelope.rcpt_tos
        return "250 OK"


@pytest.mark.slow
def test_a_pass_with_much_due_gets_help_and_nobody_gets_two(fleet: Fleet, prefect_server: PrefectServer) -> None:
    """Above 500 due a pass asks for runs of `send`; real workers take them, from what `prefect deploy --all` made."""
    fleet.run("deploy")  # the pool, and automations
    fleet.deploy_all()
    for name in ("tick", "collect"):
        prefect_server.pause(name)
    fleet.enroll("many", MANY)
    slow = SlowServer()
    controller = Controller(slow, hostname="127.0.0.1", port=free_port(0))
    controller.start()
    fleet.environment["FOLLOWTHROUGH_MAIL_URL"] = f"smtp://127.0.0.1:{controller.port}?tls=off"
    fleet.environment["FOLLOWTHROUGH_MAIL_FROM"] = "coach@example.org"
    try:
        with fleet.machine("first"), fleet.machine("second"):
            tick = prefect_server.run_now("tick", helpers=16)
            wait_until(lambda: prefect_server.state(tick) == "Completed", "the pass came to its end", LONG_S)
            wait_until(lambda: len(prefect_server.runs("send", "Completed")) == MANY // 500, "so did its help", LONG_S)
    finally:
        controller.stop()
    assert len(slow.to) == len(set(slow.to)) == MANY
    with psycopg.connect(fleet.environment["FOLLOWTHROUGH_DATABASE_URL"]) as connection:
        senders = connection.execute("SELECT count(DISTINCT claimed_by) FROM message WHERE state = 'sent'").fetchone()
    assert senders and senders[0] > 1, "the pass did it all by itself"
    kept = json.loads(fleet.run("ledger", "many", "--json"))
    assert kept["adds_up"] and kept["may_have_repeated"] == []
