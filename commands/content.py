"""`programmes` and `lint`."""

from pathlib import Path
from typing import Annotated

import typer

from commands.main import app, say
from commands.options import Json


@app.command()
def programmes(as_json: Json = False) -> None:
    """List the programmes that come with the product."""
    from content.reader import load, shipped

    loaded = [load(name) for name in shipped()]
    listed = [
        {"name": one.name, "version": one.version, "title": one.title, "steps": len(one.grid), "primary": one.primary}
        for one in loaded
    ]
    lines = [f"{one['name']:<28} {one['title']} (version {one['version']}, {one['steps']} steps)" for one in listed]
    say(listed, as_json, "\n".join(lines))


@app.command()
def lint(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A programme file.")], as_json: Json = False
) -> None:
    """Check a programme file: every fault with its line and column. Warnings do not keep it from being used."""
    from coaching.errors import Refused
    from content.lint import lint as faults_in
    from content.reader import source_text

    faults = faults_in(source_text(str(file)), file.name)
    errors = [one for one in faults if one.level == "error"]
    found = [{"line": one.line, "column": one.column, "level": one.level, "says": one.says} for one in faults]
    say(found, as_json, "\n".join(f"{file}:{one}" for one in faults) or f"{file}: nothing to complain about.")
    if errors:
        raise Refused(f"{file.name} has {len(errors)} error{'s' if len(errors) > 1 else ''}.")
