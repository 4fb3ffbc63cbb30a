"""A visit with the baseline out, and one with a task out."""

from pathlib import Path

import pytest

from tests import make
from tests.answers.visitors import Visit


@pytest.fixture
def visit(tmp_path: Path) -> Visit:
    """A door with Ada's baseline (listening, thanking) in her inbox, an hour after it went out."""
    door = Visit(tmp_path).enroll(coach="maria@example.org")
    return door.send(make.berlin("2026-11-25")).later(hours=1)


@pytest.fixture
def task(visit: Visit) -> Visit:
    """The same with the task out, an hour ago."""
    return visit.send(make.berlin("2026-12-07", "09:15")).later(hours=1)
