"""On the way out: days off nobody knew of, outages, shifts, reminders; and `explain` says why a step moved."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlmodel import col, select

from actions import standing
from actions.explaining import explain
from actions.house import House
from actions.ledger import whole
from delivery.letters import read_mail
from delivery.outbox import messages
from storage import enrollments, people
from storage.rows import MessageRow, PromptRow
from tests import make

ADA = "ada@example.org"


def prompt(house: House, step: str) -> PromptRow:
    with house.store.read() as session:
        return session.exec(select(PromptRow).where(PromptRow.step == step)).one()


def change(house: House, **columns: str) -> None:
    """Change where Ada works behind the product's back, as when a holiday table changes."""
    with house.store.write() as session:
        place = enrollments.of_person(session, ADA)[0]
        people.change_participant(session, place.participant.id or 0, **columns)
        session.commit()


def sent_on(house: House) -> list[date]:
    with house.store.read() as session:
        return sorted(session.exec(select(MessageRow.local_day).where(MessageRow.state == "sent")))


def test_nothing_goes_on_a_day_that_has_become_a_day_off(house: House, tmp_path: Path) -> None:
    make.enrolled(house, [ADA])
    make.sent(house, tmp_path, make.berlin("2026-11-25"))
    change(house, working_days="1234")
    assert make.sent(house, tmp_path, make.berlin("2026-12-07", "09:15")).sent == 0
    moved = prompt(house, "first-task")
    assert (moved.state, moved.local_day) == ("planned", date(2026, 12, 8))
    assert make.sent(house, tmp_path, make.berlin("2026-12-08", "09:15")).sent == 1
    assert whole(house).adds_up


def test_a_week_of_days_off_moves_a_task_and_does_not_make_it_late(small: House, tmp_path: Path) -> None:
    make.enrolled(small, [ADA])
    change(small, working_days="6")
    make.sent(small, tmp_path, make.berlin("2026-12-07", "09:15"))
    assert prompt(small, "first-task").local_day == date(2026, 12, 13)


def test_after_an_outage_two_mails_stay_two_days_apart(house: House, tmp_path: Path) -> None:
    programme = make.SHORT.replace("after_days: 5", "after_days: 5\n    late: {then: send}")
    extra = "  - {name: second, title: Second, after_days: 8, plan: {behaviour: listening}}\n"
    make.enrolled(house, [ADA], programme=programme + extra)
    day = make.berlin("2026-12-09", "10:00")
    while day < make.berlin("2026-12-23"):
        make.sent(house, tmp_path, day)
        day += timedelta(hours=3)
    days = sent_on(house)
    assert all((later - earlier).days >= 2 for earlier, later in pairwise(days)), days
    assert whole(house).adds_up


def test_a_late_step_that_shifts_moves_what_follows(house: House, tmp_path: Path) -> None:
    make.enrolled(house, [ADA], programme=make.SHORT.replace("after_days: 5", "after_days: 5\n    late: {then: shift}"))
    make.sent(house, tmp_path, make.berlin("2026-11-25"))
    for hour in ("08:00", "12:00", "17:59"):
        make.sent(house, tmp_path, make.berlin("2026-12-11", hour))
    assert prompt(house, "first-task").state == "sent"
    assert (prompt(house, "check-1").local_day, prompt(house, "check-1").shift_days) == (date(2026, 12, 21), 4)


def test_an_absence_moves_a_shifted_step_from_its_shifted_place(small: House, tmp_path: Path) -> None:
    test_a_late_step_that_shifts_moves_what_follows(small, tmp_path)
    standing.away(small, ADA, date(2026, 12, 14), date(2026, 12, 15), make.berlin("2026-12-11", "18:30"))
    assert prompt(small, "check-1").local_day == date(2026, 12, 23)


def test_somebody_away_is_not_reminded(small: House, tmp_path: Path) -> None:
    make.enrolled(small, [ADA])
    make.sent(small, tmp_path, make.berlin("2026-11-25"))
    standing.away(small, ADA, date(2026, 11, 26), date(2026, 11, 30), make.berlin("2026-11-25", "15:00"))
    assert [make.sent(small, tmp_path, make.berlin(day)).reminded for day in ("2026-11-27", "2026-11-30")] == [0, 0]


def test_who_is_back_early_gets_back_what_was_left_out(small: House) -> None:
    make.enrolled(small, [ADA])
    standing.away(small, ADA, date(2026, 12, 14), date(2027, 1, 31), make.NOW)
    assert (prompt(small, "check-1").reason, prompt(small, "check-1").due_at) == ("away", None)
    standing.resume(small, ADA, make.berlin("2026-12-01"))
    assert (prompt(small, "check-1").state, prompt(small, "check-1").local_day) == ("planned", date(2026, 12, 16))
    assert whole(small).adds_up


@pytest.mark.parametrize(
    ("last", "said"),
    [
        (date(2026, 12, 8), "Mon 7 Dec 2026 is a day away, moved to Wed 9 Dec 2026"),
        (date(2027, 1, 31), "Mon 7 Dec 2026 is a day away, moved to Mon 1 Feb 2027"),
    ],
)
def test_explain_says_why_a_step_moved(small: House, last: date, said: str) -> None:
    make.enrolled(small, [ADA])
    standing.away(small, ADA, date(2026, 12, 7), last, make.NOW)
    found = explain(small, ADA, "first-task", make.NOW)
    assert said in found.rule
    assert any(said in line["why"] for line in found.history)


def test_a_reminder_without_room_leaves_a_line_in_the_next_mail(small: House, tmp_path: Path) -> None:
    extra = "  - {name: soon, title: Soon, after_days: -4, plan: {behaviour: listening}}\n"
    more = "  - {name: again, title: Again, after_days: -2, plan: {behaviour: listening}}\n"
    make.enrolled(small, [ADA], programme=make.SHORT + extra + more)
    for n in range(7):
        make.sent(small, tmp_path, make.berlin("2026-11-25") + timedelta(days=n))
    with small.store.read() as session:
        reminder = session.exec(select(MessageRow).where(MessageRow.kind == "reminder")).one()
    assert (reminder.state, reminder.reason) == ("dropped", "budget")
    assert b"Still open until" in messages(tmp_path / "outbox")[0].raw


def named(folder: Path) -> list[str]:
    """Return the lines about what is still open, of all mails, oldest first."""
    texts = (read_mail(one.raw).text for one in reversed(messages(folder / "outbox")))
    return [line for text in texts for line in text.splitlines() if line.startswith("Still open")]


def test_a_mail_that_is_still_open_is_named_in_one_line_of_the_next_one_and_never_again(
    house: House, tmp_path: Path
) -> None:
    extra = [f"  - {{name: s{n}, title: Soon {n}, after_days: {n}, plan: {{behaviour: listening}}}}" for n in (5, 7, 9)]
    make.enrolled(house, [ADA], programme="\n".join([make.SHORT.rstrip(), *extra, ""]))
    for n in range(9):
        make.sent(house, tmp_path, make.berlin("2026-12-07") + timedelta(days=n))
    (first, second) = named(tmp_path)
    assert "Let one person finish; Soon 5, http" in first and "Soon 7, http" in second


def test_what_was_reminded_of_is_not_named_again(house: House, tmp_path: Path) -> None:
    later = "  - {name: later, title: Later, after_days: 22, plan: {behaviour: listening}}\n"
    text = make.SHORT.replace("check-1, title", "check-1, answer_within_days: 15, title") + later
    make.enrolled(house, [ADA], programme=text)
    for day in ("2026-11-25", *(f"2026-12-{n}" for n in range(16, 26))):
        make.sent(house, tmp_path, make.berlin(day))
    with house.store.read() as session:
        rows = session.exec(select(MessageRow).where(MessageRow.state == "sent").order_by(col(MessageRow.due_at)))
        kinds = [row.kind for row in rows]
    assert kinds[-2:] == ["reminder", "prompt"] and named(tmp_path) == []


def test_a_pause_that_ends_keeps_an_absence_that_is_still_to_come(small: House) -> None:
    make.enrolled(small, [ADA])
    standing.away(small, ADA, date(2026, 12, 7), date(2026, 12, 8), make.NOW)
    standing.pause(small, ADA, make.NOW)
    standing.resume(small, ADA, make.berlin("2026-11-26"))
    assert prompt(small, "first-task").local_day == date(2026, 12, 9)
