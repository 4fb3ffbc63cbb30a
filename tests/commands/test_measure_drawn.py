import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import commands.parts  # noqa: F401 - registers the commands
from commands.main import app
from tests import make

RUN = CliRunner()


def table(folder: Path) -> Path:
    rows = [f"{cohort}{n},{cohort},{at},{2 + n % 3 + 2 * (n % 2) + at % 2},{2 + n % 3},{n % 2}"
            for cohort in "ab" for n in range(12) for at in (1, 2)]  # fmt: skip
    file = folder / "answers.csv"
    file.write_text("\n".join(["who,cohort,at,days,before,begun", *rows]))
    return file


@pytest.mark.parametrize("pooled", [[], ["--cohort", "cohort"]])
def test_a_drawn_comparison_is_made_on_anybodys_table(tmp_path: Path, pooled: list[str]) -> None:
    asked = ["--person", "who", "--check-in", "at", "--value", "days", "--baseline", "before", "--begun", "begun"]
    done = RUN.invoke(app, ["measure", "drawn", str(table(tmp_path)), *asked, *pooled])
    found = json.loads(done.stdout)
    assert done.exit_code == 0 and found["effect"] == pytest.approx(2.0)
    assert (found["people"], found["check_ins"]) == (24, 4 if pooled else 2)


def test_power_is_told_before_anybody_is_enrolled() -> None:
    done = RUN.invoke(app, ["power", "wait-list:6", "--programme", "lead-for-loyalty", "--people", "24", "--json"])
    found = json.loads(done.stdout)
    assert not found["is_enough"] and found["people_needed"] > 24 and found["check_ins"] == 3
    assert [one["difference"] for one in found["power"]] == [0.5, 0.75, 1.0, 1.5]
    said = RUN.invoke(app, ["power", "wait-list:6", "--programme", "lead-for-loyalty", "--people", "24"]).stdout
    assert "pool 2 such cohorts" in said and "by nobody's data" in said


def test_draws_are_held_against_their_stored_probability_on_anybodys_table(tmp_path: Path) -> None:
    file = tmp_path / "draws.csv"
    file.write_text("went,chance\n" + "1,0.75\n" * 682 + "0,0.75\n" * 243)
    done = RUN.invoke(app, ["measure", "draws", str(file), "--treated", "went", "--probability", "chance"])
    found = json.loads(done.stdout)
    assert (found["n"], found["treated"]) == (925, 682) and found["p"] == pytest.approx(0.3825, abs=1e-4)


def test_the_power_of_a_files_own_experiments_is_told(tmp_path: Path) -> None:
    file = tmp_path / "short.yaml"
    file.write_text(
        make.SHORT + "  - {name: check-2, title: Again, after_days: 28, check_in: [listening, thanking]}\n"
        "experiments:\n  - {name: nudge, tries: reminder, steps: [check-1]}\n"
    )
    asked = ["power", "--programme", str(file), "--people", "30"]
    found = json.loads(RUN.invoke(app, [*asked, "--json"]).stdout)
    assert found[0]["experiment"] == "nudge" and not found[0]["is_enough"] and found[0]["people_needed"] > 30
    assert "30 people cannot answer this: pool" in RUN.invoke(app, asked).stdout
    none = RUN.invoke(app, ["power", "--programme", "lead-for-loyalty", "--people", "30"])
    assert none.exit_code == 1 and "has no experiments" in str(none.exception)
