"""A person's feed and a cohort's days, read back with the library."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import pytest
from icalendar import Calendar, Event
from sqlmodel import select

from actions.pages.calendar_feeds import cohort_days
from content import calendars
from content.calendars import Entry
from storage.rows import PromptRow, ResponseRow
from tests import make
from tests.answers.visitors import Visit, nonce_in

SENT = make.berlin("2026-11-25")


@pytest.fixture
def visit(tmp_path: Path) -> Visit:
    return Visit(tmp_path, settings={"country": "DE"}).enroll().send(SENT)


def wish(visit: Visit, do: str) -> str:
    """Press a button of the calendar page and return the feed's path on it, "" for none."""
    page = f"{visit.link('p')}/calendar"
    said = visit.post(page, {"nonce": nonce_in(visit.get(page).text), "do": do}).text
    found = re.search(r"<pre>\S+?(/c/\S+)</pre>", unescape(said))
    return found.group(1) if found else ""


def events(visit: Visit, path: str) -> dict[str, Event]:
    answer = visit.get(path)
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/calendar")
    return {str(one["summary"]): one for one in Calendar.from_ical(answer.content).walk("VEVENT")}


def test_each_prompt_stands_at_its_moment_on_the_persons_wall_and_blocks_nothing(visit: Visit) -> None:
    found = events(visit, wish(visit, "make"))
    assert set(found) == {"Before you start", "Let one person finish", "Your last five working days"}
    task = found["Let one person finish"]
    due = visit.prompt("first-task").due_at
    assert due is not None and task["dtstart"].dt == due.replace(second=0)
    assert task["dtstart"].params["tzid"] == "Europe/Berlin" and f"{task['dtstart'].dt:%H}" == "09"
    assert (task["transp"], task["status"]) == ("TRANSPARENT", "CONFIRMED")


def test_there_is_no_address_before_somebody_asks_for_one_and_looking_makes_none(visit: Visit) -> None:
    before = visit.dump()
    assert "<pre>" not in visit.get(f"{visit.link('p')}/calendar").text
    assert visit.dump() == before


def test_reading_the_feed_changes_nothing(visit: Visit) -> None:
    path = wish(visit, "make")
    before = visit.dump()
    events(visit, path)
    assert visit.ask("HEAD", path).status_code == 200 and visit.dump() == before


def test_a_step_that_moves_keeps_its_uid_and_raises_its_sequence(visit: Visit) -> None:
    path = wish(visit, "make")
    before = events(visit, path)["Let one person finish"]
    own = visit.link("p")
    form = {"do": "away", "from": "2026-12-07", "until": "2026-12-08", "nonce": nonce_in(visit.get(own).text)}
    assert visit.post(own, form).status_code == 200
    after = events(visit, path)["Let one person finish"]
    assert after["uid"] == before["uid"] and after["sequence"] > before["sequence"]
    assert after["dtstart"].dt.date() > before["dtstart"].dt.date()


def test_leaving_cancels_what_would_have_come(visit: Visit) -> None:
    path = wish(visit, "make")
    visit.press(visit.link("u"), "leave")
    found = events(visit, path)
    assert found["Let one person finish"]["status"] == found["Your last five working days"]["status"] == "CANCELLED"
    assert found["Before you start"]["status"] == "CONFIRMED"


def test_while_somebody_is_paused_what_is_planned_is_tentative(visit: Visit) -> None:
    path, own = wish(visit, "make"), visit.link("p")
    visit.post(own, {"do": "pause", "nonce": nonce_in(visit.get(own).text)})
    assert events(visit, path)["Let one person finish"]["status"] == "TENTATIVE"


def test_an_address_that_was_ended_opens_nothing_and_the_next_is_another(visit: Visit) -> None:
    first = wish(visit, "make")
    assert wish(visit, "end") == "" and visit.get(first).status_code == 410
    second = wish(visit, "make")
    assert second != first and visit.get(second).status_code == 200 and visit.get(first).status_code == 410


def test_a_new_address_ends_the_old_one(visit: Visit) -> None:
    first = wish(visit, "make")
    assert wish(visit, "make") != first and visit.get(first).status_code == 410


@pytest.mark.parametrize("kind", ["a", "u", "p"])
def test_no_other_link_of_a_mail_opens_a_calendar(visit: Visit, kind: str) -> None:
    token = visit.link(kind).rpartition("/")[2]
    assert visit.get(f"/c/{token}.ics").status_code == 404


def test_no_answer_and_no_words_are_in_the_feed(visit: Visit) -> None:
    path, secret = wish(visit, "make"), "planted words"
    visit.save(visit.link("a"), baseline__listening="3", baseline__thanking="4", comment=secret)
    with visit.house.store.read() as session:
        assert secret in session.exec(select(ResponseRow.words)).all()
    text = visit.get(path).text
    assert secret not in text and "ada@example.org" not in text


def test_a_form_from_elsewhere_makes_no_address(visit: Visit) -> None:
    page = f"{visit.link('p')}/calendar"
    assert visit.post(page, {"do": "make"}).status_code == 422
    assert "<pre>" not in visit.get(page).text


def test_lines_are_folded_at_75_octets_and_text_is_escaped() -> None:
    title = "Phone; in the drawer, today\\tomorrow " + "ü" * 80
    entry = Entry("u@example.org", 2, SENT, title, "one\ntwo", SENT)
    made = calendars.feed("A, b", [entry], "Europe/Berlin", SENT)
    assert max(len(line) for line in made.split(b"\r\n")) <= 75
    assert b"Phone\\; in the drawer\\, today\\\\tomorrow" in made
    (back,) = Calendar.from_ical(made).walk("VEVENT")
    assert (str(back["summary"]), str(back["description"])) == (title, "one\ntwo")


NAMED = ["Africa/Casablanca", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Europe/Dublin",
         "Pacific/Apia", "America/Sao_Paulo", "Asia/Gaza", "UTC"]  # fmt: skip


@pytest.mark.parametrize("zone", [one for one in NAMED if one in available_timezones()])
def test_times_are_right_in_every_zone_on_both_sides_of_a_clock_change(zone: str) -> None:
    moments = [datetime(2027, month, day, 8, 30, tzinfo=UTC) for month in (3, 4, 10, 11) for day in (10, 28)]
    entries = [Entry(f"{n}@example.org", 0, at, "A", "a", SENT) for n, at in enumerate(moments)]
    found = Calendar.from_ical(calendars.feed("A", entries, zone, SENT)).walk("VEVENT")
    assert [one["dtstart"].dt.astimezone(UTC) for one in found] == moments
    walls = [f"{at.astimezone(ZoneInfo(zone)):%H:%M}" for at in moments]
    assert [f"{one['dtstart'].dt:%H:%M}" for one in found] == walls


def test_a_cohorts_days_hold_steps_and_numbers_and_no_names(visit: Visit) -> None:
    visit.enroll(("bo@example.org", "cem@example.org"))
    made = cohort_days(visit.house, "Hamburg", visit.now)
    found = [(one["dtstart"].dt, str(one["summary"])) for one in Calendar.from_ical(made).walk("VEVENT")]
    assert (date(2026, 12, 7), "Let one person finish (3)") in found
    assert b"@example.org" not in re.sub(rb"UID:\S+|\r\n ", b"", made) and b"ada" not in made


def test_a_step_that_was_left_out_from_the_start_is_in_no_calendar(visit: Visit, tmp_path: Path) -> None:
    late = Visit(tmp_path / "late").enroll(workshop_on=date(2026, 11, 2)).send()
    titles = set(events(late, wish(late, "make")))
    with late.house.store.read() as session:
        left_out = session.exec(select(PromptRow.step).where(PromptRow.state == "skipped")).all()
    assert "first-task" in left_out and "Let one person finish" not in titles


def test_the_entries_of_a_year_stay_under_a_hundred_kilobytes() -> None:
    entries = [Entry(f"{n}@x.org", 1, SENT + timedelta(days=n), "A title", "a text", SENT) for n in range(60)]
    assert len(calendars.feed("A", entries, "America/New_York", SENT)) < 100_000
