from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from actions.designs import weigh_experiment
from actions.disclosing import disclose
from actions.enrolling import enroll
from actions.explaining import explain
from actions.house import House
from actions.ledger import ledger
from actions.migrating import migrate
from actions.pages.answer import answer_page
from actions.previewing import preview
from actions.rehearsal.acting import Stagehand
from actions.rehearsing import rehearse
from actions.report.experiments import check_in_words, experiment_blocks
from actions.reporting import report
from actions.standing import away
from coaching.errors import BadProgramme, NotAllowed
from coaching.programmes import Experiment, Tries
from coaching.tokens import Purpose, derive
from content.reader import read_programme as read
from measure.realised import realised
from storage import draws, enrollments, people
from storage.draws import Decision
from storage.rows import DrawRow, MessageRow, PromptRow
from tests import make
from tests.actions.stories import Story

TASK = "task: {behaviour: listening, cue: When, act: let them finish., check: One sentence.}"
TRIED = make.SHORT + (
    f"  - {{name: words, title: W, after_days: 20, {TASK}, other_words: {{act: say nothing until they have ended.}}}}\n"
    f"  - {{name: early, title: E, after_days: 26, {TASK}}}\n"
    "  - {name: check-2, title: Again, after_days: 35, check_in: [listening, thanking]}\n"
    "experiments:\n  - {name: said, tries: wording, steps: [words]}\n"
    "  - {name: noon, tries: hour, steps: [early], hours: ['09:00', '14:00']}\n"
)
PEOPLE = tuple(f"p{n}@example.org" for n in range(8))
WORDS_ON, EARLY_ON = make.berlin("2026-12-22", "17:00"), make.berlin("2026-12-28", "17:00")


def drawn(house: House, step: str) -> dict[str, str]:
    """Return the arm of each person at one step."""
    with house.store.read() as session:
        ids = {one: enrollments.of_person(session, one)[0].enrollment.id or 0 for one in PEOPLE}
        arms = draws.arms(session, ids.values())
    return {one: arm for one, id_ in ids.items() for point, arm in arms[id_].items() if point.startswith(f"{step}:")}


def enrolled(house: House, **columns: object) -> None:
    make.enrolled(house, PEOPLE, programme=TRIED, pooled=True, seed="s", **columns)


def pass_through(house: House, folder: Path, until: int) -> None:
    """Send once at nine, at two and at five in the afternoon of each day."""
    for day in range(until):
        for hour in (8, 13, 16):
            make.sent(house, folder, make.NOW.replace(hour=hour, minute=20) + timedelta(days=day))


def test_words_and_hours_are_drawn_and_kept_with_the_plan_before_any_mail(house: House) -> None:
    enrolled(house)
    with house.store.read() as session:
        rows = session.exec(select(DrawRow).order_by(col(DrawRow.id))).all()
        sent = session.exec(select(MessageRow).where(MessageRow.state != "planned")).all()
    assert not sent and {(row.probability, row.available, row.drawn_at) for row in rows} == {(0.5, True, make.NOW)}
    assert set(drawn(house, "words").values()) == {"as written", "other words"}
    assert set(drawn(house, "early").values()) == {"09:00", "14:00"}
    assert ledger(house, "Hamburg", make.NOW).adds_up


def test_each_step_goes_out_at_the_hour_that_was_drawn(small: House) -> None:
    enrolled(small)
    with small.store.read() as session:
        for one, arm in drawn(small, "early").items():
            (place,) = enrollments.of_person(session, one)
            statement = select(PromptRow).where(PromptRow.enrollment_id == place.enrollment.id)
            prompt = next(row for row in session.exec(statement) if row.step == "early")
            assert prompt.due_at is not None and f"{prompt.due_at.astimezone(EARLY_ON.tzinfo):%H}:00" == arm
            assert "could not be kept" not in prompt.why


def test_the_mail_and_its_page_say_it_in_the_words_that_were_drawn(small: House, tmp_path: Path) -> None:
    enrolled(small)
    pass_through(small, tmp_path, 30)
    told = {"as written": "let them finish.", "other words": "say nothing until they have ended."}
    for one, arm in drawn(small, "words").items():
        with small.store.read() as session:
            (place,) = enrollments.of_person(session, one)
            prompt = session.exec(select(PromptRow).where(PromptRow.enrollment_id == place.enrollment.id,
                                                          PromptRow.step == "words")).one()  # fmt: skip
            key = session.exec(select(MessageRow.key).where(MessageRow.id == prompt.message_id)).one()
        page = answer_page(small, derive(small.secret, Purpose.ANSWER, key), WORDS_ON)
        step = page.sheets[0].prompts[0].step
        assert step.task is not None and step.task.act == told[arm]
        raw = next(file.read_text() for file in (tmp_path / "outbox").rglob("*.eml") if key in file.read_text())
        assert told[arm] in " ".join(raw.replace("=\n", "").split())


def test_explain_says_what_was_drawn_and_whether_the_hour_holds(small: House) -> None:
    enrolled(small)
    arms = drawn(small, "early")
    found = explain(small, PEOPLE[0], "early", make.NOW).to_json()
    assert found["draw"]["arm"] == arms[PEOPLE[0]] and found["draw"]["kept"] is True
    assert found["draw"]["probability_of"] == "09:00" and f"{arms[PEOPLE[0]]} was drawn" in found["rule"]
    assert explain(small, PEOPLE[0], "words", make.NOW).to_json()["draw"]["point"] == "words:said"
    chance = " ".join(disclose(small, "Hamburg", make.NOW).page["chance"])
    assert "which of two wordings" in chance and "comes at 09:00 (with probability 0.5) or at 14:00" in chance


def test_an_hour_that_somebody_chose_comes_before_the_draw_and_the_record_says_so(small: House) -> None:
    enrolled(small)
    late = next(one for one, arm in drawn(small, "early").items() if arm == "14:00")
    with small.store.write() as session:
        (place,) = enrollments.of_person(session, late)
        people.change_participant(session, place.participant.id or 0, task_at="10:00")
        session.commit()
    away(small, late, WORDS_ON.date(), WORDS_ON.date(), make.NOW)
    found = explain(small, late, "early", make.NOW).to_json()
    assert "T10:0" in found["local"] and found["draw"]["kept"] is False
    assert "14:00 was drawn and could not be kept" in found["rule"]


def test_an_absence_moves_the_day_and_keeps_the_drawn_hour(small: House) -> None:
    enrolled(small)
    late = next(one for one, arm in drawn(small, "early").items() if arm == "14:00")
    before = explain(small, late, "early", make.NOW)
    away(small, late, EARLY_ON.date(), EARLY_ON.date() + timedelta(days=1), make.NOW)
    after = explain(small, late, "early", make.NOW)
    assert after.due_at != before.due_at and "T14:0" in after.to_json()["local"]


def test_a_rehearsal_draws_words_and_hours_as_reality_does(small: House, tmp_path: Path) -> None:
    wall = lambda: datetime.now(make.NOW.tzinfo)  # noqa: E731
    new = make.cohort(programme=TRIED, pooled=True, seed="a seed")
    made = rehearse(small, new, make.roster(PEOPLE), tmp_path / "out", make.NOW, wall)
    make.enrolled(small, PEOPLE, programme=TRIED, pooled=True, seed="a seed")
    Stagehand(small, make.outbox(tmp_path), wall).replay(made.acts)
    real = ledger(small, "Hamburg", made.ended)
    assert (real.by_state, real.reasons) == (made.ledger.by_state, made.ledger.reasons) and real.adds_up


def test_a_preview_shows_both_wordings() -> None:
    shown = {one.scene.name: one.page.sheets[0].prompts[0].step.task for one in preview(TRIED, "p.yaml", step="words")}
    assert {name: task.act for name, task in shown.items() if task} == {
        "words": "let them finish.", "words-in-other-words": "say nothing until they have ended.",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("find", "put", "said"),
    [("steps: [words]", "steps: [check-1]", "in the same words at the same hour"),
     ("steps: [words]", "steps: [first-task]", "there is one: add other_words"),
     ("steps: [words]", "steps: [words, words]", "drawn twice"),
     ("steps: [early]", "steps: [words]", "drawn twice"),
     ("steps: [early]", "steps: [check-2]", "in the same words at the same hour"),
     ("{name: said, tries: wording, steps: [words]}", "{name: x, tries: hour, steps: [first-task], hours: ['9:00', "
      "'10:00']}", "nobody would get them"),
     ("{act: say nothing until they have ended.}", "{act: let them finish.}", "are the same"),
     ("{act: say nothing until they have ended.}", "{asks: What}", "has no 'asks' to say in other words"),
     ("hours: ['09:00', '14:00']", "hours: ['09:00']", "tries two hours"),
     ("hours: ['09:00', '14:00']", "hours: ['09:00', '19:00']", "quiet hours"),
     ("name: early, title: E, after_days: 26", "name: early, title: E, after_days: 35", "in one mail with 'check-2'"),
     ("name: noon", "name: said", "Two experiments are called 'said'"),
     ("experiments:", "locales: {de: {words: {act: ausreden lassen.}}}\nexperiments:", "translate both")],
)  # fmt: skip
def test_a_file_that_cannot_be_tried_fairly_is_refused(find: str, put: str, said: str) -> None:
    assert find in TRIED
    with pytest.raises(BadProgramme) as refused:
        read(TRIED.replace(find, put), "p.yaml")
    assert said in str(refused.value)


def test_both_wordings_are_read_in_another_language() -> None:
    text = TRIED.replace("experiments:", "locales: {de: {words: {act: ausreden lassen., other_words: {act: schweigen."
                         "}}}}\nexperiments:")  # fmt: skip
    step = read(text, "p.yaml", "de").step("words")
    assert step.task is not None and step.other_task is not None
    assert (step.task.act, step.other_task.act, step.other_task.cue) == ("ausreden lassen.", "schweigen.", "When")


def test_a_small_cohort_is_refused_unless_it_is_pooled(small: House) -> None:
    with pytest.raises(NotAllowed, match=r"With 8 people the experiment 'said' .* from 45 to 60 .* pool \d+ cohorts"):
        make.enrolled(small, PEOPLE, programme=TRIED)
    one = Experiment("said", tuple("abcdefghijk"), 0.5, Tries.WORDING)
    assert weigh_experiment(one, 20).power < 0.6 < weigh_experiment(one, 60).power


def test_a_new_version_draws_nothing_anew(small: House) -> None:
    enrolled(small)
    other = TRIED.replace("version: 1", "version: 2").replace("steps: [words]}", "steps: [words], probability: 0.3}")
    with pytest.raises(NotAllowed, match="'said' is new or another one"):
        migrate(small, "Hamburg", None, make.NOW, text=other, only_show=False)
    without = TRIED.replace("version: 1", "version: 2").replace("  - {name: noon, tries: hour, steps: [early], "
                                                                "hours: ['09:00', '14:00']}\n", "")  # fmt: skip
    assert migrate(small, "Hamburg", None, make.NOW, text=without, only_show=False).version == 2


def decision(n: int, first: bool, answers: bool, step: str = "words", day: int = 0) -> Decision:
    at = make.NOW + timedelta(days=day)
    answered = at + timedelta(hours=30) if answers else None
    return Decision(n, step, "as written" if first else "other words", 0.5, True, make.NOW, answered, at)


def test_what_went_out_under_three_days_ago_or_never_does_not_count_and_the_draw_is_checked_over_all() -> None:
    some = [decision(n, n % 2 == 0, n % 4 < 2) for n in range(40)]
    unsent = [one._replace(enrollment_id=one.enrollment_id + 100, sent_at=None) for one in some[:10]]
    programme = read(TRIED, "p.yaml")
    fresh = experiment_blocks(programme, {"said": [*some, *unsent]}, [], 5, make.NOW + timedelta(hours=71))[0]
    assert fresh.figures["tried"] is None
    block = experiment_blocks(programme, {"said": [*some, *unsent]}, [], 5, make.NOW + timedelta(days=3))[0]
    found = block.figures["tried"]
    assert (found["draws"], found["people"], found["drawn"], found["treated"]) == (40, 40, 50, 25)
    assert found["estimate"] == pytest.approx(0) and found["per_week"] is None
    assert [one["first_answered"] for one in found["weeks"]] == [10]


def test_the_effect_is_told_week_by_week_only_where_each_week_has_enough_people() -> None:
    more = f"  - {{name: more, title: M, after_days: 30, {TASK}, other_words: {{act: wait.}}}}\n"
    text = TRIED.replace("steps: [words]", "steps: [words, more]").replace("experiments:", f"{more}experiments:")
    programme = read(text, "p.yaml")
    first = [decision(n, n % 2 == 0, n % 2 == 0 or n % 4 == 1) for n in range(40)]
    later = [decision(n, n % 2 == 1, n % 4 < 2, "more", 10) for n in range(40)]
    end = make.NOW + timedelta(days=20)
    found = experiment_blocks(programme, {"said": [*first, *later]}, [], 5, end)[0].figures["tried"]
    assert [one["week"] for one in found["weeks"]] == [3, 5]
    assert found["per_week"] == pytest.approx(-25) and found["per_week_low"] < -25 < found["per_week_high"]
    few = experiment_blocks(programme, {"said": [*first, *later[:6]]}, [], 5, end)[0].figures["tried"]
    assert few["weeks"] == () and few["estimate"] is not None


def test_the_share_that_came_out_is_judged_in_plain_words() -> None:
    one = Experiment("said", ("words",), 0.5, Tries.WORDING)
    fair = check_in_words(one, realised([1] * 58 + [0] * 62, [0.5] * 120))
    assert "58 came out as 'as written'; 60 were to be expected" in fair and "nothing speaks against it" in fair
    assert "Do not use this comparison" in check_in_words(one, realised([1] * 90 + [0] * 30, [0.5] * 120))


def test_the_report_tells_what_the_ledger_holds(tmp_path: Path) -> None:
    story = Story(tmp_path)
    names = [f"p{n}" for n in range(24)]
    roster = make.roster([f"{one}@example.org" for one in names])
    enroll(story.house, make.cohort(name="autumn", programme=TRIED, pooled=True, seed="s"), roster, make.NOW)
    with story.session() as session:
        ids = {one: enrollments.of_person(session, f"{one}@example.org")[0].enrollment.id or 0 for one in names}
        arms = draws.arms(session, ids.values())
    story.send("words")
    other = [one for one in names if arms[ids[one]]["words:said"] == "other words"]
    for one in names:
        if one in other or int(one[1:]) % 4 == 0:
            story.answer("words", one, task="done")
    found = report(story.house, "autumn", make.NOW + timedelta(days=90)).tried
    story.house.store.close()
    said = next(one for one in found if one.experiment == "said")
    written = [one for one in names if one not in other]
    share = sum(int(one[1:]) % 4 == 0 for one in written) / len(written)
    assert said.estimate == pytest.approx(100 * (share - 1)) and (said.draws, said.people) == (24, 24)
    assert (said.weeks[0].second, said.weeks[0].second_answered) == (len(other), len(other))
    assert (said.drawn, said.treated) == (24, len(written)) and "were to be expected" in said.check
