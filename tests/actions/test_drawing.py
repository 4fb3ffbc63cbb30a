from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import col, select

from actions.designs import ENOUGH, weigh
from actions.disclosing import disclose
from actions.enrolling import NewCohort, enroll
from actions.erasing import erase
from actions.explaining import explain
from actions.house import House
from actions.ledger import ledger
from actions.rehearsal.acting import Stagehand
from actions.rehearsing import rehearse
from coaching.designs import parse
from coaching.errors import NotAllowed, Refused
from content.reader import load
from content.roster import read_roster
from storage.rows import DrawRow, EnrollmentRow, PromptRow
from tests import make

PEOPLE = tuple(f"p{n}@example.org" for n in range(8))
ACTS = ("task", "plan", "retrieval")


def drawn(house: House, design: str, people: tuple[str, ...] = PEOPLE, **columns: object) -> None:
    make.enrolled(house, people, programme="lead-for-loyalty", design=design, pooled=True, **columns)


def arms(house: House) -> list[tuple[str, str, float]]:
    with house.store.read() as session:
        rows = session.exec(select(DrawRow).order_by(col(DrawRow.enrollment_id)))
        return [(row.point, row.arm, row.probability) for row in rows]


def prompts(house: House, arm: str) -> list[PromptRow]:
    with house.store.read() as session:
        statement = select(PromptRow).join(DrawRow, col(DrawRow.enrollment_id) == col(PromptRow.enrollment_id))
        return list(session.exec(statement.where(DrawRow.arm == arm)))


def test_half_wait_and_the_draw_is_kept_before_anything_is_sent(house: House) -> None:
    drawn(house, "wait-list:6")
    assert Counter(arms(house)) == {("@start", "now", 0.5): 4, ("@start", "later", 0.5): 4}
    with house.store.read() as session:
        assert all(row.drawn_at == make.NOW for row in session.exec(select(DrawRow)))
    assert ledger(house, "Hamburg", make.NOW).adds_up


def test_those_who_wait_get_the_acts_later_and_the_questions_at_once(house: House) -> None:
    drawn(house, "wait-list:6")
    first = {arm: min(row.local_day for row in prompts(house, arm) if row.kind in ACTS) for arm in ("now", "later")}
    assert (first["later"] - first["now"]).days == pytest.approx(42, abs=3)
    asked = {arm: {row.local_day for row in prompts(house, arm) if row.measure} for arm in ("now", "later")}
    assert asked["now"] == asked["later"]


def test_the_held_back_are_accounted_for_step_by_step(house: House) -> None:
    drawn(house, "hold-back:6/2")
    left_out = [row for row in prompts(house, "held-back") if row.reason == "not_drawn"]
    found = ledger(house, "Hamburg", make.NOW)
    assert found.adds_up and found.to_json()["reasons"]["skipped"]["not_drawn"] == len(left_out) > 0
    assert not any(row.reason for row in prompts(house, "coached"))
    assert found.to_json()["missed"] == []


def test_explain_says_what_was_drawn_and_with_which_probability(small: House) -> None:
    drawn(small, "wait-list:6")
    act = next(step.name for step in load("lead-for-loyalty").grid if step.task)
    found = explain(small, PEOPLE[0], act, make.NOW).to_json()
    assert found["draw"]["point"] == "@start" and found["draw"]["probability"] == 0.5
    assert datetime.fromisoformat(found["draw"]["drawn_at"]) == make.NOW
    assert explain(small, PEOPLE[0], "check-1", make.NOW).draw is None


def test_the_draw_can_be_repeated_from_the_seed_and_the_roster(small: House, tmp_path: Path) -> None:
    drawn(small, "stepped-start:3x4", seed="s", name="Hamburg")
    other = make.house(tmp_path / "other")
    drawn(other, "stepped-start:3x4", tuple(reversed(PEOPLE)), seed="s", name="Bremen")

    def by_address(house: House) -> dict[str, int]:
        plans = {one: explain(house, one, "phone-in-the-drawer", make.NOW).draw for one in PEOPLE}
        return {one: str(found["arm"]) for one, found in plans.items() if found}  # type: ignore[misc]

    assert by_address(small) == by_address(other) and len(set(by_address(small).values())) == 3
    other.store.close()


def test_within_each_team_the_draw_is_balanced(small: House) -> None:
    lines = ["email,team", *(f"t{n}@example.org,{'north' if n < 4 else 'south'}" for n in range(8))]
    new = make.cohort(programme="lead-for-loyalty", design="wait-list:6", stratify="team", pooled=True)
    enroll(small, new, read_roster("r.csv", "\n".join(lines).encode()), make.NOW)
    with small.store.read() as session:
        teams = session.execute(
            select(EnrollmentRow.team, DrawRow.arm).join(DrawRow, col(DrawRow.enrollment_id) == col(EnrollmentRow.id))
        )
        counted = Counter(tuple(row) for row in teams)
    assert set(counted.values()) == {2} and len(counted) == 4


def test_who_joins_a_start_group_later_begins_with_it(small: House) -> None:
    new = make.cohort(programme="lead-for-loyalty", design="wait-list:6", pooled=True)
    lines = ["email,start_group", *(f"g{n}@example.org,group {n % 3}" for n in range(6))]
    enroll(small, new, read_roster("r.csv", "\n".join(lines).encode()), make.NOW)
    enroll(small, new, read_roster("r.csv", b"email,start_group\nlate@example.org,group 1\n"), make.NOW)
    found = [arm for _, arm, _ in arms(small)]
    assert found[1] == found[4] == found[6] and len(set(found)) == 2
    with pytest.raises(Refused, match="Some people have a start_group"):
        enroll(small, new, read_roster("r.csv", b"email\nalone@example.org\n"), make.NOW)


def test_a_design_too_weak_is_refused_before_anybody_is_enrolled(small: House) -> None:
    with pytest.raises(NotAllowed, match=r"With 8 people, wait-list:6 would show .* pool \d+ such cohorts"):
        make.enrolled(small, PEOPLE, programme="lead-for-loyalty", design="wait-list:6")
    assert arms(small) == []


def test_a_design_is_kept_with_the_cohort(small: House) -> None:
    drawn(small, "wait-list:6")
    with pytest.raises(NotAllowed, match="was enrolled with wait-list:6, not hold-back:6/2"):
        drawn(small, "hold-back:6/2", ("new@example.org",))
    drawn(small, "", ("new@example.org",))
    assert len(arms(small)) == 9


def test_the_first_mail_says_that_a_draw_decides_and_when_acts_begin(small: House, tmp_path: Path) -> None:
    drawn(small, "wait-list:6")
    make.sent(small, tmp_path, make.berlin("2026-11-25"))
    mails = [file.read_text() for file in (tmp_path / "outbox").rglob("*.eml")]
    assert len(mails) == 8 and all("drawn by lot" in " ".join(one.split()) for one in mails)


def test_the_disclosure_says_what_is_drawn(small: House) -> None:
    drawn(small, "hold-back:6/2")
    chance = disclose(small, "Hamburg", make.NOW).page["chance"]
    assert any("One person in 2 is asked the questions but gets no acts for the first 6 weeks" in one for one in chance)


def test_an_erasure_takes_the_draw_along_and_the_ledger_adds_up(house: House) -> None:
    drawn(house, "hold-back:6/2")
    erase(house, PEOPLE[0], make.NOW)
    assert len(arms(house)) == 7 and ledger(house, "Hamburg", make.NOW).adds_up


def test_more_people_have_more_power_and_a_cohort_of_thirty_cannot_see_half_a_day() -> None:
    programme = load("lead-for-loyalty")
    powers = [dict(weigh(parse("wait-list:6"), programme, n).power)[0.5] for n in (20, 30, 60, 120, 400)]
    assert powers == sorted(powers) and powers[1] < ENOUGH < powers[-1]


def test_too_few_start_groups_can_never_show_anything() -> None:
    programme = load("lead-for-loyalty")
    few = weigh(parse("stepped-start:3x4"), programme, 300, 3)
    assert few.needed is None and "make more groups" in few.verdict
    assert weigh(parse("stepped-start:3x4"), programme, 300, 9).is_enough


@pytest.mark.parametrize("design", ["wait-list:3", "hold-back:2/2"])
def test_a_rehearsal_draws_as_reality_does(small: House, tmp_path: Path, design: str) -> None:
    text = make.SHORT + "  - {name: check-2, title: Again, after_days: 28, check_in: [listening, thanking]}\n"
    new = make.cohort(programme=text, design=design, pooled=True, seed="a seed")
    made = rehearse(small, new, make.roster(PEOPLE), tmp_path / "out", make.NOW, lambda: datetime.now(UTC))
    enroll(small, new, make.roster(PEOPLE), make.NOW)
    Stagehand(small, make.outbox(tmp_path), lambda: datetime.now(UTC)).replay(made.acts)
    real = ledger(small, "Hamburg", made.ended)
    assert (real.by_state, real.reasons) == (made.ledger.by_state, made.ledger.reasons)
    assert real.adds_up and not any(real.by_state[state] for state in ("planned", "claimed", "sent", "unsure"))


def test_no_design_is_asked_for_by_default() -> None:
    assert NewCohort("a", "", "", make.WORKSHOP).design == ""
