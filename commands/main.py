"""The command line. Each command imports what it needs when it runs, so that `--help` answers at once."""

import json
import sys
from typing import Any, NoReturn

import typer

from coaching.errors import FollowthroughError
from commands.sections import Sectioned

app = typer.Typer(
    cls=Sectioned,
    name="followthrough",
    help="What a workshop started, followed through: spaced coaching prompts, every one accounted for.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
_said: list[bool] = []
"""Whether something was printed already: with ``--json`` a refusal prints an object too, and only one."""


def run() -> None:
    """Run the command line: exit 0 when done, 1 for a refusal with its sentence, 2 for wrong usage."""
    import commands.parts  # noqa: F401 - registers the commands

    try:
        app()
    except (SystemExit, KeyboardInterrupt):
        raise
    except FollowthroughError as refusal:
        _end(str(refusal))
    except _unavailable() as fault:
        _end(_without_database(getattr(fault, "orig", None)))
    except OSError as fault:
        if fault.filename is None:
            raise
        _end(f"'{fault.filename}' cannot be used: {fault.strerror}. Name another place, or put that right.")


def _end(sentence: str) -> NoReturn:
    """End with *sentence*."""
    print(sentence, file=sys.stderr)
    if "--json" in sys.argv and not _said:
        print(json.dumps({"error": sentence}, ensure_ascii=False))
    sys.exit(1)


def _unavailable() -> tuple[type[Exception], ...]:
    """Return the errors of a database that is away, full or locked; looked up only where something went wrong."""
    from storage.store import UNAVAILABLE

    return UNAVAILABLE


def _without_database(said: BaseException | None) -> str:
    """Return what to do about a database that cannot be used, with the first line of what its driver *said*."""
    lines = str(said or "").strip().splitlines() or ["it does not say why"]
    return (
        f"The database cannot be used: {lines[0][:160].rstrip('.')}. What was under way is not half-done; once it is "
        "back, the next pass goes on. `followthrough doctor` says what is wrong."
    )


def say(value: Any, as_json: bool, words: str) -> None:
    """Print *value* as JSON, or *words* for people."""
    print(json.dumps(value, ensure_ascii=False, indent=2) if as_json else words)
    _said.append(as_json)
