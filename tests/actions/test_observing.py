"""Observers from the roster to the page: one mail however many people, seldom, ended by one click, shown from three."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from actions.answering import Given, answer
from actions.enrolling import enroll
from actions.house import House
from actions.leaving import leave_by_link
from actions.ledger import whole
from actions.observed import seen_by_colleagues
from actions.pages.answer import answer_page
from actions.pages.own import own_page
from actions.reporting import report
from actions.wishes import change
from coaching.errors import Refused
from coaching.tokens import Purpose, derive
from storage.rows import EnrollmentRow, MessageRow, ObserverRow, PromptRow
from tests import make
from tests.actions.post import Post

PULSES = (
    make.SHORT
    + """\
  - {name: seen-0, title: What you see, after_days: 0, pulse: [listening]}
  - {name: seen-1, title: What you see, after_days: 42, pulse: [listening]}
"""
)
DAY_0 = make.berlin("2026-12-02")
"""The day of the workshop, a Wednesday."""


@pytest.fixture
def post(house: House, tmp_path: Path) -> Post:
    return Post(house, tmp_path)


def enrolled(post: Post, observers: str, people: tuple[str, ...] = ("ada@example.org",), **columns: object) -> None:
    new = make.cohort(programme=PULSES, **columns)
    enroll(post.house, new, make.roster(people, observers=observers), make.NOW)


def mails_to(post: Post, person: str) -> list[tuple[str, str]]:
    """Return (day, state) of the mails that ask *person* about others."""
    from storage.rows import RecipientRow

    statement = (
        select(MessageRow)
        .join(RecipientRow, col(RecipientRow.id) == col(MessageRow.recipient_id))
        .where(MessageRow.kind == "pulse", RecipientRow.folded == person)
        .order_by(col(MessageRow.due_at))
    )
    with post.house.store.read() as session:
        return [(row.local_day.isoformat(), row.state) for row in session.exec(statement)]


def answered(post: Post, person: str, *values: str, at: datetime = DAY_0) -> None:
    post.collect(at, post.reply(" ".join(values), sender=person, about=post.message("pulse", person)))


def test_the_roster_s_observers_are_asked_on_the_programme_s_days(post: Post) -> None:
    enrolled(post, "sam@example.org")
    assert mails_to(post, "sam@example.org") == [("2026-12-02", "planned"), ("2027-01-13", "planned")]
    (mail,) = post.send(DAY_0)
    text = post.text(mail)
    assert (mail.to, mail.subject) == ("sam@example.org", "One question about ada@example.org")
    assert "No thanks: http" in text and "never who said what" in text
    assert whole(post.house).adds_up


def test_one_mail_asks_about_everybody(post: Post) -> None:
    enrolled(post, "sam@example.org", make.PEOPLE)
    (mail,) = post.send(DAY_0)
    assert mail.subject == "A few questions about three people you work with"
    page = answer_page(post.house, derive(post.house.secret, Purpose.ANSWER, post.message("pulse", mail.to).key), DAY_0)
    assert [sheet.about for sheet in page.sheets] == list(make.PEOPLE)
    answered(post, "sam@example.org", "3", "na", "5")
    assert post.states("seen-0") == ["answered"] * 3


def test_two_cohorts_within_two_weeks_are_one_mail(post: Post) -> None:
    enrolled(post, "sam@example.org")
    enrolled(post, "sam@example.org", ("bo@example.org",), name="Bremen", workshop_on=date(2026, 12, 9))
    assert [day for day, _ in mails_to(post, "sam@example.org")] == ["2026-12-02", "2027-01-13"]


def test_a_mail_that_has_gone_keeps_the_next_two_weeks_away(post: Post) -> None:
    enrolled(post, "sam@example.org")
    post.send(DAY_0)
    new = make.cohort(programme=PULSES, name="Bremen", workshop_on=date(2026, 12, 9))
    enroll(post.house, new, make.roster(["bo@example.org"], observers="sam@example.org"), DAY_0)
    assert mails_to(post, "sam@example.org")[1] == ("2026-12-16", "planned")


def test_an_observer_who_takes_part_gets_no_two_mails_on_one_day(post: Post) -> None:
    enroll(
        post.house, make.cohort(programme=PULSES, workshop_on=date(2026, 12, 2)),
        make.roster(["ada@example.org", "bo@example.org"], observers="cem@example.org"), make.NOW,
    )  # fmt: skip
    enroll(post.house, make.cohort(programme=PULSES, name="Bremen"), make.roster(["cem@example.org"]), make.NOW)
    with post.house.store.read() as session:
        days = [row.local_day for row in session.exec(select(MessageRow)) if row.recipient_id]
        mails = session.exec(select(MessageRow.recipient_id, MessageRow.local_day)).all()
    assert len(mails) == len(set(mails)) and days


def test_the_second_mail_is_no_invitation(post: Post) -> None:
    enrolled(post, "sam@example.org")
    post.send(DAY_0)
    mails = [one for one in post.send(make.berlin("2027-01-13")) if one.to == "sam@example.org"]
    assert [("No thanks" in post.text(one)) for one in mails] == [False]


def test_leaving_ends_being_asked_and_nothing_else(post: Post) -> None:
    enrolled(post, "sam@example.org")
    post.send(DAY_0)
    token = derive(post.house.secret, Purpose.LEAVE, post.message("pulse", "sam@example.org").key)
    assert leave_by_link(post.house, token, DAY_0).observing
    assert (post.states("seen-0"), post.states("seen-1")) == (["expired left"], ["skipped left"])
    assert post.suppressed() == []
    enrolled(post, "sam@example.org", ("bo@example.org",), name="Bremen")
    assert len(mails_to(post, "sam@example.org")) == 2
    assert whole(post.house).adds_up


def test_stop_by_reply_ends_being_asked(post: Post) -> None:
    enrolled(post, "sam@example.org")
    post.send(DAY_0)
    answered(post, "sam@example.org", "stop")
    assert post.states("seen-1") == ["skipped left"]


def test_nobody_sees_an_observer_s_link(post: Post) -> None:
    enrolled(post, "sam@example.org")
    post.send(DAY_0)
    key = derive(post.house.secret, Purpose.ANSWER, post.message("pulse", "sam@example.org").key)
    theirs = [one for one in post.send(make.berlin("2026-12-07", "09:15")) if one.to == "ada@example.org"]
    assert theirs and not any(key in post.text(one) for one in theirs)


def own_token(post: Post) -> str:
    return derive(post.house.secret, Purpose.OWN_PAGE, post.message().key)


def test_a_participant_names_colleagues_on_their_page(post: Post) -> None:
    enrolled(post, "")
    post.send(make.berlin("2026-11-25"))
    token, now = own_token(post), make.berlin("2026-11-26")
    assert own_page(post.house, token, now).observers == 0
    said = change(post.house, token, {"do": "observers", "observers": "peer:sam@example.org\nkim@example.org"}, now)
    assert said.startswith("Noted: 2 colleagues will")
    assert own_page(post.house, token, now).observers == 2
    assert len(mails_to(post, "kim@example.org")) == 2


@pytest.mark.parametrize("written", ["", "no address", "ada@example.org", ";".join(f"p{n}@x.org" for n in range(9))])
def test_who_cannot_be_asked_is_said_and_nothing_is_kept(post: Post, written: str) -> None:
    enrolled(post, "")
    post.send(make.berlin("2026-11-25"))
    with pytest.raises(Refused):
        change(post.house, own_token(post), {"do": "observers", "observers": written}, make.berlin("2026-11-26"))
    with post.house.store.read() as session:
        assert session.exec(select(ObserverRow)).all() == []


FOUR = "peer:p1@x.org; peer:p2@x.org; peer:p3@x.org; manager:m@x.org"
OVER = make.berlin("2026-12-16", "13:30")


def seen_by(post: Post) -> list[tuple[str, ...]]:
    """Return what Ada sees of her colleagues' answers beside her check-in."""
    post.send(OVER)
    token = derive(post.house.secret, Purpose.ANSWER, post.message().key)
    page = answer_page(post.house, token, OVER)
    recorded = answer(post.house, token, Given({"check-1.listening": "2", "check-1.thanking": "1"}), OVER)
    assert recorded.changed
    return [point.seen for one in seen_by_colleagues(post.house, page, OVER) for point in one.points]


def test_three_of_a_kind_are_shown_and_one_is_not(post: Post) -> None:
    enrolled(post, FOUR)
    post.send(make.berlin("2026-11-25"))
    post.send(DAY_0)
    for person, value in (("p1@x.org", "2"), ("p2@x.org", "3"), ("p3@x.org", "4"), ("m@x.org", "0")):
        answered(post, person, value)
    assert seen_by(post) == [("peers: 3.0 (3 people)",)]


def test_one_kind_under_several_words_of_a_roster_is_one_kind(post: Post) -> None:
    enrolled(post, "Kollege:p1@x.org; kollegin:p2@x.org; colleague:p3@x.org")
    post.send(make.berlin("2026-11-25"))
    post.send(DAY_0)
    for person, value in (("p1@x.org", "2"), ("p2@x.org", "3"), ("p3@x.org", "4")):
        answered(post, person, value)
    assert seen_by(post) == [("peers: 3.0 (3 people)",)]


@pytest.mark.parametrize("values", [("2", "3"), ("5", "5", "5", "5"), ("2", "3", "na")])
def test_what_would_tell_one_answer_is_not_shown(post: Post, values: tuple[str, ...]) -> None:
    enrolled(post, "p0@x.org; p1@x.org; p2@x.org; p3@x.org")
    post.send(make.berlin("2026-11-25"))
    post.send(DAY_0)
    for n, value in enumerate(values):
        answered(post, f"p{n}@x.org", value)
    assert seen_by(post) == []


def test_small_kinds_are_joined_as_colleagues(post: Post) -> None:
    enrolled(post, "peer:p1@x.org; peer:p2@x.org; manager:m@x.org")
    post.send(make.berlin("2026-11-25"))
    post.send(DAY_0)
    for person, value in (("p1@x.org", "2"), ("p2@x.org", "3"), ("m@x.org", "4")):
        answered(post, person, value)
    assert seen_by(post) == [("colleagues: 3.0 (3 people)",)]


def _company(post: Post, people: int, raters: int) -> list[dict[str, object]]:
    names = tuple(f"a{n}@example.org" for n in range(people))
    enrolled(post, "; ".join(f"r{n}@x.org" for n in range(raters)), names)
    for name in names:
        baseline = make.berlin("2026-11-25")
        if name == names[0]:
            post.send(baseline)
        post.collect(baseline, post.reply("4 4", sender=name))
    post.send(DAY_0)
    for n in range(raters):
        answered(post, f"r{n}@x.org", *(["2"] * people))
    return report(post.house, "Hamburg", DAY_0 + timedelta(days=14)).to_json()["observed"]


def test_the_company_sees_five_people_seen_by_five_beside_what_they_say(post: Post) -> None:
    (seen,) = _company(post, 5, 5)
    assert (seen["mean"], seen["own"], seen["people"], seen["raters"]) == (2.0, 4.0, 5, 5)


@pytest.mark.parametrize(("people", "raters"), [(6, 4)])
def test_the_company_sees_nothing_of_fewer(post: Post, people: int, raters: int) -> None:
    (seen,) = _company(post, people, raters)
    assert (seen["mean"], seen["raters"]) == (None, None) and "fewer than 5" in str(seen["withheld"])


def test_an_open_pulse_is_not_in_the_report(post: Post) -> None:
    _company(post, 5, 5)
    (seen,) = report(post.house, "Hamburg", DAY_0 + timedelta(days=1)).to_json()["observed"]
    assert seen["mean"] is None and "still open" in seen["withheld"]


def test_a_participant_who_leaves_ends_their_pulses(post: Post) -> None:
    enrolled(post, "sam@example.org")
    post.send(make.berlin("2026-11-25"))
    post.collect(make.berlin("2026-11-25"), post.reply("stop"))
    assert [one.to for one in post.send(DAY_0)] == []
    with post.house.store.read() as session:
        assert {row.state for row in session.exec(select(PromptRow).where(PromptRow.asked_of != 0))} == {"skipped"}
        assert session.exec(select(EnrollmentRow.state)).one() == "left"
