"""``/a/TOKEN``: a look changes nothing; a tap and Save records."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from actions.answering import Given, Recorded, Unusable, answer
from actions.pages.answer import answer_page
from actions.pages.answer_shape import AnswerPage
from actions.pages.saved import saved_page
from actions.pages.silence import silence_page
from actions.starting import start
from answers import nonces
from answers.documents import FORM, LINK, documented
from answers.door import Door, door_of
from answers.forms import Entries, Form
from answers.pages import show
from answers.silence import save_silence, silence_form
from content.words import marked, words_in

router = APIRouter()
OUTDATED = marked(
    "This page was open for too long, or was not loaded from here. Nothing was saved yet: please save again."
)
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "required": ["nonce"],
                    "properties": {
                        "nonce": {"type": "string", "description": "From the page: signed, made when it was shown."},
                        "start": {"type": "string", "enum": ["1"], "description": "Start, where consent is opt-in."},
                        "answer": {"type": "string", "description": "The value of the page's only question."},
                        "comment": {"type": "string", "maxLength": 4000, "description": "Read by its writer only."},
                        "share": {"type": "string", "enum": ["1"], "description": "The coach may read the text."},
                    },
                    "additionalProperties": {
                        "type": "string",
                        "description": "`<step>.<question>`: a behaviour is answered 0 to 5 or `na`, "
                        "`<step>.task` with done, not_yet or na, `<step>.choice` with the number of the choice, "
                        "`<step>.when` and `<step>.then` with text, `<step>.barrier` with a barrier's name. "
                        "Where a mail asks a step twice, the second is `<step>~2`.",
                    },
                }
            }
        },
    }
}


@router.api_route("/a/{token}", methods=["GET", "HEAD"], include_in_schema=False)
def ask(request: Request, token: str) -> Response:
    """Show what one mail asks, the tapped choice selected. Parameters we do not know are ignored."""
    door, now = door_of(request), door_of(request).clock()
    door.limits.known("look", token)
    tapped = request.query_params.get("c", "")
    if asked := silence_page(door.house, token):
        return silence_form(door, asked, token, now, asked.tapped(tapped))
    page = answer_page(door.house, token, now)
    return form_page(door, page, token, now, page.tapped(tapped))


@router.post(
    "/a/{token}", openapi_extra=BODY, response_class=HTMLResponse, tags=["answering"],
    responses=documented(*LINK, *FORM, 409),
)  # fmt: skip
async def save(request: Request, token: str, entries: Form) -> Response:
    """Record the answers and show what was saved. The last answer within the window holds; earlier ones are kept."""
    door = door_of(request)
    return await door.in_turn(partial(_save, door, token, entries))


def _save(door: Door, token: str, entries: Entries) -> Response:
    now = door.clock()
    door.limits.known("save", token)
    past = nonces.age(door.house.secret, token, entries.get("nonce", ""), now)
    if past is None or entries.get("change") or entries.get("start"):
        return _not_saved(door, token, entries, now, past)
    try:
        recorded = answer(door.house, token, given(entries, past), now)
    except Unusable as unusable:
        return _not_saved(door, token, entries, now, past, dict(unusable.args[0]))
    return _saved_page(door, recorded, token, now, entries)


def _not_saved(
    door: Door, token: str, entries: Entries, now: datetime, past: Any, faults: Mapping[str, str] | None = None
) -> Response:
    """Return what a form gets whose answers were not recorded: it says why, or asked for something else."""
    if asked := silence_page(door.house, token):
        return save_silence(door, asked, token, now, entries, past)
    if past is not None and entries.get("start") and not entries.get("change"):
        return _started(door, token, now, past)
    page = answer_page(door.house, token, now)
    if past is None:
        door.counted["no_nonce"] += 1
        return form_page(door, page, token, now, entries, 422, {"": words_in(page.locale).say(OUTDATED)})
    return form_page(door, page, token, now, entries, 422 if faults else 200, faults, whole=bool(entries.get("change")))


def _started(door: Door, token: str, now: datetime, past: timedelta) -> Response:
    """Start somebody, unless a program pressed the button, and show the page as it is then."""
    fault = nonces.objection(past, OUTDATED)
    if not fault:
        start(door.house, token, now)
    page = answer_page(door.house, token, now)
    says = {"": words_in(page.locale).say(fault)} if fault else None
    return form_page(door, page, token, now, {}, 422 if fault else 200, says)


def given(entries: Entries, past: Any, channel: str = "page") -> Given:
    """Return what was handed in, as the actions take it."""
    return Given(entries, channel, suspect=nonces.is_suspect(past), whole=bool(entries.get("whole")))


def form_page(
    door: Door, page: AnswerPage, token: str, now: datetime, values: Mapping[str, str], status: int = 200,
    faults: Mapping[str, str] | None = None, whole: bool = False,
) -> Response:  # fmt: skip
    """Return the form, filled with *values*, with a sentence beside each field in *faults*."""
    signed = nonces.nonce(door.house.secret, token, now)
    plain = dict(values)
    if page.only and plain.get("answer"):
        plain.setdefault(page.only.field, plain["answer"])
    return show(
        "answer", status, page.locale, page=page, values=plain, faults=faults or {}, nonce=signed, action=f"/a/{token}",
        whole=whole or bool(values.get("whole")),
    )  # fmt: skip


def _saved_page(door: Door, recorded: Recorded, token: str, now: datetime, entries: Entries) -> Response:
    saved = saved_page(door.house, recorded, entries, now)
    return show(
        "saved", 200, saved.page.locale, page=saved.page, saved=saved, action=f"/a/{token}",
        nonce=nonces.nonce(door.house.secret, token, now),
    )  # fmt: skip
