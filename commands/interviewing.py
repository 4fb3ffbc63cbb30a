"""`interviews`: whom to ask for an interview, among those who agreed."""

from typing import Annotated, Any

import typer

from commands.main import app, say
from commands.options import Cohort, Json, Now


@app.command()
def interviews(
    cohort: Cohort,
    on: Annotated[bool | None, typer.Option("--on/--off", help="Let people agree to be asked; off by default.")] = None,
    name: Annotated[str, typer.Option("--name", metavar="CALLED", help="Say who this is; it is written down.")] = "",
    now: Now = None,
    as_json: Json = False,
) -> None:
    """List whom to ask what helped, among people who agreed: whose answers rose most and least, under other names."""
    from actions.interviewing import cases, name_one, switch
    from commands.opening import moment, open_house

    house, _ = open_house()
    at = moment(house, now)
    if on is not None:
        switch(house, cohort, on, None, at)
    if name:
        who = name_one(house, cohort, name, None, at)
        say({"called": name, "name": who.name, "address": who.address}, as_json, f"{who.name} <{who.address}>".strip())
        return
    found = cases(house, cohort, None, at).to_json()
    say(found, as_json, _words(found))


def _words(found: dict[str, Any]) -> str:
    if found["why_empty"]:
        return str(found["why_empty"])
    lines = [f"{found['agreed']} people of {found['cohort']} agreed to be asked. About {found['behaviour']}:"]
    lines += [f"  {one['called']}  rose {one['end']}, {one['answers']} answers" for one in found["cases"]]
    return "\n".join([*lines, "--name CALLED says who somebody is, and writes down that it was asked."])
