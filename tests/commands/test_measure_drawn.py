import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import commands.parts  # noqa: F401 - registers the commands
from commands.main import app

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
