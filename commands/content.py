"""`programmes`, `lint`, `new` and `preview`."""

from pathlib import Path
from typing import Annotated

import typer

from commands.main import app, say
from commands.options import Json


@app.command()
def programmes(
    as_json: Json = False,
    coverage: Annotated[bool, typer.Option("--coverage", help="Which step practises which idea.")] = False,
) -> None:
    """List the programmes that come with the product."""
    (_say_coverage if coverage else _say_list)(as_json)


def _say_list(as_json: bool) -> None:
    """Print the name, version and title of every shipped programme."""
    from content.reader import load, shipped

    loaded = [load(name) for name in shipped()]
    listed = [
        {"name": one.name, "version": one.version, "title": one.title, "steps": len(one.grid), "primary": one.primary}
        for one in loaded
    ]
    lines = [f"{one['name']:<28} {one['title']} (version {one['version']}, {one['steps']} steps)" for one in listed]
    say(listed, as_json, "\n".join(lines))


def _say_coverage(as_json: bool) -> None:
    """Print every idea of every shipped programme and the steps that practise it."""
    from dataclasses import asdict

    from content.reader import practices, shipped

    rows = [(name, one) for name in shipped() for one in practices(name)]
    lines = [
        f"{name:<28} {one.idea:<4} {one.says}\n{'':<33} {', '.join((*one.items, *(f'({x})' for x in one.offered)))}"
        for name, one in rows
    ]
    say([{"programme": name, **asdict(one)} for name, one in rows], as_json, "\n".join(lines))


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


@app.command()
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its short name, such as better-meetings.")],
    folder: Annotated[Path, typer.Option("--in", metavar="DIR", help="Where to write it.")] = Path(),
) -> None:
    """Write a commented programme file to start from, and the schema that lets editors complete it."""
    from content.beginning import begin

    file, schema = begin(name, folder)
    print(f"{file} is yours to change. Check it with: followthrough lint {file}")
    print(f"{schema} lets your editor complete its keys.")


@app.command()
def preview(
    programme: Annotated[str, typer.Argument(metavar="PROGRAMME", help="A shipped programme, or a file.")],
    step: Annotated[str, typer.Option(metavar="STEP", help="Only the mail with this step.")] = "",
    locale: Annotated[str, typer.Option(metavar="LOCALE", help="As read in this language, such as de.")] = "",
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Where to write it; preview-PROGRAMME else.")] = None,
) -> None:
    """Write every mail and every page into a folder, to be opened without a server; nothing is sent."""
    from actions.previewing import preview_files
    from content.reader import source_text

    name = Path(programme).stem
    folder = out or Path(f"preview-{name}")
    made = preview_files(source_text(programme), f"{name}.yaml", locale, step)
    folder.mkdir(parents=True, exist_ok=True)
    for file, text in made.items():
        (folder / file).write_text(text, "utf-8")
    count = sum(file.endswith("-mail.txt") for file in made)
    mails = "One mail with its page" if count == 1 else f"{count} mails with their pages"
    print(f"{mails}: open {folder / 'index.html'}")
