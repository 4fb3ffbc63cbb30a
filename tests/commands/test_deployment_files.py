"""The files for deploying, with their processes run for real on loopback: containers are not needed for that."""

import configparser
import os
import shlex
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from commands.children import free_port
from tests.postgres import Cluster

ROOT = Path(__file__).parents[2]
KUBERNETES = ROOT / "deploy" / "kubernetes"
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
PATIENCE_S = 120


class Composed:
    """The services of compose.yaml, each as its command with its environment, all on this machine."""

    def __init__(self, folder: Path, postgres: Cluster) -> None:
        self.folder = folder
        self.ports = {"4200": str(free_port(0)), "8080": str(free_port(0))}
        self.databases = {"followthrough": postgres.empty_database(), "prefect": postgres.empty_database()}
        self.given = {
            "${PREFECT_AUTH}": "followthrough:of-the-test",
            "${FOLLOWTHROUGH_SECRET}": "the same on every machine",
            "${MAIL_URL}": f"outbox:{folder}/outbox",
            "${MAIL_FROM}": "Maria Lopez <coach@example.org>",
            "${PUBLIC_URL}": "http://127.0.0.1",
        }

    def environment(self, service: str) -> dict[str, str]:
        ours = {key: self.here(value) for key, value in COMPOSE[service]["environment"].items()}
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("PREFECT_", "FOLLOWTHROUGH_"))}
        return kept | ours | {"PREFECT_HOME": str(self.folder / service), "FOLLOWTHROUGH_QUIET": "23:59-00:00"}

    def here(self, text: str) -> str:
        """Return a value with what is given filled in, and the other containers' names as addresses of this machine."""
        for name, url in self.databases.items():
            place = url.partition("://")[2]
            text = text.replace(f"followthrough:${{POSTGRES_PASSWORD}}@postgres/{name}", place)
        for mark, value in self.given.items():
            text = text.replace(mark, value)
        return text.replace("prefect:4200", f"127.0.0.1:{self.ports['4200']}").replace(
            "0.0.0.0:8080", f"127.0.0.1:{self.ports['8080']}"
        )

    def command(self, service: str) -> list[str]:
        words = [self.ports.get(word, word) for word in COMPOSE[service]["command"]]
        program = {"python": [sys.executable], "followthrough": [sys.executable, "-m", "commands"]}[words[0]]
        return [*program, *words[1:]]

    @contextmanager
    def running(self, service: str) -> Iterator[None]:
        with (self.folder / f"{service}.log").open("wb") as log:
            process = subprocess.Popen(
                self.command(service), cwd=self.folder, env=self.environment(service), stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
            try:
                yield
                assert process.poll() is None, (self.folder / f"{service}.log").read_text()
            finally:
                subprocess.run(["pkill", "-KILL", "-s", str(process.pid)])
                process.wait()

    def run(self, service: str, *command: str) -> str:
        words = [sys.executable, "-m", "commands", *command] if command else self.command(service)
        done = subprocess.run(
            words, cwd=self.folder, env=self.environment(service), capture_output=True, text=True, timeout=PATIENCE_S
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def until(happened: Any, what: str) -> None:
    end = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < end, f"waited in vain until {what}"
        time.sleep(0.2)


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@pytest.mark.slow
def test_the_services_of_compose_send_a_mail_together(tmp_path: Path, postgres: Cluster) -> None:
    composed = Composed(tmp_path, postgres)
    prefect, web = (f"http://127.0.0.1:{composed.ports[port]}" for port in ("4200", "8080"))
    with ExitStack() as services:
        services.enter_context(composed.running("prefect"))
        until(lambda: answers(f"{prefect}/api/health"), "Prefect's server answers")
        assert "tick/tick" in composed.run("deploy")
        services.enter_context(composed.running("web"))
        services.enter_context(composed.running("worker"))
        until(lambda: answers(f"{web}/readyz"), "the door is ready")
        (tmp_path / "roster.csv").write_text("email,working_days\nada@example.org,Mon-Sun\n")
        workshop = str((datetime.now(UTC) - timedelta(days=1)).date())
        options = ("--programme", "lead-for-loyalty", "--workshop-on", workshop, "--cohort", "H")
        composed.run("web", "enroll", "roster.csv", *options)
        until(lambda: list((tmp_path / "outbox").rglob("*.eml")), "a worker sent")
        assert '"adds_up": true' in composed.run("web", "ledger", "H", "--json")


def test_every_variable_of_compose_is_a_setting() -> None:
    from commands.settings import NAMES, PREFIX

    used = {name for one in COMPOSE.values() for name in one.get("environment", {}) if name.startswith(PREFIX)}
    assert len(used) > 6 and {name.removeprefix(PREFIX) for name in used} <= set(NAMES)


def manifests() -> list[dict[str, Any]]:
    """Return every object of the Kubernetes manifests."""
    kinds = yaml.safe_load((KUBERNETES / "kustomization.yaml").read_text())["resources"]
    return [one for name in kinds for one in yaml.safe_load_all((KUBERNETES / name).read_text())]


def pods() -> dict[str, dict[str, Any]]:
    """Return the one container of each Deployment and Job, by its name."""
    found = [one for one in manifests() if one["kind"] in ("Deployment", "Job")]
    return {one["metadata"]["name"]: one["spec"]["template"]["spec"]["containers"][0] for one in found}


@pytest.mark.parametrize("one", manifests(), ids=lambda one: f"{one['kind']} {one['metadata']['name']}")
def test_every_manifest_is_what_kubernetes_takes(one: dict[str, Any]) -> None:
    kubernetes_validate.validate(one, "1.34", strict=True)


def test_kubernetes_starts_what_compose_starts() -> None:
    assert {name: one["command"] for name, one in pods().items()} == {
        name: one["command"] for name, one in COMPOSE.items() if "command" in one
    }


def test_what_belongs_together_finds_each_other() -> None:
    found = manifests()
    labels = [one["spec"]["template"]["metadata"]["labels"] for one in found if one["kind"] == "Deployment"]
    chosen = [
        one["spec"]["selector"] for one in found if one["kind"] in ("Service", "Deployment", "PodDisruptionBudget")
    ]
    assert all(one.get("matchLabels", one) in labels for one in chosen)
    services = {one["metadata"]["name"]: one["spec"]["ports"][0]["port"] for one in found if one["kind"] == "Service"}
    (ingress,) = (one for one in found if one["kind"] == "Ingress")
    (path,) = ingress["spec"]["rules"][0]["http"]["paths"]
    assert services[path["backend"]["service"]["name"]] == path["backend"]["service"]["port"]["number"]
    assert f"http://prefect:{services['prefect']}/api" in (KUBERNETES / "settings.env.example").read_text()


def test_a_door_is_probed_where_it_answers_and_nothing_runs_as_root() -> None:
    from answers.health import router

    web = pods()["web"]
    probed = {web[kind]["httpGet"]["path"] for kind in ("readinessProbe", "livenessProbe")}
    assert probed < {route.path for route in router.routes}  # type: ignore[attr-defined]
    user = next(line.split()[1] for line in (ROOT / "Dockerfile").read_text().splitlines() if line.startswith("USER"))
    specs = [one["spec"]["template"]["spec"] for one in manifests() if one["kind"] in ("Deployment", "Job")]
    assert {str(one["securityContext"]["runAsUser"]) for one in specs} == {user}
    assert not any(one["enableServiceLinks"] for one in specs)


def test_every_variable_of_the_manifests_is_a_setting() -> None:
    from commands.settings import NAMES, PREFIX

    lines = (KUBERNETES / "settings.env.example").read_text().splitlines()
    used = [line.partition("=")[0] for line in lines] + [
        e["name"] for one in pods().values() for e in one.get("env", [])
    ]
    assert {one.removeprefix(PREFIX) for one in used if one.startswith(PREFIX)} <= set(NAMES)


def test_the_unit_of_systemd_starts_serve() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(ROOT / "deploy" / "followthrough.service")
    program, *arguments = shlex.split(unit["Service"]["ExecStart"])
    assert program.startswith(unit["Service"]["WorkingDirectory"]) and program.endswith("/.venv/bin/followthrough")
    help_of_it = subprocess.run(
        [sys.executable, "-m", "commands", *arguments, "--help"], cwd=ROOT, capture_output=True, text=True
    )
    assert help_of_it.returncode == 0 and "Run everything on this machine" in help_of_it.stdout
