"""Consent by opt-in: one mail, a page that changes nothing, and a Start that is a form."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from sqlmodel import select

from actions.enrolling import Enrolled
from actions.ledger import ledger
from coaching.errors import NotAllowed, Refused
from delivery.outbox import messages
from storage.rows import EnrollmentRow, EventRow, PromptRow
from tests import make
from tests.answers.visitors import Visit, nonce_in

HALF_A_YEAR = timedelta(days=190)


@pytest.fixture
def visit(tmp_path: object) -> Visit:
    return Visit(tmp_path, settings={"country": "DE"})  # type: ignore[arg-type]


def invited(visit: Visit) -> Visit:
    return visit.enroll(consent="opt-in").send(make.berlin("2026-11-25"))


def state(visit: Visit) -> str:
    with visit.house.store.read() as session:
        return session.exec(select(EnrollmentRow.state)).one()


def prompts(visit: Visit) -> dict[str, tuple[str, str]]:
    with visit.house.store.read() as session:
        return {row.step: (row.state, row.reason) for row in session.exec(select(PromptRow))}


def mails(visit: Visit) -> list[str]:
    found = [message_from_bytes(one.raw, policy=policy.default) for one in messages(visit.folder / "outbox")]
    return [one.get_body(("plain",)).get_content() for one in found]  # type: ignore[union-attr]


def test_the_one_mail_says_so_and_asks_nothing(visit: Visit) -> None:
    (text,) = mails(invited(visit))
    assert "This is the only mail unless you start" in text and "No thanks:" in text
    assert "On how many of your last five working days" not in text and "You can answer until" not in text


def test_nobody_who_does_not_start_gets_a_second_mail_and_every_prompt_says_why(visit: Visit) -> None:
    invited(visit)
    for day in range(1, 40):
        visit.send(make.berlin("2026-11-25") + timedelta(days=day))
    assert len(mails(visit)) == 1
    assert prompts(visit) == {"baseline": ("expired", ""), "first-task": ("skipped", "not_started"),
                              "check-1": ("skipped", "not_started")}  # fmt: skip
    found = ledger(visit.house, "Hamburg", visit.now)
    assert found.adds_up and found.missed == ()


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_at_the_page_starts_nothing(visit: Visit, method: str) -> None:
    link = invited(visit).link("a")
    assert visit.ask(method, f"{link}?c=3&start=1").status_code == 200
    assert state(visit) == "invited"


def test_start_asks_at_once_and_what_is_still_to_come_comes(visit: Visit) -> None:
    link = invited(visit).link("a")
    page = visit.get(link).text
    assert "Start</button>" in page and "On how many" not in page
    page = visit.post(link, {"nonce": nonce_in(page), "start": "1"}).text
    assert state(visit) == "active" and "On how many" in page and "Start</button>" not in page
    visit.send(make.berlin("2026-12-07"))
    assert len(mails(visit)) == 2 and prompts(visit)["first-task"] == ("sent", "")


def test_starting_twice_is_starting_once(visit: Visit) -> None:
    link = invited(visit).link("a")
    nonce = nonce_in(visit.get(link).text)
    for _ in range(2):
        assert visit.post(link, {"nonce": nonce, "start": "1"}).status_code == 200
    with visit.house.store.read() as session:
        assert len(session.exec(select(EventRow).where(EventRow.what == "started")).all()) == 1


def test_an_answer_before_start_is_turned_away_and_nothing_is_recorded(visit: Visit) -> None:
    link = invited(visit).link("a")
    page = visit.post(link, {"nonce": nonce_in(visit.get(link).text), "baseline.listening": "3"})
    assert page.status_code == 422 and "You have not started yet" in page.text
    assert state(visit) == "invited" and prompts(visit)["baseline"][0] == "sent"


def test_a_program_can_start_too(visit: Visit) -> None:
    token = invited(visit).link("a").rpartition("/")[2]
    found = visit.get(f"/api/v1/answers/{token}").json()
    assert found["sheets"][0]["invites"] is True and found["sheets"][0]["prompts"] == []
    said = visit.ask("POST", f"/api/v1/answers/{token}", json={"nonce": found["nonce"], "start": True})
    assert said.json() == {"started": 1} and state(visit) == "active"


def test_no_thanks_works_before_starting(visit: Visit) -> None:
    link = invited(visit).link("u")
    visit.press(link, "leave")
    assert state(visit) == "left"


def enroll(visit: Visit, consent: str) -> Enrolled:
    return make.enrolled(visit.house, ("bo@example.org",), visit.now, consent=consent)


def test_a_cohort_keeps_the_consent_its_people_were_told_of(visit: Visit) -> None:
    invited(visit)
    with pytest.raises(NotAllowed, match="was enrolled with --consent opt-in"):
        enroll(visit, "notice")
    assert enroll(visit, "").enrolled == 1
    with visit.house.store.read() as session:
        assert set(session.exec(select(EnrollmentRow.state))) == {"invited"}


def test_an_unknown_consent_is_refused_with_those_there_are(visit: Visit) -> None:
    with pytest.raises(Refused, match="Use one of notice, opt-in"):
        enroll(visit, "maybe")
