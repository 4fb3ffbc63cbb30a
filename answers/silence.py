"""The page of the silence question, under ``/a/TOKEN`` like every answer: a look changes nothing, Save does."""

from datetime import datetime, timedelta

from fastapi.responses import Response

from actions.leaving import Left
from actions.pages.silence import SilencePage, answer_silence, silence_page
from answers import nonces
from answers.door import Door
from answers.forms import Entries
from answers.leaving import left_page
from answers.pages import show
from coaching.errors import Refused
from content.words import marked, words_in

OUTDATED = marked(
    "This page was open for too long, or was not loaded from here. Nothing was saved yet: please save again."
)


def silence_form(
    door: Door, page: SilencePage, token: str, now: datetime, chosen: str = "", fault: str = "", said: bool = False
) -> Response:
    """Return the form with *chosen* selected, else what was answered before."""
    signed = nonces.nonce(door.house.secret, token, now)
    return show(
        "silence", 422 if fault else 200, page.locale, page=page, chosen=chosen or page.answer, said=said,
        fault=words_in(page.locale).say(fault) if fault else "", nonce=signed, action=f"/a/{token}",
    )  # fmt: skip


def save_silence(
    door: Door, page: SilencePage, token: str, now: datetime, entries: Entries, past: timedelta | None
) -> Response:
    """Do what was chosen and show it; a form that was not loaded from here, or at once, changes nothing."""
    chosen = entries.get("answer", "")
    if fault := nonces.objection(past, OUTDATED):
        door.counted["no_nonce"] += 1
        return silence_form(door, page, token, now, chosen, fault)
    try:
        said = answer_silence(door.house, token, chosen, now)
    except Refused as refusal:
        return silence_form(door, page, token, now, chosen, str(refusal))
    if said == "stop":
        return left_page(door, Left(page.programmes, locale=page.locale), page.leave.rpartition("/")[2])
    return silence_form(door, silence_page(door.house, token) or page, token, now, said=True)
