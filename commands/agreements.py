"""`interviews` and `rows`: what there is of people who agreed to it, and the switch of each."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.main import app, say
from commands.options import Cohort, Json, Now

if TYPE_CHECKING:
    from datetime import datetime

    from actions.house import House
    from actions.row_files import RowFile
    from commands.settings import Settings

Switch = Annotated[bool | None, typer.Option("--on/--off", help="Let people agree to it; off by default.")]


def _switched(house: "House", cohort: str, what: str, on: bool | None, at: "datetime") -> None:
    from actions.agreeing import switch
    from coaching.agreements import Agreement

    if on is not None:
        switch(house, cohort, Agreement(what), on, None, at)


@app.command()
def interviews(
    cohort: Cohort,
    on: Switch = None,
    name: Annotated[str, typer.Option("--name", metavar="CALLED", help="Say who this is; it is written down.")] = "",
    now: Now = None,
    as_json: Json = False,
) -> None:
    """List whom to ask what helped, among people who agreed: whose answers rose most and least, under other names."""
    from actions.interviewing import cases, name_one
    from commands.opening import moment, open_house

    house, _ = open_house()
    at = moment(house, now)
    _switched(house, cohort, "interviews", on, at)
    if name:
        who = name_one(house, cohort, name, None, at)
        say({"called": name, "name": who.name, "address": who.address}, as_json, f"{who.name} <{who.address}>".strip())
        return
    found = cases(house, cohort, None, at).to_json()
    say(found, as_json, _interviews_in_words(found))


def _interviews_in_words(found: dict[str, Any]) -> str:
    if found["why_empty"]:
        return str(found["why_empty"])
    lines = [f"{found['agreed']} people of {found['cohort']} agreed to be asked. About {found['behaviour']}:"]
    lines += [f"  {one['called']}  rose {one['end']}, {one['answers']} answers" for one in found["cases"]]
    return "\n".join([*lines, "--name CALLED says who somebody is, and writes down that it was asked."])


@app.command()
def rows(
    cohort: Cohort,
    on: Switch = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write the answers: .csv, .xlsx or .parquet; it is written down."),
    ] = None,
    codebook: Annotated[
        Path | None, typer.Option("--codebook", metavar="FILE", help="Write what its columns mean, as CSV.")
    ] = None,
    to_lrs: Annotated[
        bool, typer.Option("--to-lrs", help="Hand the answers to the store of LRS_URL; it is written down.")
    ] = False,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Make a file with a row for each answer of people who agreed, under other names, and say how large it is."""
    from actions import parquet
    from actions.row_files import hand_out, row_file
    from actions.row_tables import FORMS, rows_codebook_csv
    from coaching.errors import Refused
    from commands.opening import moment, open_house

    form = out.suffix.lower().removeprefix(".") if out else ""
    if out and form not in FORMS:
        raise Refused(f"There is no file of the kind '.{form}'. Let the name end in .csv, .xlsx or .parquet.")
    if form == "parquet":
        parquet.ready()
    house, settings = open_house()
    at = moment(house, now)
    _switched(house, cohort, "rows", on, at)
    found = hand_out(house, cohort, form, None, at) if out else row_file(house, cohort, at)
    if out:
        out.write_bytes(FORMS[form](found))
    if codebook:
        codebook.write_text(rows_codebook_csv(found), encoding="utf-8")
    told = {"to_lrs": _handed_over(house, settings, cohort, at)} if to_lrs else {}
    handed = [f"{n} statements were handed to the learning record store." for n in told.values()]
    say(found.to_json() | told, as_json, "\n".join([_rows_in_words(found), *handed]))


def _handed_over(house: "House", settings: "Settings", cohort: str, at: "datetime") -> int:
    """Hand this cohort's rows to the learning record store and return how many statements they are."""
    from actions.row_files import hand_out
    from actions.row_statements import statements_of
    from coaching.errors import Refused
    from delivery.learning_records import hand_over

    if settings.lrs is None:
        raise Refused("No store is set. Set FOLLOWTHROUGH_LRS_URL, such as https://user:password@lrs.example.org/xapi.")
    return hand_over(settings.lrs, statements_of(hand_out(house, cohort, "lrs", None, at), settings.public_url))


def _rows_in_words(found: "RowFile") -> str:
    if found.why_empty:
        return found.why_empty
    held = [f"  {step}, {item}: {why}" for step, item, why in found.held_back]
    return "\n".join([f"{len(found.lines)} answers of {found.people} people.", *held])
