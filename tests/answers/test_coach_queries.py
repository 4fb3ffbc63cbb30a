"""What a coach's pages and a person's ask the database: the same beside a hundred cohorts as beside none."""

import re
import time
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel

from actions import signing_in
from tests.answers.coached import MARIA, coached, says
from tests.answers.test_desk_queries import counted
from tests.answers.visitors import Visit

pytestmark = pytest.mark.slow
MOST = 25
TIMES = 99
"""So many cohorts of the same size beside the one that is looked at."""


def test_no_page_of_a_coach_asks_more_beside_a_hundred_cohorts_of_a_hundred(tmp_path: Path) -> None:
    few, _ = asked_by(coached(tmp_path / "few", [f"P{n}" for n in range(5)]))
    visit = coached(tmp_path / "many", [f"P{n}" for n in range(100)])
    _multiply(visit)
    many, took = asked_by(visit)
    assert many == few and max(many.values()) <= MOST
    assert max(took.values()) < 3, took


def asked_by(visit: Visit) -> tuple[dict[str, int], dict[str, float]]:
    """Return how many statements each page asks, and how many seconds it took, with the pages' cache warm."""
    for n in range(5):
        says(visit, f"P{n}", "not_yet", "back-to-back", words="Calls.")
    own = {"own page": visit.link("p", "p0@example.org"), "answer": visit.link("a", "p0@example.org")}
    visit.cookies["staff"] = signing_in.open_session(visit.house, MARIA, "coach", visit.now)
    person = re.findall(r'href="(/coach/[^"]+/people/[^"]+)"', visit.get("/coach").text)[0]
    paths = {"desk": "/coach", "cohort": "/coach/Hamburg", "person": person, "sign-in": "/sign-in"} | own
    asked, took = {}, {}
    for name, path in paths.items():
        visit.get(path)
        with counted(visit) as statements:
            began = time.perf_counter()
            assert visit.get(path).status_code == 200
            took[name] = time.perf_counter() - began
        asked[name] = len(statements)
    return asked, took


def _multiply(visit: Visit) -> None:
    """Put copies of the whole cohort beside it, each with a coach of its own."""
    with visit.house.store.engine.begin() as db:
        for table, changed in {
            "recipient": {"key": "key || '-' || :n", "folded": "folded || :n", "address": "address || :n"},
            "participant": {"recipient_id": "recipient_id + :step"},
            "cohort": {"name": "name || :n", "coach_id": "coach_id + :step"},
            "enrollment": {"key": "key || '-' || :n", "cohort_id": "cohort_id + :step",
                           "participant_id": "participant_id + :step", "coach_id": "coach_id + :step"},
            "prompt": {"enrollment_id": "enrollment_id + :step", "message_id": "NULL"},
        }.items():  # fmt: skip
            columns = [one.name for one in SQLModel.metadata.tables[table].c if one.name != "id"]
            taken = ", ".join(changed.get(one, f'"{one}"') for one in columns)
            named = ", ".join(f'"{one}"' for one in columns)
            for n in range(1, TIMES + 1):
                db.execute(text(f"INSERT INTO {table} (id, {named}) SELECT id + :step, {taken} FROM {table} "
                                "WHERE id < 100000"), {"n": n, "step": n * 100_000})  # fmt: skip
