from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.calendars import Calendar, Hours
from coaching.designs import (
    Design,
    begins_on,
    check_programme,
    compared_at,
    deal,
    parse,
    units_of,
)
from coaching.errors import Refused
from coaching.planning import plan_days
from coaching.programmes import Late, Programme
from coaching.treatments import AS_WRITTEN, NEVER, is_coaching
from content.reader import load
from tests import make

WRITTEN = ("wait-list:6", "stepped-start:3x4", "stepped-start:4x3", "hold-back:6/2", "hold-back:12/3")
DESIGNS = st.sampled_from(WRITTEN).map(parse)
SEEDS = st.text("abcdef0123456789", min_size=1, max_size=8)
SOME = [f"p{n}@example.org" for n in range(60)]


@pytest.fixture(scope="module")
def loyalty() -> Programme:
    return load("lead-for-loyalty")


@pytest.mark.parametrize("written", WRITTEN)
def test_a_design_is_written_as_it_is_read(written: str) -> None:
    assert parse(written).written() == written


@pytest.mark.parametrize(
    "written",
    ["", "wait-list", "wait-list:0", "wait-list:99", "stepped-start:1x4", "hold-back:6/9", "coin:2", "stepped-start:4"],
)
def test_what_is_no_design_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(Refused, match=r"The design is '.*'\. (Write wait-list:6|Use 1 to 26 weeks)"):
        parse(written)


@given(DESIGNS, SEEDS, st.integers(1, 60), st.sets(st.integers(0, 3)))
def test_no_arm_is_ahead_of_its_share_by_more_than_a_block(design: Design, seed: str, n: int, strata: set[int]) -> None:
    units = {unit: f"team {SOME.index(unit) % (len(strata) + 1)}" for unit in SOME[:n]}
    arms = deal(design, seed, units, {})
    for stratum in set(units.values()):
        counted = Counter(arms[unit] for unit in units if units[unit] == stratum)
        blocks = -(-sum(counted.values()) // len(design.block))
        for arm in design.arms:
            assert (blocks - 1) * design.block.count(arm) <= counted[arm] <= blocks * design.block.count(arm)


@given(DESIGNS, SEEDS, st.permutations(SOME[:20]))
def test_the_order_of_the_roster_decides_nothing(design: Design, seed: str, order: list[str]) -> None:
    assert deal(design, seed, dict.fromkeys(order, ""), {}) == deal(design, seed, dict.fromkeys(SOME[:20], ""), {})


@pytest.mark.parametrize("written", WRITTEN)
def test_over_many_seeds_everybody_has_the_stored_probability(written: str) -> None:
    design, seeds = parse(written), 1500
    drawn = Counter(deal(design, str(seed), dict.fromkeys(SOME[:7], ""), {})[SOME[0]] for seed in range(seeds))
    for arm in design.arms:
        p = design.probability(arm)
        assert abs(drawn[arm] / seeds - p) < 4 * (p * (1 - p) / seeds) ** 0.5


def test_newcomers_go_on_where_the_block_was_left() -> None:
    design = parse("stepped-start:4x3")
    first = deal(design, "s", {"ada": ""}, {})
    rest = deal(design, "s", dict.fromkeys(("bo", "cem", "dee"), ""), {"": 1})
    assert sorted([*first.values(), *rest.values()]) == list(design.arms)


def test_a_start_group_is_drawn_whole_and_needs_everybody_to_have_one() -> None:
    people = [("ada", "north", "", ""), ("bo", "north", "", ""), ("cem", "south", "", "")]
    units = units_of(parse("wait-list:6"), people)
    assert units["ada"] == units["bo"] != units["cem"]
    with pytest.raises(Refused, match="Some people have a start_group"):
        units_of(parse("wait-list:6"), [*people, ("dee", "", "", "")])
    with pytest.raises(Refused, match="drawn whole"):
        units_of(parse("wait-list:6", "team"), people)


@given(DESIGNS, st.integers(0, 3))
def test_what_only_asks_stays_where_it_is_for_every_arm(design: Design, n: int) -> None:
    programme = load("lead-for-loyalty")
    arm = design.arms[n % len(design.arms)]
    calendar, workshop_on = Calendar("Europe/Berlin"), date(2026, 12, 2)
    for step in programme.grid:
        assert is_coaching(step) or (design.treatment(arm).shift_of(step), design.treatment(arm).leaves_out(step)) == (
            0, False,
        )  # fmt: skip
    drawn = plan_days(calendar, Hours(), programme, workshop_on, make.NOW, means=design.treatment(arm))
    usual = plan_days(calendar, Hours(), programme, workshop_on, make.NOW)
    check_ins = [(one.step.name, one.day) for one in usual if one.step.check_in]
    assert check_ins == [(one.step.name, one.day) for one in drawn if one.step.check_in]
    assert [one.step.name for one in drawn] == [one.step.name for one in usual]


def test_the_held_back_get_no_act_in_the_first_weeks_and_the_reason_is_the_draw(loyalty: Programme) -> None:
    means = parse("hold-back:6/3").treatment("held-back")
    made = plan_days(Calendar("UTC"), Hours(), loyalty, date(2026, 12, 2), make.NOW, means=means)
    acts = [one for one in made if is_coaching(one.step)]
    early = [one for one in acts if (one.step.after_days or 0) < 42]
    assert early and all((one.state, one.reason, one.due_at) == ("skipped", "not_drawn", None) for one in early)
    assert all(one.reason != "not_drawn" for one in acts if one not in early)


def test_those_who_wait_begin_so_many_weeks_later(loyalty: Programme) -> None:
    design = parse("stepped-start:3x4")
    days = [begins_on(design, loyalty, arm) for arm in design.arms]
    assert [day - days[0] for day in days] == [0, 28, 56]
    assert begins_on(parse("hold-back:26/2"), loyalty, "held-back") in (NEVER, *range(182, 400))


def test_groups_are_compared_only_where_some_have_begun_and_others_not(loyalty: Programme) -> None:
    design = parse("wait-list:6")
    found = compared_at(design, loyalty)
    days = [loyalty.step(name).after_days or 0 for name in found]
    assert days and all(begins_on(design, loyalty, "now") < day <= begins_on(design, loyalty, "later") for day in days)
    assert all(begun == {"now": True, "later": False} for begun in found.values())


def test_a_programme_whose_late_steps_shift_the_check_ins_is_refused(loyalty: Programme) -> None:
    late = [replace(one, late=Late(then="shift")) if one.task else one for one in loyalty.steps]
    with pytest.raises(Refused, match="shifts the rest"):
        check_programme(parse("wait-list:6"), replace(loyalty, steps=tuple(late)))
    check_programme(parse("hold-back:6/3"), replace(loyalty, steps=tuple(late)))


def test_a_step_that_asks_and_practises_is_refused(loyalty: Programme) -> None:
    task = next(one.task for one in loyalty.steps if one.task)
    both = [replace(one, task=task) if one.name == "check-2" else one for one in loyalty.steps]
    with pytest.raises(Refused, match="'check-2' asks a check-in and practises too"):
        check_programme(parse("hold-back:6/3"), replace(loyalty, steps=tuple(both)))


def test_without_a_design_nothing_moves(loyalty: Programme) -> None:
    assert not any(AS_WRITTEN.shift_of(step) or AS_WRITTEN.leaves_out(step) for step in loyalty.grid)
