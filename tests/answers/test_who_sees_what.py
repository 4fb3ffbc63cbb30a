"""Who may see what, against every page and route there is: a planted secret each, every kind of visitor."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from actions import signing_in
from actions.enrolling import enroll
from actions.pages.coach_person import write_note
from answers import nonces
from coaching import seeing
from coaching.seeing import Sight, What, Who
from content.roster import read_roster
from delivery.letters import read_mail
from delivery.outbox import messages
from storage.rows import EnrollmentRow
from tests import make
from tests.actions.stories import PROGRAMME
from tests.actions.test_observing import DAY_0, PULSES
from tests.answers.visitors import Visit, nonce_in

ROSTER = """email,name,coach,coach_role
ada@example.org,Ada Nameofada,maria@example.org,independent
lena@example.org,Lena Nameoflena,boss@example.org,line-manager
"""
LINKS = {"a": "/a/{token}", "u": "/u/{token}", "p": "/p/{token}"}
BARRIER = "Meetings back to back"


@dataclass(frozen=True)
class Secret:
    """Something planted, what of the table it is, and whose it is: of whose coach, and whether the writer ticked."""

    text: str
    what: What
    whose: str
    ticked: bool = False


SECRETS = (
    Secret("words-ada-kept", What.WORDS, "ada"),
    Secret("words-ada-ticked", What.WORDS, "ada", ticked=True),
    Secret("words-lena-kept", What.WORDS, "lena"),
    Secret("words-lena-ticked", What.WORDS, "lena", ticked=True),
    Secret("Check-ins of Ada Nameofada", What.SCALES, "ada"),
    Secret("Check-ins of Lena Nameoflena", What.SCALES, "lena"),
    Secret("Nameofada", What.DELIVERY, "ada"),
    Secret("Nameoflena", What.DELIVERY, "lena"),
)
VISITORS = {
    "nobody": None, "ada": Who.PARTICIPANT, "lena": Who.PARTICIPANT, "maria": Who.COACH, "boss": Who.LINE_MANAGER,
    "otto": Who.COACH, "office": Who.OFFICE,
}  # fmt: skip
COACH_OF = {"ada": "maria", "lena": "boss"}


def may_see(visitor: str, secret: Secret) -> bool:
    """Return whether the table lets this visitor see this secret on a page that a link or a session opens."""
    who = VISITORS[visitor]
    if who is Who.PARTICIPANT:
        return visitor == secret.whose and secret.what is What.DELIVERY
    if who is Who.OFFICE:
        return secret.what is What.DELIVERY and seeing.sight(who, secret.what) is Sight.BY_NAME
    if who is None or COACH_OF[secret.whose] != visitor:
        return False
    how = seeing.sight(who, secret.what)
    return how is Sight.BY_NAME or (how is Sight.TICKED and secret.ticked)


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Visit:
    """A door behind which Ada and Lena have answered a check-in and a task, with words kept and words ticked."""
    visit = Visit(Path(tmp_path_factory.mktemp("door")))
    new = make.cohort(programme=PROGRAMME, programme_file="small.yaml")
    enroll(visit.house, new, read_roster("r.csv", ROSTER.encode()), visit.now)
    make.enrolled(visit.house, ["zoe@example.org"], visit.now, name="Other", coach="otto@example.org")
    for moment, step in (("2026-11-25", "start"), ("2026-12-07", "drawer")):
        visit.send(make.berlin(moment, "13:15")).later(hours=1)
        for person in ("ada", "lena"):
            _answer(visit, person, step)
    return visit


def _answer(visit: Visit, person: str, step: str) -> None:
    link = visit.link("a", f"{person}@example.org")
    entries = {"nonce": nonce_in(visit.get(link).text)}
    if step == "start":
        entries |= {"start.attention": "3", "start.patience": "4", "comment": f"words-{person}-kept"}
    else:
        entries |= {"drawer.task": "not_yet", "drawer.barrier": "back-to-back", "share": "1"}
        entries |= {"comment": f"words-{person}-ticked"}
    visit.later(seconds=5)
    assert visit.post(link, entries).status_code == 200


def paths(visit: Visit) -> list[str]:
    """Return the path of every route there is that can be looked at, those that others add among them."""
    found = {route.path for route in routes(visit)}
    assert {"/a/{token}", "/coach/{cohort:path}", "/ld/{cohort:path}/report.{kind}", "/readyz"} <= found
    return sorted(found)


def routes(visit: Visit) -> list[Any]:
    """Return every route there is that can be looked at."""
    return [one for one in _flat(visit.app.routes) if "GET" in (getattr(one, "methods", None) or ())]


def _flat(routes: object) -> Iterator[object]:
    for route in routes:
        inner = getattr(route, "original_router", None) or getattr(route, "routes", None)
        yield from _flat(getattr(inner, "routes", inner)) if inner else [route]


def sign_in(visit: Visit, visitor: str) -> None:
    """Let a visitor who is staff be signed in, and nobody else."""
    visit.cookies.clear()
    role = {Who.COACH: "coach", Who.LINE_MANAGER: "coach", Who.OFFICE: "ld"}.get(VISITORS[visitor])
    if role:
        address = f"{visitor}@example.org"
        visit.cookies["staff"] = signing_in.open_session(visit.house, address, role, visit.now)


def seen_by(visit: Visit, visitor: str) -> str:
    """Return everything that a visitor gets to see when they look at every page with all they have."""
    sign_in(visit, visitor)
    tokens = [""]
    if VISITORS[visitor] is Who.PARTICIPANT:
        tokens = [visit.link(kind, f"{visitor}@example.org").rpartition("/")[2] for kind in "aup"]
    shown = []
    for path in paths(visit):
        for token in tokens:
            for kind in ("html", "json", "csv"):
                filled = path.replace("{token}", token).replace("{kind}", kind)
                filled = re.sub(r"\{cohort(:path)?\}", "Hamburg", filled)
                shown += [visit.get(re.sub(r"\{[^}]+\}", "x", one)).text for one in _with_keys(visit, filled)]
    visit.cookies.clear()
    return "\n".join(shown)


def _with_keys(visit: Visit, path: str) -> list[str]:
    """Return *path* with the key of everybody there is, so that nobody is kept out by not knowing one."""
    if "{key}" not in path:
        return [path]
    with visit.house.store.read() as session:
        return [path.replace("{key}", key) for key in session.exec(select(EnrollmentRow.key))]


@pytest.mark.parametrize("visitor", VISITORS)
def test_every_page_shows_a_visitor_what_the_table_says_and_nothing_else(door: Visit, visitor: str) -> None:
    seen = seen_by(door, visitor)
    found = {one.text for one in SECRETS if one.text in seen}
    assert found == {one.text for one in SECRETS if may_see(visitor, one)}


@pytest.mark.parametrize(("visitor", "told"), [("maria", True), ("boss", False), ("otto", False)])
def test_what_gets_in_somebodys_way_is_told_to_an_independent_coach_alone(
    door: Visit, visitor: str, told: bool
) -> None:
    assert (BARRIER in seen_by(door, visitor)) is told


NOTE = "note-about-ada"


@pytest.mark.parametrize("visitor", VISITORS)
def test_a_note_is_read_by_the_coach_who_wrote_it_and_nobody_else(door: Visit, visitor: str) -> None:
    with door.house.store.read() as session:
        coach, key = session.exec(select(EnrollmentRow.coach_id, EnrollmentRow.key).order_by(EnrollmentRow.id)).first()
    if NOTE not in seen_by(door, "maria"):
        write_note(door.house, coach, "Hamburg", key, NOTE, door.now)
    assert (NOTE in seen_by(door, visitor)) is (visitor == "maria")


@pytest.mark.parametrize("visitor", ["boss", "otto", "office", "ada", "nobody"])
def test_nobody_changes_anything_about_somebody_elses_person(door: Visit, visitor: str) -> None:
    with door.house.store.read() as session:
        key = session.exec(select(EnrollmentRow.key).order_by(EnrollmentRow.id)).first()
    sign_in(door, visitor)
    nonce = nonces.nonce(door.house.secret, door.cookies.get("staff", ""), door.now)
    before = door.dump()
    answer = door.post(f"/coach/Hamburg/people/{key}", {"do": "spoken", "nonce": nonce})
    assert answer.status_code in (303, 404) and door.dump()["coach_mark"] == before["coach_mark"]
    door.cookies.clear()


def test_small_groups_are_withheld_from_the_office(door: Visit) -> None:
    door.cookies["staff"] = signing_in.open_session(door.house, "office@example.org", "ld", door.now)
    report = door.get("/api/v1/cohorts/Hamburg/report").json()
    assert all(one["mean"] is None for behaviour in report["behaviours"] for one in behaviour["check_ins"])
    door.cookies.clear()


def test_the_words_of_the_page_are_those_of_the_table(door: Visit) -> None:
    page = door.get(door.link("p", "lena@example.org")).text
    assert "boss@example.org, your coach and line manager" in page and "only active, quiet or away" in page


def test_an_observer_sees_nothing_of_whom_they_are_asked_about(tmp_path: Path) -> None:
    visit = Visit(tmp_path)
    roster = "email,name,team,observers\nada@example.org,Ada,secret-team,sam@example.org;kim@example.org\n"
    enroll(visit.house, make.cohort(programme=PULSES, coach="maria@example.org"), read_roster("r.csv", roster.encode()),
           visit.now)  # fmt: skip
    visit.send(make.berlin("2026-11-25")).later(hours=1)
    saved = visit.save(visit.link("a"), baseline__listening="4", baseline__thanking="2", comment="secret-of-ada")
    assert saved.status_code == 200
    visit.send(DAY_0).later(hours=1)
    kim = visit.link("a", "kim@example.org")
    visit.post(kim, dict.fromkeys(_fields(visit.get(kim).text), "5") | {"nonce": nonce_in(visit.get(kim).text),
                                                                      "comment": "secret-of-kim"})  # fmt: skip
    link = visit.link("a", "sam@example.org")
    page = visit.get(link).text
    answers = {"nonce": nonce_in(page)} | dict.fromkeys(_fields(page), "3")
    seen = [visit.get(visit.link(kind, "sam@example.org")).text for kind in "aup"]
    seen += [visit.later(seconds=5).post(link, answers).text, visit.get(link).text]
    seen += [visit.get(f"/api/v1/answers/{link.rpartition('/')[2]}").text, mail_to(visit, "sam@example.org")]
    told = "\n".join(seen)
    hidden = ("secret-", "maria@example.org", "kim@example.org", "Check-ins of", "4 of 5", "2 of 5", "5 of 5")
    assert "About Ada" in told and [one for one in hidden if one in told] == []


def _fields(page: str) -> set[str]:
    return set(re.findall(r'type="radio" name="([^"]+)"', page))


def mail_to(visit: Visit, person: str) -> str:
    return "\n".join(read_mail(one.raw).text for one in messages(visit.folder / "outbox") if one.to == person)
