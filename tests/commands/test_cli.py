"""The command line as others rely on it: exit codes, JSON, and a help that comes at once."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("pydantic", "prefect", "numpy", "scipy", "sqlalchemy", "commands.settings")


def run(folder: Path, *arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("FOLLOWTHROUGH_", "PREFECT_"))}
    environment = kept | {f"FOLLOWTHROUGH_{name}": value for name, value in settings.items()}
    command = [sys.executable, "-m", "commands", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


ENROLL = ("enroll", "r.csv", "--programme", "lead-for-loyalty", "--workshop-on", "2026-12-02", "--cohort", "H",
          "--now", "2026-11-24T09:00:00+01:00", "--json")  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    roster = "﻿E-Mail;Name;Zeitzone\n\nada@example.org;Ada;Europe/Berlin\n bo@example.org ;Bo;europe/berlin\n"
    (tmp_path / "r.csv").write_text(roster, "utf-16")
    return tmp_path


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['followthrough', '--help']\n"
        "import commands.main\ntry: commands.main.run()\nexcept SystemExit: pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "enroll" in done.stdout
    assert done.stderr.strip() == "[]"


def test_every_command_stands_under_a_heading(tmp_path: Path) -> None:
    said = run(tmp_path, "--help").stdout
    assert "\nCohorts:\n" in said
    assert "\nMore:\n" not in said, "give the new command a place in commands/sections.py"


def test_a_cohort_from_roster_to_ledger(folder: Path) -> None:
    enrolled = json.loads(run(folder, *ENROLL).stdout)
    assert (enrolled["enrolled"], enrolled["already"], enrolled["prompts"]) == (2, 0, 46)
    assert json.loads(run(folder, *ENROLL).stdout)["already"] == 2
    plan = json.loads(run(folder, "plan", "H", "--json").stdout)
    assert {"person", "step", "kind", "due_at", "local", "zone", "why"} <= set(plan[0])
    tally = json.loads(run(folder, "send-due", "--now", "2026-11-25T13:15:00+01:00", "--json").stdout)
    assert tally["claimed"] == tally["sent"] == 2
    ledger = json.loads(run(folder, "ledger", "H", "--json").stdout)
    assert (ledger["prompts"], ledger["adds_up"], ledger["by_state"]["sent"]) == (46, True, 2)
    explained = json.loads(run(folder, "explain", "ada@example.org", "baseline", "--json").stdout)
    assert (explained["state"], explained["programme_version"]) == ("sent", 1)
    report = json.loads(run(folder, "report", "H", "--format", "json").stdout)
    assert report["cohort"] == "H"


@pytest.mark.parametrize(
    ("arguments", "settings", "says"),
    [
        (("ledger", "Nowhere"), {}, "There is no cohort 'Nowhere'"),
        (("send-due", "--now", "2026-11-25T13:15:00"), {}, "has no offset"),
        (("send-due", "--now", "2099-01-01T00:00:00Z"),
         {"MAIL_URL": "smtp://127.0.0.1:1", "MAIL_FROM": "a@example.org"}, "--yes-send-early"),
        (("ledger", "H"), {"ZONE": "Mars/Olympus"}, "FOLLOWTHROUGH_ZONE"),
        (("ledger", "H"), {"ZOEN": "UTC"}, "FOLLOWTHROUGH_ZONE"),
        (("ledger", "H"), {"MIN_CELL": "2"}, "from 3 to 1000"),
        (("ledger", "H"), {"MAIL_URL": "smtp://user:hush@"}, "***"),
    ],
    ids=["no cohort", "naive", "too early", "zone", "misspelt setting", "cell", "masked"],
)  # fmt: skip
def test_a_refusal_is_a_sentence_and_exit_code_one(
    tmp_path: Path, arguments: tuple[str, ...], settings: dict[str, str], says: str
) -> None:
    done = run(tmp_path, *arguments, "--json", **settings)
    assert done.returncode == 1
    assert says in done.stderr
    assert "hush" not in done.stderr + done.stdout
    assert "error" in json.loads(done.stdout)


def test_wrong_usage_is_exit_code_two(tmp_path: Path) -> None:
    assert run(tmp_path, "ledger").returncode == 2


def test_a_bad_row_is_named_in_json_too(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("email,zone\nada@example.org,Europe/Berln\n")
    done = run(tmp_path, *ENROLL)
    assert done.returncode == 1
    assert json.loads(done.stdout)["rejected"][0]["row"] == 2


def test_a_reply_is_read_without_a_database(tmp_path: Path) -> None:
    (tmp_path / "one.eml").write_bytes(b"From: ada@example.org\r\nSubject: Re: x\r\n\r\n2\r\n\r\nlater today\r\n")
    found = json.loads(run(tmp_path, "read-reply", "one.eml").stdout)
    assert (found[0]["kind"], found[0]["answer"], found[0]["comment"]) == ("answer", "2", "later today")


def test_coverage_prints_every_idea_with_the_steps_that_practise_it(tmp_path: Path) -> None:
    rows = json.loads(run(tmp_path, "programmes", "--coverage", "--json").stdout)
    (stage,) = [row for row in rows if (row["programme"], row["idea"]) == ("lead-for-loyalty", "L1")]
    assert stage["items"] == ["first-two-minutes"]
    assert f"L1   {stage['says']}" in run(tmp_path, "programmes", "--coverage").stdout


def test_a_database_that_is_away_gets_a_sentence(folder: Path) -> None:
    done = run(folder, "ledger", "H", "--json", DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert done.stderr.startswith("The database cannot be used: connection failed")
    assert json.loads(done.stdout)["error"] == done.stderr.strip()


def test_a_pass_that_sends_nothing_says_why_and_what_to_do(folder: Path) -> None:
    nobody = {"MAIL_URL": "smtp://127.0.0.1:1", "MAIL_FROM": "coach@example.org", "ZONE": "Europe/Berlin"}
    run(folder, *ENROLL, **nobody)
    pass_ = ("send-due", "--now", "2026-11-25T13:30:00+01:00")
    first, _, again = (run(folder, *pass_, **nobody).stdout for _ in range(3))
    assert "delayed 2\nThe mail server did not answer, or not in time. Nothing is lost" in first
    assert "2 mails are due and wait for their next attempt" in again
