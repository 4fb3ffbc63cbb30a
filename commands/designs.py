"""`power`: what a design could show with so many people, before anybody is enrolled."""

from typing import Annotated, Any

import typer

from commands.main import app, say
from commands.options import Json


@app.command()
def power(
    design: Annotated[
        str,
        typer.Argument(
            metavar="DESIGN", help="wait-list:6 (weeks), stepped-start:4x3 (starts x weeks), hold-back:6/3 (one in 3)."
        ),
    ],
    programme: Annotated[str, typer.Option("--programme", help="A shipped programme or a file.")],
    people: Annotated[int, typer.Option("--people", min=2, help="How many would be enrolled.")],
    groups: Annotated[
        int, typer.Option("--groups", min=0, help="Start groups that are drawn whole; 0: each person.")
    ] = 0,
    as_json: Json = False,
) -> None:
    """Tell what a drawn comparison could show with so many people. Nobody is enrolled."""
    from actions.contents import programme_from
    from actions.designs import weigh
    from coaching.designs import parse
    from content.reader import source_text

    found = weigh(parse(design), programme_from(source_text(programme), programme), people, groups)
    said = found.to_json()
    say(said, as_json, _in_words(said))


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
