"""Colleagues: named on the own page, also during a pause, and spoken to and of in the reader's language."""

from datetime import timedelta

import pytest
from sqlmodel import select

from actions.enrolling import enroll
from actions.ledger import whole
from actions.pages.own import own_page
from actions.wishes import change
from coaching.errors import Refused
from storage.rows import RecipientRow
from tests import make
from tests.actions.post import Post
from tests.actions.test_observing import (
    DAY_0,
    FOUR,
    PULSES,
    answered,
    enrolled,
    mails_to,
    own_token,
    post,
    seen_by,
)

__all__ = ["post"]


def test_colleagues_named_during_a_pause_are_asked_once_their_person_goes_on(post: Post) -> None:
    enrolled(post, "")
    post.send(make.berlin("2026-11-25"))
    token, now = own_token(post), make.berlin("2026-11-26")
    change(post.house, token, {"do": "pause"}, now)
    said = change(post.house, token, {"do": "observers", "observers": "sam@example.org"}, now)
    assert "nobody is asked about you until you go on" in said
    assert not own_page(post.house, token, now).asks_observers_now
    post.send(DAY_0)
    change(post.house, token, {"do": "resume"}, DAY_0 + timedelta(days=1))
    post.send(make.berlin("2027-01-13"))
    assert mails_to(post, "sam@example.org") == [("2026-12-02", "dropped"), ("2027-01-13", "sent")]
    assert whole(post.house).adds_up


def test_who_has_not_started_is_told_to_start_before_naming_colleagues(post: Post) -> None:
    enrolled(post, "", consent="opt-in")
    post.send(make.berlin("2026-11-25"))
    with pytest.raises(Refused, match="have not started"):
        change(post.house, own_token(post), {"do": "observers", "observers": "sam@x.org"}, make.berlin("2026-11-26"))


def test_colleagues_are_asked_in_the_language_of_their_person_until_they_choose(post: Post) -> None:
    enroll(
        post.house, make.cohort(programme=PULSES),
        make.roster(("ada@example.org",), observers="sam@example.org", locale="de"), make.NOW,
    )  # fmt: skip
    (mail,) = post.send(DAY_0)
    assert mail.subject == "Eine Frage zu ada@example.org"


def test_kinds_of_colleagues_are_named_in_the_reader_s_language(post: Post) -> None:
    enroll(
        post.house, make.cohort(programme=PULSES), make.roster(("ada@example.org",), observers=FOUR, locale="de"),
        make.NOW,
    )  # fmt: skip
    post.send(make.berlin("2026-11-25"))
    post.send(DAY_0)
    for person, value in (("p1@x.org", "2"), ("p2@x.org", "3"), ("p3@x.org", "4"), ("m@x.org", "0")):
        answered(post, person, value)
    assert seen_by(post) == [("Kolleginnen und Kollegen: 3,0 (3 Personen)",)]


def test_somebody_known_as_a_colleague_gets_their_name_and_language_when_they_take_part(post: Post) -> None:
    enrolled(post, "sam@example.org")
    people = make.roster(("sam@example.org",), name="Sam", locale="de")
    enroll(post.house, make.cohort(programme=PULSES, name="Bremen"), people, make.NOW)
    with post.house.store.read() as session:
        sam = session.exec(select(RecipientRow).where(RecipientRow.folded == "sam@example.org")).one()
    assert (sam.name, sam.locale) == ("Sam", "de")
