"""The headings of a roster, in English and German, and which column each of them means."""

import re

from coaching.errors import Refused, nearest
from content.spreadsheets import Row, Table

# The headings of each column, in lower case with every run of other signs as "_".
HEADINGS = {
    "email": "email e_mail mail email_address e_mail_address mail_address email_adresse e_mail_adresse mailadresse",
    "name": "name full_name vorname_nachname vorname_und_nachname vor_und_nachname",
    "first_name": "first_name firstname given_name vorname",
    "last_name": "last_name lastname surname family_name nachname familienname",
    "zone": "zone timezone time_zone zeitzone",
    "country": "country country_code land",
    "region": "region bundesland region_bundesland",
    "locale": "locale language sprache",
    "team": "team department abteilung team_abteilung",
    "working_days": "working_days workdays arbeitstage",
    "coach": "coach coach_email coach_e_mail",
    "coach_role": "coach_role coachrolle coach_rolle",
    "observers": "observers observer colleagues beobachter beobachtende beobachter_innen kollegen kolleg_innen",
    "webhook": "webhook webhook_url",
    "start_group": "start_group startgruppe",
}
STAND_INS = {"department": "team", "abteilung": "team"}
"""Headings that are read as a column only where the sheet has no column of that very name."""
FIELD_BY_HEADING = {heading: field for field, headings in HEADINGS.items() for heading in headings.split()}


def plain_heading(heading: str) -> str:
    """Return *heading* in lower case, with every run of other signs as "_": ``E-Mail *`` is ``e_mail``."""
    return re.sub(r"[\W_]+", "_", heading.casefold()).strip("_")


def is_heading(cell: str) -> bool:
    """Return whether *cell* is the heading of a column the roster knows."""
    return plain_heading(cell) in FIELD_BY_HEADING


def find_columns(name: str, table: Table) -> dict[str, int]:
    """Return the position of each column the heading row names."""
    columns: dict[str, int] = {}
    headings = table.heading.cells
    plain = [plain_heading(heading) for heading in headings]
    for position, heading in enumerate(headings):
        field = FIELD_BY_HEADING.get(plain[position])
        if STAND_INS.get(plain[position]) in plain:
            continue
        if field in columns:
            both = f"'{headings[columns[field]]}' and '{heading}'"
            raise Refused(f"{name}: the columns {both} both mean {field}. Keep one and rename or delete the other.")
        if field:
            columns[field] = position
    if "email" not in columns:
        raise Refused(_no_email(name, table.heading))
    return columns


def _no_email(name: str, heading: Row) -> str:
    """Return the sentence. Other cells are not repeated: without headings, this row may be a person."""
    if any("@" in cell for cell in heading.cells):
        return f"{name} has no headings: row {heading.number} holds an address. Put headings such as 'email' on top."
    free = [cell for cell in heading.cells if not is_heading(cell)]
    near = next((cell for cell in free if nearest(plain_heading(cell), HEADINGS["email"].split())), "")
    advice = f"Did you mean '{near}'? Rename it to 'email'." if near else "Put the headings into the first filled row."
    return f"{name} has no column 'email' in row {heading.number}. {advice}"


def ignored_headings(table: Table, columns: dict[str, int]) -> tuple[str, ...]:
    """Return the headings that mean nothing to us, once each, and a word for columns that are filled without one."""
    ignored: dict[str, None] = {}
    filled = {place for row in table.rows for place, cell in enumerate(row.cells) if cell}
    for position, heading in enumerate(table.heading.cells):
        if position in columns.values():
            continue
        if heading or position in filled:
            ignored[heading or f"column {position + 1} (no heading)"] = None
    return tuple(ignored)
