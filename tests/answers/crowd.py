"""A hundred cohorts with answers: one is lived through by simulated people, the rest are copies, put in in bulk."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Column, Connection, Table, event, func, select, text, update
from sqlmodel import SQLModel

from actions import signing_in
from actions.agreeing import switch
from actions.enrolling import enroll
from actions.rehearsal.acting import Stagehand
from actions.rehearsal.people import colleagues, guests
from actions.rehearsal.scribe import Scribe
from actions.rehearsing import AFTERWARDS, Run
from coaching.agreements import Agreement
from content.roster import read_roster
from storage.rows import EnrollmentRow
from tests import make
from tests.answers.desk import drafted, office
from tests.answers.visitors import Visit

STEP = 1_000_000
"""So far apart are the ids of one copy from those of the next."""
SHARED = ("programme", "clock", "chore", "suppression")
"""Tables of which every cohort uses the same rows."""
NAMES = {"recipient": ("key", "folded", "address"), "cohort": ("name",), "enrollment": ("key",), "message": ("key",)}
"""Columns in which no two rows may be alike."""
UNBOUND = {
    "event": ("prompt_id", "enrollment_id", "message_id", "recipient_id"), "prompt": ("asked_of",),
    "enrollment": ("welcome_id",),
}  # fmt: skip
"""Columns that hold ids of other tables, and the database does not know it; 0 stands for none."""
WHO = "p1@example.org"
PAGES = ("/ld", "/ld/Hamburg", "/ld/Hamburg/ledger", "/ld/Hamburg/people", "/ld/Hamburg/people/all",
         "/ld/Hamburg/programme", "/ld/Hamburg/files", "/ld/Hamburg/report.html", "/ld/Hamburg/disclosure",
         "/ld/Hamburg/rows", "/ld/Hamburg/rows.csv", "/ld/Hamburg/interviews", "/ld/Hamburg/events",
         "/ld/Hamburg/days.ics", "/ld/Hamburg/report.xlsx")  # fmt: skip
STEPS = ("people", "choices", "plan", "comparison", "start")
MORE = ("/ld/new", "/ld/Hamburg/ledger?live=1", "/ld/Hamburg/report.csv", "/ld/Hamburg/report.json",
        "/ld/Hamburg/codebook.csv", "/ld/Hamburg/report.html?beside=Hamburg-7", "/api/v1/", "/ld/preview",
        "/ld/preview/lead-for-loyalty/")  # fmt: skip
OUTSIDE = ("/sign-in", "/healthz", "/readyz", "/metrics")


def lived(folder: Path, people: int, days: int, programme: str = "lead-for-loyalty", url: str = "") -> Visit:
    """Return a door whose one cohort had its workshop so many *days* ago; three colleagues observe each person."""
    visit = Visit(folder, client="127.0.0.1", settings={"url": url} if url else {})
    rows = [f"p{n}@example.org,P{n},team {n % 7},{_colleagues(n)}" for n in range(people)]
    roster = read_roster("r.csv", "\n".join(["email,name,team,observers", *rows]).encode())
    new = make.cohort(programme=programme, coach="Maria Lopez <maria@example.org>", seed="crowd")
    hand = Stagehand(visit.house, Scribe(folder / "mails", visit.now.date()), lambda: datetime.now(UTC))
    enroll(visit.house, new, roster, visit.now)
    guests_ = guests([row.email for row in roster.people], "crowd", 26)
    asked = colleagues((one.email for row in roster.people for one in row.observers), "crowd")
    run = Run(hand, hand.channel, new, asked | guests_, visit.now, lambda share: None)
    ends = datetime.combine(make.WORKSHOP, visit.now.timetz()) + timedelta(days=days)
    run.last = ends - AFTERWARDS
    run.play()
    visit.now = ends
    _let_them_be_asked(visit)
    return visit


def _let_them_be_asked(visit: Visit) -> None:
    """Let everybody agree to be asked what helped, in the cohort that wants to know."""
    for what in Agreement:
        switch(visit.house, "Hamburg", what, True, None, visit.now)
    with visit.house.store.write() as session:
        session.execute(update(EnrollmentRow).values(may_ask_at=visit.now, may_list_at=visit.now))
        session.commit()


def _colleagues(n: int) -> str:
    return ";".join(f"peer:o{(n + k) % 60}@example.org" for k in (0, 7, 20))


def multiply(visit: Visit, times: int) -> dict[str, int]:
    """Put copies of the whole cohort beside it, each with people and a coach of its own; return the rows by table."""
    with visit.house.store.engine.begin() as db:
        for table in SQLModel.metadata.sorted_tables:
            if table.name not in SHARED and db.execute(select(func.count()).select_from(table)).scalar():
                _copy(db, table, times)
    with visit.house.store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
        db.execute(text("VACUUM ANALYZE" if db.dialect.name == "postgresql" else "ANALYZE"))
    return {one.name: _count(visit, one) for one in SQLModel.metadata.sorted_tables}


def _count(visit: Visit, table: Table) -> int:
    with visit.house.store.engine.connect() as db:
        return int(db.execute(select(func.count()).select_from(table)).scalar_one())


def _copy(db: Connection, table: Table, times: int) -> None:
    columns = {one.name: _taken(one, db.dialect.name) for one in table.c}
    named, taken = ", ".join(f'"{one}"' for one in columns), ", ".join(columns.values())
    numbers = "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < :times) SELECT n FROM n"
    copies = f'SELECT {taken} FROM "{table.name}" t CROSS JOIN ({numbers}) n ORDER BY n.n'
    if "id" in columns:  # a cohort lies together, as where it was enrolled in one go
        copies += ", t.id"
    db.execute(text(f'INSERT INTO "{table.name}" ({named}) {copies}'), {"times": times})
    if db.dialect.name == "postgresql" and "id" in columns:
        db.execute(text(f"SELECT setval('{table.name}_id_seq', (SELECT max(id) FROM \"{table.name}\"))"))


def _taken(column: Column[object], dialect: str) -> str:
    """Return the expression for one column of the nth copy."""
    own, at = f't."{column.name}"', f"n.n * {STEP}"
    bound = {next(iter(one.column.table.name for one in column.foreign_keys), "")} - {""}
    if column.name == "digest":
        return "randomblob(32)" if dialect == "sqlite" else "sha256((random()::text || n.n::text)::bytea)"
    if column.name in NAMES.get(column.table.name, ()):
        return f"{own} || '-' || n.n"
    if column.name in UNBOUND.get(column.table.name, ()):
        return f"CASE WHEN {own} = 0 THEN 0 ELSE {own} + {at} END"
    if (column.primary_key and column.name == "id") or bound - set(SHARED):
        return f"{own} + {at}"
    return own


def paths(visit: Visit, people: int) -> Mapping[str, tuple[str, str]]:
    """Return (role, path) of each page by name."""
    people = tuple(f"d{n}@example.org" for n in range(people))
    draft = drafted(office(visit), "email,team\n" + "\n".join(f"{one},a" for one in people))
    person = re.findall(r'href="(/ld/Hamburg/people/e[^"]+)"', visit.get("/ld/Hamburg/people").text)[0]
    found = {path: ("ld", path) for path in (*PAGES, *MORE)}
    found |= {f"draft: {step}": ("ld", f"{draft}/{step}") for step in STEPS}
    found |= {"/ld/Hamburg/people/PERSON": ("ld", person)}
    sign_in(visit, "coach")
    theirs = re.findall(r'href="(/coach/Hamburg/people/[^"]+)"', visit.get("/coach/Hamburg").text)[0]
    found |= {path: ("coach", path) for path in ("/coach", "/coach/Hamburg")} | {"/coach person": ("coach", theirs)}
    found |= {"own page": ("", visit.link("p", WHO)), "answer": ("", visit.link("a", WHO)),
              "leave": ("", visit.link("u", WHO)), "calendar": ("", visit.link("p", WHO) + "/calendar")}  # fmt: skip
    return found | {path: ("", path) for path in OUTSIDE}


def sign_in(visit: Visit, role: str) -> None:
    """Let this role be signed in, nobody for ""."""
    visit.cookies.clear()
    if role:
        address = {"coach": "maria@example.org", "ld": "ld@example.org"}[role]
        visit.cookies["staff"] = signing_in.open_session(visit.house, address, role, visit.now)


@contextmanager
def counted(visit: Visit) -> Iterator[list[str]]:
    """Yield the statements that are asked meanwhile."""
    asked: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        asked.append(statement)

    event.listen(visit.house.store.engine, "before_cursor_execute", note)
    yield asked
    event.remove(visit.house.store.engine, "before_cursor_execute", note)
