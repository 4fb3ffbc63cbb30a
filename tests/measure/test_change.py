import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.errors import Refused
from measure.change import Answered, change
from measure.tipping import tipping_point

WEEKS = {"baseline": 0, "check-1": 2, "check-2": 4, "check-3": 6, "check-4": 8, "check-5": 10, "last": 12}


def asked(people: int) -> dict[str, int]:
    return dict.fromkeys(WEEKS, people)


def answers(people=30, course=lambda week: 2 + 0.1 * week, noise=0.5, seed=3, leave=0.0) -> list[Answered]:
    """People with their own level about a common *course*; each may fall silent for good after any check-in."""
    draw, rows = random.Random(seed), []
    for n in range(people):
        level = draw.gauss(0, 0.4)
        for occasion, week in WEEKS.items():
            value = min(5.0, max(0.0, course(week) + level + draw.gauss(0, noise)))
            rows.append(Answered(f"p{n}", week, occasion, value))
            if draw.random() < leave:
                break
    return rows


def test_complete_data_give_the_mean_paired_difference():
    rows = answers()
    first = np.array([row.value for row in rows if row.occasion == "baseline"])
    last = np.array([row.value for row in rows if row.occasion == "last"])
    assert change(rows, asked(30)).end_minus_baseline == pytest.approx((last - first).mean(), abs=1e-9)


def test_the_interval_holds_the_truth_and_uses_t_below_fifty_people():
    found = change(answers(), asked(30))
    low, high = found.ci
    assert low < 1.2 < high
    assert found.end_minus_baseline == pytest.approx((low + high) / 2)


def test_a_straight_course_passes_and_a_rise_that_fades_does_not():
    assert change(answers(noise=0.4), asked(30)).shape_ok is True
    fades = change(answers(course=lambda week: 2 + 1.5 * (week in (4, 6, 8)), noise=0.4), asked(30))
    assert fades.shape_ok is False
    assert fades.end_minus_baseline == pytest.approx(0, abs=0.4)


def test_the_line_stands_beside_it_with_its_change_over_the_programme():
    found = change(answers(), asked(30), programme_weeks=12)
    assert found.change_per_week == pytest.approx(0.1, abs=0.03)
    assert found.change_over_programme == pytest.approx(12 * found.change_per_week)
    assert found.ci_change_over_programme == pytest.approx(tuple(12 * limit for limit in found.ci_change_per_week))


def test_people_who_fall_silent_count_and_are_not_dropped():
    """Those who are low fall silent: whoever is left looks better than the group."""
    rows = []
    for one in {row.person for row in answers(200)}:
        own = [row for row in answers(200) if row.person == one]
        rows += own[:3] if own[2].value < 2.1 else own
    found = change(rows, asked(200))
    assert found.ci[0] < 1.2 < found.ci[1]
    assert found.people == 200


def test_a_late_baseline_is_counted_and_kept_out_of_the_model():
    rows = [replace(r, late_baseline=True, value=5.0) if r.occasion == "baseline" and r.person in late else r
            for late in [{f"p{n}" for n in range(6)}] for r in answers()]  # fmt: skip
    found = change(rows, asked(30))
    without = change([row for row in rows if not row.late_baseline], asked(30))
    assert (found.late_baselines, found.responses, found.people) == (6, 210, 30)
    assert found.end_minus_baseline == without.end_minus_baseline


def test_no_chance_is_a_response_and_not_a_nought():
    rows = [replace(row, value=None) if row.occasion == "check-2" else row for row in answers()]
    found = change(rows, asked(30))
    assert (found.response_rate, found.responses) == (1.0, 210)
    assert found.end_minus_baseline == pytest.approx(change(answers(), asked(30)).end_minus_baseline, abs=1e-6)


def test_under_eight_people_get_means_and_no_model():
    found = change(answers(7), asked(7))
    assert "Too few to say" in found.withheld
    assert (found.end_minus_baseline, found.ci, found.tipping_point) == (None, None, None)
    assert [one.answers for one in found.means] == [7] * 7


def test_two_check_ins_each_get_no_model():
    rows = [row for row in answers() if row.occasion in ("baseline", "last")]
    assert "fewer than 3 check-ins" in change(rows, asked(30)).withheld


def test_under_five_people_nothing_is_counted_or_averaged():
    found = change(answers(4), asked(4))
    assert (found.people, found.responses, found.response_rate) == (None, None, None)
    assert {one.mean for one in found.means} == {None}


def test_a_thin_occasion_is_hidden_together_with_one_more():
    rows = [row for row in answers(30) if row.occasion != "check-3" or row.person in ("p1", "p2")]
    hidden = [one.occasion for one in change(rows, asked(30)).means if one.mean is None]
    assert "check-3" in hidden
    assert len(hidden) > 1


def test_the_response_rate_is_over_everyone_asked():
    rows = answers(leave=0.15)
    assert change(rows, asked(40)).response_rate == pytest.approx(len(rows) / 280)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 99), scale=st.sampled_from([1.0, 2.0, 10.0]), start=st.sampled_from([-3.0, 0.0, 40.0]))
def test_other_units_and_another_order_change_nothing_but_the_unit(seed, scale, start):
    rows = answers(20, leave=0.1)
    plain = change(rows, asked(20))
    turned = [replace(row, value=start + scale * row.value) for row in rows]
    random.Random(seed).shuffle(turned)
    found = change(turned, asked(20), scale=(start, start + 5 * scale))
    assert found.end_minus_baseline == pytest.approx(plain.end_minus_baseline * scale, rel=1e-4)
    assert found.ci == pytest.approx(tuple(limit * scale for limit in plain.ci), rel=1e-3, abs=1e-3 * scale)
    assert found.shape_p == pytest.approx(plain.shape_p, abs=1e-3)


def test_answers_without_any_noise_get_an_estimate_and_no_interval():
    rows = [Answered(n, week, name, 1 + week / 6) for n in range(10) for name, week in WEEKS.items()]
    found = change(rows, asked(10))
    assert found.end_minus_baseline == pytest.approx(2)
    assert (found.ci, found.shape_ok) == (None, None)
    assert found.notes


def test_answers_that_never_vary_are_no_change():
    rows = [Answered(n, week, name, 3) for n in range(10) for name, week in WEEKS.items()]
    found = change(rows, asked(10))
    assert (found.end_minus_baseline, found.ci) == (pytest.approx(0), None)


@settings(max_examples=40, deadline=None)
@given(
    rows=st.dictionaries(
        st.tuples(st.integers(0, 11), st.sampled_from(list(WEEKS))), st.none() | st.integers(0, 5), min_size=1
    )
)
def test_any_answers_on_the_scale_give_finite_numbers_or_none(rows):
    found = change([Answered(who, WEEKS[when], when, value) for (who, when), value in rows.items()], asked(12))
    numbers = [found.end_minus_baseline, found.change_per_week, found.shape_p, *(found.ci or ())]
    assert all(n is None or np.isfinite(n) for n in numbers)


def test_the_answer_says_that_it_is_self_report():
    assert "self-reported" in change(answers(), asked(30)).evidence_grade


def test_the_report_finds_its_field_names():
    names = {"end_minus_baseline", "ci", "change_per_week", "change_over_programme", "shape_ok", "people"}
    names |= {"responses", "response_rate", "tipping_point", "evidence_grade", "withheld"}
    assert names <= set(change(answers(), asked(30)).to_json())


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [Answered("a", 0, "baseline", 6)],
        [Answered("a", 0, "baseline", float("nan"))],
        [Answered("a", float("inf"), "baseline", 3)],
        [Answered("a", 0, "never-asked", 3)],
        [Answered("a", 0, "baseline", 3)] * 2,
    ],
    ids=["empty", "off-the-scale", "nan", "no-week", "not-asked", "twice"],
)
def test_rows_that_cannot_be_used_are_refused(rows):
    with pytest.raises(Refused):
        change(rows, asked(9))


def test_more_answers_than_were_asked_for_are_refused():
    with pytest.raises(Refused, match="More answers"):
        change(answers(10), asked(9))


def test_a_single_check_in_is_no_change():
    with pytest.raises(Refused, match="first and a last"):
        change(answers(10), {"baseline": 10})


@pytest.mark.parametrize(
    ("ci", "missing", "end", "worse_by", "words"),
    [
        ((0.6, 1.4), 0.5, 3.0, 1.2, "1.2 points lower"),
        ((0.6, 1.4), 0.1, 3.0, 6.0, "No possible answer"),
        ((-1.4, -0.6), 0.5, 3.0, 1.2, "1.2 points higher"),
        ((-1.4, -0.6), 0.2, 3.0, 3.0, "No possible answer"),
        ((-0.1, 1.4), 0.5, 3.0, None, "already includes no change"),
        ((0.6, 1.4), 0.0, 3.0, None, "Everyone gave a last answer"),
    ],
    ids=["rise", "rise-bounded", "fall", "fall-bounded", "no-change", "nobody-missing"],
)
def test_the_tipping_point_is_said_in_words_and_bounded_by_the_scale(ci, missing, end, worse_by, words):
    found = tipping_point(ci, missing, end, (0, 5))
    assert words in found.words
    assert found.worse_by == (None if worse_by is None else pytest.approx(worse_by))
