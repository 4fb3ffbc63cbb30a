"""The libraries of a report are there before the first report is asked for, and not before anybody is at the desk."""

import subprocess
import sys
from pathlib import Path

SCENE = """
import sys
from datetime import datetime
from pathlib import Path

import answers.app
from tests.answers.desk import office
from tests.answers.visitors import Visit

def loaded():
    return {name for name in sys.modules if name.split(".")[0] in ("numpy", "scipy", "matplotlib", "openpyxl")}

print("before", len(loaded()))
visit = office(Visit(Path(sys.argv[1])).enroll(tuple(f"p{n}@example.org" for n in range(12))))
visit.send()
assert visit.get("/ld").status_code == 200
from answers.desk.ahead import load_ahead
load_ahead().join()
at_the_desk = loaded()
assert visit.get("/ld/Hamburg/report.html").status_code == 200
print("after", sorted(loaded() - at_the_desk))
"""


def test_a_report_finds_its_libraries_loaded_once_somebody_is_at_the_desk(tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-c", SCENE, str(tmp_path)], check=True, capture_output=True, text=True, timeout=120
    )
    before, after = said.stdout.splitlines()
    assert (before, after) == ("before 0", "after []")
