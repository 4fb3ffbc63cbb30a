"""Drafts: a cohort on its way from a roster to its start, kept so that its page can be left and come back to.

A draft is kept where uploads are, as long as they are, and goes like them when somebody it names is erased. Columns
nobody asked for are named and not kept.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlmodel import Session

from actions.house import House
from coaching.errors import NotFound, Refused
from coaching.retention import UPLOADS
from content.headings import find_columns, ignored_headings, is_heading
from content.roster import Roster, roster_of
from content.spreadsheets import Row, Table, read_table
from storage import uploads
from storage.people import new_key

NAME = "draft"
"""What drafts are called among the uploads."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A roster as it was mended so far and what was chosen for it.

    *ignored* are headings that were not kept, *left_out* the numbers of rows that are not to be enrolled, *choices*
    the texts of the form as they were entered. *until* is the last day it is kept.
    """

    key: str
    file: str
    table: Table
    ignored: tuple[str, ...]
    left_out: frozenset[int]
    choices: Mapping[str, str]
    until: date

    @property
    def title(self) -> str:
        """What the draft is called in a list."""
        return self.choices.get("name") or self.file

    @property
    def roster(self) -> Roster:
        """The roster of the rows that are to be enrolled."""
        rows = tuple(row for row in self.table.rows if row.number not in self.left_out)
        if not rows:
            raise Refused("Every row is left out. Keep at least one, or hand in another roster.")
        return roster_of(self.file, Table(self.table.heading, rows))


def begin(house: House, file: str, content: bytes, now: datetime) -> str:
    """Keep a roster as a draft and return its key.

    Raises:
        Refused: the file as a whole cannot be used; nothing is kept.
    """
    table = read_table(file, content, is_heading)
    roster_of(file, table)
    columns = sorted(find_columns(file, table).values())
    kept = Table(_only(table.heading, columns, 0), tuple(_only(row, columns, _width(table)) for row in table.rows))
    ignored = ignored_headings(table, find_columns(file, table))
    draft = Draft(new_key("d"), file, kept, ignored, frozenset(), {}, now.date())
    with house.store.write() as session:
        uploads.add(session, draft.key, NAME, _written(draft), now)
        session.commit()
    return draft.key


def _width(table: Table) -> int:
    return len(table.heading.cells)


def _only(row: Row, columns: list[int], width: int) -> Row:
    """Return a row with these columns, and what stands beyond the headings where *width* says how many there are."""
    beyond = row.cells[width:] if width else ()
    return Row(row.number, (*(row.cells[at] if at < len(row.cells) else "" for at in columns), *beyond))


def draft_of(house: House, key: str) -> Draft:
    """Return the draft under *key*.

    Raises:
        NotFound: there is none (any more).
    """
    with house.store.read() as session:
        return _find(session, key)


def drafts(house: House) -> tuple[Draft, ...]:
    """Return every draft, the newest first."""
    with house.store.read() as session:
        return tuple(_read(*one) for one in uploads.named(session, NAME))


def change(house: House, key: str, to: Callable[[Draft], Draft]) -> Draft:
    """Let a draft become what *to* makes of it, and return that; two who save at once both count.

    Raises:
        NotFound: there is none (any more).
    """
    with house.store.write() as session:
        draft = to(_find(session, key))
        uploads.replace(session, key, _written(draft))
        session.commit()
    return draft


def choose(house: House, key: str, choices: Mapping[str, str]) -> Draft:
    """Keep what was entered for a draft, whatever it is; `choosing` says what is wrong with it."""
    return change(house, key, lambda draft: replace(draft, choices={**draft.choices, **choices}))


def drop(house: House, key: str) -> None:
    """Throw a draft away."""
    with house.store.write() as session:
        _find(session, key)
        uploads.drop(session, key)
        session.commit()


def _find(session: Session, key: str) -> Draft:
    found = uploads.named(session, NAME, key)
    if not found:
        raise NotFound("draft", key, ())
    return _read(*found[0])


def _written(draft: Draft) -> bytes:
    said = {
        "file": draft.file, "heading": [draft.table.heading.number, draft.table.heading.cells],
        "rows": [[row.number, row.cells] for row in draft.table.rows], "ignored": draft.ignored,
        "left_out": sorted(draft.left_out), "choices": dict(draft.choices),
    }  # fmt: skip
    return json.dumps(said, ensure_ascii=False).encode()


def _read(key: str, content: bytes, made_at: datetime) -> Draft:
    said = json.loads(content)
    table = Table(_row(said["heading"]), tuple(map(_row, said["rows"])))
    until = (made_at + timedelta(days=UPLOADS.days)).date()
    return Draft(
        key, said["file"], table, tuple(said["ignored"]), frozenset(said["left_out"]), said["choices"], until
    )  # fmt: skip


def _row(said: tuple[int, list[str]]) -> Row:
    return Row(said[0], tuple(said[1]))
