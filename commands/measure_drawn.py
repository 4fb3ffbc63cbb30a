"""`measure drawn`: what having begun did, on anybody's file, where a draw decided who began when."""

from typing import Annotated

import typer

from commands.main import say
from commands.measure import File, Json, Person, all_numbers, complete, flags, measure, plain


@measure.command()
def drawn(
    file: File,
    person: Person,
    check_in: Annotated[str, typer.Option("--check-in", metavar="COLUMN", help="Which check-in.")],
    value: Annotated[str, typer.Option("--value", metavar="COLUMN", help="What was answered.")],
    baseline: Annotated[str, typer.Option("--baseline", metavar="COLUMN", help="What the person answered before.")],
    begun: Annotated[str, typer.Option("--begun", metavar="COLUMN", help="1 where they had begun, else 0.")],
    cohort: Annotated[
        str, typer.Option("--cohort", metavar="COLUMN", help="Pooled cohorts: each is compared within itself.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Compare those who had begun with those who by the draw had not, at the same check-ins, errors by person."""
    from measure.drawn import drawn_effect

    columns = [person, check_in, value, baseline, begun, *([cohort] if cohort else [])]
    table = complete(file, *columns)
    flags(table, begun)
    within = table.words(cohort) if cohort else [""] * len(table.rows)
    who = list(zip(within, table.words(person), strict=True))
    when = list(zip(within, table.words(check_in), strict=True))
    values, baselines, has_begun = all_numbers(table, value, baseline, begun)
    say(plain(drawn_effect(who, when, values, baselines, [int(one) for one in has_begun])), True, "")


@measure.command()
def draws(
    file: File,
    treated: Annotated[str, typer.Option("--treated", metavar="COLUMN", help="1 drawn that way, else 0.")],
    probability: Annotated[str, typer.Option("--probability", metavar="COLUMN", help="Of that, as it was stored.")],
    as_json: Json = False,
) -> None:
    """Tell whether draws came out as often as their stored probabilities say (two-sided binomial test)."""
    from measure.realised import realised

    table = complete(file, treated, probability)
    flags(table, treated)
    table.check(probability, lambda one: 0 < one < 1, "is no probability between 0 and 1.")
    came_out, chances = all_numbers(table, treated, probability)
    say(plain(realised([int(one) for one in came_out], chances)), True, "")
