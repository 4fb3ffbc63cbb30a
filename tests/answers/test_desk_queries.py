"""A page of the desk asks the database a bounded number of questions, however many people there are."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event, update

from actions.agreeing import switch
from coaching.agreements import Agreement
from storage.rows import EnrollmentRow
from tests.answers.desk import drafted, office
from tests.answers.visitors import Visit

PAGES = ("/ld", "/ld/Hamburg", "/ld/Hamburg/ledger", "/ld/Hamburg/people", "/ld/Hamburg/people/all",
         "/ld/Hamburg/programme", "/ld/Hamburg/files", "/ld/Hamburg/report.html", "/ld/Hamburg/disclosure",
         "/ld/Hamburg/interviews", "/ld/Hamburg/rows", "/ld/Hamburg/rows.csv",
         "/ld/Hamburg/events", "/ld/Hamburg/days.ics", "/ld/Hamburg/report.xlsx")  # fmt: skip
STEPS = ("people", "choices", "plan", "comparison", "start")
MOST = 35


@contextmanager
def counted(visit: Visit) -> Iterator[list[str]]:
    """Yield the statements that are asked meanwhile."""
    asked: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        asked.append(statement)

    event.listen(visit.house.store.engine, "before_cursor_execute", note)
    yield asked
    event.remove(visit.house.store.engine, "before_cursor_execute", note)


def asked_by(folder: Path, people: int, cohorts: int) -> dict[str, int]:
    visit = Visit(folder)
    for n in range(cohorts):
        who = tuple(f"p{n}-{m}@example.org" for m in range(people))
        visit.enroll(who, name="Hamburg" if not n else f"Hamburg {n}")
    for what in Agreement:
        switch(visit.house, "Hamburg", what, True, None, visit.now)
    with visit.house.store.write() as session:
        session.execute(update(EnrollmentRow).values(may_ask_at=visit.now, may_list_at=visit.now))
        session.commit()
    office(visit)
    roster = "email\n" + "\n".join(f"d{n}@example.org" for n in range(people))
    draft = drafted(visit, roster)
    found = {}
    for path in (*PAGES, *(f"{draft}/{step}" for step in STEPS)):
        visit.get(path)
        with counted(visit) as asked:
            assert visit.get(path).status_code == 200
        found[path.replace(draft, "draft")] = len(asked)
    return found


@pytest.mark.slow
def test_no_page_asks_more_for_more_people_or_cohorts(tmp_path: Path) -> None:
    few, many = asked_by(tmp_path / "few", 6, 1), asked_by(tmp_path / "many", 40, 8)
    assert many == few and max(few.values()) <= MOST
