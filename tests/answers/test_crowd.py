"""A hundred cohorts of a hundred people with answers: every page asks a bounded number of questions and is quick."""

import time
from pathlib import Path

import pytest

from tests.actions.stories import PROGRAMME
from tests.answers.crowd import counted, lived, multiply, paths, sign_in
from tests.answers.desk import office
from tests.answers.visitors import Visit

pytestmark = pytest.mark.slow
FEW, DAYS = 30, 50
MOST, MOST_S = 60, 3
"""Statements of one page, and seconds: ten times the promise, since whatever else runs here runs at the same time."""


def test_no_page_asks_more_beside_a_hundred_cohorts_of_a_hundred_with_answers(tmp_path: Path) -> None:
    small = lived(tmp_path / "few", FEW, DAYS, PROGRAMME)
    multiply(small, 7)
    few, _ = asked_by(small, FEW)
    visit = lived(tmp_path / "many", 100, DAYS, PROGRAMME)
    rows = multiply(visit, 99)
    assert rows["enrollment"] == 10_000 and rows["response"] > 30_000
    many, took = asked_by(visit, 100)
    assert "all accounted for" in office(visit).get("/ld/Hamburg-7/ledger").text
    assert many == few and max(many.values()) <= MOST
    assert max(took.values()) < MOST_S, took


def asked_by(visit: Visit, people: int) -> tuple[dict[str, int], dict[str, float]]:
    """Return how many statements each page asks, and how many seconds it took, when it was opened before."""
    asked, took = {}, {}
    for name, (role, path) in paths(visit, people).items():
        sign_in(visit, role)
        visit.get(path)
        with counted(visit) as statements:
            began = time.perf_counter()
            answer = visit.get(path)
            took[name] = time.perf_counter() - began
        assert answer.status_code == 200, (name, answer.text)
        asked[name] = len(statements)
    return asked, took
