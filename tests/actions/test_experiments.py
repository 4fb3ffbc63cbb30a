from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from actions.designs import weigh_experiment
from actions.disclosing import disclose
from actions.explaining import explain
from actions.house import House
from actions.ledger import ledger
from actions.outgoing.drawing import draw_reminders
from actions.rehearsal.acting import Stagehand
from actions.rehearsing import rehearse
from actions.report.experiments import experiment_blocks
from coaching.calendars import share_of
from coaching.errors import BadProgramme, NotAllowed
from coaching.experiments import draw
from coaching.programmes import Experiment
from content.reader import read_programme as read
from storage import enrollments
from storage.draws import Decision
from storage.rows import DrawRow, MessageRow, PromptRow
from tests import make

CHECKS = "".join(
    f"  - {{name: check-{n}, title: Again, after_days: {14 * n}, check_in: [listening, thanking], remind: true}}\n"
    for n in (2, 3, 4)
)
TRIED = (
    make.SHORT.replace("check_in: [listening, thanking]}", "check_in: [listening, thanking], remind: true}")
    + CHECKS
    + "experiments:\n  - {name: nudge, tries: reminder, steps: [check-1, check-2, check-3]}\n"
)
PEOPLE = tuple(f"p{n}@example.org" for n in range(8))
CHECK_1 = "2026-12-16"


def tried(house: House, folder: Path, **columns: object) -> None:
    """Let everybody be asked check-1 and say nothing until the third working day."""
    make.enrolled(house, PEOPLE, programme=TRIED, pooled=True, **columns)
    for day in range(0, 28):
        make.sent(house, folder, make.NOW.replace(hour=13) + timedelta(days=day))


def rows(house: House) -> list[DrawRow]:
    with house.store.read() as session:
        return list(session.exec(select(DrawRow).order_by(col(DrawRow.enrollment_id))))


def reminders(house: House) -> list[tuple[str, str]]:
    with house.store.read() as session:
        found = session.exec(select(MessageRow).where(MessageRow.kind == "reminder"))
        return [(row.state, row.reason) for row in found]


def test_each_draw_is_kept_and_who_is_drawn_against_gets_no_reminder(house: House, tmp_path: Path) -> None:
    tried(house, tmp_path, seed="s")
    drawn = rows(house)
    assert {row.point for row in drawn} == {"check-1:nudge"} and {row.probability for row in drawn} == {0.5}
    assert {row.arm for row in drawn} == {"reminder", "none"} and all(row.available for row in drawn)
    against = sum(row.arm == "none" for row in drawn)
    assert reminders(house).count(("dropped", "not_drawn")) == against
    assert ledger(house, "Hamburg", make.NOW + timedelta(days=28)).adds_up


def test_a_draw_is_made_before_its_reminder_is_sent_and_once(small: House, tmp_path: Path) -> None:
    tried(small, tmp_path, seed="s")
    before = rows(small)
    make.sent(small, tmp_path, make.NOW.replace(hour=14) + timedelta(days=27))
    assert rows(small) == before
    with small.store.read() as session:
        mails = session.exec(select(MessageRow).where(MessageRow.kind == "reminder", MessageRow.state == "sent")).all()
    after = [one for one in mails if one.local_day.isoformat() > CHECK_1]
    assert after and all(row.drawn_at <= one.first_due_at for one in after for row in before)


def test_explain_and_the_disclosure_name_the_draw(small: House, tmp_path: Path) -> None:
    tried(small, tmp_path, seed="s")
    found = explain(small, PEOPLE[0], "check-1", make.NOW).to_json()["draw"]
    assert found["point"] == "check-1:nudge" and found["probability"] == 0.5 and found["arm"] in ("reminder", "none")
    chance = " ".join(disclose(small, "Hamburg", make.NOW).page["chance"])
    assert "At 3 check-ins a draw decides whether somebody who has not answered is reminded" in chance
    mails = [file.read_text().replace("=\n", "") for file in (tmp_path / "outbox").rglob("*.eml")]
    assert sum("drawn by lot now and then" in " ".join(one.split()) for one in mails) == len(PEOPLE)


def test_a_rehearsal_draws_as_reality_does(small: House, tmp_path: Path) -> None:
    new = make.cohort(programme=TRIED, pooled=True, seed="a seed")
    wall = lambda: datetime.now(make.NOW.tzinfo)  # noqa: E731
    made = rehearse(small, new, make.roster(PEOPLE), tmp_path / "out", make.NOW, wall)
    make.enrolled(small, PEOPLE, programme=TRIED, pooled=True, seed="a seed")
    Stagehand(small, make.outbox(tmp_path), wall).replay(made.acts)
    real = ledger(small, "Hamburg", made.ended)
    assert (real.by_state, real.reasons) == (made.ledger.by_state, made.ledger.reasons) and rows(small)


@pytest.mark.parametrize(
    ("steps", "said"),
    [("[baseline]", "begins or ends the measurement"), ("[check-4]", "begins or ends the measurement"),
     ("[first-task]", "check-in"), ("[check-2, check-2]", "drawn twice"), ("[nothing]", "check-in")],
)  # fmt: skip
def test_no_draw_touches_the_ends_of_the_measurement(steps: str, said: str) -> None:
    with pytest.raises(BadProgramme) as refused:
        read(TRIED.replace("[check-1, check-2, check-3]", steps), "p.yaml")
    assert said in str(refused.value)


@pytest.mark.parametrize("probability", ["0.1", "0.9"])
def test_a_probability_that_tells_little_is_refused(probability: str) -> None:
    with pytest.raises(BadProgramme):
        read(TRIED.replace("tries: reminder,", f"tries: reminder, probability: {probability},"), "p.yaml")


def test_one_small_cohort_is_refused_and_told_how_many_it_would_take(small: House) -> None:
    with pytest.raises(NotAllowed, match=r"With 8 people the experiment 'nudge' would show .* \d+ people would"):
        make.enrolled(small, PEOPLE, programme=TRIED)
    one = Experiment("nudge", ("a", "b", "c"), 0.5)
    assert weigh_experiment(one, 30).power < 0.6 < weigh_experiment(one, 400).power


def test_the_realised_share_is_the_stored_probability() -> None:
    one = Experiment("nudge", ("c",), 0.3)
    share = sum(draw(one, "s", f"p{n}@example.org", "c") == "reminder" for n in range(5000)) / 5000
    assert share == pytest.approx(0.3, abs=4 * (0.3 * 0.7 / 5000) ** 0.5)


def decided(n: int, people: int = 40) -> Decision:
    """Return a draw: of those reminded two in three answer at once, of the others one in three, or days too late."""
    arm = "reminder" if n % 2 else "none"
    answers = share_of("answers", str(n)) < (2 / 3 if n % 2 else 1 / 3)
    at = make.NOW + timedelta(hours=1) if answers else make.NOW + timedelta(days=4)
    return Decision(n % people, f"check-{n // people}", arm, 0.5, True, make.NOW, at)


def test_the_effect_is_that_of_answers_within_three_days() -> None:
    programme = read(TRIED, "p.yaml")
    some = [decided(n) for n in range(120)]
    block = experiment_blocks(programme, {"nudge": some}, ["check-0", "check-1", "check-2"], 5, make.NOW)[0]
    reached = {arm: [one.answered_at < make.NOW + timedelta(days=3) for one in some if one.arm == arm]
               for arm in ("reminder", "none")}  # fmt: skip
    expected = 100 * (sum(reached["reminder"]) / len(reached["reminder"]) - sum(reached["none"]) / len(reached["none"]))
    assert block.figures["tried"]["estimate"] == pytest.approx(expected)
    assert block.figures["tried"]["low"] < expected
    few = experiment_blocks(programme, {"nudge": some[:6]}, ["check-0"], 5, make.NOW)[0]
    assert few.figures["tried"] is None and "too few" in few.figures["withheld"] and not few.account.cells


def test_no_room_is_a_decision_at_which_nobody_was_available(small: House) -> None:
    make.enrolled(small, PEOPLE[:1], programme=TRIED, pooled=True, seed="s")
    with small.store.write() as session:
        (place,) = enrollments.of_person(session, PEOPLE[0])
        prompt = session.exec(select(PromptRow).where(PromptRow.step == "check-1")).one()
        row = (None, place.recipient, place.participant, prompt, place.programme)
        no_room = {"key": "k", "state": "dropped", "reason": "budget"}
        assert draw_reminders(session, [(row, no_room)], make.NOW) == [no_room]
        assert draw_reminders(session, [(row, no_room)], make.NOW) == [no_room]
        session.commit()
    assert [(one.arm, one.available) for one in rows(small)] == [("none", False)]
