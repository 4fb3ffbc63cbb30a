"""Releases: what reports printed about a cohort, every print of it, oldest first."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import update
from sqlmodel import Session, col, select

from storage.core import insert_all, run, table
from storage.rows import CohortRow, EnrollmentRow, ReleaseRow

BETWEEN = "|"
"""What stands between the codes of one person; no code has it."""


class Release(NamedTuple):
    """One print: its figures, and by enrollment what each gave to each of the cells, in their order."""

    name: str
    figures: Mapping[str, Any]
    cells: tuple[str, ...]
    hidden: frozenset[str]
    codes: Mapping[int, tuple[str, ...]]
    as_of: datetime


def hold(session: Session, cohort_id: int) -> None:
    """Hold back everybody else who prints about this cohort until the transaction ends."""
    session.exec(select(CohortRow.id).where(CohortRow.id == cohort_id).with_for_update()).one()


def of_cohort(session: Session, cohort_id: int) -> dict[str, list[Release]]:
    """Return every print about a cohort by its name, oldest first."""
    row = table(ReleaseRow).c
    wanted = (row.name, row.figures, row.cells, row.hidden, row.codes, row.as_of)
    rows = run(session, table(ReleaseRow).select().with_only_columns(*wanted).where(row.cohort_id == cohort_id)
               .order_by(row.id))  # fmt: skip
    found: dict[str, list[Release]] = {}
    for name, figures, cells, hidden, codes, as_of in rows:
        by_id = {int(id_): tuple(code.split(BETWEEN)) for id_, code in codes.items()}
        found.setdefault(name, []).append(Release(name, figures, tuple(cells), frozenset(hidden), by_id, as_of))
    return found


def add(session: Session, cohort_id: int, new: Sequence[Release]) -> None:
    """Keep what is printed now."""
    rows = [
        {
            "cohort_id": cohort_id,
            "name": one.name,
            "figures": dict(one.figures),
            "cells": list(one.cells),
            "hidden": sorted(one.hidden),
            "codes": {str(id_): BETWEEN.join(code) for id_, code in one.codes.items()},
            "as_of": one.as_of,
        }
        for one in new
    ]
    insert_all(session, ReleaseRow, rows)


def blank(session: Session, enrollment_id: int, gone: str) -> None:
    """Replace what one person gave to every print by *gone*, so that it is neither kept nor counted as unchanged."""
    cohort = select(EnrollmentRow.cohort_id).where(EnrollmentRow.id == enrollment_id)
    statement = select(ReleaseRow.id, ReleaseRow.codes).where(col(ReleaseRow.cohort_id).in_(cohort))
    for id_, codes in session.execute(statement).all():
        if own := codes.get(str(enrollment_id)):
            parts = [gone if part else "" for part in own.split(BETWEEN)]
            mine = update(ReleaseRow).where(col(ReleaseRow.id) == id_)
            run(session, mine.values(codes=codes | {str(enrollment_id): BETWEEN.join(parts)}))
