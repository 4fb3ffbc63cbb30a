"""The environment, as Prefect itself understands it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from flows.environment import prefect_environment

ASK = """
import json
from prefect.settings import get_current_settings
from prefect.settings.legacy import _get_settings_fields
from prefect.settings.models.root import Settings
print(json.dumps([sorted(_get_settings_fields(Settings)), get_current_settings().model_dump(mode="json")]))
"""
LOGGING_FILE = "PREFECT_LOGGING_HANDLERS_"


@pytest.fixture(scope="module")
def understood(tmp_path_factory: pytest.TempPathFactory) -> tuple[set[str], dict[str, Any]]:
    """The names that Prefect knows, and the settings that it made of ours."""
    ours = prefect_environment(tmp_path_factory.mktemp("home"), 4299, "somebody:s3cret")
    said = subprocess.check_output([sys.executable, "-c", ASK], env=os.environ | ours, text=True)
    names, settings = json.loads(said)
    return set(names), settings


def value(understood: tuple[set[str], dict[str, Any]], path: str) -> Any:
    found: Any = understood[1]
    for word in path.split("."):
        found = found[word]
    return found


def test_prefect_knows_every_name_we_set(understood: tuple[set[str], dict[str, Any]]) -> None:
    ours = prefect_environment(Path("home"), 4299, "somebody:s3cret")
    strangers = {one for one in ours if not one.startswith(LOGGING_FILE)} - understood[0]
    assert strangers == {"DO_NOT_TRACK"}


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("server.analytics_enabled", False),
        ("server.ui.show_promotional_content", False),
        ("server.ui.api_url", "/api"),
        ("server.api.host", "127.0.0.1"),
        ("results.persist_by_default", False),
        ("server.ephemeral.startup_timeout_seconds", 90),
        ("server.events.retention_period", "P3D"),
        ("server.services.scheduler.enabled", True),
    ],
)
def test_a_setting_means_what_we_mean(understood: tuple[set[str], dict[str, Any]], path: str, wanted: Any) -> None:
    assert value(understood, path) == wanted


def test_old_runs_and_events_are_vacuumed(understood: tuple[set[str], dict[str, Any]]) -> None:
    assert set(value(understood, "server.services.db_vacuum.enabled")) == {"events", "flow_runs"}


def test_everything_lies_under_the_home(tmp_path: Path) -> None:
    ours = prefect_environment(tmp_path, 4299, "somebody:s3cret")
    places = [text for name, text in ours.items() if name.endswith(("HOME", "PATH", "DIRECTORY", "CONNECTION_URL"))]
    assert len(places) == 4
    assert all(str(tmp_path) in place for place in places)


def test_the_environment_is_made_without_importing_prefect() -> None:
    asked = "import sys, flows.environment; print('prefect' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", asked], text=True).strip() == "False"
