"""What becomes of observers' pulses when a cohort is moved to another version of its programme."""

from datetime import datetime
from pathlib import Path

import pytest
from sqlmodel import col, select

from actions.enrolling import enroll
from actions.house import House
from actions.ledger import ledger
from actions.migrating import migrate
from actions.migration.shape import Change
from storage.rows import MessageRow, PromptRow
from tests import make
from tests.actions.post import Post

ADA, BO, SAM = "ada@example.org", "bo@example.org", "sam@example.org"
WATCHED = (
    make.SHORT
    + """\
  - {name: seen-0, title: Seen, after_days: 0, pulse: [listening]}
  - {name: seen-1, title: Seen, after_days: 42, pulse: [listening]}
"""
)
NEWER = WATCHED.replace("version: 1", "version: 2")
DAY_0, LATER = make.berlin("2026-12-02"), make.berlin("2026-12-10")


@pytest.fixture
def post(house: House, tmp_path: Path) -> Post:
    told = Post(house, tmp_path)
    enroll(house, make.cohort(programme=WATCHED), make.roster((ADA, BO), observers=SAM), make.NOW)
    told.send(DAY_0)
    return told


def to(post: Post, text: str, now: datetime = LATER, only_show: bool = False) -> list[Change]:
    """Move the cohort to the version *text* tells; return what became of the pulses."""
    file = post.folder / "short.yaml"
    file.write_text(text)
    return [
        one for one in migrate(post.house, "Hamburg", None, now, str(file), only_show=only_show).changes if one.asked_of
    ]


def mails(post: Post) -> list[tuple[str, str]]:
    """Return (day, state) of every mail that asks somebody about others."""
    statement = select(MessageRow).where(MessageRow.kind == "pulse").order_by(col(MessageRow.due_at))
    with post.house.store.read() as session:
        return [(f"{row.local_day:%m-%d}", row.state) for row in session.exec(statement)]


def pulses(post: Post, step: str) -> list[tuple[str, str, bool]]:
    """Return (state, reason, is in a mail) of the pulses of a step."""
    with post.house.store.read() as session:
        rows = session.exec(select(PromptRow).where(PromptRow.step == step, PromptRow.asked_of != 0)).all()
        return [(row.state, row.reason, row.message_id is not None) for row in rows]


def told(changes: list[Change]) -> list[tuple[str, str, str, str]]:
    return [(one.person, one.step, one.change, one.asked_of) for one in changes]


def test_a_moved_pulse_moves_for_everybody_in_one_mail(post: Post) -> None:
    changes = to(post, NEWER.replace("after_days: 42", "after_days: 49"))
    assert told(changes) == [(ADA, "seen-1", "moved", SAM), (BO, "seen-1", "moved", SAM)]
    assert [f"{one.was:%m-%d} {one.will_be:%m-%d}" for one in changes] == ["01-13 01-20"] * 2
    assert mails(post) == [("12-02", "sent"), ("01-13", "dropped"), ("01-20", "planned")]
    assert ledger(post.house, "Hamburg", LATER).why_not == ()


def test_a_new_pulse_is_asked_of_who_observes_already(post: Post) -> None:
    new = NEWER + "  - {name: seen-2, title: Seen, after_days: 70, pulse: [listening]}\n"
    assert told(to(post, new)) == [(ADA, "seen-2", "added", SAM), (BO, "seen-2", "added", SAM)]
    assert mails(post) == [("12-02", "sent"), ("01-13", "planned"), ("02-10", "planned")]
    (mail,) = [one for one in post.send(make.berlin("2027-02-10")) if one.to == SAM]
    assert "two people" in mail.subject and ledger(post.house, "Hamburg", LATER).why_not == ()


def test_a_removed_pulse_is_left_out_and_its_mail_dropped(post: Post) -> None:
    changes = to(post, NEWER.replace("  - {name: seen-1, title: Seen, after_days: 42, pulse: [listening]}\n", ""))
    assert told(changes) == [(ADA, "seen-1", "removed", SAM), (BO, "seen-1", "removed", SAM)]
    assert pulses(post, "seen-1") == [("skipped", "edited", False)] * 2
    assert mails(post) == [("12-02", "sent"), ("01-13", "dropped")]
    assert ledger(post.house, "Hamburg", LATER).why_not == ()


def test_a_step_that_asks_the_participant_instead_asks_no_observer(post: Post) -> None:
    to(
        post,
        NEWER.replace("after_days: 42, pulse: [listening]", "after_days: 42, task: {behaviour: listening, act: x}"),
    )
    assert pulses(post, "seen-1") == [("skipped", "edited", False)] * 2
    assert ledger(post.house, "Hamburg", LATER).why_not == ()


def test_a_pulse_that_was_sent_stays_as_it_was(post: Post) -> None:
    before = pulses(post, "seen-0")
    assert to(post, NEWER.replace("after_days: 0, pulse", "after_days: 20, pulse")) == []
    assert pulses(post, "seen-0") == before and mails(post) == [("12-02", "sent"), ("01-13", "planned")]


def test_a_pulse_whose_new_day_is_past_is_left_out_as_late(post: Post) -> None:
    changes = to(post, NEWER.replace("after_days: 42", "after_days: 3"))
    assert [one.change for one in changes] == ["left_out"] * 2
    assert pulses(post, "seen-1") == [("skipped", "late", False)] * 2
    assert "day 3: left out, its day was past" in changes[0].why


def test_a_pulse_that_asks_more_is_told_and_keeps_its_day(post: Post) -> None:
    more = NEWER.replace("after_days: 42, pulse: [listening]", "after_days: 42, pulse: [listening, thanking]").replace(
        "    asks: On how many of your last five working days did you thank",
        "    observer_asks: Were you thanked?\n    asks: On how many of your last five working days did you thank",
    )
    changes = to(post, more)
    assert told(changes) == [(ADA, "seen-1", "reworded", SAM), (BO, "seen-1", "reworded", SAM)]
    assert mails(post) == [("12-02", "sent"), ("01-13", "planned")]


def test_a_mail_that_asks_for_another_cohort_too_stays_for_it(post: Post) -> None:
    enroll(post.house, make.cohort(programme=WATCHED, name="Bremen"), make.roster(["cy@example.org"], observers=SAM),
           make.NOW)  # fmt: skip
    to(post, NEWER.replace("after_days: 42", "after_days: 63"))
    assert mails(post)[-2:] == [("01-13", "planned"), ("02-03", "planned")]
    assert ledger(post.house, "Bremen", LATER).why_not == ledger(post.house, "Hamburg", LATER).why_not == ()


def test_who_observes_nobody_any_more_is_not_asked_anew(post: Post) -> None:
    post.collect(DAY_0, post.reply("stop", sender=SAM, about=post.message("pulse", SAM)))
    assert to(post, NEWER + "  - {name: seen-2, title: Seen, after_days: 70, pulse: [listening]}\n") == []


def test_looking_first_leaves_the_pulses_alone(post: Post) -> None:
    before = mails(post)
    new = NEWER.replace("after_days: 42", "after_days: 49")
    shown = to(post, new, only_show=True)
    assert mails(post) == before and shown == to(post, new)
