from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from coaching.agreements import Agreement
from coaching.disclosure import disclosure
from coaching.facts import Facts

FACTS = Facts(
    cohort="Hamburg", programme="Short", version=1, workshop_on=date(2026, 12, 2), mails=12, weeks=26, consent="notice",
    coached=True, managers=False, observers=False, replies=True, drawn=False, min_cell=5, answer_days=5,
    task_at="09:00", check_in_at="13:00", quiet="18:00-07:30", zone="Europe/Berlin", country="DE", address="https://go.example.org",
    mail_servers=("mail.example.org",),
)  # fmt: skip


def text(**news: Any) -> str:
    return repr(disclosure(replace(FACTS, **news)).to_json())


CHANGES = {
    "min_cell": 8, "consent": "opt-in", "managers": True, "observers": True, "replies": False, "drawn": True,
    "answer_days": 7, "task_at": "08:30", "quiet": "17:00-08:00", "zone": "Asia/Tokyo", "country": "",
    "address": "https://other.example.org", "mail_servers": (), "own_page_days": 30, "session_hours": 8,
    "coached": False, "mails": 9, "weeks": 13, "version": 2,
    "chats": ("hooks.slack.com",), "programs": ("hr.example.org",),
    "agreements": tuple(Agreement),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_every_setting_in_force_shows_so_a_change_makes_another_page(name: str) -> None:
    assert text(**{name: CHANGES[name]}) != text()


def test_what_coaches_keep_is_said_where_there_are_coaches() -> None:
    assert "A coach's notes" in text() and "A coach's notes" in text(coached=False, managers=True)
    assert "A coach's notes" not in text(coached=False, managers=False)


def test_where_messages_are_posted_is_said_and_what_stays_there() -> None:
    assert "chat" not in " ".join(disclosure(FACTS).runs)
    said = " ".join(disclosure(replace(FACTS, chats=("hooks.slack.com",), programs=("hr.example.org",))).runs)
    assert "may go to a chat at hooks.slack.com" in said and "may go to a program at hr.example.org" in said
    assert said.count("is kept as long as") == 2 and "can hand in answers" in said


NEVER = ("ranked", "appraisal, pay, promotion or dismissal", "when a mail was opened", "how long somebody reads")


@pytest.mark.parametrize("words", NEVER)
def test_what_is_never_done_is_said(words: str) -> None:
    assert any(words in one for one in disclosure(FACTS).never)


def test_it_says_how_to_leave_and_that_nobody_above_is_told_by_name() -> None:
    said = " ".join(disclosure(FACTS).leaving)
    assert "link to leave" in said and "Nobody above the person is told by name" in said


def test_every_item_says_what_for_who_sees_it_and_how_long() -> None:
    for one in disclosure(replace(FACTS, observers=True, drawn=True)).items:
        assert all((one.what, one.purpose, one.seen_by, one.kept))


def test_without_a_coach_none_is_spoken_of_in_the_table_or_the_items() -> None:
    page = disclosure(replace(FACTS, coached=False))
    assert not any("oach" in who for who, _ in page.table)
    assert not any("coach" in one.seen_by for one in page.items)


def test_a_line_manager_has_a_row_of_their_own_and_the_answers_are_not_theirs() -> None:
    page = disclosure(replace(FACTS, managers=True))
    row = dict(page.table)["Coach who is the line manager"]
    assert row[1] == "only active, quiet or away" and row[2] == "only what is shared"
    assert any("not one who is the line manager" in one.seen_by for one in page.items)


def test_chance_is_named_only_where_something_was_drawn() -> None:
    assert "Nothing is drawn by chance" in text() and "drawn by chance, with a probability" in text(drawn=True)
