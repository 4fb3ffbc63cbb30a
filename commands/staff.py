"""People's standing, from the command line: leave, pause, resume, away; staff sign-in; uploads; one pass of replies."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.main import app, say
from commands.options import Early, InCohort, Json, Now, Person

if TYPE_CHECKING:
    from datetime import date


@app.command()
def collect(now: Now = None, yes_send_early: Early = False, as_json: Json = False) -> None:
    """Read the replies that have come in: one pass."""
    from actions.collecting import collect as collect_all
    from coaching.errors import Refused
    from commands.opening import mailbox_of, moment, not_early, open_house

    house, settings = open_house()
    at = moment(house, now)
    not_early(at, settings, yes_send_early, house)
    mailbox = mailbox_of(settings)
    if mailbox is None:
        raise Refused(
            "No mailbox is set. Set FOLLOWTHROUGH_REPLY_URL, for example imaps://user:password@mail.example.org."
        )
    counted = collect_all(house, mailbox, at).to_json()
    words = ", ".join(f"{name} {n}" for name, n in counted.items() if n)
    say(counted | {"now": at.isoformat()}, as_json, words or "No mail was waiting.")


@app.command("sign-in")
def sign_in(
    address: Annotated[str, typer.Argument(metavar="EMAIL", help="A coach's or an L&D colleague's address.")],
    role: Annotated[
        str | None, typer.Option("--role", help="coach or ld; by default what the address is known as.")
    ] = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Print a link that signs a coach or an L&D colleague in, once, within 15 minutes."""
    from actions.signing_in import link
    from commands.opening import moment, open_house

    house, _ = open_house()
    made = link(house, address, role, moment(house, now))
    say({"link": made}, as_json, made)


@app.command()
def audit(
    person: Annotated[str, typer.Option("--person", help="Only what this person did or what was done to them.")] = "",
    as_json: Json = False,
) -> None:
    """Show who of the staff looked at whom and changed what, newest first; people are named by their keys."""
    from actions.auditing import audit as audit_of
    from commands.opening import open_house

    house, _ = open_house()
    found = [one.to_json() for one in audit_of(house, person)]
    shown = ("at", "who", "role", "what", "did", "page", "cohort", "whom")
    lines = [" ".join(filter(None, (one[key] for key in shown))) for one in found]
    say(found, as_json, "\n".join(lines) or "Nothing is written down yet.")


@app.command()
def upload(roster: Annotated[Path, typer.Argument(metavar="ROSTER")], as_json: Json = False) -> None:
    """Keep a roster under a key, for the `enroll` flow: names stay out of Prefect's records."""
    from actions.uploads import keep
    from coaching.errors import Refused
    from commands.opening import moment, open_house

    house, _ = open_house()
    try:
        content = roster.read_bytes()
    except OSError as error:
        raise Refused(f"The roster '{roster}' cannot be read: {error.strerror}.") from None
    key = keep(house, roster.name, content, moment(house, None))
    say({"key": key}, as_json, key)


@app.command()
def leave(
    person: Person, cohort: InCohort = None, now: Now = None, yes_send_early: Early = False, as_json: Json = False
) -> None:
    """End a person's part in a cohort: nothing more is sent, what was answered stays."""
    _change("leave", person, cohort, now, yes_send_early, as_json)


@app.command()
def pause(
    person: Person, cohort: InCohort = None, now: Now = None, yes_send_early: Early = False, as_json: Json = False
) -> None:
    """Stop everything for a person until they are resumed."""
    _change("pause", person, cohort, now, yes_send_early, as_json)


@app.command()
def resume(
    person: Person, cohort: InCohort = None, now: Now = None, yes_send_early: Early = False, as_json: Json = False
) -> None:
    """Go on with a person who was paused or away."""
    _change("resume", person, cohort, now, yes_send_early, as_json)


@app.command()
def away(
    person: Person,
    from_on: Annotated[str, typer.Option("--from", metavar="DATE")],
    until_on: Annotated[str, typer.Option("--until", metavar="DATE")],
    now: Now = None,
    yes_send_early: Early = False,
    as_json: Json = False,
) -> None:
    """Note that a person is away from one day to another, both included."""
    from actions import standing
    from commands.opening import moment, not_early, open_house

    first, last = _day("--from", from_on), _day("--until", until_on)
    house, settings = open_house()
    at = moment(house, now)
    not_early(at, settings, yes_send_early, house)
    standing.away(house, person, first, last, at)
    say({"person": person, "from": from_on, "until": until_on}, as_json, f"Noted: away from {first} to {last}.")


def _day(option: str, text: str) -> "date":
    from datetime import date

    from coaching.errors import Refused
    from coaching.years import check_year

    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise Refused(f"{option} is '{text}'. Write a date such as 2026-12-02.") from None
    check_year(option, day, "2026-12-02")
    return day


def _change(what: str, person: str, cohort: str | None, now: str | None, yes_send_early: bool, as_json: bool) -> None:
    from actions import standing
    from commands.opening import moment, not_early, open_house

    house, settings = open_house()
    at = moment(house, now)
    not_early(at, settings, yes_send_early, house)
    cohorts = getattr(standing, what)(house, person, at, cohort)
    done = {"leave": "has left", "pause": "is paused in", "resume": "goes on in"}[what]
    say(
        {"person": person, "cohorts": list(cohorts)},
        as_json,
        f"{person} {done} {', '.join(cohorts) or 'nothing more'}.",
    )
