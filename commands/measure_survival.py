"""`measure survival`: how long people stay, and which reason took them."""

from pathlib import Path
from typing import Annotated, Any

import typer

from commands.main import say
from commands.measure import File, Json, all_numbers, complete, flags, measure, plain


@measure.command()
def survival(
    file: File,
    time: Annotated[str, typer.Option("--time", metavar="COLUMN", help="When last seen, or when dropped out.")],
    event: Annotated[str, typer.Option("--event", metavar="COLUMN", help="1 dropped out, 0 still in.")] = "",
    reason: Annotated[str, typer.Option("--reason", metavar="COLUMN", help="Why gone; empty: still in.")] = "",
    group: Annotated[str, typer.Option("--group", metavar="COLUMN", help="Compare groups by log-rank.")] = "",
    as_json: Json = False,
) -> None:
    """Show how long people stay: Kaplan-Meier with Greenwood's standard errors; with --reason, each reason apart."""
    from coaching.errors import Refused
    from measure.survival import kaplan_meier

    if bool(event) == bool(reason) or (reason and group):
        raise Refused("Name --event (1 or 0), with or without --group, or --reason (why gone, empty for still in).")
    if reason:
        say(_reasons(file, time, reason), True, "")
        return
    table = complete(file, time, event, *([group] if group else []))
    table.check(time, lambda one: one >= 0, "is negative. Count from the start.")
    flags(table, event)
    times, events = all_numbers(table, time, event)
    found = _groups(table.words(group), times, events) if group else plain(kaplan_meier(times, events))
    say(found, True, "")


def _reasons(file: Path, time: str, reason: str) -> dict[str, Any]:
    """Return for each reason the share gone for it (Aalen-Johansen), and the curve of it alone (Kaplan-Meier)."""
    from measure.survival import incidence, kaplan_meier

    table = complete(file, time)
    times, why = all_numbers(table, time)[0], [one or "" for one in table.words(reason)]
    return {
        name: {"incidence": plain(curve), "alone": plain(kaplan_meier(times, [float(one == name) for one in why]))}
        for name, curve in incidence(times, why).items()
    }


def _groups(names: list[str], times: list[float], events: list[float]) -> dict[str, Any]:
    from measure.survival import kaplan_meier, log_rank

    members = {name: [n for n, one in enumerate(names) if one == name] for name in dict.fromkeys(names)}
    curves = {
        name: plain(kaplan_meier([times[n] for n in own], [events[n] for n in own])) for name, own in members.items()
    }
    return {"groups": curves, "log_rank": plain(log_rank(names, times, events))}
