"""A rehearsal on paper: its calendar as a heat map, its ledger, and an index of its mails, in one folder."""

import email
import email.policy
import json
import shutil
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

from coaching.errors import Refused
from content.rendering import environment, style

MARK = "acts.json"
"""The file by which a folder is known as a rehearsal's."""
SAMPLES = 60
"""Mails that are also written as pages: the first of each step and kind."""


class Mailed(Protocol):
    """One mail that went out."""

    @property
    def key(self) -> str:
        """What names it."""

    @property
    def person(self) -> str:
        """Whose it is."""

    @property
    def kind(self) -> str:
        """Prompt, reminder and so on."""

    @property
    def step(self) -> str:
        """What it asks first."""

    @property
    def local_day(self) -> date:
        """Its day on the person's calendar."""

    @property
    def sent_at(self) -> datetime | None:
        """When it went out."""


class Shown(Protocol):
    """What is printed of a rehearsal."""

    @property
    def title(self) -> str:
        """The programme's title."""

    @property
    def mails(self) -> Sequence[Mailed]:
        """Every mail, in the order they went out."""

    @property
    def files(self) -> Mapping[str, str]:
        """Where each mail lies, by key, under ``mails/``."""

    @property
    def titles(self) -> Mapping[str, str]:
        """The titles of the steps."""

    @property
    def weeks(self) -> Sequence[tuple[date, tuple[int, ...]]]:
        """Each Monday with the mails of its seven days."""

    def notes_of(self, monday: date) -> str:
        """What is special about a week."""

    def to_json(self) -> dict[str, Any]:
        """The whole, as JSON."""


def clear(folder: Path) -> Path:
    """Return *folder*, empty: made, or cleared of an earlier rehearsal.

    Raises:
        Refused: something else is in it.
    """
    if folder.exists() and not folder.is_dir():
        raise Refused(f"'{folder}' is a file. Name a folder with --out.")
    if folder.is_dir() and any(folder.iterdir()):
        if not (folder / MARK).is_file():
            raise Refused(f"The folder '{folder}' is not empty, and no rehearsal made it. Name another with --out.")
        shutil.rmtree(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / MARK).write_text("[]", "utf-8")
    return folder


def write(made: Shown, acts: Sequence[Mapping[str, Any]], folder: Path) -> None:
    """Write ``index.html``, the samples it shows, and what was done as JSON into *folder*, beside ``mails/``."""
    samples = _samples(made, folder)
    most = max((n for _, days in made.weeks for n in days), default=1)
    by_day: dict[date, list[Mailed]] = {}
    for mail in made.mails:
        by_day.setdefault(mail.local_day, []).append(mail)
    page = environment().get_template("pages/rehearsal.html").render(
        made=made, found=made.to_json(), style=style(), samples=samples, most=most, by_day=by_day,
    )  # fmt: skip
    (folder / "index.html").write_text(page, "utf-8")
    (folder / MARK).write_text(json.dumps(list(acts), ensure_ascii=False, indent=1), "utf-8")


def _samples(made: Shown, folder: Path) -> list[tuple[str, str]]:
    """Write the first mail of each step and kind as a page; return (what it is, its file)."""
    first: dict[tuple[str, str], Mailed] = {}
    for mail in made.mails:
        first.setdefault((mail.kind, mail.step), mail)
    (folder / "samples").mkdir(mode=0o700)
    found = []
    for (kind, step), mail in list(first.items())[:SAMPLES]:
        name = f"samples/{kind}-{step}.html" if step else f"samples/{kind}.html"
        raw = (folder / "mails" / made.files[mail.key]).read_bytes()
        body = email.message_from_bytes(raw, policy=email.policy.default).get_body(("html", "plain"))
        (folder / name).write_text(body.get_content() if body else "", "utf-8")
        title = made.titles.get(step, step)
        found.append((title if kind == "prompt" else f"{title} ({kind})", name))
    return found
