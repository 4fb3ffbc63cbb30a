"""``/hooks/...``: what programs of the company send in, signed by Standard Webhooks."""

import json
import time
from functools import partial
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse, Response

from actions.answering import Unusable
from actions.incoming.hooks import answer_by_hook, signed_by_us
from actions.links import UnknownLink
from answers.documents import OBJECT, documented
from answers.door import Door, door_of
from answers.forms import Entries, body_of, fields_of

router = APIRouter(prefix="/hooks")
UNSIGNED = "This was not signed with a key of this installation within the last five minutes."
NOT_OURS: dict[int | str, dict[str, Any]] = {401: {"description": UNSIGNED, "content": OBJECT}}
BODY: dict[str, Any] = {
    "parameters": [
        {"name": f"webhook-{name}", "in": "header", "required": True, "schema": {"type": "string"}}
        for name in ("id", "timestamp", "signature")
    ],
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["message", "answers"],
                    "properties": {
                        "message": {"type": "string", "description": "The id of the message that is answered."},
                        "answers": {
                            "type": "object",
                            "description": "Fields and values as GET /api/v1/answers/TOKEN lists them; `answer` for "
                            "the only question, `comment`, `share`.",
                            "additionalProperties": {"type": ["string", "integer", "boolean", "null"]},
                        },
                    },
                },
                "example": {"message": "5f0c...", "answers": {"answer": "done", "comment": "It worked on Tuesday."}},
            }
        },
    },
}  # fmt: skip


@router.post(
    "/answers", tags=["answering"], openapi_extra=BODY,
    responses=documented(400, 404, 409, 410, 413, 422, content=OBJECT) | NOT_OURS,
)  # fmt: skip
async def answers(request: Request) -> Response:
    """Record answers that a program hands in. The same `webhook-id` again changes nothing and is answered alike."""
    door = door_of(request)
    body = await body_of(request)
    id_ = signed_by_us(door.house, request.headers, body, time.time())
    if not id_:
        door.counted["unsigned_hook"] += 1
        return JSONResponse({"error": UNSIGNED}, 401)
    return await door.in_turn(partial(_answers, door, id_, body))


def _answers(door: Door, id_: str, body: bytes) -> JSONResponse:
    message, values = _read(body)
    try:
        recorded = answer_by_hook(door.house, id_, message, values, door.clock())
    except Unusable as unusable:
        return JSONResponse({"error": str(unusable), "faults": dict(unusable.args[0])}, 422)
    except UnknownLink:
        return JSONResponse({"error": "No message with this id takes answers here."}, 404)
    if recorded is None:
        return JSONResponse({"changed": 0, "repeated": True})
    return JSONResponse({"changed": recorded.changed, "late": bool(recorded.late), "repeated": False})


def _read(body: bytes) -> tuple[str, Entries]:
    """Return the message's id and the fields; what cannot be read is turned away."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise HTTPException(400, "The body is not JSON.") from error
    if not isinstance(found, dict) or not isinstance(found.get("message"), str):
        raise HTTPException(400, "A JSON object with 'message' and 'answers' is expected.")
    return found["message"], fields_of(found.get("answers"))
