"""A coach's week at the door: people with a task out, who answered it in different ways."""

from collections.abc import Sequence
from pathlib import Path

from actions.answering import Given, answer
from actions.enrolling import enroll
from content.roster import read_roster
from tests import make
from tests.actions.stories import PROGRAMME
from tests.answers.visitors import Visit

MARIA = "maria@example.org"
START, TASK = make.berlin("2026-11-25"), make.berlin("2026-12-07", "09:15")
LONG = "It works until the quarter-end calls start, then I am back in my inbox, and by five nobody has had me. "


def coached(folder: Path, people: Sequence[str]) -> Visit:
    """Return a door whose cohort has its first task out, an hour ago."""
    visit = Visit(folder)
    lines = [f"{one.casefold()}@example.org,{one}" for one in people]
    roster = read_roster("r.csv", "\n".join(["email,name", *lines]).encode())
    new = make.cohort(programme=PROGRAMME, programme_file="small.yaml", coach=f"Maria Lopez <{MARIA}>")
    enroll(visit.house, new, roster, visit.now)
    return visit.send(START).send(TASK).later(hours=1)


def says(visit: Visit, person: str, task: str, barrier: str = "", words: str = "") -> None:
    """Let somebody answer the task; *words* are for the coach to read."""
    token = visit.link("a", f"{person.casefold()}@example.org").rpartition("/")[2]
    values = {"drawer.task": task, "comment": words, "share": "1"} | ({"drawer.barrier": barrier} if barrier else {})
    answer(visit.house, token, Given(values, "page"), visit.now)
