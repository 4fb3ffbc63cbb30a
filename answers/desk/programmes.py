"""``/ld/COHORT/programme``: the text a cohort runs on, edited, its difference shown, then the cohort moved."""

from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import Response

from actions.desk import editing
from actions.desk.works import Work
from answers.desk.entering import Desk
from answers.desk.showing import away_to, cohort_path, desk_page
from answers.door import door_of
from answers.staff import LOOK, Office, note_look
from coaching.errors import Refused

router = APIRouter(include_in_schema=False)


@router.api_route("/ld/{cohort:path}/programme", methods=LOOK)
def programme(request: Request, who: Office, cohort: str) -> Response:
    """Show the text a cohort runs on, to be edited."""
    note_look(request, who, "programme", cohort)
    text, version = editing.current(door_of(request).house, cohort)
    return desk_page(
        request, who, "programme", cohort=cohort, path=cohort_path(cohort), text=text, version=version, fault=""
    )  # fmt: skip


@router.post("/ld/{cohort:path}/programme")
def keep(request: Request, who: Office, cohort: str, entered: Desk) -> Response:
    """Keep the edited text, or the file, and show what it would change."""
    door, text = door_of(request), entered.fields.get("text", "").replace("\r\n", "\n")
    if entered.file:
        text = entered.file[1].decode("utf-8-sig", "replace").replace("\r\n", "\n")
    try:
        key = editing.keep(door.house, cohort, text, door.clock())
    except Refused as refused:
        _, version = editing.current(door.house, cohort)
        return desk_page(
            request, who, "programme", 422, cohort=cohort, path=cohort_path(cohort), text=text, version=version,
            fault=str(refused),
        )  # fmt: skip
    return away_to(f"{cohort_path(cohort)}/programme/{key}")


@router.api_route("/ld/{cohort:path}/programme/{key}", methods=LOOK)
def difference(request: Request, who: Office, cohort: str, key: str) -> Response:
    """Show an edited text with its faults, or with what it would change."""
    door = door_of(request)
    note_look(request, who, "difference", cohort)
    _, version = editing.current(door.house, cohort)
    edited = editing.difference(door.house, cohort, key, door.clock())
    path = cohort_path(cohort)
    return desk_page(request, who, "difference", cohort=cohort, path=path, edited=edited, version=version)


@router.post("/ld/{cohort:path}/programme/{key}")
def move(request: Request, who: Office, cohort: str, key: str, entered: Desk) -> Response:
    """Move the cohort while a page says how far it is."""
    door, path = door_of(request), cohort_path(cohort)
    editing.text_of(door.house, key)
    work = Work(f"Moving {cohort}", 1, path, f"{path}/programme/{key}")
    act = partial(editing.move, door.house, cohort, key, door.clock())
    return away_to(f"/ld/work/{door.works.begin(work, act)}")
