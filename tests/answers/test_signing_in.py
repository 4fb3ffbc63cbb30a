"""Signing in by a mailed link: once, by POST, for a quarter of an hour, and the same answer for everybody."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from actions import signing_in
from actions.auditing import audit
from actions.leaving import leave_everything
from delivery.letters import read_mail
from delivery.outbox import messages
from storage.rows import EventRow, MessageRow, RecipientRow, TokenRow
from tests.answers.visitors import Visit, nonce_in

MARIA = "maria@example.org"


@pytest.fixture
def door(tmp_path: Path) -> Visit:
    return Visit(tmp_path).enroll(coach=f"Maria Lopez <{MARIA}>")


def mailed(door: Visit, person: str = MARIA) -> list[str]:
    found = (read_mail(one.raw).text for one in messages(door.folder / "outbox") if one.to == person)
    return [link[0] for text in found if (link := re.search(r"/sign-in/[\w-]+", text))]


def ask(door: Visit, address: str = MARIA) -> str:
    return door.post("/sign-in", {"address": address}).text


def test_a_coach_asks_for_a_link_and_is_at_the_desk_two_clicks_later(door: Visit) -> None:
    ask(door)
    door.send()
    (link,) = mailed(door)
    assert "Sign in" in door.get(link).text and "staff" not in door.cookies
    assert door.post(link).headers["location"] == "/coach" and door.get("/coach").status_code == 200


def test_known_and_unknown_addresses_get_the_same_answer(door: Visit) -> None:
    assert ask(door) == ask(door, "nobody@example.org") == ask(door, "ada@example.org") == ask(door, "")
    door.send()
    assert mailed(door, "nobody@example.org") == mailed(door, "ada@example.org") == []


def test_a_link_works_once_and_opening_it_uses_nothing_up(door: Visit) -> None:
    ask(door)
    door.send()
    (link,) = mailed(door)
    assert [door.get(link).status_code, door.get(link).status_code] == [200, 200]
    assert [door.post(link).status_code, door.post(link).status_code] == [303, 410]


@pytest.mark.parametrize(("minutes", "status"), [(14, 303), (16, 410)])
def test_a_link_works_for_a_quarter_of_an_hour(door: Visit, minutes: int, status: int) -> None:
    ask(door)
    door.send().later(minutes=minutes)
    assert door.post(mailed(door)[0]).status_code == status


def test_an_inbox_cannot_be_filled(door: Visit) -> None:
    for _ in range(9):
        ask(door)
    assert door.count(MessageRow) and len([one for one in kinds(door) if one == "sign_in"]) == 1
    for _ in range(20):
        signing_in.ask_for_link(door.house, MARIA, door.later(minutes=11).now)
    assert len([one for one in kinds(door) if one == "sign_in"]) == 5


def kinds(door: Visit) -> list[str]:
    with door.house.store.read() as session:
        return list(session.exec(select(MessageRow.kind)))


def test_whoever_asks_too_often_is_asked_to_wait(door: Visit) -> None:
    answers = [door.post("/sign-in", {"address": f"a{n}@example.org"}).status_code for n in range(12)]
    assert answers[0] == 200 and answers[-1] == 429


def test_somebody_with_two_roles_chooses_one(door: Visit) -> None:
    signing_in.link(door.house, MARIA, "ld", door.now)
    ask(door)
    door.send()
    (link,) = mailed(door)
    assert "Sign in as coach" in door.get(link).text and "as learning and development" in door.get(link).text
    assert door.post(link, {"role": "ld"}).headers["location"] == "/ld"


def test_no_role_can_be_chosen_that_one_does_not_have(door: Visit) -> None:
    ask(door)
    door.send()
    assert door.post(mailed(door)[0], {"role": "ld"}).headers["location"] == "/coach"


def test_somebody_who_wants_no_mail_of_a_programme_can_still_sign_in(door: Visit) -> None:
    with door.house.store.write() as session:
        who = session.exec(select(RecipientRow).where(RecipientRow.folded == MARIA)).one()
        leave_everything(door.house, session, who, door.now, "page")
        session.commit()
    ask(door)
    door.send()
    assert len(mailed(door)) == 1


def test_the_cookie_is_kept_from_scripts_and_other_sites(tmp_path: Path) -> None:
    door = Visit(tmp_path, settings={"public_url": "https://coach.example.org"}).enroll(coach=MARIA)
    link = signing_in.link(door.house, MARIA, "coach", door.now).removeprefix("https://coach.example.org")
    cookie = door.post(link).headers["set-cookie"].lower()
    assert "httponly" in cookie and "secure" in cookie and "samesite=lax" in cookie


def test_a_session_ends_by_itself_and_by_signing_out(door: Visit) -> None:
    door.cookies["staff"] = signing_in.open_session(door.house, MARIA, "coach", door.now)
    page = door.get("/coach").text
    assert door.post("/sign-out", {"nonce": "x"}).status_code == 403
    assert door.post("/sign-out", {"nonce": nonce_in(page)}).status_code == 303
    door.cookies["staff"] = signing_in.open_session(door.house, MARIA, "coach", door.now)
    door.now += timedelta(hours=13)
    assert door.get("/coach").headers["location"] == "/sign-in"


@pytest.mark.parametrize("do", ["spoken", "note", "drop_note"])
def test_a_form_from_elsewhere_changes_nothing(door: Visit, do: str) -> None:
    door.cookies["staff"] = signing_in.open_session(door.house, MARIA, "coach", door.now)
    link = re.findall(r'href="(/coach/[^"]+/people/[^"]+)"', door.get("/coach/Hamburg").text)[0]
    before = door.dump()
    assert door.post(link, {"do": do, "words": "x", "note": "1", "nonce": "from.elsewhere"}).status_code == 403
    assert door.dump() == before


def test_every_look_at_a_person_and_every_change_is_written_down(door: Visit) -> None:
    door.cookies["staff"] = signing_in.open_session(door.house, MARIA, "coach", door.now)
    link = re.findall(r'href="(/coach/[^"]+/people/[^"]+)"', door.get("/coach/Hamburg").text)[0]
    nonce = nonce_in(door.get(link).text)
    for more in ({"do": "spoken"}, {"do": "note", "words": "secret words"}, {"do": "drop_note", "note": "1"}):
        assert door.post(link, more | {"nonce": nonce}).status_code == 200
    with door.house.store.read() as session:
        about = select(EventRow.what).where(col(EventRow.recipient_id).is_not(None))
        noted = list(session.exec(about.where(col(EventRow.enrollment_id).is_not(None)).order_by(col(EventRow.id))))
    assert noted == ["looked", "coach_spoken", "coach_note", "coach_note_deleted"]
    assert "secret words" not in str(door.dump()["event"])


def test_the_log_says_who_looked_at_whom_by_their_keys(door: Visit) -> None:
    door.cookies["staff"] = signing_in.open_session(door.house, MARIA, "coach", door.now)
    link = re.findall(r'href="(/coach/[^"]+/people/[^"]+)"', door.get("/coach/Hamburg").text)[0]
    door.get(link)
    look, cohort, signed_in = audit(door.house)
    assert (look.what, look.page, look.whom, look.cohort) == ("looked", "person", link.rpartition("/")[2], "Hamburg")
    assert (cohort.page, cohort.cohort, signed_in.what, signed_in.role) == ("coach", "Hamburg", "signed_in", "coach")
    assert audit(door.house, "ada@example.org") == (look,) and len(audit(door.house, MARIA)) == 3
    assert "example.org" not in str(audit(door.house))


def test_links_are_kept_as_hashes_alone(door: Visit) -> None:
    ask(door)
    door.send()
    token = mailed(door)[0].rpartition("/")[2]
    assert door.count(TokenRow) and token not in str(door.dump())
