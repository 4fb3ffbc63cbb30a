"""Options that several commands share, worded once."""

from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Now = Annotated[
    str | None,
    typer.Option("--now", metavar="MOMENT", help="Act as of this moment (ISO 8601 with offset); the clock by default."),
]
Early = Annotated[
    bool, typer.Option("--yes-send-early", help="Allow a --now ahead of the clock although mail is real.")
]
Cohort = Annotated[str, typer.Argument(metavar="COHORT", help="The cohort's name.")]
Person = Annotated[str, typer.Argument(metavar="PERSON", help="An address or a key.")]
InCohort = Annotated[str | None, typer.Option("--cohort", help="Which cohort, for somebody in several.")]
DesignOption = Annotated[
    str,
    typer.Option(
        "--design", help="What a draw decides: wait-list:6, stepped-start:4x3 or hold-back:6/3 (see `power`)."
    ),
]
Stratify = Annotated[str, typer.Option("--stratify", help="Balance the draw within team or country.")]
Pooled = Annotated[bool, typer.Option("--pooled", help="Read together with other cohorts, so it may be small.")]
