"""``/api/v1``: the answer page and the report for programs. Same links, same rules, JSON."""

from functools import partial
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse, Response

from actions.answering import Unusable, answer
from actions.pages.answer import answer_page
from actions.pages.answer_shape import AnswerPage, PromptPage
from actions.starting import start
from answers import nonces
from answers.answering import OUTDATED, given
from answers.desk.reports import report_response
from answers.documents import LINK, OBJECT, documented
from answers.door import Door, door_of
from answers.forms import Entries, Json
from answers.staff import note_look, staff_of

router = APIRouter(prefix="/api/v1")
FIELDS: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["nonce"],
                    "properties": {
                        "nonce": {"type": "string", "description": "From the GET of the same address."},
                        "start": {"type": "boolean", "description": "Start, where the sheet says `invites`."},
                        "answer": {"type": ["string", "integer"], "description": "Value of the only question."},
                        "comment": {"type": "string", "maxLength": 4000, "description": "Read by its writer only."},
                        "share": {"type": "boolean", "description": "The coach may read the comment."},
                    },
                    "additionalProperties": {
                        "type": ["string", "integer", "null"],
                        "description": "A field that the GET names, and one of its values.",
                    },
                },
                "example": {"nonce": "...", "check-1.undivided-attention": 3, "comment": "It worked on Tuesday."},
            }
        },
    }
}


@router.head("/answers/{token}", include_in_schema=False)
@router.get("/answers/{token}", tags=["answering"], responses=documented(*LINK, content=OBJECT))
def questions(request: Request, token: str) -> JSONResponse:
    """Return what one mail asks: fields, their values, their windows, who reads the answers, and a nonce."""
    door, now = door_of(request), door_of(request).clock()
    door.limits.known("look", token)
    page = answer_page(door.house, token, now)
    return JSONResponse(_page(page) | {"nonce": nonces.nonce(door.house.secret, token, now)})


def _page(page: AnswerPage) -> dict[str, Any]:
    return {
        "sheets": [
            {
                "programme": sheet.programme.title,
                "cohort": sheet.cohort,
                "coach": sheet.coach,
                "coach_role": sheet.coach_role,
                "buddy": sheet.buddy,
                "comment": sheet.comment,
                "share": sheet.share if sheet.coach else None,
                "invites": sheet.invites,
                "prompts": [_prompt(one) for one in sheet.prompts],
            }
            for sheet in page.sheets
        ]
    }


def _prompt(one: PromptPage) -> dict[str, Any]:
    return {
        "step": one.step.name,
        "title": one.step.title,
        "standing": one.standing,
        "answered": one.answered,
        "closes": one.closes,
        "questions": [
            {
                "field": ask.field,
                "asks": ask.asks,
                "form": ask.form,
                "optional": ask.optional,
                "choices": [{"value": choice.value, "label": choice.label} for choice in ask.choices],
            }
            for ask in one.asks
        ],
    }


@router.post(
    "/answers/{token}", openapi_extra=FIELDS, tags=["answering"],
    responses=documented(*LINK, 400, 409, 413, 422, content=OBJECT),
)  # fmt: skip
async def answers(request: Request, token: str, entries: Json) -> Response:
    """Record answers. 422 names the faults by field and records nothing; 409 after the one late answer; 410 gone."""
    door = door_of(request)
    return await door.in_turn(partial(_answers, door, token, entries))


def _answers(door: Door, token: str, entries: Entries) -> JSONResponse:
    now = door.clock()
    door.limits.known("save", token)
    past = nonces.age(door.house.secret, token, entries.get("nonce", ""), now)
    answer_page(door.house, token, now)
    if past is None:
        door.counted["no_nonce"] += 1
        return JSONResponse({"error": OUTDATED, "faults": {"nonce": OUTDATED}}, 422)
    if entries.get("start"):
        return JSONResponse({"started": start(door.house, token, now)})
    try:
        recorded = answer(door.house, token, given(entries, past, "api"), now)
    except Unusable as unusable:
        return JSONResponse({"error": str(unusable), "faults": dict(unusable.args[0])}, 422)
    return JSONResponse(
        {"changed": recorded.changed, "late": bool(recorded.late), "left_open": bool(recorded.left_open)}
    )


@router.head("/cohorts/{cohort:path}/report", include_in_schema=False)
@router.get("/cohorts/{cohort:path}/report", tags=["report"], responses=documented(401, 404, content=OBJECT))
def cohort_report(request: Request, cohort: str) -> Response:
    """Return one cohort's report; it takes the cookie of an L&D session."""
    who = staff_of(request)
    if who is None or who.role != "ld":
        raise HTTPException(401)
    note_look(request, who, "report", cohort)
    return report_response(door_of(request), cohort, "json")
