"""`rehearse` and `plan --ics`, as they are typed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from icalendar import Calendar

from commands.rehearsing import _heat_map, _plain_map
from tests import make
from tests.actions.test_rehearsing import new, rehearse, roster, wall

WHAT = ["--programme", "short.yaml", "--workshop-on", "2026-12-02", "--now", "2026-11-24T09:00:00+01:00"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "short.yaml").write_text(make.SHORT)
    (tmp_path / "people.csv").write_text("email,name\n" + "".join(f"p{n}@example.org,P {n}\n" for n in range(8)))
    return tmp_path


def run(home: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    environment = {"PATH": "/usr/bin:/bin", "FOLLOWTHROUGH_ZONE": "Europe/Berlin", "COLUMNS": "120"}
    command = [sys.executable, "-m", "commands", *words]
    return subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, timeout=120)


def test_a_rehearsal_prints_the_calendar_and_the_ledger_and_leaves_an_index(home: Path) -> None:
    said = run(home, "rehearse", "--roster", "people.csv", "--out", "out", *WHAT)
    assert said.returncode == 0, said.stderr
    assert "week of\tMon\tTue\tWed" in said.stdout and "It adds up." in said.stdout
    assert "\x1b" not in said.stdout
    index = (home / "out" / "index.html").read_text()
    assert "samples/prompt-baseline.html" in index and (home / "out" / "samples" / "prompt-baseline.html").is_file()
    linked = [home / "out" / one.split('"')[0] for one in index.split('href="')[1:]]
    assert len(linked) > 20 and all(one.is_file() for one in linked)


def test_as_json_it_is_one_object_and_a_second_run_replaces_the_first(home: Path) -> None:
    for _ in range(2):
        said = run(home, "rehearse", "--roster", "people.csv", "--out", "out", "--json", *WHAT)
        found = json.loads(said.stdout)
    assert found["people"] == 8 and found["ledger"]["adds_up"] is True
    assert sum(one["mails"] for one in found["calendar"]) == found["mails"] > 20
    assert len(list((home / "out").rglob("*.eml"))) == found["mails"]


def test_a_folder_with_something_else_in_it_is_left_alone(home: Path) -> None:
    (home / "mine").mkdir()
    (home / "mine" / "letter.txt").write_text("dear")
    said = run(home, "rehearse", "--roster", "people.csv", "--out", "mine", *WHAT)
    assert said.returncode == 1 and "is not empty, and no rehearsal made it" in said.stderr
    assert [one.name for one in (home / "mine").iterdir()] == ["letter.txt"]


def test_a_bad_row_stops_it_with_its_sentence(home: Path) -> None:
    (home / "people.csv").write_text("email,zone\na@example.org,Mars/Olympus\n")
    said = run(home, "rehearse", "--roster", "people.csv", *WHAT)
    assert said.returncode == 1 and "Mars/Olympus" in said.stderr


def test_the_heat_map_shows_every_week_and_every_mail(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    house = make.house(tmp_path)
    made = rehearse(house, new(), roster(6), tmp_path / "out", make.NOW, wall)
    house.store.close()
    cells = [cell for line in _plain_map(made).splitlines()[1:] for cell in line.split("\t")[1:8] if cell != "."]
    assert sum(map(int, cells)) == len(made.mails)
    _heat_map(made)
    shown = capsys.readouterr().out
    assert all(f"{monday.day} {monday:%b}" in shown for monday, _ in made.weeks) and "workshop" in shown


def test_plan_writes_a_cohorts_days_for_a_calendar(home: Path) -> None:
    assert run(home, "enroll", "people.csv", "--cohort", "Hamburg", *WHAT).returncode == 0
    said = run(home, "plan", "Hamburg", "--ics", "days.ics")
    assert said.returncode == 0, said.stderr
    found = Calendar.from_ical((home / "days.ics").read_bytes()).walk("VEVENT")
    assert "Let one person finish (8)" in {str(one["summary"]) for one in found}
    assert run(home, "plan", "--ics", "days.ics").returncode == 1


@pytest.mark.parametrize("what", ["plan", "rehearse"])
def test_a_column_that_nobody_reads_is_named_before_anything_is_trusted(home: Path, what: str) -> None:
    (home / "people.csv").write_text("email,Kollegen,Raum\nada@example.org,peer:sam@example.org,2.1\n")
    said = run(home, what, "--roster", "people.csv", *WHAT)
    assert "Columns not used: Raum." in said.stderr and said.returncode == 0
