"""``/ld/COHORT/interviews`` and ``/ld/COHORT/rows``: what there is of people who agreed to it, and its switch."""

from collections.abc import Callable

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from actions import interviewing, parquet, row_files
from actions.agreeing import switch
from actions.interviewing import Named
from actions.row_files import RowFile
from actions.row_tables import FORMS, rows_codebook_csv
from actions.signing_in import Staff
from answers.desk.entering import Desk
from answers.desk.showing import CSV, PARQUET, XLSX, as_file, away_to, cohort_path, desk_page
from answers.door import door_of
from answers.staff import LOOK, Office, note_look
from coaching.agreements import Agreement

router = APIRouter(include_in_schema=False)
FILES: dict[str, tuple[Callable[[RowFile], bytes], str]] = {
    "csv": (FORMS["csv"], CSV), "xlsx": (FORMS["xlsx"], XLSX), "parquet": (FORMS["parquet"], PARQUET),
    "codebook.csv": (lambda found: rows_codebook_csv(found).encode(), CSV),
}  # fmt: skip


@router.api_route("/ld/{cohort:path}/interviews", methods=LOOK)
def interviews(request: Request, who: Office, cohort: str) -> Response:
    """Show the list under other names, or why it is empty."""
    note_look(request, who, "interviews", cohort)
    return _interviews(request, who, cohort)


def _interviews(request: Request, who: Staff, cohort: str, called: str = "", named: Named | None = None) -> Response:
    door = door_of(request)
    found = interviewing.cases(door.house, cohort, who.recipient_id, door.clock())
    return desk_page(
        request, who, "interviews", cohort=cohort, path=cohort_path(cohort), found=found, called=called, named=named
    )


@router.post("/ld/{cohort:path}/interviews")
def interview(request: Request, who: Office, cohort: str, entered: Desk) -> Response:
    """Switch it on or off, or say who somebody on the list is."""
    if entered.get("do") != "name":
        return _switched(request, who, cohort, Agreement.INTERVIEWS, entered)
    door, called = door_of(request), entered.get("called")
    named = interviewing.name_one(door.house, cohort, called, who.recipient_id, door.clock())
    return _interviews(request, who, cohort, called, named)


@router.api_route("/ld/{cohort:path}/rows", methods=LOOK)
def rows(request: Request, who: Office, cohort: str) -> Response:
    """Show how much a row-level file would hold, or why it is empty."""
    note_look(request, who, "rows", cohort)
    door = door_of(request)
    found = row_files.row_file(door.house, cohort, door.clock())
    return desk_page(
        request, who, "rows", cohort=cohort, path=cohort_path(cohort), found=found, parquet=parquet.offered()
    )


@router.post("/ld/{cohort:path}/rows")
def change_rows(request: Request, who: Office, cohort: str, entered: Desk) -> Response:
    """Switch it on or off."""
    return _switched(request, who, cohort, Agreement.ROWS, entered)


@router.api_route("/ld/{cohort:path}/rows.{kind}", methods=LOOK)
def row_level(request: Request, who: Office, cohort: str, kind: str) -> Response:
    """Return the row-level file, or its codebook; it is written down, unless only the headers are asked for."""
    if kind not in FILES:
        raise HTTPException(404)
    if kind == "parquet":
        parquet.ready()
    door, (write, media) = door_of(request), FILES[kind]
    if request.method == "GET":
        found = row_files.hand_out(door.house, cohort, kind, who.recipient_id, door.clock())
    else:
        found = row_files.row_file(door.house, cohort, door.clock())
    return as_file(write(found), f"rows.{kind}", media)


def _switched(request: Request, who: Staff, cohort: str, what: Agreement, entered: Desk) -> Response:
    door, wish = door_of(request), entered.get("do")
    if wish not in ("on", "off"):
        raise HTTPException(422)
    switch(door.house, cohort, what, wish == "on", who.recipient_id, door.clock())
    return away_to(f"{cohort_path(cohort)}/{what}")
