"""`doctor`, as an operator runs it."""

import json
from pathlib import Path

from tests.commands.test_cli import folder, run

__all__ = ["folder"]


def test_a_fresh_installation_needs_nothing(folder: Path) -> None:
    done = run(folder, "doctor", "--json")
    told = json.loads(done.stdout)
    assert told["ok"] is (done.returncode == 0)
    assert {one["what"] for one in told["findings"]} == {
        "settings", "database", "schema", "mail", "replies", "clock", "files", "disk",
    }  # fmt: skip
    assert [one for one in told["findings"] if one["state"] == "wrong" and one["what"] != "disk"] == []


def test_what_is_wrong_is_said_and_ends_with_one(folder: Path) -> None:
    run(folder, "doctor")
    (folder / "var/secret").chmod(0o644)
    done = run(folder, "doctor")
    assert done.returncode == 1 and "WRONG  files" in done.stdout and "chmod 600 var/secret" in done.stdout


def test_a_wrong_setting_is_a_finding(folder: Path) -> None:
    done = run(folder, "doctor", ZONE="Mars/Olympus")
    assert done.returncode == 1 and "FOLLOWTHROUGH_ZONE" in done.stdout and done.stderr == ""


def test_a_prefect_server_that_does_not_answer_is_found(folder: Path) -> None:
    done = run(folder, "doctor", PREFECT_API_URL="http://127.0.0.1:9/api")
    assert done.returncode == 1 and "WRONG  Prefect: The Prefect server does not answer." in done.stdout
