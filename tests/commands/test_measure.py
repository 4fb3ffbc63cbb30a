"""The estimators through their public entry points, on published cases and on files as people have them."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import commands.parts  # noqa: F401 - registers the commands
from coaching.errors import FollowthroughError
from commands.main import app

DATA = Path(__file__).parents[1] / "measure" / "data"
SLEEP = ("growth", str(DATA / "sleepstudy.csv"), "--person", "Subject", "--time", "Days", "--value", "Reaction")


def measured(*arguments: str, said: str = "") -> Any:
    """Return what `measure` prints; *said* must stand on standard error."""
    done = CliRunner().invoke(app, ["measure", *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert said in done.stderr
    return json.loads(done.stdout)


def table(folder: Path, text: str) -> str:
    """Return the path of a table with this text."""
    path = folder / "table.csv"
    path.write_text(text, "utf-8")
    return str(path)


def test_growth_prints_what_lme4_prints() -> None:
    found = measured(*SLEEP)
    assert (found["intercept"], found["slope"]) == pytest.approx((251.405105, 10.467286), abs=5e-5)
    assert (found["criterion"], found["people"], found["observations"]) == (pytest.approx(1743.628, abs=5e-3), 18, 180)
    assert found["method"] == "reml"


def test_growth_by_person_lists_deviations_and_counts_people() -> None:
    found = measured(*SLEEP, "--people", "--method", "ml")
    assert found["people_count"] == 18
    assert set(found["people"][0]) >= {"person", "intercept", "slope"}
    assert sum(one["slope"] for one in found["people"]) == pytest.approx(0, abs=1e-6)


def test_rows_without_an_answer_are_left_out_and_counted(tmp_path: Path) -> None:
    rows = [f"p{p};{t};{'' if (p, t) == (1, 2) else f'{p + t},5'}" for p in range(6) for t in (0, 2, 4)]
    file = table(tmp_path, "\ufeffwho;week;days\n" + "\n".join(rows) + "\n")
    found = measured(
        "growth", file, "--person", "who", "--time", "week", "--value", "days", said="1 rows with an empty cell"
    )
    assert (found["people"], found["observations"]) == (6, 17)
    assert found["slope"] == pytest.approx(1)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        pytest.param(("wilson", "81", "263"), (0.2553, 0.3662), id="Newcombe 1998, 81 of 263"),
        pytest.param(("wilson", "15", "148"), (0.0624, 0.1605), id="Newcombe 1998, 15 of 148"),
        pytest.param(("jeffreys", "7", "20"), (0.172276, 0.567766), id="qbeta, 7 of 20"),
        pytest.param(("jeffreys", "0", "20"), (0.0, 0.1166), id="nobody of 20"),
    ],
)
def test_a_share_has_its_published_interval(arguments: tuple[str, ...], expected: tuple[float, float]) -> None:
    found = measured(*arguments)
    assert (found["low"], found["high"]) == pytest.approx(expected, abs=5e-5)


def test_reliable_change_is_that_of_its_authors() -> None:
    found = measured(
        "reliable-change", "--sd", "7.5", "--reliability", ".8", "--before", "32.5", "--after", "47.5", "--json"
    )
    assert (found["se"], found["s_diff"], found["rc"]) == pytest.approx((3.354, 4.743, 3.162), abs=5e-4)
    assert found["reliable"] is True


def test_paired_scores_have_the_published_effect_sizes(tmp_path: Path) -> None:
    pairs = zip((9, 7, 8, 9, 8, 9, 9, 10, 9, 9), (9, 6, 7, 8, 7, 9, 8, 8, 8, 7), strict=True)
    file = table(tmp_path, "one,two\n" + "\n".join(f"{one},{two}" for one, two in pairs))
    found = measured("paired", file, "--before", "two", "--after", "one")
    assert (found["t"], found["d_av"], found["d_rm"], found["g_av"]) == pytest.approx(
        (4.7434, 1.1287, 1.1113, 1.0315), abs=5e-5
    )
    assert found["ci"] == pytest.approx([0.5231, 1.4769], abs=5e-5)


def test_survival_with_groups_compares_them(tmp_path: Path) -> None:
    file = table(tmp_path, "t,e,g\n" + "".join(f"{t},{e},{g}\n" for t, e, g in [(6, 1, "a"), (7, 0, "a"), (9, 1, "b")]))
    alone = measured("survival", file, "--time", "t", "--event", "e")
    assert [(one["t"], round(one["s"], 4)) for one in alone] == [(6.0, 0.6667), (9.0, 0.0)]
    both = measured("survival", file, "--time", "t", "--event", "e", "--group", "g")
    assert set(both["groups"]) == {"a", "b"}
    assert set(both["log_rank"]) >= {"chi2", "p"}


def test_alpha_takes_every_column_of_numbers() -> None:
    found = measured("alpha", str(DATA / "attitude.csv"))
    assert (found["alpha"], found["people"], len(found["items"])) == (pytest.approx(0.84314, abs=5e-6), 30, 7)


def test_a_table_without_headings_is_read_too(tmp_path: Path) -> None:
    file = table(tmp_path, "9;2;5;8\n6;1;3;2\n8;4;6;8\n7;1;2;6\n10;5;6;9\n6;2;4;7\n")
    found = measured("icc", file)
    assert (found["icc1"], found["icc2"], found["icc3"]) == pytest.approx((0.1657, 0.2898, 0.7148), abs=5e-5)


def test_the_family_of_benjamini_and_hochberg_rejects_four(tmp_path: Path) -> None:
    low, high = (0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344), (0.0459, 0.324, 0.4262, 0.5719)
    p = [str(one) for one in (*low, *high, 0.6528, 0.759, 1)]
    found = measured("bh", table(tmp_path, "p\n" + "\n".join(p)))
    assert (found["rejections"], found["bonferroni"], found["rejected"][:5]) == (4, 3, [True] * 4 + [False])


def test_prompts_give_an_effect_by_moderator(tmp_path: Path) -> None:
    rows = [
        f"p{p},{d},{(p + d) % 2},0.5,1,{int((p * 7 + d * 3) % 5 > 2 - (p + d) % 2)}"
        for p in range(12)
        for d in range(8)
    ]
    file = table(tmp_path, "who,week,on,p,free,done\n" + "\n".join(rows))
    found = measured(
        "prompts", file, "--person", "who", "--outcome", "done", "--treated", "on", "--probability", "p",
        "--available", "free", "--moderators", "week",
    )  # fmt: skip
    assert [one["term"] for one in found] == ["treatment", "treatment x week"]
    assert set(found[0]) == {"term", "effect", "se", "ci", "df", "p"}


def test_power_says_how_many_people_and_what_thirty_can_see() -> None:
    asked = ("power", "--points", "10", "--base-rate", ".45", "--risk-ratio", "1.2", "--availability", ".95")
    assert measured(*asked)["people"] == 106
    assert measured(*asked, "--people", "30")["power"] < 0.4


def test_an_outcome_is_called_an_effect_only_where_the_order_was_drawn(tmp_path: Path) -> None:
    months = ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05"]
    starts = {"a": "2026-02", "b": "2026-03", "c": "2026-04", "d": "2026-05", "e": ""}
    begun = [(n, team, m, s) for n, (team, s) in enumerate(starts.items()) for m in months]
    rows = [f"{team};{m};{n + 3 * bool(s and m >= s)},{n}5;{s}" for n, team, m, s in begun]
    file = table(tmp_path, "team;month;value;began\n" + "\n".join(rows))
    beside = measured("outcome", file, "--start", "began")
    drawn = measured("outcome", file, "--start", "began", "--drawn")
    assert beside["effect"] == drawn["effect"] == pytest.approx(3)
    assert (beside["causal"], drawn["causal"]) == (False, True)
    assert "does not say that the programme did it" in beside["words"]
    assert [one["teams"] for one in drawn["by_month"]] == [5] * 5


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(("wilson", "5", "3"), "is not a share", id="more than all"),
        pytest.param(("alpha", "nowhere.csv"), "cannot be read", id="no file"),
        pytest.param(("growth", str(DATA / "sleepstudy.csv"), "--person", "Subjekt", "--time", "Days", "--value",
                      "Reaction"), "Did you mean 'Subject'", id="a column's name"),
    ],
)  # fmt: skip
def test_what_cannot_be_measured_is_refused_with_a_sentence(arguments: tuple[str, ...], says: str) -> None:
    done = CliRunner().invoke(app, ["measure", *arguments])
    assert isinstance(done.exception, FollowthroughError)
    assert says in str(done.exception)


def test_survival_by_reason_keeps_each_apart(tmp_path: Path) -> None:
    file = table(tmp_path, "t,why\n1,silent\n2,left\n3,silent\n4,\n")
    found = measured("survival", file, "--time", "t", "--reason", "why")
    assert [(one["t"], round(one["share"], 3)) for one in found["silent"]["incidence"]] == [(1, 0.25), (3, 0.5)]
    assert [round(one["s"], 3) for one in found["silent"]["alone"]] == [0.75, 0.375]
    assert [round(one["share"], 3) for one in found["left"]["incidence"]] == [0.25]


def test_survival_wants_an_event_or_a_reason(tmp_path: Path) -> None:
    with pytest.raises(FollowthroughError, match="--event"):
        measured("survival", table(tmp_path, "t\n1\n"), "--time", "t")


def test_omega_prints_what_each_item_gives_it(tmp_path: Path) -> None:
    rows = [f"{n % 5},{(n % 5) + n % 2},{(n % 5) - n % 3},{(n % 5) + n % 4}" for n in range(60)]
    found = measured("omega", table(tmp_path, "a,b,c,d\n" + "\n".join(rows) + "\n"))
    assert 0.5 < found["omega"] < 1 and (found["people"], found["items"]) == (60, ["a", "b", "c", "d"])
    assert len(found["loadings"]) == len(found["own_variances"]) == 4


def test_a_ratio_of_two_shares_is_that_of_the_prompted_and_the_others(tmp_path: Path) -> None:
    rows = [f"p{n // 8},{int(n % 8 in (0, 2, 4, 5))},{(n + 1) % 2},0.5,1" for n in range(80)]
    file = table(tmp_path, "who,did,sent,p,here\n" + "\n".join(rows) + "\n")
    columns = ("--person", "who", "--outcome", "did", "--treated", "sent", "--probability", "p", "--available", "here")
    (found,) = measured("prompts", file, *columns, "--ratio")
    assert found["ratio"] == pytest.approx(3) and set(found) > {"term", "effect", "se", "ci", "df", "p"}


def test_a_flag_that_is_none_is_refused_by_its_row(tmp_path: Path) -> None:
    file = table(tmp_path, "team,trained,after,score\nt1,1,0,3\nt2,2,1,4\n")
    columns = ("--value", "score", "--group", "trained", "--after", "after", "--cluster", "team")
    with pytest.raises(FollowthroughError, match="row 3 of 'trained'"):
        measured("differences", file, *columns)


def test_differences_prints_the_four_means_and_what_moved_before(tmp_path: Path) -> None:
    cells = [(team, month, int(team < 6), int(month > 2)) for team in range(12) for month in range(6)]
    rows = [f"t{t},{m},{g},{late},{t + m + 2 * g * late + t * m % 3 / 9}" for t, m, g, late in cells]
    file = table(tmp_path, "team,month,trained,after,score\n" + "\n".join(rows) + "\n")
    columns = ("--value", "score", "--group", "trained", "--after", "after", "--cluster", "team", "--time", "month")
    found = measured("differences", file, *columns)
    assert found["effect"]["estimate"] == pytest.approx(2, abs=0.2) and found["clusters"] == [6, 6]
    assert set(found["means"]) == {"other_before", "other_after", "group_before", "group_after"}
    assert found["trend"]["ci"][0] < 0 < found["trend"]["ci"][1]
