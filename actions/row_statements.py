"""The answers of a row-level file as xAPI statements, for a learning record store: the same rows, nothing more.

https://github.com/adlnet/xAPI-Spec (1.0.3). Each has an id made of what it says, so that a store that was told twice
keeps it once. The moment is noon of the day: the hour is in no file.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from actions.row_files import Line, RowFile

ANSWERED = {"id": "http://adlnet.gov/expapi/verbs/answered", "display": {"en": "answered"}}
INTERACTION = "http://adlnet.gov/expapi/activities/cmi.interaction"
UNSAID = "und"
"""The language of texts as the programme's file has them, which does not say."""


def statements_of(found: RowFile, home: str) -> list[dict[str, Any]]:
    """Return a statement for each answer. *home* is the public address, under which people and questions are named."""
    meanings = {(part, name): meaning for part, name, meaning in found.asked}
    base = f"{home.rstrip('/')}/xapi/{quote(found.cohort, safe='')}"
    return [_statement(line, base, meanings) for line in found.lines]


def _statement(line: Line, base: str, meanings: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    said = str(line.score) if line.score is not None else line.choice
    score = {"score": {"raw": line.score}} if line.score is not None else {}
    activity = f"{base}/{quote(line.step, safe='')}/{quote(line.item, safe='')}"
    parts = (activity, line.person, line.answered_on, said, str(line.late))
    return {
        "id": str(uuid5(NAMESPACE_URL, "\x1f".join(parts))),
        "version": "1.0.3",
        "actor": {"objectType": "Agent", "account": {"homePage": base, "name": line.person}},
        "verb": ANSWERED,
        "object": {"objectType": "Activity", "id": activity, "definition": _definition(line, meanings)},
        "result": {**score, "response": said},
        "context": {
            "contextActivities": {"parent": [{"objectType": "Activity", "id": f"{base}/{quote(line.step, safe='')}"}]},
            "extensions": {f"{base}/{name}": getattr(line, name) for name in ("week", "behaviour", "late")},
        },
        "timestamp": f"{line.answered_on}T12:00:00Z",
    }


def _definition(line: Line, meanings: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    """Return what the question is, with its words where the file has them."""
    asks = meanings.get(("item", f"{line.step}.{line.item}"), "") or meanings.get(("step", line.step), "")
    kind = "numeric" if line.score is not None else "other"
    told = {"description": {UNSAID: asks}} if asks else {}
    return {"type": INTERACTION, "interactionType": kind, "name": {UNSAID: f"{line.step}, {line.item}"}, **told}
