"""``new``, ``lint`` and ``preview``, one after the other, as an author uses them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


def run(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    kept = {key: value for key, value in os.environ.items() if not key.startswith("FOLLOWTHROUGH_")}
    command = [sys.executable, "-m", "commands", *arguments]
    return subprocess.run(command, cwd=folder, env=kept, capture_output=True, text=True)


def test_an_author_begins_checks_and_looks(tmp_path: Path) -> None:
    assert "mine.yaml is yours to change" in run(tmp_path, "new", "mine").stdout
    assert json.loads(run(tmp_path, "lint", "mine.yaml", "--json").stdout) == []
    shown = run(tmp_path, "preview", "mine.yaml", "--step", "last-minute", "--locale", "de", "--out", "look")
    assert shown.returncode == 0 and "1 mails with their pages" not in shown.stdout
    assert "Noch nicht, offen lassen" in (tmp_path / "look" / "last-minute-mail.txt").read_text("utf-8")
    assert (tmp_path / "look" / "index.html").exists() and not (tmp_path / "var").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("new", "My own"), "is no name"),
        (("preview", "no-such-programme"), "There is no programme"),
        (("preview", "lead-for-loyalty", "--step", "phone-in-the-draw"), "Did you mean 'phone-in-the-drawer'?"),
    ],
)
def test_a_refusal_is_a_sentence_and_leaves_nothing(tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    done = run(tmp_path, *arguments)
    assert done.returncode == 1 and says in done.stderr and list(tmp_path.iterdir()) == []
