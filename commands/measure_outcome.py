"""`measure outcome`: the company's own result (a customer score, say), by team and month, beside the behaviour."""

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.main import say
from commands.measure import Json, complete, measure, plain

if TYPE_CHECKING:
    from content.figures import Figures

Column = "COLUMN"


@measure.command()
def outcome(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A row per team and month.")],
    team: Annotated[str, typer.Option("--team", metavar=Column)] = "team",
    month: Annotated[str, typer.Option("--month", metavar=Column, help="A number, 2026-03, or a date.")] = "month",
    value: Annotated[str, typer.Option("--value", metavar=Column)] = "value",
    start: Annotated[str, typer.Option("--start", metavar=Column, help="The month a team began; empty: not yet.")] = "",
    drawn: Annotated[bool, typer.Option("--drawn", help="The order of starting was drawn by lot.")] = False,
    as_json: Json = False,
) -> None:
    """Show the company's own result by month and, with starts, whether it moved where teams began."""
    table = complete(file, team, month, value)
    months = [_month(table, month, cell, row) for cell, row in zip(table.words(month), table.rows, strict=True)]
    values = [one for one in table.numbers(value) if one is not None]
    found: dict[str, Any] = {"by_month": _by_month(table.words(month), months, values), "drawn": drawn}
    if start:
        cells = zip(table.words(start), table.rows, strict=True)
        starts = [_month(table, start, cell, row) if cell else math.inf for cell, row in cells]
        found |= _compared(table.words(team), months, values, starts, drawn)
    say(found, True, "")


def _compared(
    teams: list[str], months: list[float], values: list[float], starts: list[float], drawn: bool
) -> dict[str, Any]:
    from measure.starts import start_effect

    found = start_effect(teams, months, values, starts)
    return {**plain(found), "causal": drawn, "words": _words(found, drawn)}


def _words(found: Any, drawn: bool) -> str:
    size = f"{found.effect:+.2f}" + (f" ({found.ci[0]:.2f} to {found.ci[1]:.2f})" if found.ci else "")
    if not drawn:
        return (
            f"After a team began, its result stood {size} beside what the others showed in the same months. The order "
            "of starting was not drawn by lot, so this does not say that the programme did it."
        )
    sure = "no more than another order of starting would show by chance" if found.p > 0.05 else "an effect of starting"
    return f"{size}, {sure} (p = {found.p:.3f}, {found.orders} orders, {found.teams} teams)."


def _by_month(words: list[str], months: list[float], values: list[float]) -> list[dict[str, Any]]:
    from statistics import fmean

    found: dict[float, tuple[str, list[float]]] = {}
    for word, month, value in zip(words, months, values, strict=True):
        found.setdefault(month, (word, []))[1].append(value)
    return [{"month": word, "teams": len(own), "mean": fmean(own)} for _, (word, own) in sorted(found.items())]


def _month(table: "Figures", column: str, cell: str, row: int) -> float:
    """Return a month as a number that counts months; a plain number stays as it is.

    Raises:
        Refused: the cell is neither.
    """
    from datetime import date

    from coaching.errors import Refused

    try:
        return float(cell)
    except ValueError:
        pass
    try:
        day = date.fromisoformat(cell if len(cell) > 7 else f"{cell}-01")
    except ValueError:
        says = f"{table.name}: row {row} of '{column}' is no month. Write 2026-03, a date, or a number."
        raise Refused(says) from None
    return day.year * 12.0 + day.month
