"""Interviews at the door: a tick that its page explains, and a desk page that names nobody by itself."""

from pathlib import Path

import pytest

from actions.agreeing import switch
from coaching.agreements import Agreement
from delivery.letters import read_mail
from delivery.outbox import messages
from tests import make
from tests.actions.test_interviewing import AFTER, told
from tests.answers.desk import fill, office
from tests.answers.visitors import Visit, nonce_in

OWN = "I may be asked for an interview"


def ask(visit: Visit, person: str = "ada@example.org", **values: str) -> str:
    link = visit.link("p", person)
    entries = {"do": "agree", "what": "interviews", "nonce": nonce_in(visit.get(link).text)} | values
    return visit.post(link, entries).text


@pytest.fixture
def asked(tmp_path: Path) -> Visit:
    visit = Visit(tmp_path).enroll(make.PEOPLE)
    switch(visit.house, "Hamburg", Agreement.INTERVIEWS, True, None, visit.now)
    return visit.send(make.berlin("2026-11-25"))


def test_the_page_asks_only_where_it_is_switched_on_and_with_nothing_ticked(tmp_path: Path) -> None:
    visit = Visit(tmp_path).enroll(make.PEOPLE).send(make.berlin("2026-11-25"))
    assert OWN not in visit.get(visit.link("p")).text and "Nobody is asked" in ask(visit, agreed="1")
    switch(visit.house, "Hamburg", Agreement.INTERVIEWS, True, None, visit.now)
    page = visit.get(visit.link("p")).text
    assert OWN in page and 'name="agreed" value="1">' in page


def test_a_tick_is_kept_said_above_every_question_and_can_be_taken_back(asked: Visit) -> None:
    said = "your company also sees, under another name"
    assert said not in asked.get(asked.link("a")).text
    assert "you may be asked" in ask(asked, agreed="1") and 'value="1" checked' in asked.get(asked.link("p")).text
    assert said in asked.get(asked.link("a")).text
    assert "you are not asked" in ask(asked) and said not in asked.get(asked.link("a")).text


def test_the_next_mail_says_so_to_who_agreed(asked: Visit) -> None:
    ask(asked, agreed="1")
    asked.send(make.berlin("2026-12-16"))
    assert "You agreed to be asked" in mails_to(asked, "ada@example.org")
    assert "You agreed to be asked" not in mails_to(asked, "bo@example.org")


def mails_to(visit: Visit, person: str) -> str:
    texts = [read_mail(one.raw).text for one in messages(visit.folder / "outbox") if one.to == person]
    return " ".join(" ".join(texts).split())


def test_the_desk_lists_other_names_and_says_one_when_asked(tmp_path: Path) -> None:
    visit = Visit(tmp_path, now=AFTER)
    told(tmp_path, house=visit.house)
    page = office(visit).get("/ld/autumn/interviews").text
    called = page.partition('name="called" value="')[2].partition('"')[0]
    assert len(called) == 9 and "@example.org" not in page.replace("ld@example.org", "")
    named = fill(visit, "/ld/autumn/interviews", do="name", called=called).text
    assert "p0@example.org" in named and "p1@example.org" not in named
    assert fill(visit, "/ld/autumn/interviews", do="name", called="i-nobody").status_code == 404


def test_the_desk_switches_it_on_and_off(asked: Visit) -> None:
    office(asked)
    assert "Fewer than 5 people agreed" in asked.get("/ld/Hamburg/interviews").text
    fill(asked, "/ld/Hamburg/interviews", do="off")
    assert "switched off" in asked.get("/ld/Hamburg/interviews").text
    assert fill(asked, "/ld/Hamburg/interviews", do="else").status_code == 422
