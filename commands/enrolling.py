"""`enroll` and `plan`."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.main import app, say
from commands.migrating import show_difference
from commands.options import DesignOption, Early, Json, Now, Pooled, Stratify

if TYPE_CHECKING:
    from actions.enrolling import Enrolled
    from actions.house import House
    from content.roster import Roster

RosterFile = Annotated[Path, typer.Argument(metavar="ROSTER", help="CSV or XLSX with a column `email`.")]
ProgrammeName = Annotated[str, typer.Option("--programme", help="A shipped programme or a file.")]
WorkshopOn = Annotated[str, typer.Option("--workshop-on", metavar="DATE", help="The day of the workshop, 2026-12-02.")]


@app.command()
def enroll(
    roster: RosterFile,
    programme: ProgrammeName,
    workshop_on: WorkshopOn,
    cohort: Annotated[str, typer.Option("--cohort", help="A name for the people of this workshop.")],
    coach: Annotated[
        str, typer.Option("--coach", metavar="EMAIL", help="Their coach, where the roster has none.")
    ] = "",
    zone: Annotated[str, typer.Option("--zone", help="Their time zone, where the roster has none.")] = "",
    country: Annotated[
        str, typer.Option("--country", metavar="CC", help="Their country, for weekends and holidays.")
    ] = "",
    webhook: Annotated[
        str, typer.Option("--webhook", metavar="URL", help="Post their messages here, where the roster has no webhook.")
    ] = "",
    consent: Annotated[
        str, typer.Option("--consent", help="notice (the default), or opt-in: one mail, nothing more without Start.")
    ] = "",
    design: DesignOption = "",
    stratify: Stratify = "",
    pooled: Pooled = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check and plan everything, enrol nobody.")] = False,
    skip_bad_rows: Annotated[
        Path | None,
        typer.Option("--skip-bad-rows", metavar="FILE", help="Enrol the good rows and write the others to FILE."),
    ] = None,
    now: Now = None,
    yes_send_early: Early = False,
    as_json: Json = False,
) -> None:
    """Enrol the people of a workshop: every row is checked before anybody is, and nobody twice."""
    from actions.enrolling import NobodyEnrolled
    from actions.enrolling import enroll as enroll_all
    from commands.opening import moment, not_early, open_house

    house, settings = open_house()
    at = moment(house, now)
    not_early(at, settings, yes_send_early, house)
    people = _read(roster)
    new = _new_cohort(
        programme, workshop_on, name=cohort.strip(), coach=coach, zone=zone, country=country.strip().upper(),
        consent=consent.strip().lower(), webhook=webhook.strip(), design=design.strip(),
        stratify=stratify.strip().lower(), pooled=pooled,
        dry_run=dry_run, skip_bad_rows=skip_bad_rows is not None,
    )  # fmt: skip
    try:
        with _progress(len(people.people), as_json) as said:
            result = enroll_all(house, new, people, at, said, settle=partial(_write_rejected, skip_bad_rows))
    except NobodyEnrolled as refusal:
        if as_json:
            say(refusal.args[2].to_json(), True, "")
        raise
    if dry_run:
        _write_rejected(skip_bad_rows, None, result)
    say(result.to_json(), as_json, _in_words(house, result, dry_run, skip_bad_rows))


def _read(file: Path) -> "Roster":
    from coaching.errors import Refused
    from content.roster import read_roster

    try:
        content = file.read_bytes()
    except OSError as error:
        raise Refused(f"The roster '{file}' cannot be read: {error.strerror}.") from None
    return read_roster(file.name, content)


def _new_cohort(programme: str, workshop_on: str, **columns: Any) -> Any:
    from actions.enrolling import NewCohort
    from coaching.errors import Refused
    from content.reader import source_text

    if columns.get("stratify") and not columns.get("design"):
        raise Refused(f"--stratify is '{columns['stratify']}', and nothing is drawn. Give --design, or leave it out.")
    return NewCohort(
        programme_text=source_text(programme), programme_file=programme, workshop_on=_day(workshop_on), **columns
    )


def _day(text: str) -> Any:
    from datetime import date

    from coaching.errors import Refused

    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Refused(f"--workshop-on is '{text}'. Write a date such as 2026-12-02.") from None


def _progress(total: int, quiet: bool) -> Any:
    from commands.progress import counting

    return counting("Enrolling", total, quiet)


def _write_rejected(file: Path | None, session: object, result: "Enrolled") -> None:
    """Write the rows that were left out, before anybody counts as enrolled: who cannot be told is not left out."""
    import csv

    if file is None:
        return
    with file.open("w", newline="", encoding="utf-8-sig") as out:
        table = csv.writer(out)
        table.writerow(["row", "column", "value", "why"])
        table.writerows((one.row, one.column, _plain(one.value), one.why) for one in result.rejected)


def _plain(value: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@") else value


def _in_words(house: "House", result: "Enrolled", dry_run: bool, rejected: Path | None) -> str:
    from zoneinfo import ZoneInfo

    would = "Would enrol" if dry_run else "Enrolled"
    lines = [f"{would} {result.enrolled} into '{result.cohort}' ({result.programme}, version {result.version}): "
             f"{result.prompts} prompts planned, {result.already} already there."]  # fmt: skip
    if result.next_due_at:
        first = result.next_due_at.astimezone(ZoneInfo(house.zone))
        lines.append(
            f"The first mail is due {first:%a %d %b %Y %H:%M} ({house.zone})."
            + ("" if dry_run else f" See every date: followthrough plan '{result.cohort}'")
        )
    if result.ignored_columns:
        lines.append(f"Columns not used: {', '.join(result.ignored_columns)}.")
    if result.rejected:
        lines.append(f"{len(result.rejected)} bad rows left out{f', written to {rejected}' if rejected else ''}.")
    return "\n".join(lines)


@app.command()
def plan(
    cohort: Annotated[str | None, typer.Argument(metavar="COHORT", help="An enrolled cohort.")] = None,
    programme: Annotated[str | None, typer.Option("--programme", help="A shipped programme or a file.")] = None,
    roster: Annotated[Path | None, typer.Option("--roster", help="CSV or XLSX with a column `email`.")] = None,
    workshop_on: Annotated[str | None, typer.Option("--workshop-on", metavar="DATE")] = None,
    zone: Annotated[str, typer.Option("--zone", help="Their time zone, where the roster has none.")] = "",
    country: Annotated[str, typer.Option("--country", metavar="CC")] = "",
    design: DesignOption = "",
    stratify: Stratify = "",
    ics: Annotated[
        Path | None,
        typer.Option("--ics", metavar="FILE", help="Write the cohort's days to FILE as a calendar, no names."),
    ] = None,
    diff: Annotated[
        bool, typer.Option("--diff", help="Show what the programme's file would change for COHORT; change nothing.")
    ] = False,
    left_out: Annotated[bool, typer.Option("--left-out", help="List steps that will not be sent, too.")] = False,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Show who gets what when: of an enrolled cohort, or of a roster before anybody is enrolled."""
    from actions.plans.showing import plan_of_cohort, plan_of_roster
    from coaching.errors import Refused
    from commands.opening import moment, open_house

    house, _ = open_house()
    if cohort and not diff and (roster or programme or workshop_on):
        raise Refused("Name a cohort, or give --programme, --roster and --workshop-on; not both.")
    if ics and not cohort:
        raise Refused("--ics writes the days of an enrolled cohort: name one.")
    if diff:
        if not cohort:
            raise Refused("Name the cohort whose plan is to be compared: followthrough plan COHORT --diff.")
        show_difference(house, cohort, programme, moment(house, now), as_json)
        return
    if cohort:
        lines = plan_of_cohort(house, cohort)
        if ics:
            _write_days(house, cohort, ics, moment(house, now))
    elif programme and roster and workshop_on:
        new = _new_cohort(
            programme, workshop_on, name="", zone=zone, country=country.strip().upper(), design=design.strip(),
            stratify=stratify.strip().lower(),
        )  # fmt: skip
        people = _read(roster)
        tell_unused(people)
        if new.design:
            typer.echo("This is one draw that could be made. Who begins when is drawn at enrolment.", err=True)
        lines = plan_of_roster(house, new, people, moment(house, now))
    else:
        raise Refused("Name a cohort, or give --programme, --roster and --workshop-on.")
    shown = [one for one in lines if left_out or one["due_at"]]
    say(shown, as_json, "\n".join(_plan_line(one) for one in shown) or "Nothing is planned.")


def tell_unused(roster: "Roster") -> None:
    """Say on standard error which columns nobody reads: a heading that was meant otherwise shows nowhere else."""
    if roster.ignored_columns:
        typer.echo(f"Columns not used: {', '.join(roster.ignored_columns)}.", err=True)


def _write_days(house: "House", cohort: str, file: Path, now: Any) -> None:
    from actions.pages.calendar_feeds import cohort_days

    file.write_bytes(cohort_days(house, cohort, now))


def _plan_line(one: dict[str, Any]) -> str:
    when = f"{one['local'][:10]} {one['local'][11:16]}" if one["local"] else "left out        "
    return f"{when}  {one['zone']:<20} {one['person']:<32} {one['step']:<24} {one['kind']:<9} {one['why']}" + (
        f" (asks {one['asked_of']})" if "asked_of" in one else ""
    )
