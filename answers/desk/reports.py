"""A cohort's report and its files: what other programs read, what a works council reads, what a calendar reads."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from actions import parquet
from actions.outgoing.announcing import choose_endpoint, events_of, try_endpoint
from actions.signing_in import Staff
from answers.desk.entering import Desk
from answers.desk.showing import CSV, PARQUET, XLSX, as_file, away_to, cohort_path, desk_page
from answers.door import Door, door_of
from answers.headers import POLICY
from answers.staff import LOOK, Office, note_look
from coaching.errors import NotFound, Refused

router = APIRouter(include_in_schema=False)
KINDS = ("html", "json", "csv", "xlsx", "parquet")


@router.api_route("/ld/{cohort:path}/report.{kind}", methods=LOOK)
def report_as(request: Request, who: Office, cohort: str, kind: str, beside: str = "") -> Response:
    """Return the report of one cohort as a page, as JSON, CSV, XLSX or Parquet; ``?beside=Bremen`` compares it."""
    if kind not in KINDS:
        raise HTTPException(404)
    if kind == "parquet":
        parquet.ready()
    note_look(request, who, "report", cohort)
    return report_response(door_of(request), cohort, kind, beside)


def report_response(door: Door, cohort: str, kind: str, beside: str = "") -> Response:
    """Return one cohort's report as html, json, csv, xlsx or parquet."""
    from actions.reporting import report, report_beside, report_csv, report_parquet, report_xlsx
    from content.reports import report_html, style_source

    now = door.clock()
    made = report_beside(door.house, cohort, beside, now) if beside else report(door.house, cohort, now)
    if kind == "json":
        return JSONResponse(made.to_json())
    if kind == "csv":
        return as_file(report_csv(made).encode(), "report.csv", CSV)
    if kind == "xlsx":
        return as_file(report_xlsx(made), "report.xlsx", XLSX)
    if kind == "parquet":
        return as_file(report_parquet(made), "report.parquet", PARQUET)
    policy = POLICY.replace("style-src 'self'", f"style-src {style_source()}")
    return HTMLResponse(report_html(made), headers={"content-security-policy": policy})


@router.api_route("/ld/{cohort:path}/codebook.csv", methods=LOOK)
def codebook(request: Request, who: Office, cohort: str) -> Response:
    """Return what each column and each measure of the report's table means."""
    from actions.report.codebook import codebook_csv

    note_look(request, who, "codebook", cohort)
    return as_file(codebook_csv().encode(), "codebook.csv", CSV)


@router.api_route("/ld/{cohort:path}/files", methods=LOOK)
def files(request: Request, who: Office, cohort: str) -> Response:
    """List the files of one cohort and what each is for."""
    note_look(request, who, "files", cohort)
    return desk_page(request, who, "files", cohort=cohort, path=cohort_path(cohort), parquet=parquet.offered())


@router.api_route("/ld/{cohort:path}/disclosure", methods=LOOK)
def disclosure(request: Request, who: Office, cohort: str) -> Response:
    """Show the page for a works council, as it is in force."""
    from actions.disclosing import disclose
    from content.disclosures import disclosure_html
    from content.rendering import style_address

    door = door_of(request)
    note_look(request, who, "disclosure", cohort)
    return HTMLResponse(disclosure_html(disclose(door.house, cohort, door.clock()).to_json(), style_address()))


@router.api_route("/ld/{cohort:path}/days.ics", methods=LOOK)
def days(request: Request, who: Office, cohort: str) -> Response:
    """Return the days of one cohort as a calendar, without names."""
    from actions.pages.calendar_feeds import cohort_days

    note_look(request, who, "days", cohort)
    made = cohort_days(door_of(request).house, cohort, door_of(request).clock())
    return as_file(made, "days.ics", "text/calendar; charset=utf-8")


@router.api_route("/ld/{cohort:path}/events", methods=LOOK)
def events(request: Request, who: Office, cohort: str, done: str = "") -> Response:
    """Show where events of a cohort are posted, and what became of the latest."""
    note_look(request, who, "events", cohort)
    return _events(request, who, cohort, done)


def _events(
    request: Request, who: Staff, cohort: str, done: str = "", fault: str = "", url: str | None = None
) -> Response:
    kept, told = events_of(door_of(request).house, cohort)
    return desk_page(
        request, who, "events", 422 if fault else 200, cohort=cohort, path=cohort_path(cohort), told=told, fault=fault,
        url=kept if url is None else url, done=DONE.get(done, ""),
    )  # fmt: skip


@router.post("/ld/{cohort:path}/events")
def choose_events(request: Request, who: Office, cohort: str, entered: Desk) -> Response:
    """Keep the address, or plan a posting that says nothing, to see whether it arrives."""
    door, wish = door_of(request), entered.get("do")
    try:
        if wish == "try":
            try_endpoint(door.house, cohort, door.clock())
        else:
            choose_endpoint(door.house, cohort, entered.get("url")[:2000])
    except NotFound:
        raise
    except Refused as refused:
        return _events(request, who, cohort, "", str(refused), entered.get("url"))
    return away_to(f"{cohort_path(cohort)}/events?done={'try' if wish == 'try' else 'saved'}")


DONE = {"saved": "Saved.", "try": "A posting that says nothing goes out with the next pass, within a minute."}
