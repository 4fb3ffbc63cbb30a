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
