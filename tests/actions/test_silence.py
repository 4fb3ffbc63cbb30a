"""The question after a silence: asked once, answered by a tap or a reply, and never concluded."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from actions import standing
from actions.answering import Given, answer
from actions.explaining import explain
from actions.house import House
from actions.leaving import leave_by_link
from actions.ledger import whole
from actions.pages.silence import answer_silence, silence_page
from coaching.errors import Refused
from coaching.tokens import Purpose, derive
from delivery.outbox import messages
from storage.rows import EnrollmentRow, MessageRow, PromptRow
from tests import make
from tests.actions.post import Post

ADA = "ada@example.org"
ROOT = Path(__file__).parents[2]
BLAMES = re.compile(r"unresponsive|non-?respond|did not bother|ignor(?:es|ed) (?:your|our|the) mail", re.IGNORECASE)
LONG = make.SHORT + "".join(
    f"  - {{name: t{n}, title: T{n}, after_days: {n}, "
    "task: {behaviour: listening, cue: When, act: let them finish., check: One sentence.}}\n"
    for n in (21, 28, 35, 42, 49)
) + "".join(
    f"  - {{name: c{n}, title: C{n}, after_days: {n}, check_in: [listening, thanking]}}\n" for n in (28, 42, 84, 180)
)  # fmt: skip


def pass_days(house: House, folder: Path, first: str, last: str) -> None:
    """Make a pass each day at 13:15 in Berlin, from one day to another."""
    day, end = make.berlin(first), make.berlin(last)
    while day <= end:
        make.sent(house, folder, day)
        day += timedelta(days=1)


def silent(house: House, folder: Path, until: str = "2026-12-31") -> None:
    """Enrol Ada, and let her mails pass without an answer."""
    make.enrolled(house, [ADA], programme=LONG, now=make.NOW)
    pass_days(house, folder, "2026-11-25", until)


def questions(house: House) -> list[MessageRow]:
    with house.store.read() as session:
        return list(session.exec(select(MessageRow).where(MessageRow.kind == "silence").order_by(col(MessageRow.id))))


def token(house: House, purpose: Purpose = Purpose.ANSWER) -> str:
    return derive(house.secret, purpose, questions(house)[0].key)


def states(house: House) -> dict[str, str]:
    with house.store.read() as session:
        rows = session.exec(select(PromptRow).order_by(col(PromptRow.local_day)))
        return {row.step: row.reason or row.state for row in rows}


def later(house: House) -> datetime:
    return questions(house)[0].due_at + timedelta(hours=1)


def test_three_mails_in_a_row_over_two_weeks_lead_to_one_question(house: House, tmp_path: Path) -> None:
    silent(house, tmp_path)
    assert [one.state for one in questions(house)] == ["sent"]
    text = messages(tmp_path / "outbox")[-1]
    assert any(b"One question about these mails" in mail.raw for mail in messages(tmp_path / "outbox")), text
    assert whole(house).adds_up


@pytest.mark.parametrize("follows", [True, False], ids=["a follow-up", "none"])
def test_the_question_promises_the_follow_up_only_where_there_is_one(
    small: House, tmp_path: Path, follows: bool
) -> None:
    lines = [line for line in LONG.splitlines() if follows or "c180" not in line]
    make.enrolled(small, [ADA], programme="\n".join(lines), now=make.NOW)
    pass_days(small, tmp_path, "2026-11-25", "2026-12-31")
    (mail,) = [one for one in messages(tmp_path / "outbox") if b"One question about these mails" in one.raw]
    assert ("at day 180 still come" in " ".join(Post.text(mail).split())) is follows


def test_an_answer_in_between_is_no_silence(small: House, tmp_path: Path) -> None:
    make.enrolled(small, [ADA], programme=LONG)
    pass_days(small, tmp_path, "2026-11-25", "2026-12-07")
    with small.store.read() as session:
        mail = session.exec(select(MessageRow).where(MessageRow.local_day == date(2026, 12, 7))).one()
    link, at = derive(small.secret, Purpose.ANSWER, mail.key), make.berlin("2026-12-08")
    answer(small, link, Given({"answer": "done"}), at)
    pass_days(small, tmp_path, "2026-12-08", "2026-12-24")
    assert questions(small) == []


def test_looking_changes_nothing_and_a_tap_is_selected(small: House, tmp_path: Path) -> None:
    silent(small, tmp_path)
    before = states(small)
    page = silence_page(small, token(small))
    assert page is not None and (page.tapped("4"), page.answer) == ("read", "")
    assert states(small) == before


def test_fewer_keeps_the_check_ins_and_every_other_act(small: House, tmp_path: Path) -> None:
    silent(small, tmp_path)
    ahead = [name for name, state in states(small).items() if state == "planned"]
    answer_silence(small, token(small), "fewer", later(small))
    now = states(small)
    tasks = [name for name in ahead if name.startswith("t")]
    assert [name for name in tasks if now[name] == "fewer"] == tasks[1::2]
    assert all(now[name] == "planned" for name in ahead if name.startswith("c"))
    assert whole(small).adds_up


def test_a_pause_pauses_and_a_stop_leaves(small: House, tmp_path: Path) -> None:
    silent(small, tmp_path)
    answer_silence(small, token(small), "pause", later(small))
    with small.store.read() as session:
        assert session.exec(select(EnrollmentRow.state)).one() == "paused"
    answer_silence(small, token(small), "stop", later(small))
    with small.store.read() as session:
        assert session.exec(select(EnrollmentRow.state)).one() == "left"


def test_who_reads_without_answering_is_never_asked_again(small: House, tmp_path: Path) -> None:
    silent(small, tmp_path)
    before = states(small)
    answer_silence(small, token(small), "read", later(small))
    assert states(small) == before
    pass_days(small, tmp_path, "2027-01-01", "2027-03-01")
    assert len(questions(small)) == 1


def test_no_reply_leaves_only_the_last_check_in_and_the_follow_up(house: House, tmp_path: Path) -> None:
    silent(house, tmp_path, "2027-01-15")
    left = states(house)
    assert [name for name, state in left.items() if state == "planned"] == ["c84", "c180"]
    pass_days(house, tmp_path, "2027-02-23", "2027-03-10")
    assert states(house)["c84"] in ("sent", "expired")
    with house.store.read() as session:
        last = session.exec(select(PromptRow).where(PromptRow.step == "c84")).one()
        reminders = session.exec(select(MessageRow).where(MessageRow.about_id == last.message_id)).all()
    assert reminders == []
    assert whole(house).adds_up


def test_a_late_answer_brings_back_what_no_reply_had_left_out(small: House, tmp_path: Path) -> None:
    silent(small, tmp_path, "2027-01-08")
    assert states(small)["t42"] == "fewer"
    answer_silence(small, token(small), "read", make.berlin("2027-01-08", "15:00"))
    assert states(small)["t42"] == "planned"
    assert whole(small).adds_up


def test_leaving_by_the_question_leaves_its_programmes_not_everything(small: House, tmp_path: Path) -> None:
    silent(small, tmp_path)
    left = leave_by_link(small, token(small, Purpose.LEAVE), later(small))
    assert (left.programmes, left.everything) == (("Short",), False)


def test_nothing_chosen_changes_nothing(small: House, tmp_path: Path) -> None:
    silent(small, tmp_path)
    with pytest.raises(Refused, match="Choose one of the four"):
        answer_silence(small, token(small), "more", later(small))


def test_a_pause_takes_the_question_back(small: House, tmp_path: Path) -> None:
    silent(small, tmp_path, "2026-12-15")
    standing.pause(small, ADA, make.berlin("2026-12-15", "15:00"))
    pass_days(small, tmp_path, "2026-12-16", "2026-12-31")
    assert [one.state for one in questions(small)] in ([], ["dropped"])


def test_away_until_a_day_is_heard_in_a_reply_to_the_question_too(small: House, tmp_path: Path) -> None:
    silent(small, tmp_path)
    post = Post(small, tmp_path)
    counted = post.collect(later(small), post.reply("away until 20 January", about=questions(small)[0]))
    assert (counted.commands, post.noted("away")[0]["until"]) == (1, "2027-01-20")


@pytest.fixture
def asked(house: House, tmp_path: Path) -> Post:
    """Ada, asked how to go on; her mails are over, and it is an hour later."""
    silent(house, tmp_path)
    return Post(house, tmp_path)


@pytest.mark.parametrize("words", ["Let me think over marmalade", "2 or 3", "7"])
def test_an_unclear_reply_to_the_question_is_asked_back_once(asked: Post, words: str) -> None:
    at, question = later(asked.house), questions(asked.house)[0]
    counted = asked.collect(at, asked.reply(words, about=question), asked.reply("Hm", about=question))
    assert (counted.review, counted.commands) == (2, 0)
    (back,) = asked.send(at)
    text = asked.text(back)
    assert back.subject == "Which answer did you mean?" and "Which of these suits you from here on?" in text
    assert all(f"?c={n}" in text for n in (1, 2, 3, 4)) and "marmalade" not in text
    assert b"Auto-Submitted: auto-replied" in sorted(asked.folder.glob("*.eml"))[-1].read_bytes()
    assert silence_page(asked.house, token(asked.house)).answer == ""  # type: ignore[union-attr]
    assert asked.send(at + timedelta(hours=1)) == []


def test_the_mail_that_asks_back_takes_the_answer_by_tap_and_by_reply(asked: Post) -> None:
    at = later(asked.house)
    asked.collect(at, asked.reply("Perhaps", about=questions(asked.house)[0]))
    asked.send(at)
    back = asked.message("clarify")
    link = derive(asked.house.secret, Purpose.ANSWER, back.key)
    page = silence_page(asked.house, link)
    assert page is not None and page.tapped("2") == "pause"
    answer_silence(asked.house, link, "pause", at)
    assert asked.collect(at, asked.reply("1", about=back)).commands == 1
    assert silence_page(asked.house, token(asked.house)).answer == "fewer"  # type: ignore[union-attr]


@pytest.mark.parametrize("said", ["fewer", "read"])
def test_who_had_paused_by_the_question_goes_on_with_another_answer(small: House, tmp_path: Path, said: str) -> None:
    silent(small, tmp_path)
    answer_silence(small, token(small), "pause", later(small))
    answer_silence(small, token(small), said, later(small) + timedelta(minutes=5))
    with small.store.read() as session:
        assert session.exec(select(EnrollmentRow.state)).one() == "active"
    assert whole(small).adds_up


def test_leaving_by_the_mail_that_asks_back_leaves_the_programme_and_suppresses_nothing(asked: Post) -> None:
    at = later(asked.house)
    asked.collect(at, asked.reply("Perhaps", about=questions(asked.house)[0]))
    asked.send(at)
    left = leave_by_link(asked.house, derive(asked.house.secret, Purpose.LEAVE, asked.message("clarify").key), at)
    assert (left.programmes, left.everything, asked.suppressed()) == (("Short",), False, [])


def test_an_unclear_day_in_a_reply_to_the_question_is_asked_back_too(asked: Post) -> None:
    at = later(asked.house)
    assert asked.collect(at, asked.reply("away until whenever", about=questions(asked.house)[0])).review == 1
    (back,) = asked.send(at)
    assert "/p/" in asked.text(back) and asked.noted("away") == []


def test_a_stranger_s_reply_to_the_question_is_told_and_counts_nothing(asked: Post) -> None:
    at = later(asked.house)
    raw = asked.reply("3", sender="eve@example.org", about=questions(asked.house)[0])
    assert asked.collect(at, raw).unverified == 1
    (told,) = asked.send(at)
    assert "came from another address" in asked.text(told)
    assert silence_page(asked.house, token(asked.house)).answer == ""  # type: ignore[union-attr]


def test_after_a_stop_by_the_page_a_reply_asks_nothing_back(asked: Post) -> None:
    at = later(asked.house)
    answer_silence(asked.house, token(asked.house), "stop", at)
    asked.collect(at, asked.reply("Perhaps", about=questions(asked.house)[0]))
    assert asked.send(at) == []


@pytest.mark.parametrize("said", ["fewer", ""], ids=["asked for", "no reply"])
def test_what_is_left_out_does_not_tell_who_kept_silent(small: House, tmp_path: Path, said: str) -> None:
    silent(small, tmp_path, "2026-12-31" if said else "2027-01-08")
    if said:
        answer_silence(small, token(small), said, later(small))
    with small.store.read() as session:
        rows = session.exec(select(PromptRow).where(PromptRow.reason == "fewer")).all()
    assert {row.why for row in rows} == {"fewer mails from here on"}
    lines = explain(small, ADA, rows[0].step, later(small)).to_json()
    assert "silen" not in str(lines) and "repl" not in str(lines)


def test_no_text_of_the_product_calls_anybody_unresponsive() -> None:
    rooms = ("actions", "answers", "coaching", "commands", "content", "delivery", "flows", "measure")
    texts = [
        file
        for room in rooms
        for file in (ROOT / room).rglob("*")
        if file.suffix in (".py", ".html", ".txt", ".yaml", ".po")
    ]
    named = {file.name for file in texts if BLAMES.search(file.read_text("utf-8"))}
    assert named == {"silence.py"}, "only the rule that forbids the word may use it"
