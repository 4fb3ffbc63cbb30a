import pytest
from scipy.stats import binomtest

from coaching.errors import Refused
from measure.realised import realised


def test_mendels_peas_as_the_example_of_r_s_binom_test_prints_it() -> None:
    """682 of 925 plants were giants where three in four were expected (Conover 1971, p. 97): p-value = 0.3825."""
    found = realised([1] * 682 + [0] * 243, [0.75] * 925)
    assert found.p == pytest.approx(0.3825, abs=5e-5) and found.expected == pytest.approx(693.75)


@pytest.mark.parametrize(("x", "n", "p"), [(7, 10, 0.5), (3, 20, 0.3), (0, 5, 0.2), (58, 120, 0.5), (900, 3000, 0.32)])
def test_the_two_sided_binomial_test_is_scipys(x: int, n: int, p: float) -> None:
    assert realised([1] * x + [0] * (n - x), [p] * n).p == pytest.approx(binomtest(x, n, p).pvalue, rel=1e-6)


def test_several_probabilities_are_judged_against_their_sum() -> None:
    assert realised([1, 0] * 50, [0.4, 0.6] * 50).p == 1
    assert realised([1] * 90 + [0] * 10, [0.4, 0.6] * 50).is_suspect


@pytest.mark.parametrize(
    ("treated", "probability", "said"),
    [([], [], "no treatments"), ([2], [0.5], "neither 0 nor 1"), ([1], [1.0], "between 0 and 1"),
     ([1, 0], [0.5], "differ in length")],
)  # fmt: skip
def test_what_is_no_draw_is_refused(treated: list[int], probability: list[float], said: str) -> None:
    with pytest.raises(Refused, match=said):
        realised(treated, probability)
