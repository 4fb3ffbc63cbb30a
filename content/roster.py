"""The roster: who took part, and where and how each wants to be reached.

All rows are read and all faults are collected, each with its row, column, value and a sentence, so that a roster is
corrected in one go. Every filled row under the headings ends up in exactly one place: a person, a copy of a person
that says the same, or a row with faults.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from coaching.errors import Refused
from coaching.zones import check_zone
from content.addresses import Observer, address_key, check_address, check_observers, split_address
from content.cells import (
    check_coach_role,
    check_country,
    check_locale,
    check_one_word,
    check_plain,
    check_text,
    check_webhook,
    check_working_days,
)
from content.headings import HEADINGS, find_columns, ignored_headings, is_heading
from content.spreadsheets import Row, Table, read_table

CHECKS: dict[str, Callable[[str], Any]] = {
    "email": check_address,
    "name": check_text,
    "first_name": check_text,
    "last_name": check_text,
    "zone": lambda seen: check_zone(check_one_word(seen)),
    "country": lambda seen: check_country(check_one_word(seen)),
    "region": check_text,
    "locale": lambda seen: check_locale(check_one_word(seen)),
    "team": check_text,
    "working_days": lambda seen: check_working_days(check_one_word(seen)),
    "coach": check_address,
    "coach_role": lambda seen: check_coach_role(check_one_word(seen)),
    "webhook": check_webhook,
    "start_group": check_text,
}


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One participant. *row* is the spreadsheet's number; "" and () mean that the roster does not say."""

    row: int
    email: str
    name: str = ""
    zone: str = ""
    country: str = ""
    region: str = ""
    locale: str = ""
    team: str = ""
    working_days: tuple[int, ...] = ()
    coach: str = ""
    coach_role: str = ""
    observers: tuple[Observer, ...] = ()
    webhook: str = ""
    start_group: str = ""
    coach_name: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """One fault: where it stands, what was seen there, what to do.

    *column* is the roster's own word, such as ``zone`` for a column headed *Zeitzone*, and "" for a whole row.
    """

    row: int
    column: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class Roster:
    """Who can be enrolled, the headings nobody asked for (as written), and all faults in the order of the rows."""

    people: tuple[RosterRow, ...]
    ignored_columns: tuple[str, ...]
    rejected: tuple[Rejected, ...]


@dataclass(frozen=True, slots=True)
class _Draft:
    """What a row says so far: checked values, and cells as they are where the check failed."""

    row: int
    values: dict[str, Any]
    faults: list[Rejected]


def read_roster(name: str, content: bytes) -> Roster:
    """Return the roster in a CSV or XLSX file; *name* is the file's, for sentences and as a hint to its kind.

    >>> read_roster("team.csv", b"E-Mail;Zeitzone\\nada@example.org;europe/berlin\\n").people[0].zone
    'Europe/Berlin'

    Raises:
        Refused: the file as a whole cannot be used. Faults of single rows are in ``rejected`` instead.
    """
    return roster_of(name, read_table(name, content, is_heading))


def roster_of(name: str, table: Table) -> Roster:
    """Return the roster in a table that was read before; see `read_roster`."""
    columns = find_columns(name, table)
    if not table.rows:
        raise Refused(f"{name} has headings and no people under them.")
    drafts = [_draft(row, table.heading, columns) for row in table.rows]
    copies = _settle_duplicates(drafts)
    people = (RosterRow(draft.row, **draft.values) for draft in drafts if not draft.faults and draft.row not in copies)
    faults = tuple(fault for draft in drafts for fault in draft.faults)
    return Roster(tuple(people), ignored_headings(table, columns), faults)


def _draft(row: Row, heading: Row, columns: dict[str, int]) -> _Draft:
    """Return everything *row* says, and every fault in it."""
    draft = _Draft(row.number, {}, [])
    extra = [cell for cell in row.cells[len(heading.cells) :] if cell]
    if extra:
        why = (
            "This row has more cells than there are headings. Put quotation marks around a cell that holds a separator."
        )
        draft.faults.append(Rejected(row.number, "", extra[-1], why))
    cells = {field: row.cells[place] for field, place in columns.items() if place < len(row.cells) and row.cells[place]}
    if "email" not in cells:
        why = "There is no address in this row. Write one, or clear the whole row."
        draft.faults.append(Rejected(row.number, "email", "", why))
    for field in HEADINGS:  # the address first: observers are compared with it
        if field in cells:
            _check(draft, field, cells[field])
    _settle_name(draft, split_address(cells.get("email", ""))[1])
    if "coach" in cells:
        draft.values["coach_name"] = check_text(split_address(cells["coach"])[1])
    return draft


def _check(draft: _Draft, field: str, cell: str) -> None:
    """Put the value of *cell* into *draft*, or the cell itself and its faults."""

    def refuse(value: str, why: str) -> None:
        draft.faults.append(Rejected(draft.row, field, value, why))

    draft.values[field] = cell
    try:
        check_plain(cell)
        if field == "observers":
            draft.values[field] = check_observers(cell, draft.values.get("email", ""), refuse)
        else:
            draft.values[field] = CHECKS[field](cell)
    except Refused as refused:
        refuse(cell, str(refused))


def _settle_name(draft: _Draft, shown: str) -> None:
    """Make one name of what the row says: the whole name, else its parts, else what was *shown* with the address.

    German rosters head the family name "Name" next to "Vorname", so a name without the first name in it gets it.
    """
    values = draft.values
    first, last, name = values.pop("first_name", ""), values.pop("last_name", ""), values.get("name", "")
    if name and first and not last and not {*first.casefold().split()} <= {*name.casefold().split()}:
        values["name"] = f"{first} {name}"
    elif not name and (first or last):
        values["name"] = f"{first} {last}".strip()
    elif not name and shown:
        _check(draft, "name", shown)


def _settle_duplicates(drafts: Iterable[_Draft]) -> set[int]:
    """Return the rows that repeat an earlier one. Where rows about one person differ, each of them gets a fault."""
    by_person: dict[str, list[_Draft]] = {}
    for draft in drafts:
        if not any(fault.column == "email" for fault in draft.faults):
            by_person.setdefault(address_key(draft.values["email"]), []).append(draft)
    copies: set[int] = set()
    for same in by_person.values():
        differing = _differing([_comparable(draft.values) for draft in same])
        if differing:
            rows = _listed(draft.row for draft in same)
            why = f"Rows {rows} are the same person and differ in {_listed(differing)}. Keep one, or make them equal."
            for draft in same:
                draft.faults.append(Rejected(draft.row, "email", draft.values["email"], why))
        copies.update(draft.row for draft in same[1:])
    return copies


def _comparable(values: dict[str, Any]) -> dict[str, Any]:
    addresses = {field: address_key(values[field]) for field in ("email", "coach") if field in values}
    observers = values.get("observers", ())
    if isinstance(observers, tuple):
        observers = frozenset((address_key(one.email), one.category) for one in observers)
    return values | addresses | {"observers": observers}


def _differing(said: list[dict[str, Any]]) -> list[str]:
    return [field for field in HEADINGS if any(one.get(field) != said[0].get(field) for one in said)]


def _listed(words: Iterable[object]) -> str:
    *most, last = map(str, words)
    return f"{', '.join(most)} and {last}" if most else last
