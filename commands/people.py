"""What is kept about one person, from the command line: a copy of it, and erasing it."""

from pathlib import Path
from typing import Annotated

import typer

from commands.main import app, say
from commands.options import Early, Json, Now, Person


@app.command()
def export(
    person: Person,
    kind: Annotated[str, typer.Option("--format", help="json (everything) or csv (the answers).")] = "json",
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write here instead of printing.")] = None,
    now: Now = None,
) -> None:
    """Print everything that is kept about a person: for their own eyes, not for staff."""
    import json

    from actions.own_data import export as export_all
    from coaching.errors import Refused
    from commands.opening import moment, open_house

    if kind not in ("json", "csv"):
        raise Refused(f"There is no format '{kind}'. Use json or csv.")
    house, _ = open_house()
    found = export_all(house, person, moment(house, now))
    text = found.to_csv() if kind == "csv" else json.dumps(found.everything, ensure_ascii=False, indent=2)
    if out is None:
        say(found.everything, kind == "json", text)
        return
    try:
        out.write_text(text + "\n", "utf-8")
    except OSError as error:
        raise Refused(f"'{out}' cannot be written: {error.strerror}.") from None


@app.command()
def erase(
    person: Person,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask; nothing can be brought back.")] = False,
    now: Now = None,
    yes_send_early: Early = False,
    as_json: Json = False,
) -> None:
    """Erase a person: counts stay, nothing else, and no mail goes to the address again."""
    from actions.erasing import erase as erase_all
    from coaching.errors import Refused
    from commands.opening import moment, not_early, open_house

    house, settings = open_house()
    at = moment(house, now)
    not_early(at, settings, yes_send_early, house)
    if not yes and not (_is_asked() and typer.confirm("Erase everything about this person for good?")):
        raise Refused("Nothing was erased. Add --yes if it is meant; it cannot be brought back.")
    done = erase_all(house, person, at)
    say(
        {"enrollments": done.enrollments, "prompts_ended": done.prompts},
        as_json,
        f"Erased from {done.enrollments} cohorts; {done.prompts} prompts ended. Backups keep them until replaced.",
    )


def _is_asked() -> bool:
    """Return whether somebody sits at a terminal who can be asked."""
    import sys

    return sys.stdin.isatty()
