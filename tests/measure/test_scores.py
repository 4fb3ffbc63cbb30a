import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.errors import Refused
from measure.scores import benjamini_hochberg, cut_off, paired, reliable_change, small_sample

MOVIE_1 = [9, 7, 8, 9, 8, 9, 9, 10, 9, 9]
MOVIE_2 = [9, 6, 7, 8, 7, 9, 8, 8, 8, 7]
BH_1995 = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
BH_1995 += [0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
SCORES = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), min_size=3, max_size=20).filter(
    lambda pairs: len({b - a for a, b in pairs}) > 1
)


def test_reliable_change_agrees_with_jacobson_and_truax():
    found = reliable_change(7.5, 0.8, 32.5, 47.5)
    assert (found.se, found.s_diff, found.rc) == pytest.approx((3.354, 4.743, 3.162), abs=5e-4)
    assert found.reliable
    assert cut_off(40, 7.5, 60, 7.5) == 50


def test_means_of_several_check_ins_change_more_reliably_than_single_ones():
    single, several = reliable_change(1, 0.6, 2, 3), reliable_change(1, 0.6, 2, 3, before_count=2, after_count=2)
    assert several.rc == pytest.approx(single.rc * 2**0.5)


def test_paired_scores_agree_with_lakens():
    found = paired(before=MOVIE_2, after=MOVIE_1)
    assert (found.t, found.p) == pytest.approx((4.7434, 0.00105387), rel=1e-4)
    assert (found.d_z, found.d_av, found.d_rm) == pytest.approx((1.5, 1.1287, 1.1113), abs=5e-5)
    assert found.ci == pytest.approx((0.5231, 1.4769), abs=5e-5)
    assert found.g_av == pytest.approx(1.0315, abs=5e-5)


@given(pairs=SCORES)
def test_turning_time_round_turns_every_sign(pairs):
    first, second = zip(*pairs, strict=True)
    there, back = paired(first, second), paired(second, first)
    assert (there.t, there.d_z, there.g_av) == pytest.approx((-back.t, -back.d_z, -back.g_av))
    assert there.p == pytest.approx(back.p)


@given(pairs=SCORES, shift=st.integers(-50, 50), scale=st.integers(1, 9))
def test_effect_sizes_know_no_units(pairs, shift, scale):
    first, second = zip(*pairs, strict=True)
    plain, other = paired(first, second), paired(*([shift + scale * x for x in side] for side in (first, second)))
    assert (other.t, other.d_av, other.d_z) == pytest.approx((plain.t, plain.d_av, plain.d_z))
    assert other.ci == pytest.approx(tuple(scale * limit for limit in plain.ci), abs=1e-9)


@pytest.mark.parametrize(
    ("df", "j"), [(10, 0.922746), (9, 0.913875), (20, 0.961945), (50, 0.984912), (2, 0.564190), (1, 0)]
)
def test_the_small_sample_correction_is_the_exact_one(df, j):
    assert small_sample(df) == pytest.approx(j, abs=5e-7)


def test_benjamini_and_hochbergs_own_example_rejects_four_where_bonferroni_rejects_three():
    found = benjamini_hochberg(BH_1995)
    assert (found.rejections, found.bonferroni) == (4, 3)
    assert found.rejected == (True,) * 4 + (False,) * 11


def test_adjusted_p_values_agree_with_scipy():
    from scipy.stats import false_discovery_control

    assert benjamini_hochberg(BH_1995[::-1]).adjusted == pytest.approx(tuple(false_discovery_control(BH_1995[::-1])))


@given(p=st.lists(st.floats(0, 1), min_size=1, max_size=20), data=st.data())
def test_the_order_of_p_values_does_not_matter(p, data):
    turned = data.draw(st.permutations(p))
    assert sorted(benjamini_hochberg(turned).adjusted) == pytest.approx(sorted(benjamini_hochberg(p).adjusted))
    assert benjamini_hochberg(turned).rejections == benjamini_hochberg(p).rejections >= benjamini_hochberg(p).bonferroni


def test_one_side_that_does_not_vary_has_no_correlation():
    found = paired([3, 3, 3], [3, 4, 5])
    assert (found.correlation, found.d_rm) == (None, None)


@pytest.mark.parametrize(
    "call",
    [
        lambda: reliable_change(0, 0.8, 1, 2),
        lambda: reliable_change(1, 1.0, 1, 2),
        lambda: reliable_change(1, 0.8, float("nan"), 2),
        lambda: reliable_change(1, 0.8, 1, 2, before_count=0),
        lambda: cut_off(1, 0, 2, 1),
        lambda: paired([1], [2]),
        lambda: paired([1, 2], [2]),
        lambda: paired([1, 2], [2, 3]),
        lambda: paired([], []),
        lambda: small_sample(0),
        lambda: benjamini_hochberg([]),
        lambda: benjamini_hochberg([0.2, 1.2]),
        lambda: benjamini_hochberg([0.2], level=5),
    ],
    ids=[
        "no-spread", "perfect-measure", "nan", "no-check-in", "no-reference-spread", "one-pair", "unequal",
        "same-gain", "empty", "no-df", "no-p", "p-over-one", "level-in-percent",
    ],
)  # fmt: skip
def test_nonsense_is_refused(call):
    with pytest.raises(Refused):
        call()
