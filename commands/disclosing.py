"""`disclose`: one page for a works council or a data-protection officer."""

from pathlib import Path
from typing import Annotated, Any

import typer

from commands.main import app, say
from commands.options import Cohort, Json, Now

KINDS = ("html", "txt", "json")


@app.command()
def disclose(
    cohort: Cohort,
    out: Annotated[Path | None, typer.Option("--out", help="Write to this file instead of printing.")] = None,
    form: Annotated[str, typer.Option("--format", help="html, txt or json; else what FILE ends with.")] = "",
    version: Annotated[int | None, typer.Option("--version", help="An earlier version; the one in force else.")] = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Print what is kept about people and what is never done, from the settings in force, for a works council."""
    import sys

    from actions.disclosing import disclose as disclose_cohort
    from coaching.errors import Refused
    from commands.opening import moment, open_house

    kind = "json" if as_json else _kind(form, out)
    if kind not in KINDS:
        raise Refused(f"There is no format '{kind}'. Choose one of {', '.join(KINDS)}.")
    house, _ = open_house()
    found = disclose_cohort(house, cohort, moment(house, now), version).to_json()
    if out is not None:
        out.write_text(_written(found, kind), "utf-8")
        print(f"Version {found['version']} of {found['versions']}, written to {out}.", file=sys.stderr)
    else:
        say(found, kind == "json", "" if kind == "json" else _written(found, kind).rstrip("\n"))


def _kind(form: str, out: Path | None) -> str:
    named = form.strip().lower() or (out.suffix.removeprefix(".").lower() if out else "")
    return {"": "txt", "text": "txt", "htm": "html"}.get(named, named)


def _written(found: dict[str, Any], kind: str) -> str:
    import json

    from content.disclosures import disclosure_html, disclosure_text

    if kind == "html":
        return disclosure_html(found)
    if kind == "txt":
        return disclosure_text(found)
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"
