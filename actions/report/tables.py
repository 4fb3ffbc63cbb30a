"""The report as one tidy table, a row per figure: as CSV text, as a workbook and as Parquet."""

from collections.abc import Iterator
from typing import Any

from actions.parquet import parquet
from actions.report.codebook import lines as codebook_lines
from actions.report.shape import BehaviourFigures, CheckIn, ObservedFigures, Report, Share, finite
from actions.report.tried import Tried
from actions.sheets import CODEBOOK, csv_of, plain, workbook

COLUMNS = ("section", "name", "week", "measure", "n", "of", "estimate", "low", "high", "withheld", "as_of")
"""*section* is people, stay, step, week, check_in, change, observed, stopped, compared or ledger; *name* is the step,
behaviour, barrier or state; *as_of* is the day of an earlier print where that is what is shown."""
TYPES = dict.fromkeys(COLUMNS, "string") | {"week": "int64", "n": "int64", "of": "int64", "estimate": "float64",
                                            "low": "float64", "high": "float64", "as_of": "date32"}  # fmt: skip
"""The type of each column where a file has types."""
GROWTH = {"end_minus_baseline": "ci", "change_per_week": "ci_change_per_week",
          "change_over_programme": "ci_change_over_programme", "change_over_programme_log2": "",
          "response_rate": "", "tipping_points": "", "slope_reliability": "", "late_baselines": ""}  # fmt: skip
"""Growth fields that are figures, each with the field of its interval or ""."""


def report_csv(report: Report) -> str:
    """Return the figures as CSV with a header row; an empty cell is a figure there is not.

    Text that a spreadsheet would take for a formula has an apostrophe before it.
    """
    return csv_of(COLUMNS, rows(report))


def report_xlsx(report: Report) -> bytes:
    """Return the workbook: the figures, then headline, what is withheld and what it cannot show, then the codebook."""
    figures = ([row.get(name) for name in COLUMNS] for row in rows(report))
    return workbook(
        {"Figures": [COLUMNS, *figures], "About": _about(report), "Codebook": [CODEBOOK, *codebook_lines()]}
    )


def report_parquet(report: Report) -> bytes:
    """Return the figures as Parquet: the cells of the CSV with their types, and in the metadata the other two sheets.

    Raises:
        Refused: pyarrow is not installed.
    """
    return parquet(TYPES, rows(report), codebook_lines(), _about(report))


def _about(report: Report) -> Iterator[tuple[str, ...]]:
    yield "Cohort", report.cohort
    yield "Programme", f"{report.title}, version {report.version}"
    yield "As of", report.as_of.isoformat()
    yield "Finding", report.headline
    yield from (("", sentence) for sentence in report.lead)
    yield from (("Withheld", what, why) for what, why in report.withheld)
    yield from (("As it was on", as_of.date().isoformat(), what) for what, as_of in report.stays)
    yield from (("Evidence", figure, grade) for figure, grade in report.evidence)
    yield from (("Cannot show", sentence) for sentence in report.cannot_show)


def rows(report: Report) -> list[dict[str, Any]]:
    """Return one row per figure, under the names of COLUMNS; what is missing is empty."""
    return [{name: plain(value) for name, value in finite(row).items()} for row in _figures(report)]


def _figures(report: Report) -> Iterator[dict[str, Any]]:
    for state, n in report.people.items():
        yield {
            "section": "people",
            "name": state,
            "measure": "people",
            "n": n,
            "withheld": "" if n is not None else "few",
        }
    yield from ({"section": "stay", "week": one.week, "measure": "still answering", "estimate": one.share,
                 "low": one.low, "high": one.high} for one in report.stay)  # fmt: skip
    yield from _completion(report)
    for behaviour in report.behaviours:
        yield from (_mean(behaviour, one) for one in behaviour.check_ins)
        yield from _growth(behaviour)
    for one in report.observed:
        yield from _observed(one)
    for barrier in report.stopped:
        yield {"section": "stopped", "name": f"{barrier.label}: {barrier.barrier}", "measure": "people",
               "n": barrier.people, "withheld": "" if barrier.people is not None else "few"}  # fmt: skip
    for other in report.comparisons:
        yield {"section": "compared", "name": other.measured, "measure": other.unit, "estimate": other.estimate,
               "low": other.low, "high": other.high}  # fmt: skip
    for trial in report.tried:
        yield from _tried(trial)
    for left in report.fade:
        yield {"section": "fade", "name": left.label, "week": left.to, "measure": "days since the last check-in",
               "n": left.n, "estimate": left.change, "low": left.low, "high": left.high}  # fmt: skip
    for state, n in report.ledger["by_state"].items():
        yield {"section": "ledger", "name": state, "measure": "prompts", "n": n, "of": report.ledger["prompts"]}


def _tried(one: Tried) -> Iterator[dict[str, Any]]:
    """Yield an experiment: how the draw came out, how its effect changes, and the counts of each week by arm."""
    base = {"section": "experiment", "name": one.experiment}
    yield base | {"measure": f"drawn as {one.arms[0]}", "n": one.treated, "of": one.drawn}
    if one.per_week is not None:
        yield base | {"measure": "points of a hundred a week", "estimate": one.per_week, "low": one.per_week_low,
                      "high": one.per_week_high}  # fmt: skip
    for week in one.weeks:
        sides = ((week.first_answered, week.first), (week.second_answered, week.second))
        for arm, (answered, drawn) in zip(one.arms, sides, strict=True):
            yield base | {"week": week.week, "measure": f"answered in three days, {arm}", "n": answered, "of": drawn}


def _completion(report: Report) -> Iterator[dict[str, Any]]:
    for step in report.steps:
        base = {"section": "step", "name": step.step, "week": step.week, "withheld": step.withheld, "as_of": step.stays}
        yield base | {"measure": "sent", "n": step.sent, "withheld": ""}
        yield base | {"measure": "answered"} | _share(step.answered)
        if step.kind == "task" or step.done:
            yield base | {"measure": "done"} | _share(step.done)
    for week in report.weeks:
        base = {"section": "week", "name": "", "week": week.week, "withheld": week.withheld, "as_of": week.stays}
        yield base | {"measure": "answered"} | _share(week.answered)
        yield base | {"measure": "done"} | _share(week.done)


def _share(one: Share | None) -> dict[str, Any]:
    return {} if one is None else {"n": one.n, "of": one.of, "estimate": one.rate, "low": one.low, "high": one.high}


def _mean(behaviour: BehaviourFigures, one: CheckIn) -> dict[str, Any]:
    return {
        "section": "check_in",
        "name": behaviour.behaviour,
        "week": one.week,
        "measure": "mean",
        "n": one.n,
        "of": one.asked,
        "estimate": one.mean,
        "low": one.low,
        "high": one.high,
        "withheld": one.withheld,
        "as_of": behaviour.stays,
    }


def _observed(one: ObservedFigures) -> Iterator[dict[str, Any]]:
    base = {"section": "observed", "name": one.behaviour, "week": one.week, "withheld": one.withheld}
    yield base | {"measure": "colleagues", "n": one.raters, "of": one.people, "estimate": one.mean}
    yield base | {"measure": "self", "of": one.people, "estimate": one.own}


def _growth(behaviour: BehaviourFigures) -> Iterator[dict[str, Any]]:
    growth = behaviour.growth
    for name, interval in GROWTH.items():
        low, high = (growth[interval] if interval else None) or (None, None)
        why = growth["withheld"] or "" if growth[name] is None else ""
        yield {
            "section": "change", "name": behaviour.behaviour, "measure": name, "n": growth["people"],
            "estimate": growth[name], "low": low, "high": high, "withheld": why, "as_of": behaviour.stays,
        }  # fmt: skip
