"""`measure themes`: how many people named each theme, from a table that somebody coded or people tapped."""

from typing import Annotated

import typer

from commands.main import say
from commands.measure import File, Json, Person, measure, plain, table_in


@measure.command()
def themes(
    file: File,
    person: Person,
    theme: Annotated[str, typer.Option("--theme", metavar="COLUMN", help="One theme a row; empty: named none.")],
    min_cell: Annotated[int, typer.Option("--min-cell", help="Themes of fewer people are not shown or named.")] = 5,
    as_json: Json = False,
) -> None:
    """Count people by theme, as tapped or as coded by a reader; small groups are withheld with their theme's name."""
    from measure.themes import themes as count

    table = table_in(file).complete(person)
    say(plain(count(table.words(person), table.words(theme), min_cell)), True, "")
