"""`backup` and `restore`, as an operator runs them: on another machine everything is there, the secret too."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.commands.test_cli import ENROLL, folder, run
from tests.postgres import Cluster

__all__ = ["folder"]
SET = {"SECRET": "a secret that the operator keeps"}


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    (tmp_path / "elsewhere").mkdir()
    return tmp_path / "elsewhere"


def test_another_machine_carries_on_with_the_same_links(folder: Path, elsewhere: Path) -> None:
    run(folder, *ENROLL)
    written = json.loads(run(folder, "backup", "--json").stdout)
    assert written["secret"] is True and written["file"].startswith("var/backups/followthrough-")
    done = run(elsewhere, "restore", str(folder / written["file"]))
    assert done.returncode == 0 and done.stdout.startswith("Restored as of")
    assert (elsewhere / "var/secret").read_text() == (folder / "var/secret").read_text()
    assert (elsewhere / "var/secret").stat().st_mode & 0o777 == 0o600
    assert json.loads(run(elsewhere, "ledger", "H", "--json").stdout)["prompts"] == 46
    again = run(elsewhere, "restore", str(folder / written["file"]))
    assert again.returncode == 1 and "Add --replace" in again.stderr


def test_a_secret_that_is_set_stays_out_of_the_file(folder: Path, elsewhere: Path) -> None:
    run(folder, *ENROLL, **SET)
    assert "keep FOLLOWTHROUGH_SECRET elsewhere" in run(folder, "backup", "b.tar", **SET).stdout
    refused = run(elsewhere, "restore", str(folder / "b.tar"))
    assert refused.returncode == 1 and "Set FOLLOWTHROUGH_SECRET" in refused.stderr
    assert run(elsewhere, "restore", str(folder / "b.tar"), **SET).returncode == 0


@pytest.mark.parametrize("command", [["serve"], ["send-due"], ["backup"]], ids=lambda one: one[0])
def test_a_database_of_a_later_version_is_refused_by_name(folder: Path, command: list[str]) -> None:
    (folder / "var").mkdir()
    with closing(sqlite3.connect(folder / "var/followthrough.db")) as later:
        later.executescript("CREATE TABLE alembic_version (version_num VARCHAR(32)); "
                            "INSERT INTO alembic_version VALUES ('9999')")  # fmt: skip
    refused = run(folder, *command)
    assert refused.returncode == 1 and "schema '9999', which this version" in refused.stderr


def test_a_move_to_postgresql_keeps_links_and_leaves_nothing_to_send_from(folder: Path, postgres: Cluster) -> None:
    run(folder, *ENROLL, DATABASE_URL="sqlite:///mine/own.db")
    target = postgres.empty_database()
    done = run(folder, "move", "--to", target, "--json", DATABASE_URL="sqlite:///mine/own.db")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["prompts"] == 46 and told["aside"] == "mine/own.db.moved"
    assert (folder / "var/secret").read_text() == (folder / "mine/secret").read_text()
    assert json.loads(run(folder, "ledger", "H", "--json", DATABASE_URL=target).stdout)["adds_up"] is True
    assert not (folder / "mine/own.db").exists()


@pytest.mark.parametrize("to", ["mysql://x/y", "sqlite:///other.db"])
def test_a_move_to_elsewhere_is_refused_and_changes_nothing(folder: Path, to: str) -> None:
    run(folder, *ENROLL)
    refused = run(folder, "move", "--to", to)
    assert refused.returncode == 1 and "ostgre" in refused.stderr
    assert json.loads(run(folder, "ledger", "H", "--json").stdout)["prompts"] == 46
