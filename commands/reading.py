"""`ledger`, `explain` and `report`: what happened, why, and what came of it."""

from pathlib import Path
from typing import Annotated, Any

import typer

from commands.main import app, say
from commands.options import Cohort, InCohort, Json, Now, Person


@app.command()
def ledger(
    cohort: Cohort,
    person: Annotated[str, typer.Option("--person", help="Only this person: an address or a key.")] = "",
    step: Annotated[str, typer.Option("--step", help="Only this step.")] = "",
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Show what became of every prompt, whether it adds up, and who was missed and why."""
    from actions.ledger import ledger as ledger_of
    from commands.opening import moment, open_house

    house, _ = open_house()
    found = ledger_of(house, cohort, moment(house, now), person, step).to_json()
    say(found, as_json, _ledger_words(found))


def _ledger_words(found: dict[str, Any]) -> str:
    lines = [f"{found['cohort']}: {found['prompts']} prompts"]
    for state, n in found["by_state"].items():
        why = ", ".join(f"{count} {reason}" for reason, count in found["reasons"].get(state, {}).items())
        lines.append(f"  {state:<10} {n:6}  {why}")
    lines.append("It adds up." if found["adds_up"] else "IT DOES NOT ADD UP:")
    lines += [f"  {one}" for one in found.get("why_not", [])]
    if found["may_have_repeated"]:
        lines.append("May have arrived twice:")
        lines += [f"  {one['person']}, {one['step']}" for one in found["may_have_repeated"]]
    if found["to_coaches"]:
        lines.append("To its coaches: " + ", ".join(f"{n} {state}" for state, n in found["to_coaches"].items()))
    if found["missed"]:
        lines.append("Missed:")
        lines += [f"  {one['person']}, {one['step']}: {one['why']}" for one in found["missed"]]
    return "\n".join(lines)


@app.command()
def explain(
    person: Person,
    step: Annotated[str, typer.Argument(metavar="STEP", help="The step's name in the programme.")],
    cohort: InCohort = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Say why this prompt, why then: rule, programme version, draw, zone, history."""
    from actions.explaining import explain as explain_prompt
    from commands.opening import moment, open_house

    house, _ = open_house()
    found = explain_prompt(house, person, step, moment(house, now), cohort).to_json()
    say(found, as_json, explanation_in_words(found))


def explanation_in_words(found: dict[str, Any]) -> str:
    """Return why this prompt, why then, as people read it.

    >>> said = {"person": "ada@example.org", "step": "check-1", "state": "sent", "local": "2026-12-16T13:00+01:00",
    ...         "zone": "Europe/Berlin", "rule": "day 14", "programme_version": 2, "history": [],
    ...         "draw": {"arm": "reminder", "probability": 0.5}}
    >>> print(explanation_in_words(said).splitlines()[-1].strip())
    drawn: reminder, with probability 0.5
    """
    drawn = _draws_in_words(found.get("draws") or [found["draw"]])
    lines = [f"{found['person']}, {found['step']}: {found['state']}", f"  due {found['local']} ({found['zone']})",
             f"  {found['rule']}", f"  programme version {found['programme_version']}", f"  {drawn}"]  # fmt: skip
    return "\n".join([*lines, *(f"  {one['at']}  {one['what']:<16} {one['why']}" for one in found["history"])])


def _draws_in_words(draws: list[dict[str, Any] | None]) -> str:
    said = []
    for one in filter(None, draws):
        of = f" of '{one['probability_of']}'" if one.get("probability_of", one["arm"]) != one["arm"] else ""
        kept = "" if one.get("kept") is not False else " (could not be kept)"
        said.append(f"drawn: {one['arm']}, with probability {one['probability']:g}{of}{kept}")
    return "; ".join(said) or "nothing was drawn"


@app.command()
def brief(
    coach: Annotated[str, typer.Argument(metavar="COACH", help="A coach's address or key.")],
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Print a coach's brief: whom to talk to, why now, and one question to open with."""
    from actions.briefing import brief_of
    from commands.opening import moment, open_house

    house, _ = open_house()
    found = brief_of(house, coach, moment(house, now)).to_json()
    say(found, as_json, _brief_words(found))


def _brief_words(found: dict[str, Any]) -> str:
    lines = [found["headline"], " ".join(found["rest"])]
    for one in found["people"]:
        words = [f"  “{one['words']}”"] if one["words"] else []
        lines += [
            "",
            f"{one['name']} ({one['cohort']})",
            f"  {one['now']}",
            *words,
            f"  You could open with: {one['ask']}",
        ]
    return "\n".join(lines)


@app.command()
def report(
    cohort: Cohort,
    form: Annotated[str, typer.Option("--format", help="html, json, csv, xlsx or parquet.")] = "html",
    out: Annotated[Path | None, typer.Option("--out", help="Write to this file instead of printing.")] = None,
    beside: Annotated[str, typer.Option("--beside", metavar="COHORT", help="Compare with another cohort.")] = "",
    pool: Annotated[
        list[str] | None, typer.Option("--pool", metavar="COHORT", help="Read its draw together with this cohort's.")
    ] = None,
    pictures: Annotated[
        Path | None, typer.Option("--pictures", metavar="DIR", help="Write the pictures as PNG.")
    ] = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Report what changed, with its uncertainty, in groups only. What is printed is kept (see docs/measurement.md)."""
    import sys

    from actions import parquet
    from actions.reporting import report as report_on
    from actions.reporting import report_beside, report_pooled
    from coaching.errors import Refused
    from commands.opening import moment, open_house
    from commands.report_formats import BINARY, FORMATS, write_pictures

    form = "json" if as_json else form.strip().lower()
    if form not in FORMATS:
        raise Refused(f"There is no format '{form}'. Choose one of {', '.join(FORMATS)}.")
    if form in BINARY and out is None:
        raise Refused(f"A file of this kind cannot be printed. Say where it goes: --out report.{form}")
    if form == "parquet":
        parquet.ready()
    house, _ = open_house()
    at = moment(house, now)
    if beside and pool:
        raise Refused("Give --beside or --pool, not both: the one compares cohorts, the other reads them together.")
    if pool:
        found = report_pooled(house, cohort, pool, at)
    else:
        found = report_beside(house, cohort, beside, at) if beside else report_on(house, cohort, at)
    made = FORMATS[form](found)
    if pictures is not None:
        print(f"{write_pictures(found, pictures)} pictures written to {pictures}.", file=sys.stderr)
    if out is not None:
        out.write_bytes(made)
        print(f"Written to {out}.", file=sys.stderr)
    elif pictures is None or as_json:
        sys.stdout.buffer.write(made + b"\n")
