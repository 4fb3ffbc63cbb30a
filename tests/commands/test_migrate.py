"""`migrate` and `plan --diff`: looked at first, never done without a yes."""

import json
from pathlib import Path

import pytest

from tests.actions.journeys import LEADING
from tests.commands.test_cli import run

NOW = ("--now", "2026-11-24T10:00:00+01:00")
NEWER = LEADING.replace("version: 1", "version: 2").replace("after_days: 21", "after_days: 23")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "one.yaml").write_text(LEADING)
    (tmp_path / "two.yaml").write_text(NEWER)
    (tmp_path / "r.csv").write_text("email,zone\nada@example.org,Europe/Berlin\n")
    run(tmp_path, "enroll", "r.csv", "--programme", "one.yaml", "--workshop-on", "2026-12-02", "--cohort", "H",
        "--now", "2026-11-24T09:00:00+01:00")  # fmt: skip
    return tmp_path


def test_a_cohort_is_looked_at_then_moved_and_its_ledger_adds_up(folder: Path) -> None:
    shown = json.loads(run(folder, "plan", "H", "--diff", "--programme", "two.yaml", *NOW, "--json").stdout)
    assert (shown["done"], shown["to"], shown["steps"]) == (False, 2, {"thank-one": {"moved": 1}})
    refused = run(folder, "migrate", "H", "--to", "2", "--programme-file", "two.yaml", *NOW)
    assert refused.returncode == 1 and "add --yes" in refused.stderr and "thank-one" in refused.stderr
    unknown = run(folder, "migrate", "H", "--to", "7", *NOW)
    assert unknown.returncode == 1 and "There is no version 7 of 'leading'. Known: 1" in unknown.stderr
    done = run(folder, "migrate", "H", "--to", "2", "--programme-file", "two.yaml", "--yes", *NOW, "--json")
    assert json.loads(done.stdout) == shown | {"done": True}
    assert json.loads(run(folder, "ledger", "H", "--json").stdout)["adds_up"] is True


def test_a_difference_needs_a_cohort(folder: Path) -> None:
    refused = run(folder, "plan", "--diff")
    assert refused.returncode == 1 and "Name the cohort" in refused.stderr
