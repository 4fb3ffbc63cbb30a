"""`rehearse`: the whole programme on a clock of its own, its mails in a folder, the calendar and the ledger."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.main import app, say
from commands.options import DesignOption, Json, Now, Pooled, Stratify

if TYPE_CHECKING:
    from actions.rehearsal.shape import Rehearsed

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SHADES = ("#17343a", "#1d4a51", "#246470", "#2f8791", "#6fc7cf")
"""From few mails to many; each is read on black and on white with white or black figures."""


@app.command()
def rehearse(
    programme: Annotated[str, typer.Option("--programme", help="A shipped programme or a file.")],
    roster: Annotated[Path, typer.Option("--roster", help="CSV or XLSX with a column `email`.")],
    workshop_on: Annotated[str, typer.Option("--workshop-on", metavar="DATE", help="The day of the workshop.")],
    seed: Annotated[str, typer.Option("--seed", help="Another seed is another set of simulated people.")] = "1",
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Where the mails go.")] = None,
    zone: Annotated[str, typer.Option("--zone", help="Their time zone, where the roster has none.")] = "",
    country: Annotated[str, typer.Option("--country", metavar="CC")] = "",
    coach: Annotated[str, typer.Option("--coach", metavar="EMAIL")] = "",
    consent: Annotated[str, typer.Option("--consent", help="notice or opt-in, as at enrolment.")] = "",
    design: DesignOption = "",
    stratify: Stratify = "",
    pooled: Pooled = False,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Run a programme with simulated answers before anybody is enrolled. Nothing is sent, nothing here changes."""
    from datetime import UTC, datetime

    from actions.rehearsing import rehearse as rehearse_all
    from commands.enrolling import _new_cohort, _read, tell_unused
    from commands.opening import moment, open_house
    from commands.progress import counting
    from content.rehearsals import clear, write

    house, settings = open_house()
    folder = clear(out or settings.home / "rehearsal")
    new = _new_cohort(
        programme, workshop_on, name="Rehearsal", zone=zone, country=country.strip().upper(), coach=coach,
        consent=consent.strip().lower(), seed=seed, design=design.strip(),
        stratify=stratify.strip().lower(), pooled=pooled,
    )  # fmt: skip
    people = _read(roster)
    tell_unused(people)
    with counting("Rehearsing", 100, as_json) as said:
        made = rehearse_all(
            house, new, people, folder / "mails", moment(house, now), lambda: datetime.now(UTC),
            lambda share: said(int(100 * share)),
        )  # fmt: skip
    write(made, [act.to_json() for act in made.acts], folder)
    if as_json:
        say(made.to_json() | {"out": str(folder)}, True, "")
    else:
        _show(made, folder)


def _show(made: "Rehearsed", folder: Path) -> None:
    import sys

    from commands.reading import _ledger_words

    print(f"{made.title}, version {made.version}, rehearsed with {made.people} simulated people (seed {made.seed}): "
          f"{len(made.mails)} mails, {made.answered} answered.\n")  # fmt: skip
    if sys.stdout.isatty():
        _heat_map(made)
    else:
        print(_plain_map(made))
    print("\n" + _ledger_words(made.ledger.to_json() | {"missed": []}))
    print(f"\nThe mails: {folder / 'index.html'}")


def _plain_map(made: "Rehearsed") -> str:
    """Return the calendar as a table for a pipe: tabs between cells, a dot for a day without mail."""
    lines = ["\t".join(["week of", *WEEKDAYS, "notes"])]
    for monday, days in made.weeks:
        cells = [str(n) if n else "." for n in days]
        lines.append("\t".join([monday.isoformat(), *cells, made.notes_of(monday)]))
    return "\n".join(lines)


def _heat_map(made: "Rehearsed") -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title="Mails by day", title_justify="left", box=None, pad_edge=False)
    table.add_column("week of")
    for name in WEEKDAYS:
        table.add_column(name, justify="right", min_width=6)
    table.add_column("notes", overflow="fold")
    most = max((n for _, days in made.weeks for n in days), default=1)
    for monday, days in made.weeks:
        table.add_row(f"{monday.day} {monday:%b}", *(_cell(n, most) for n in days), made.notes_of(monday))
    Console().print(table)


def _cell(n: int, most: int) -> Any:
    from rich.text import Text

    if not n:
        return Text("·", style="dim")
    shade = min(len(SHADES) - 1, n * len(SHADES) // (most + 1))
    return Text(f" {n} ", style=f"{'black' if shade == len(SHADES) - 1 else 'white'} on {SHADES[shade]}")
