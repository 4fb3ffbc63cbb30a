"""A new programme file: commented, complete, and without a fault from the start."""

import re
from pathlib import Path

from coaching.errors import Refused
from content.published import FILE as SCHEMA
from content.reader import shipped

START = Path(__file__).parent / "starting.yaml"
EDITOR_LINE = f"# yaml-language-server: $schema={SCHEMA.name}\n"
"""Editors with a YAML language server complete keys and mark faults while you type."""


def begin(name: str, folder: Path) -> tuple[Path, Path]:
    """Write ``NAME.yaml`` and the schema that its first line names into *folder*; return both paths.

    Raises:
        Refused: the name cannot name a programme, is taken by a shipped one, or the file is there already.
    """
    if not re.fullmatch(r"[a-z0-9-]{1,60}", name):
        raise Refused(f"'{name}' is no name: use a to z, 0 to 9 and hyphens, such as 'better-meetings'.")
    if name in shipped():
        raise Refused(f"'{name}' comes with the product. Choose another name.")
    file, schema = folder / f"{name}.yaml", folder / SCHEMA.name
    if file.exists():
        raise Refused(f"{file.name} is there already, and was left as it is. Choose another name.")
    schema.write_text(SCHEMA.read_text("utf-8"), "utf-8")
    file.write_text(EDITOR_LINE + begun(name), "utf-8")
    return file, schema


def begun(name: str) -> str:
    """Return the text of a new programme that is called *name*.

    >>> begun("tea-rounds").splitlines()[0][:1]
    '#'
    """
    return START.read_text("utf-8").replace("NAME", name)
