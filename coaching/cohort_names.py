"""What a cohort may be called: its name is part of addresses, where a few words lead elsewhere."""

from coaching.errors import Refused

LONGEST = 80
ROOMS = frozenset({"new", "preview", "draft", "work"})
"""First words of addresses at the desk."""
PAGES = frozenset({"ledger", "people", "plan", "programme", "files", "disclosure", "report.html", "report.json",
                   "report.csv", "report.xlsx", "report.parquet", "codebook.csv", "days.ics", "events", "all",
                   "difference", "report", "interviews", "rows", "rows.csv", "rows.xlsx", "rows.parquet"})  # fmt: skip
"""Words behind a cohort's name in its addresses; a name with one of them behind a slash would be another page."""


def check_name(seen: str) -> str:
    """Return *seen* where a cohort can be called so.

    >>> check_name("Hamburg, autumn 2026")
    'Hamburg, autumn 2026'

    Raises:
        Refused: it is empty, too long, not on one line, or a word that leads elsewhere.
    """
    if not seen.strip():
        raise Refused("Give the cohort a name, such as 'Hamburg, autumn 2026'.")
    if len(seen) > LONGEST or any(one < " " for one in seen):
        raise Refused(f"A name is one line of at most {LONGEST} characters. Shorten it.")
    first, *behind = (part.casefold() for part in seen.split("/"))
    if first in ROOMS or not PAGES.isdisjoint(behind):
        raise Refused(f"'{seen}' is an address of the desk. Choose another name.")
    if {"", ".", ".."} & {first, *behind}:
        raise Refused(
            f"'{seen}' cannot stand in an address. A name has more than dots, and words on both sides of a slash."
        )
    return seen
