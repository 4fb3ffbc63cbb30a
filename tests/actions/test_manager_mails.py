"""Mails to managers: three, of which none tells anything of anybody, and which end by one click."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from actions.disclosing import disclose
from actions.erasing import erase
from actions.house import House
from actions.leaving import leave_by_link, leave_page
from actions.ledger import whole
from actions.previewing import preview_files
from coaching.budget import fits
from coaching.tokens import Purpose, derive
from content.reader import source_text
from delivery.letters import read_mail
from delivery.outbox import OutboxMail
from storage import enrollments, people
from storage.rows import MessageRow, RecipientRow
from tests import make
from tests.actions.post import Post

MANAGED = make.SHORT.replace(
    "steps:",
    """managers:
  - {name: to-start, after_days: 1, title: What you could ask, says: They practise listening., questions: [Who spoke?]}
  - {name: half-way, after_days: 28, title: Four weeks on, says: Ask what they tried., questions: [What did you hear?]}
  - {name: at-the-end, after_days: 84, title: Twelve weeks on, says: The mails stop here., questions: [What stays?]}
steps:""",
    1,
)
BOSS = "boss@example.org"
START = make.berlin("2026-12-03", "09:30")
"""The day after the workshop, a Thursday."""


@pytest.fixture
def post(house: House, tmp_path: Path) -> Post:
    return Post(house, tmp_path)


def enrolled(
    post: Post, named: str = f"manager:{BOSS}", people: tuple[str, ...] = make.PEOPLE, **cohort: object
) -> None:
    make.enroll(post.house, make.cohort(programme=MANAGED, **cohort), make.roster(people, observers=named), make.NOW)


def takes_part(post: Post) -> None:
    """Let the manager take part in a cohort of their own."""
    other = make.SHORT.replace("programme: short", "programme: other")
    make.enroll(post.house, make.cohort("Kiel", other), make.roster((BOSS,)), make.NOW)


def mails_to(post: Post, person: str, *days: datetime) -> list[OutboxMail]:
    """Send on each of these days and return what *person* got."""
    return [mail for day in days for mail in post.send(day) if mail.to == person]


DAYS = (START, START + timedelta(hours=2), make.berlin("2026-12-30", "09:30"), make.berlin("2027-02-24", "09:30"))


@pytest.mark.parametrize("word", ["manager", "Manager", " boss ", "Führungskraft", "vorgesetzte"])
def test_a_manager_gets_each_mail_once_however_many_people_named_them(post: Post, word: str) -> None:
    enrolled(post, f"{word}:{BOSS}")
    mails = mails_to(post, BOSS, *DAYS)
    assert [mail.subject for mail in mails] == ["What you could ask", "Four weeks on", "Twelve weeks on"]
    assert whole(post.house).adds_up


def test_other_colleagues_get_none(post: Post) -> None:
    enrolled(post, f"peer:{BOSS}")
    assert mails_to(post, BOSS, *DAYS) == []


def test_a_mail_says_what_to_ask_and_names_nobody(post: Post) -> None:
    enrolled(post)
    (mail,) = mails_to(post, BOSS, START)
    text, html = post.text(mail), read_mail(mail.raw).html
    assert "- Who spoke?" in text and "Who spoke?" in html and "nothing to answer here" in text
    assert not [one for one in ("ada", "bo@", "cem", "Hamburg") if one in (text + html).casefold()]
    assert "/a/" not in text and "/p/" not in text and "Reply-To" not in mail.raw.decode()
    assert "List-Unsubscribe-Post" in mail.raw.decode()


def test_what_became_of_the_people_shows_in_no_mail(post: Post, tmp_path: Path) -> None:
    """Ada answers, and leaves; in the other house nobody does anything. Their manager cannot tell the two apart."""
    still = Post(make.house(tmp_path / "still"), tmp_path / "still")
    for one in (post, still):
        enrolled(one, people=("ada@example.org",))
        one.send(make.berlin("2026-11-25"))
    leave_by_link(post.house, derive(post.house.secret, Purpose.LEAVE, post.message("prompt", "ada@example.org").key),
                  make.berlin("2026-11-26"))  # fmt: skip
    got, would = (mails_to(one, BOSS, *DAYS) for one in (post, still))
    assert len(got) == 3
    said, other = ([read_mail(mail.raw).text.partition("\n--\n")[0] for mail in mails] for mails in (got, would))
    assert said == other and [mail.subject for mail in got] == [mail.subject for mail in would]


def test_who_has_to_start_first_is_not_given_away(post: Post) -> None:
    enrolled(post, consent="opt-in")
    assert mails_to(post, BOSS, *DAYS) == []


def test_one_click_ends_them_and_nothing_else(post: Post) -> None:
    """The manager takes part as well: the link of this mail leaves their own programme alone."""
    enrolled(post)
    takes_part(post)
    assert [mail.subject for mail in mails_to(post, BOSS, DAYS[2])][-1:] == ["Four weeks on"]
    token = derive(post.house.secret, Purpose.LEAVE, post.message("manager", BOSS).key)
    assert leave_page(post.house, token).observes
    assert leave_by_link(post.house, token, make.berlin("2026-12-31")).observing
    assert not [mail for mail in mails_to(post, BOSS, DAYS[3]) if "weeks on" in mail.subject]
    with post.house.store.read() as session:
        found = people.recipients_by_address(session, [BOSS])[BOSS]
        assert [one.enrollment.state for one in enrollments.of_recipient(session, found.id or 0)] == ["active"]


def test_the_budget_holds_for_managers_who_take_part(post: Post) -> None:
    enrolled(post)
    takes_part(post)
    for day in range(60):
        post.send(make.berlin("2026-11-25", "09:30") + timedelta(days=day))
        post.send(make.berlin("2026-11-25", "13:30") + timedelta(days=day))

    with post.house.store.read() as session:
        days = list(session.exec(
            select(MessageRow.local_day).join(RecipientRow, col(RecipientRow.id) == col(MessageRow.recipient_id))
            .where(RecipientRow.folded == BOSS, MessageRow.state == "sent", col(MessageRow.touch).is_(True))
        ))  # fmt: skip
    assert len(days) > 3
    assert all(fits(day, [other for other in days if other != day]) for day in days)


def test_a_mail_whose_day_is_long_past_is_not_made(post: Post) -> None:
    enrolled(post)
    late = [make.berlin("2027-01-05", hour) for hour in ("09:30", "12:00", "14:30", "17:00")]
    assert [one.subject for one in mails_to(post, BOSS, *late)] == ["Four weeks on"]


def test_the_welcome_and_the_disclosure_say_so(post: Post) -> None:
    enrolled(post)
    (welcome, *_) = post.send(make.berlin("2026-11-25"))
    assert "they get three mails about what to ask, never what you answered or whether" in post.text(welcome)
    assert "named as managers: 3 mails each" in str(disclose(post.house, "Hamburg", make.NOW).page)


def test_the_preview_shows_them_in_the_reader_s_language() -> None:
    made = preview_files(source_text("lead-for-loyalty"), "lead-for-loyalty.yaml", "fr")
    texts = [made[f"_manager-{n}-mail.txt"] for n in (1, 2, 3)]
    assert "Quel moment de votre journée" in texts[0] and all("Il n'y a rien à répondre ici" in one for one in texts)


def test_erasing_whoever_named_them_ends_them(post: Post) -> None:
    enrolled(post, people=("ada@example.org",))
    erase(post.house, "ada@example.org", make.berlin("2026-12-01"))
    assert mails_to(post, BOSS, *DAYS) == []
