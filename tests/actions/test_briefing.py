"""A coach's brief, from an answer to the mail: who is named, what is quoted, when it goes, and what became of it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from actions import briefing, standing
from actions.answering import Given, answer
from actions.coached.shape import Brief
from actions.enrolling import enroll
from actions.erasing import erase
from actions.house import House
from actions.ledger import ledger
from actions.pages.coach_person import drop_note, mark, person_page, write_note
from actions.sending import send_due, send_only
from coaching.errors import NotFound, Refused
from coaching.notices import TO_COACHES
from coaching.tokens import Purpose, derive
from delivery.letters import read_mail
from delivery.outbox import messages
from storage.rows import EnrollmentRow, MessageRow, RecipientRow
from tests import make
from tests.actions.stories import PROGRAMME, Story

COACH = "coach@example.org"
START, TASK = make.berlin("2026-11-25"), make.berlin("2026-12-07", "09:15")
MONDAY = make.berlin("2026-12-14", "07:45")


class Week:
    """A cohort of the small programme with its task out: people answer, and the coach is written to."""

    def __init__(self, house: House, folder: Path, people: tuple[str, ...] = ("ada", "bo", "cy")) -> None:
        self.house, self.folder = house, folder
        roster = make.roster([f"{one}@example.org" for one in people], coach=COACH)
        enroll(house, make.cohort(programme=PROGRAMME, programme_file="small.yaml"), roster, make.NOW)
        for at in (START, TASK):
            make.sent(house, folder, at)

    def says(self, person: str, task: str, barrier: str = "", words: str = "", share: bool = False,
             at: datetime = TASK + timedelta(hours=1)) -> None:  # fmt: skip
        values = {"drawer.task": task, "comment": words} | ({"drawer.barrier": barrier} if barrier else {})
        answer(self.house, self.link(person), Given(values | ({"share": "1"} if share else {}), "page"), at)

    def link(self, person: str) -> str:
        with self.house.store.read() as session:
            key = session.exec(
                select(MessageRow.key)
                .join(RecipientRow, col(RecipientRow.id) == col(MessageRow.recipient_id))
                .where(RecipientRow.folded == f"{person}@example.org", MessageRow.kind == "prompt")
                .where(MessageRow.state == "sent").order_by(col(MessageRow.due_at).desc())
            ).first()  # fmt: skip
        return derive(self.house.secret, Purpose.ANSWER, key or "")

    def mails(self) -> list[str]:
        sent = [one for one in messages(self.folder / "outbox") if one.to == COACH]
        return [read_mail(one.raw).text for one in sent]

    def brief(self, at: datetime = MONDAY) -> Brief:
        return briefing.brief_of(self.house, COACH, at)

    def send(self, at: datetime = MONDAY) -> int:
        briefing.plan_briefs(self.house, at)
        return send_only(self.house, make.outbox(self.folder), at, TO_COACHES).sent

    def coach(self) -> int:
        with self.house.store.read() as session:
            return session.exec(select(RecipientRow.id).where(RecipientRow.folded == COACH)).one() or 0

    def key(self, person: str) -> str:
        return next(one.key for one in self.brief().people if one.name == f"{person}@example.org")


@pytest.fixture
def week(house: House, tmp_path: Path) -> Week:
    return Week(house, tmp_path)


@pytest.fixture
def quick(small: House, tmp_path: Path) -> Week:
    return Week(small, tmp_path)


def named(found: Brief) -> list[tuple[str, str]]:
    return [(one.why, one.words) for one in found.people]


def test_people_stand_in_the_order_of_the_rules_with_why_now_and_one_question(quick: Week) -> None:
    quick.says("cy", "done", words="My team laughed.", share=True)
    quick.says("bo", "not_yet", "back-to-back")
    quick.says("ada", "not_yet", "ask-coach")
    found = quick.brief()
    assert [one.why for one in found.people] == ["word", "obstacle", "success"]
    assert "Meetings back to back" in found.people[1].now
    assert found.people[1].ask == "Which of your calls could start two minutes later?"
    assert found.people[2].words == "My team laughed." and found.headline == "Three people to talk to this week"


def test_words_that_were_not_shared_are_never_in_a_brief(quick: Week) -> None:
    quick.says("bo", "not_yet", "back-to-back", words="secret of bo")
    assert "secret of bo" not in str(quick.brief().to_json())


def test_a_request_for_a_word_is_mailed_by_the_next_pass_whatever_the_hour(week: Week) -> None:
    night = make.berlin("2026-12-07", "23:10")
    week.says("ada", "not_yet", "ask-coach", at=night)
    make.sent(week.house, week.folder, night + timedelta(minutes=1))
    assert len(week.mails()) == 1 and "Somebody asked for a word with you" in week.mails()[0]


def test_the_same_wish_is_mailed_once_however_often_it_is_saved(week: Week) -> None:
    for minutes in (0, 5):
        week.says("ada", "not_yet", "ask-coach", at=TASK + timedelta(hours=1, minutes=minutes))
        week.says("ada", "done", at=TASK + timedelta(hours=1, minutes=minutes + 1))
    week.says("ada", "not_yet", "ask-coach", at=TASK + timedelta(hours=2))
    make.sent(week.house, week.folder, TASK + timedelta(hours=3))
    assert len(week.mails()) == 1


def test_a_wish_that_was_taken_back_before_the_mail_went_is_not_told(quick: Week) -> None:
    quick.says("ada", "not_yet", "ask-coach")
    quick.says("ada", "done", at=TASK + timedelta(hours=1, minutes=1))
    make.sent(quick.house, quick.folder, TASK + timedelta(hours=2))
    assert quick.mails() == []


def test_a_brief_goes_only_when_something_is_new_and_at_most_weekly(week: Week) -> None:
    assert week.send() == 0
    week.says("bo", "not_yet", "back-to-back")
    assert [week.send(), week.send(), week.send(MONDAY + timedelta(days=7))] == [1, 0, 0]
    week.says("cy", "not_yet", "back-to-back", at=MONDAY + timedelta(hours=1))
    assert [week.send(MONDAY + timedelta(days=n)) for n in (1, 6, 7, 8)] == [0, 0, 1, 0]
    assert any("cy@example.org" in one for one in week.mails())


def test_a_brief_without_anything_but_a_wish_that_was_mailed_does_not_go(quick: Week) -> None:
    quick.says("ada", "not_yet", "ask-coach")
    make.sent(quick.house, quick.folder, TASK + timedelta(hours=2))
    assert quick.send() == 0 and [one.why for one in quick.brief().people] == ["word"]


@pytest.mark.parametrize("what", ["spoken", "not_now"])
def test_somebody_who_was_marked_is_left_out_for_four_weeks(week: Week, what: str) -> None:
    week.says("ada", "not_yet", "back-to-back")
    mark(week.house, week.coach(), "Hamburg", week.key("ada"), what, MONDAY)
    assert week.brief().people == () and week.send(MONDAY + timedelta(hours=1)) == 0


def test_a_word_asked_for_after_a_mark_is_heard(quick: Week) -> None:
    quick.says("ada", "not_yet", "back-to-back")
    mark(quick.house, quick.coach(), "Hamburg", quick.key("ada"), "spoken", TASK + timedelta(hours=2))
    quick.says("ada", "not_yet", "ask-coach", at=TASK + timedelta(hours=3))
    assert [one.why for one in quick.brief().people] == ["word"]


def test_a_line_manager_is_told_only_what_was_meant_for_them(quick: Week) -> None:
    quick.says("ada", "not_yet", "back-to-back")
    quick.says("bo", "done", words="My team laughed.", share=True)
    quick.says("cy", "not_yet", "ask-coach")
    with quick.house.store.write() as session:
        session.execute(update(EnrollmentRow).values(coach_role="line-manager"))
        session.commit()
    found = quick.brief()
    assert [one.why for one in found.people] == ["word", "success"] and "answered" not in " ".join(found.rest)


def test_whoever_left_or_was_erased_is_named_no_more_and_a_planned_mail_does_not_go(week: Week) -> None:
    week.says("ada", "not_yet", "ask-coach")
    week.says("bo", "not_yet", "ask-coach")
    erase(week.house, "ada@example.org", TASK + timedelta(hours=2))
    standing.leave(week.house, "bo@example.org", TASK + timedelta(hours=2))
    make.sent(week.house, week.folder, TASK + timedelta(hours=3))
    assert week.mails() == [] and week.brief().people == ()


def test_five_are_named_and_no_more(small: House, tmp_path: Path) -> None:
    people = tuple(f"p{n}" for n in range(8))
    many = Week(small, tmp_path, people)
    for one in people:
        many.says(one, "not_yet", "back-to-back")
    assert len(many.brief().people) == 5 and "8 of 8 answered" in many.brief().rest[0]


def test_the_ledger_counts_the_mails_to_coaches_by_what_became_of_them(week: Week) -> None:
    week.says("bo", "not_yet", "back-to-back")
    week.send()
    week.says("ada", "not_yet", "ask-coach", at=MONDAY + timedelta(hours=1))
    send_due(week.house, make.outbox(week.folder), MONDAY + timedelta(days=6))
    found = ledger(week.house, "Hamburg", MONDAY)
    assert found.to_coaches == {"sent": 1, "expired": 1} and found.adds_up


def test_what_a_failed_mail_should_have_told_is_told_by_the_next(week: Week) -> None:
    week.says("bo", "not_yet", "back-to-back")
    week.send()
    with week.house.store.write() as session:
        session.execute(update(MessageRow).where(col(MessageRow.kind) == "brief").values(state="failed"))
        session.commit()
    assert week.send(MONDAY + timedelta(days=1)) == 1


def test_a_brief_waits_for_the_end_of_the_quiet_hours(quick: Week) -> None:
    quick.says("bo", "not_yet", "back-to-back")
    assert quick.send(make.berlin("2026-12-14", "06:00")) == 0 and quick.mails() == []
    make.sent(quick.house, quick.folder, make.berlin("2026-12-14", "12:00"))
    assert len(quick.mails()) == 1


def test_notes_are_their_coachs_alone_and_can_be_deleted(week: Week) -> None:
    week.says("ada", "not_yet", "back-to-back")
    key, me = week.key("ada"), week.coach()
    write_note(week.house, me, "Hamburg", key, "Calls start at nine.", MONDAY)
    (note,) = person_page(week.house, me, "Hamburg", key, MONDAY).notes
    assert note.words == "Calls start at nine."
    with pytest.raises(NotFound):
        drop_note(week.house, me + 1, "Hamburg", key, note.id, MONDAY)
    drop_note(week.house, me, "Hamburg", key, note.id, MONDAY)
    assert person_page(week.house, me, "Hamburg", key, MONDAY).notes == ()


@pytest.mark.parametrize("words", ["", "   ", "x" * 4001])
def test_an_empty_note_and_an_endless_one_are_refused(quick: Week, words: str) -> None:
    quick.says("ada", "not_yet", "back-to-back")
    with pytest.raises(Refused):
        write_note(quick.house, quick.coach(), "Hamburg", quick.key("ada"), words, MONDAY)


def quiet(tmp_path: Path) -> Story:
    story = Story(tmp_path)
    story.enroll(["ada", "bo"])
    story.send("start")
    story.answer("start", "ada", attention=4, patience=4)
    for step in ("drawer", "early", "middle"):
        story.send(step)
    for step in ("start", "drawer", "early", "middle"):
        story.expire(step)
    return story


def test_quiet_after_answering_is_named_and_never_having_answered_is_not(tmp_path: Path) -> None:
    story = quiet(tmp_path)
    (one,) = briefing.brief_of(story.house, COACH, datetime(2026, 10, 27, 8, tzinfo=UTC)).people
    assert (one.name, one.why) == ("Ada", "quiet") and "5 September" not in one.ask
    assert one.now == "Answered until 26 August; the last three questions passed without an answer."


def test_somebody_without_a_coach_of_that_name_is_refused(quick: Week) -> None:
    with pytest.raises(NotFound):
        briefing.brief_of(quick.house, "ada@example.org", MONDAY)
