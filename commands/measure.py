"""`measure`: the estimators on anybody's file. Each prints JSON; what was left out is said on standard error."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.main import app, say

if TYPE_CHECKING:
    from content.figures import Figures

measure = typer.Typer(name="measure", no_args_is_help=True, help="The estimators on anybody's data. Prints JSON.")
app.add_typer(measure)

File = Annotated[Path, typer.Argument(metavar="FILE", help="CSV or XLSX with a row of headings; - is standard input.")]
Person = Annotated[str, typer.Option("--person", metavar="COLUMN", help="Who answered.")]
Level = Annotated[float, typer.Option("--level", help="Of the interval.")]
Effect = Annotated[float, typer.Option("--design-effect", help="Above 1 where people answered several times.")]
Count = Annotated[float, typer.Argument(min=0)]
Columns = Annotated[str, typer.Option("--columns", metavar="C,C", help="Only these; else every column of numbers.")]
Json = Annotated[bool, typer.Option("--json", help="JSON is what is printed anyway.")]


def table_in(file: Path) -> "Figures":
    """Return the table in *file*.

    Raises:
        Refused: it cannot be read.
    """
    from coaching.errors import Refused
    from content.figures import read_figures

    if str(file) == "-":
        return read_figures("standard input", sys.stdin.buffer.read())
    try:
        return read_figures(file.name, file.read_bytes())
    except OSError as error:
        raise Refused(f"The table '{file}' cannot be read: {error.strerror}.") from None


def complete(file: Path, *columns: str) -> "Figures":
    """Return the rows of *file* that have all *columns*, and say how many have not."""
    table = table_in(file)
    kept = table.complete(*columns)
    if missing := len(table.rows) - len(kept.rows):
        print(f"{missing} rows with an empty cell were left out.", file=sys.stderr)
    return kept


def all_numbers(table: "Figures", *columns: str) -> list[list[float]]:
    """Return these columns of a table without missing cells."""
    return [[one for one in table.numbers(column) if one is not None] for column in columns]


def chosen(file: Path, columns: str) -> tuple["Figures", list[str]]:
    """Return the complete rows of *file* and the names of the columns that are meant.

    A column that counts the rows is left out, and said to be: it is row names, and no item.
    """
    names = split(columns)
    if not names:
        table = table_in(file)
        numeric = table.numeric()
        names = [name for name in numeric if not table.counts_rows(name)]
        if left := [name for name in numeric if name not in names]:
            print(f"Left out, as it counts the rows: {', '.join(left)}. Name columns with --columns.", file=sys.stderr)
    return complete(file, *names), names


def flags(table: "Figures", *columns: str) -> None:
    """Refuse a cell that is neither 0 nor 1, by its row."""
    for column in columns:
        table.check(column, lambda one: one in (0, 1), "is neither 0 nor 1.")


def split(names: str) -> list[str]:
    """Return the names in a list with commas."""
    return [name.strip() for name in names.split(",") if name.strip()]


@measure.command()
def growth(
    file: File,
    person: Person,
    time: Annotated[str, typer.Option("--time", metavar="COLUMN", help="When, in any unit.")],
    value: Annotated[str, typer.Option("--value", metavar="COLUMN", help="What was answered.")],
    method: Annotated[str, typer.Option("--method", help="reml or ml.")] = "reml",
    people: Annotated[bool, typer.Option("--people", help="Each person's deviation from the line, too.")] = False,
    as_json: Json = False,
) -> None:
    """Fit a line with a random intercept and slope, as lme4's `value ~ time + (time | person)`."""
    from measure.effects import effects
    from measure.growth import growth as fit

    table = complete(file, person, time, value)
    who, (times, values) = table.words(person), all_numbers(table, time, value)
    fitted = fit(who, times, values, method)  # type: ignore[arg-type] # the model refuses another method
    found = fitted.to_json()
    if people:
        each = [_person(one) for one in effects(fitted, who, times, values)]
        found |= {"people": each, "people_count": fitted.people}
    say(found, True, "")


def _person(one: Any) -> dict[str, Any]:
    return {
        "person": one.person, "intercept": one.intercept, "slope": one.slope, "se_intercept": one.se_intercept,
        "se_slope": one.se_slope, "reliability": one.reliability,
    }  # fmt: skip


@measure.command()
def wilson(x: Count, n: Count, level: Level = 0.95, design_effect: Effect = 1.0, as_json: Json = False) -> None:
    """Give a share X of N with Wilson's interval."""
    from measure.intervals import wilson as interval

    _say(interval(x, n, level, design_effect))


@measure.command()
def jeffreys(x: Count, n: Count, level: Level = 0.95, design_effect: Effect = 1.0, as_json: Json = False) -> None:
    """Give a share X of N with Jeffreys' interval."""
    from measure.intervals import jeffreys as interval

    _say(interval(x, n, level, design_effect))


@measure.command("reliable-change")
def reliable_change(
    sd: Annotated[float, typer.Option("--sd", help="Standard deviation of the group at the start.")],
    reliability: Annotated[float, typer.Option("--reliability", help="Of the measure, from 0 to under 1.")],
    before: Annotated[float, typer.Option("--before", help="The score at the start.")],
    after: Annotated[float, typer.Option("--after", help="The score at the end.")],
    before_count: Annotated[int, typer.Option(help="Check-ins that the first score is the mean of.")] = 1,
    after_count: Annotated[int, typer.Option(help="Check-ins that the second score is the mean of.")] = 1,
    as_json: Json = False,
) -> None:
    """Tell whether one person changed by more than the measure's own noise (Jacobson & Truax 1991)."""
    from measure.scores import reliable_change as judge

    _say(judge(sd, reliability, before, after, before_count, after_count))


@measure.command()
def paired(
    file: File,
    before: Annotated[str, typer.Option("--before", metavar="COLUMN")],
    after: Annotated[str, typer.Option("--after", metavar="COLUMN")],
    as_json: Json = False,
) -> None:
    """Compare two scores of the same people: t, and effect sizes with the correction for n - 1."""
    from measure.scores import paired as compare

    _say(compare(*all_numbers(complete(file, before, after), before, after)))


@measure.command()
def alpha(file: File, columns: Columns = "", as_json: Json = False) -> None:
    """Give Cronbach's alpha: a row per person, a column per item."""
    from measure.agreement import alpha as reliability

    table, items = chosen(file, columns)
    rows = list(zip(*all_numbers(table, *items), strict=True))
    say({"alpha": reliability(rows), "people": len(rows), "items": items}, True, "")


@measure.command()
def omega(file: File, columns: Columns = "", as_json: Json = False) -> None:
    """Give McDonald's omega of a one-factor model: a row per person, a column per item."""
    from measure.one_factor import omega as reliability

    table, items = chosen(file, columns)
    rows = list(zip(*all_numbers(table, *items), strict=True))
    say(plain(reliability(rows)) | {"people": len(rows), "items": items}, True, "")


@measure.command()
def icc(file: File, columns: Columns = "", as_json: Json = False) -> None:
    """Give the six intraclass correlations of Shrout & Fleiss: a row per person rated, a column per rater."""
    from measure.agreement import icc as agreement

    table, raters = chosen(file, columns)
    rows = list(zip(*all_numbers(table, *raters), strict=True))
    say(plain(agreement(rows)) | {"people": len(rows), "raters": raters}, True, "")


@measure.command()
def bh(
    file: File,
    column: Annotated[str, typer.Option("--column", help="The p values; else the only column of numbers.")] = "",
    level: Annotated[float, typer.Option("--level", help="The share of false ones among the rejected.")] = 0.05,
    as_json: Json = False,
) -> None:
    """Tell which of a family of p values stand (Benjamini & Hochberg 1995)."""
    from coaching.errors import Refused
    from measure.scores import benjamini_hochberg

    table = table_in(file)
    names = [column] if column else [name for name in table.numeric() if not table.counts_rows(name)]
    if len(names) != 1:
        raise Refused(f"{file.name} has {len(names)} columns of numbers. Name the p values with --column.")
    table = complete(file, names[0])
    table.check(names[0], lambda one: 0 <= one <= 1, "is no p value from 0 to 1.")
    p_values = all_numbers(table, names[0])[0]
    say(plain(benjamini_hochberg(p_values, level)) | {"p": p_values, "level": level}, True, "")


@measure.command()
def prompts(
    file: File,
    person: Person,
    outcome: Annotated[str, typer.Option("--outcome", metavar="COLUMN", help="What followed the decision.")],
    treated: Annotated[str, typer.Option("--treated", metavar="COLUMN", help="1 prompted, 0 not.")],
    probability: Annotated[str, typer.Option("--probability", metavar="COLUMN", help="Of being prompted, as drawn.")],
    available: Annotated[str, typer.Option("--available", metavar="COLUMN", help="1 could be prompted, 0 not.")],
    controls: Annotated[str, typer.Option("--controls", metavar="C,C")] = "",
    moderators: Annotated[str, typer.Option("--moderators", metavar="C,C")] = "",
    ratio: Annotated[
        bool, typer.Option("--ratio", help="Outcomes are 0 or 1: by how much it multiplies their share.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Estimate what prompting does within hours: weighted and centred least squares (Boruvka et al. 2018).

    With --ratio, the log of the ratio of two shares, and the ratio itself (Qian et al. 2021).
    """
    from measure.excursions import ratio_effects
    from measure.prompts import prompt_effects

    table = table_in(file)
    flags(table, available)
    columns = [table.numbers(name) for name in (outcome, treated, probability, available)]
    beside = [{name: table.numbers(name) for name in split(names)} for names in (controls, moderators)]
    estimate = ratio_effects if ratio else prompt_effects
    terms = estimate(table.words(person), *columns, *beside)  # type: ignore[arg-type]
    say([plain(term) for term in terms], True, "")


@measure.command()
def power(
    points: Annotated[int, typer.Option("--points", help="Decisions per person: prompts that may go or not.")],
    base_rate: Annotated[str, typer.Option("--base-rate", help="Share who do it unprompted; or first,last.")],
    risk_ratio: Annotated[str, typer.Option("--risk-ratio", help="What a prompt multiplies it by; or first,last.")],
    people: Annotated[int, typer.Option("--people", help="The power with so many; else how many are needed.")] = 0,
    probability: Annotated[float, typer.Option("--probability", help="Of being prompted.")] = 0.5,
    availability: Annotated[float, typer.Option("--availability", help="Share of people who can be prompted.")] = 1.0,
    wanted: Annotated[float, typer.Option("--power", help="The power wanted.")] = 0.8,
    level: Annotated[float, typer.Option("--level", help="Of the test.")] = 0.05,
    as_json: Json = False,
) -> None:
    """Tell how many people an experiment with prompts needs, before anybody is sent anything."""
    from measure.power import Assumed, people_needed
    from measure.power import power as power_of

    trial = Assumed(points, ends(base_rate), ends(risk_ratio), probability, availability)
    count = people or people_needed(trial, wanted, level)
    say({"people": count, "power": power_of(trial, count, level), "points": points}, True, "")


def ends(text: str) -> tuple[float, ...]:
    """Return one number, or a first and a last.

    Raises:
        Refused: the text is something else.
    """
    from coaching.errors import Refused

    try:
        return tuple(float(one) for one in split(text))
    except ValueError:
        raise Refused(f"'{text}' is no number. Write 0.45, or a first and a last such as 0.45,0.30.") from None


def plain(found: Any) -> Any:
    """Return an estimate, or several, as plain values."""
    from dataclasses import asdict

    return [asdict(one) for one in found] if isinstance(found, tuple) else asdict(found)


def _say(found: Any) -> None:
    say(plain(found), True, "")
