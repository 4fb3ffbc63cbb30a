"""`measure differences`: two groups before and after, on anybody's file."""

from typing import Annotated

import typer

from commands.main import say
from commands.measure import File, Json, all_numbers, complete, flags, measure, plain


@measure.command()
def differences(
    file: File,
    value: Annotated[str, typer.Option("--value", metavar="COLUMN", help="What was measured.")],
    group: Annotated[str, typer.Option("--group", metavar="COLUMN", help="1 for the group, 0 for the others.")],
    after: Annotated[str, typer.Option("--after", metavar="COLUMN", help="1 afterwards, 0 before.")],
    cluster: Annotated[str, typer.Option("--cluster", metavar="COLUMN", help="What was trained or not: the team.")],
    time: Annotated[
        str, typer.Option("--time", metavar="COLUMN", help="When: whether both moved alike before is told too.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Tell how much more one group moved than the other (difference in differences, errors by cluster)."""
    from measure.differences import difference_in_differences

    table = complete(file, value, group, after, cluster, *([time] if time else []))
    flags(table, group, after)
    values, groups, afters = all_numbers(table, value, group, after)
    times = all_numbers(table, time)[0] if time else None
    say(plain(difference_in_differences(values, groups, afters, table.words(cluster), times)), True, "")
