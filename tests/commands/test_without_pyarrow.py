"""Where pyarrow is not found: one sentence that says what to install, nothing begun; where it is, it loads late."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlmodel import select

from actions.auditing import audit
from actions.parquet import MISSING
from actions.row_files import row_file
from storage.rows import ReleaseRow
from tests import make
from tests.actions.stories import AFTER, Story
from tests.actions.test_row_files import told

CODE = """
import sys
from importlib.machinery import PathFinder

class Without(PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name.partition(".")[0] == "pyarrow" else super().find_spec(name, path, target)

sys.meta_path[:] = [Without if one is PathFinder else one for one in sys.meta_path]
import commands.main
commands.main.run()
"""
"""The command line on a machine where pyarrow is not found."""


@pytest.fixture
def story(tmp_path: Path) -> Story:
    """Six who ticked it, in a database that the command line opens."""
    return told(tmp_path, house=make.house(tmp_path))


def run(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    env = {key: value for key, value in os.environ.items() if not key.startswith("FOLLOWTHROUGH_")}
    env |= {"FOLLOWTHROUGH_DATABASE_URL": f"sqlite:///{folder}/followthrough.db", "FOLLOWTHROUGH_SECRET": "a" * 43}
    return subprocess.run([sys.executable, "-c", CODE, *arguments], capture_output=True, text=True, env=env)


@pytest.mark.parametrize("command", [("rows", "autumn", "--off"), ("report", "autumn", "--format", "parquet")])
def test_one_sentence_says_what_to_install_and_nothing_is_begun(
    story: Story, tmp_path: Path, command: tuple[str, ...]
) -> None:
    before, out = audit(story.house), tmp_path / "new.parquet"
    done = run(tmp_path, *command, "--out", str(out))
    assert (done.returncode, done.stdout, done.stderr.strip()) == (1, "", MISSING)
    assert not out.exists() and audit(story.house) == before
    assert row_file(story.house, "autumn", AFTER).people == 6
    with story.house.store.read() as session:
        assert session.exec(select(ReleaseRow)).all() == []


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_other_forms_are_written_as_before(story: Story, tmp_path: Path, form: str) -> None:
    for command in (("rows", "autumn"), ("report", "autumn", "--format", form)):
        out = tmp_path / f"{command[0]}.{form}"
        done = run(tmp_path, *command, "--out", str(out))
        assert done.returncode == 0 and len(out.read_bytes()) > 200, done.stderr


IDLE = """
import sys
from pathlib import Path
import commands.parts, flows.tick
from tests.answers.desk import office
from tests.answers.visitors import Visit

visit = office(Visit(Path(sys.argv[1])).enroll())
for page in ("files", "rows", "rows.csv", "rows.xlsx", "report.html", "report.csv", "report.xlsx", "report.parquet"):
    print(page, visit.get(f"/ld/Hamburg/{page}").status_code, any("arrow" in name for name in sys.modules))
"""
"""A door and the flows in one process, which prints after each page whether pyarrow is loaded."""


def test_where_it_is_installed_nothing_loads_it_before_a_file_is_asked_for(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", IDLE, str(tmp_path)], capture_output=True, text=True, cwd=root, check=True
    )
    *before, after = [line.split() for line in done.stdout.splitlines()]
    assert len(before) == 7 and {tuple(rest) for _, *rest in before} == {("200", "False")}
    assert after == ["report.parquet", "200", "True"]
