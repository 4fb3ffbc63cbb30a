"""Pages that only another cohort shows: a question after a silence, a start by opt-in, colleagues who are asked."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import httpx

from actions.enrolling import enroll
from tests import make
from tests.actions.test_observing import DAY_0, PULSES
from tests.actions.test_silence import silent, token
from tests.answers.test_buddies import ask, press
from tests.answers.visitors import Visit, nonce_in

Keep = Callable[[str, httpx.Response], str]
RATERS = ("sam@example.org", "kim@example.org", "lou@example.org")


def later_doors(folder: Path, keep: Keep) -> None:
    """Hand the pages of these doors to *keep*, by name."""
    for name, part in (
        ("silence", _silence),
        ("start", _start),
        ("buddy", _buddy),
        ("pulse", _pulse),
        ("reason", _reason),
    ):
        part(Visit(folder / name), keep)


def _silence(visit: Visit, keep: Keep) -> None:
    silent(visit.house, visit.folder)
    visit.now = make.berlin("2026-12-31", "15:00")
    link = f"/a/{token(visit.house)}"
    asked = keep("silence: asked", visit.get(f"{link}?c=1"))
    keep("silence: outdated", visit.post(link, {"answer": "fewer"}))
    visit.later(seconds=5)
    for answer in ("fewer", "pause", "stop"):
        keep(f"silence: {answer}", visit.post(link, {"answer": answer, "nonce": nonce_in(asked)}))


def _start(visit: Visit, keep: Keep) -> None:
    visit.enroll(consent="opt-in", coach="maria@example.org").send(make.berlin("2026-11-25"))
    page = keep("start: invited", visit.get(visit.link("a")))
    keep("start: own page", visit.get(visit.link("p")))
    keep("start: leave", visit.get(visit.link("u")))
    visit.later(seconds=5)
    keep("start: started", visit.post(visit.link("a"), {"start": "1", "nonce": nonce_in(page)}))


def _buddy(visit: Visit, keep: Keep) -> None:
    """Ada asks Sam, who says yes and writes a line; Bo asks as well, and Sam ends all of it."""
    visit.enroll(("ada@example.org", "bo@example.org")).send(make.berlin("2026-11-25")).later(hours=1)
    keep("buddy: no address", ask(visit, "sam"))
    for person in ("ada@example.org", "bo@example.org"):
        visit.later(minutes=11)
        keep(f"buddy: named by {person[:-12]}", ask(visit, "sam@example.org", person))
    link = visit.send().link("b", "sam@example.org")
    keep("buddy: asked", visit.get(link))
    keep("buddy: outdated", visit.post(link, {"do": "accept"}))
    keep("buddy: accepted", press(visit, link, "accept"))
    keep("buddy: too long", press(visit, link, "line", line="x" * 281))
    keep("buddy: written", press(visit, link, "line", line="Well done, keep at it."))
    keep("buddy: own page", visit.get(visit.link("p")))
    keep("buddy: leave", visit.get(visit.link("u", "sam@example.org")))
    keep("buddy: ended", press(visit, link, "end"))
    keep("buddy: left", visit.press(visit.link("u", "sam@example.org"), "everything"))


def _pulse(visit: Visit, keep: Keep) -> None:
    """Ada and Bo are observed by three colleagues; then Ada checks in and sees what they saw."""
    people = make.roster(("ada@example.org", "bo@example.org"), observers=";".join(RATERS))
    enroll(visit.house, make.cohort(programme=PULSES), people, visit.now)
    visit.send(DAY_0).later(hours=1)
    for rater in RATERS:
        link = visit.link("a", rater)
        page = keep("pulse: asked", visit.get(link))
        visit.later(seconds=5)
        keep("pulse: saved", visit.post(link, _threes(page)))
    keep("pulse: leave", visit.get(visit.link("u", RATERS[0])))
    keep("pulse: left", visit.press(visit.link("u", RATERS[0]), "leave"))
    visit.send(make.berlin("2026-12-16")).later(hours=1)
    page = visit.get(visit.link("a")).text
    assert "Colleagues" in keep(
        "pulse: seen by colleagues", visit.later(seconds=5).post(visit.link("a"), _threes(page))
    )


def _threes(page: str) -> dict[str, str]:
    found = re.findall(r'type="radio" name="([^"]+)" value="3"', page)
    return dict.fromkeys(found, "3") | {"nonce": nonce_in(page), "comment": "Twice, after lunch."}


def _reason(visit: Visit, keep: Keep) -> None:
    """Somebody had no chance to, says what got in the way, and is offered something smaller."""
    visit.enroll(programme="lead-for-loyalty", coach="maria@example.org").send(make.berlin("2026-11-25"))
    for day in range(1, 60):
        visit.send(make.berlin("2026-11-25") + timedelta(days=day))
        page = visit.later(hours=1).get(visit.link("a")).text
        if ".barrier" in page:
            break
    link, fields = visit.link("a"), _told(page)
    keep("reason: not said which", visit.post(link, {n: v for n, v in fields.items() if ".task" not in n}))
    visit.later(seconds=5)
    keep("reason: saved", visit.post(link, fields))


def _told(page: str) -> dict[str, str]:
    task = re.search(r'name="([^"]+\.task)"', page)
    barrier = re.search(r'name="([^"]+\.barrier)" value="([^"]+)"', page)
    assert task and barrier
    return {task[1]: "not_yet", barrier[1]: barrier[2], "nonce": nonce_in(page)}
