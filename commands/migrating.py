"""`migrate`: what another version of the programme would change, asked about, and done."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from commands.main import app, say
from commands.options import Cohort, Early, Json, Now

if TYPE_CHECKING:
    from actions.house import House
    from actions.migration.shape import Migrated


@app.command()
def migrate(
    cohort: Cohort,
    to: Annotated[int, typer.Option("--to", metavar="VERSION", help="The version to move to.")],
    programme_file: Annotated[
        str | None, typer.Option("--programme-file", metavar="FILE", help="Its file, where it is not kept or shipped.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do it without asking.")] = False,
    now: Now = None,
    yes_send_early: Early = False,
    as_json: Json = False,
) -> None:
    """Move a cohort to another version of its programme: only what is still to come is planned anew."""
    from actions.migrating import migrate as migrate_cohort
    from commands.opening import moment, not_early, open_house

    house, settings = open_house()
    at = moment(house, now)
    not_early(at, settings, yes_send_early, house)
    if not yes:
        _ask(migrate_cohort(house, cohort, to, at, programme_file, only_show=True))
    done = migrate_cohort(house, cohort, to, at, programme_file, only_show=False)
    say(done.to_json(), as_json, in_words(done) if yes else f"Done: '{cohort}' runs version {done.version}.")


def _ask(shown: "Migrated") -> None:
    """Show what would change and ask; without a terminal nobody can answer, so nothing is done."""
    import sys

    from coaching.errors import NotAllowed

    print(in_words(shown), file=sys.stderr)
    if not sys.stdin.isatty():
        raise NotAllowed("Nobody is there to say yes: this is no terminal. Nothing was changed; to do it, add --yes.")
    if not typer.confirm(f"Move {shown.people} people to version {shown.version}?", err=True):
        raise NotAllowed("Nothing was changed.")


def show_difference(house: "House", cohort: str, programme: str | None, now: datetime, as_json: bool) -> None:
    """Print what the programme's file (or the shipped programme) would change for a cohort; nothing is changed."""
    from actions.migrating import migrate as migrate_cohort

    shown = migrate_cohort(house, cohort, None, now, programme, only_show=True)
    say(shown.to_json(), as_json, in_words(shown))


def in_words(found: "Migrated") -> str:
    """Return the difference step by step, then person by person."""
    head = f"'{found.cohort}' to version {found.version} of '{found.programme}': {found.people} people"
    if not found.changes:
        return f"{head}. Nothing that is still to come changes."
    steps = [f"  {step:<28} {', '.join(f'{n} {what}' for what, n in counted.items())}"
             for step, counted in found.by_step.items()]  # fmt: skip
    people = [
        f"  {one.person:<32} {one.step:<28} {one.change:<9} {_when(one.was)} -> {_when(one.will_be)}  {one.why}"
        + (f" (asks {one.asked_of})" if one.asked_of else "")
        for one in found.changes
    ]
    return "\n".join([f"{head}. By step:", *steps, "By person (UTC):", *people])


def _when(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else "-               "
