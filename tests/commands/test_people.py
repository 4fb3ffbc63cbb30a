"""`export` and `erase`, as an operator runs them."""

import json
from pathlib import Path

import pytest

from tests.commands.test_cli import ENROLL, folder, run

__all__ = ["folder"]


def test_a_person_is_copied_and_then_erased_for_good(folder: Path) -> None:
    run(folder, *ENROLL)
    copy = run(folder, "export", "ada@example.org", "--out", "ada.json")
    assert copy.returncode == 0 and json.loads((folder / "ada.json").read_text())["person"]["name"] == "Ada"
    refused = run(folder, "erase", "ada@example.org")
    assert refused.returncode == 1 and "--yes" in refused.stderr
    erased = json.loads(run(folder, "erase", "ada@example.org", "--yes", "--json").stdout)
    assert erased == {"enrollments": 1, "prompts_ended": 23}
    assert run(folder, "export", "ada@example.org").returncode == 1
    assert json.loads(run(folder, "ledger", "H", "--json").stdout)["adds_up"]


@pytest.mark.parametrize("kind", ["xml", "CSV"])
def test_an_unknown_format_is_said_to_be_unknown(folder: Path, kind: str) -> None:
    refused = run(folder, "export", "ada@example.org", "--format", kind)
    assert refused.returncode == 1 and f"There is no format '{kind}'." in refused.stderr
