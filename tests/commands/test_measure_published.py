"""What `measure` prints on data sets that others have analysed, as their files come, and on files with a fault."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

import commands.parts  # noqa: F401 - registers the commands
from commands.main import app
from tests.commands.test_measure import DATA, measured, table

GROWN = """F01 21 20 21.5 23;F02 21 21.5 24 25.5;F03 20.5 24 24.5 26;F04 23.5 24.5 25 26.5;F05 21.5 23 22.5 23.5
F06 20 21 21 22.5;F07 21.5 22.5 23 25;F08 23 23 23.5 24;F09 20 21 22 21.5;F10 16.5 19 19 19.5;F11 24.5 25 28 28
M01 26 25 29 31;M02 21.5 22.5 23 26.5;M03 23 22.5 24 27.5;M04 25.5 27.5 26.5 27;M05 20 23.5 22.5 26
M06 24.5 25.5 27 28.5;M07 22 22 24.5 26.5;M08 24 21.5 24.5 25.5;M09 23 20.5 31 26;M10 27.5 28 31 31.5
M11 23 23 23.5 25;M12 21.5 23.5 24 28;M13 17 24.5 26 29.5;M14 22.5 25.5 25.5 26;M15 23 24.5 26 30;M16 22 21.5 23.5 25"""
"""Distance from the pituitary to the pterygomaxillary fissure at 8, 10, 12 and 14 years: Potthoff & Roy 1964."""
PLACEBO = (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)
TREATED = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
"""Weeks in remission; + still in it: Freireich et al. 1963."""


def test_potthoff_and_roys_children_grow_as_pinheiro_and_bates_print(tmp_path: Path) -> None:
    """nlme's Orthodont as R writes it; lme(distance ~ age, random = ~ age | Subject), Pinheiro & Bates 2000."""
    children = [line.split() for line in GROWN.replace("\n", ";").split(";")]
    lines = ['"","distance","age","Subject","Sex"']
    for n, (who, *distances) in enumerate(children):
        lines += [f'"{4 * n + k}",{one},{age},"{who}","{who[0]}"'
                  for k, (age, one) in enumerate(zip((8, 10, 12, 14), distances, strict=True), start=1)]  # fmt: skip
    asked = ("--person", "Subject", "--time", "age", "--value", "distance")
    found = measured("growth", table(tmp_path, "\n".join(lines)), *asked)
    assert (found["intercept"], found["slope"]) == pytest.approx((16.761111, 0.660185), abs=1e-6)
    assert (found["se_intercept"], found["se_slope"]) == pytest.approx((0.775246, 0.071253), abs=1e-6)
    deviations = [found[name] ** 0.5 for name in ("var_intercept", "var_slope", "sigma2")]
    assert deviations == pytest.approx([2.32703, 0.22643, 1.31004], abs=1e-5)
    assert found["cov"] / deviations[0] / deviations[1] == pytest.approx(-0.609, abs=5e-4)
    assert found["criterion"] == pytest.approx(2 * 221.3183, abs=2e-4)


def test_freireichs_remissions_have_their_curve_and_their_log_rank_test(tmp_path: Path) -> None:
    lines = [*(f"{one},1,placebo" for one in PLACEBO), *(f"{one.rstrip('+')},{int('+' not in one)},6-MP"
                                                         for one in TREATED.split())]  # fmt: skip
    file = table(tmp_path, "\n".join(["weeks,relapsed,drug", *lines]))
    found = measured("survival", file, "--time", "weeks", "--event", "relapsed", "--group", "drug")
    curve = {one["t"]: round(one["s"], 4) for one in found["groups"]["6-MP"]}
    assert {6: 0.8571, 7: 0.8067, 10: 0.7529, 13: 0.6902, 16: 0.6275, 22: 0.5378, 23: 0.4482}.items() <= curve.items()
    assert {one["t"]: round(one["s"], 4) for one in found["groups"]["placebo"]}[8] == 0.381
    assert (found["log_rank"]["chi2"], found["log_rank"]["p"]) == pytest.approx((16.793, 4.17e-5), rel=1e-3)


def test_students_sleep_has_the_paired_t_that_r_prints(tmp_path: Path) -> None:
    """Student 1908, as in R's `sleep`: t = -4.0621, df = 9, p-value = 0.002833."""
    one = (0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0)
    two = (1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4)
    file = table(tmp_path, "first,second\n" + "\n".join(f"{a},{b}" for a, b in zip(one, two, strict=True)))
    found = measured("paired", file, "--before", "first", "--after", "second")
    assert (found["t"], found["p"]) == pytest.approx((4.0621, 0.002833), abs=5e-5)
    assert found["ci"] == pytest.approx([0.7001142, 2.4598858], abs=1e-6)


def test_the_mean_of_shrout_and_fleiss_raters_is_that_of_their_table(tmp_path: Path) -> None:
    rows = "9,2,5,8\n6,1,3,2\n8,4,6,8\n7,1,2,6\n10,5,6,9\n6,2,4,7"
    found = measured("icc", table(tmp_path, f"judge 1,judge 2,judge 3,judge 4\n{rows}"))
    six = [found[name] for name in ("icc1", "icc2", "icc3", "icc1k", "icc2k", "icc3k")]
    assert [round(one, 2) for one in six] == [0.17, 0.29, 0.71, 0.44, 0.62, 0.91]


@pytest.mark.parametrize(("x", "n", "low", "high"), [("0", "20", 0.0, 0.1611), ("1", "29", 0.0061, 0.1718)])
def test_wilsons_interval_at_the_end_of_newcombes_table(x: str, n: str, low: float, high: float) -> None:
    """Newcombe 1998, table I, method 3."""
    found = measured("wilson", x, n)
    assert (found["low"], found["high"]) == pytest.approx((low, high), abs=5e-5)


def test_row_names_of_other_programs_are_no_item(tmp_path: Path) -> None:
    lines = (DATA / "attitude.csv").read_text().split()
    named = [f"rownames,{lines[0]}", *(f"{n},{line}" for n, line in enumerate(lines[1:], start=1))]
    found = measured("alpha", table(tmp_path, "\n".join(named)), said="Left out, as it counts the rows: rownames")
    assert (found["alpha"], len(found["items"])) == (pytest.approx(0.84314, abs=5e-6), 7)


@pytest.mark.parametrize(
    ("text", "arguments", "says"),
    [
        ("a,b,c\n1,2,3\n3,x,5\n4,4,5", ("alpha",), "row 3 of 'b' is no number"),
        ("a,b\n1,2\n3,inf", ("icc",), "row 3 of 'b' is no number"),
        ("a,b\n1,2\n3,1_0", ("icc",), "row 3 of 'b' is no number"),
        ("p\n0.2\n1.4", ("bh",), "row 3 of 'p' is no p value from 0 to 1"),
        ("w,s\n5,1\n-3,1", ("survival", "--time", "w", "--event", "s"), "row 3 of 'w' is negative"),
        ("w,s\n5,1\n3,2", ("survival", "--time", "w", "--event", "s"), "row 3 of 's' is neither 0 nor 1"),
        ("a,p\n1,0.5\n0,1", ("draws", "--treated", "a", "--probability", "p"), "row 3 of 'p' is no probability"),
        ("a,p\n1,0.5\n2,0.5", ("draws", "--treated", "a", "--probability", "p"), "row 3 of 'a' is neither 0 nor 1"),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_is_named_by_row_and_column(
    tmp_path: Path, text: str, arguments: tuple[str, ...], says: str
) -> None:
    command, *options = arguments
    done = CliRunner().invoke(app, ["measure", command, table(tmp_path, text), *options])
    assert done.exit_code == 1 and says in str(done.exception)
