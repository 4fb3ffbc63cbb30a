"""`power`: what a design could show with so many people, before anybody is enrolled."""

from typing import Annotated, Any

import typer

from commands.main import app, say
from commands.options import Json


@app.command()
def power(
    programme: Annotated[str, typer.Option("--programme", help="A shipped programme or a file.")],
    people: Annotated[int, typer.Option("--people", min=2, help="How many would be enrolled.")],
    design: Annotated[
        str,
        typer.Argument(
            metavar="DESIGN",
            help="wait-list:6 (weeks), stepped-start:4x3 (starts x weeks), hold-back:6/3 (one in 3); none: the "
            "experiments in the programme file.",
        ),
    ] = "",
    groups: Annotated[
        int, typer.Option("--groups", min=0, help="Start groups that are drawn whole; 0: each person.")
    ] = 0,
    as_json: Json = False,
) -> None:
    """Tell what a drawn comparison could show with so many people. Nobody is enrolled."""
    from actions.contents import programme_from
    from actions.designs import weigh, weigh_experiment
    from coaching.designs import parse
    from coaching.errors import Refused
    from content.reader import source_text

    read = programme_from(source_text(programme), programme)
    if design:
        found = weigh(parse(design), read, people, groups).to_json()
        say(found, as_json, _in_words(found))
    elif read.experiments:
        tried = [weigh_experiment(one, people) for one in read.experiments]
        say([one.to_json() for one in tried], as_json, "\n".join(_tried_in_words(one.to_json()) for one in tried))
    else:
        raise Refused(f"Programme '{read.name}' has no experiments. Name a design, such as wait-list:6.")


def _tried_in_words(said: dict[str, Any]) -> str:
    first, second = said["arms"]
    lines = [
        f"{said['experiment']}: {first}, or {second}; drawn at {said['points']} steps, {first} with probability "
        f"{said['probability']:g}",
        f"  {said['verdict']}",
    ]
    if not said["is_enough"]:
        lines.append("  Enrolment refuses it unless the cohorts are to be read together (--pooled).")
    return "\n".join(lines)


def _in_words(said: dict[str, Any]) -> str:
    given = said["supposed"]
    lines = [f"{said['design']}: {said['says']}", f"Compared at {said['check_ins']} check-ins.", ""]
    lines += [f"  a difference of {one['difference']:g} days of five is seen {one['power']:.0%} of the time"
              for one in said["power"]]  # fmt: skip
    lines += ["", said["verdict"]]
    if not said["is_enough"]:
        lines.append("Enrolment refuses it unless the cohorts are to be read together (--pooled).")
    lines.append(
        f"Supposed, by nobody's data: {given['answered']:.0%} answer, people differ by {given['sd']:g} days (standard "
        f"deviation), two answers of a person correlate by {given['alike']:g}, 5 % level."
    )
    return "\n".join(lines)
