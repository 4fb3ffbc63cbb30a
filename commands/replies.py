"""`read-reply`: what would be made of a mail that came back."""

from pathlib import Path
from typing import Annotated, Any

import typer

from commands.main import app, say
from commands.options import Json


@app.command("read-reply")
def read_reply(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Raw messages (.eml).")], as_json: Json = False
) -> None:
    """Show what would be made of a reply: the answer it gives, or why it gives none. Prints JSON."""
    say([_read(file) for file in files], True, "")


def _read(file: Path) -> dict[str, Any]:
    from coaching.errors import Refused
    from delivery.replies import read_reply as read

    try:
        reply = read(file.read_bytes())
    except OSError as error:
        raise Refused(f"The message '{file}' cannot be read: {error.strerror}.") from None
    return {
        "file": str(file),
        "kind": reply.kind,
        "text": reply.text,
        "first_line": reply.first_line,
        "answer": reply.answer,
        "comment": reply.comment,
        "recipients": list(reply.recipients),
        "status": reply.status,
        "command": reply.command,
        "numbers": list(reply.numbers),
        "labels": [{"about": one.about, "number": one.number, "value": one.value} for one in reply.labels],
    }
