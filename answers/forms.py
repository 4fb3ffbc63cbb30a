"""What a browser or a program hands in: read whole, capped, cleaned of what no text has."""

import json
from collections.abc import Mapping
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, HTTPException, Request

LARGEST = 64 * 1024
MOST_FIELDS = 200
Entries = Mapping[str, str]


async def body_of(request: Request, largest: int = LARGEST) -> bytes:
    """Return the body of a request, at most *largest* octets of it; a larger one is turned away."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > largest:
            raise HTTPException(413)
        parts.append(part)
    return b"".join(parts)


async def entries_of(request: Request) -> Entries:
    """Return the fields of a form, urlencoded or multipart; of a field given twice the last counts, files never."""
    body = await body_of(request)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
    if kind == "multipart/form-data":
        request._body = body
        form = await request.form(max_files=10, max_fields=MOST_FIELDS)
        return {clean(name): clean(value) for name, value in form.multi_items() if isinstance(value, str)}
    if kind not in ("application/x-www-form-urlencoded", ""):
        raise HTTPException(415)
    try:
        pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise HTTPException(400) from error
    return {clean(name): clean(value) for name, value in pairs}


async def json_of(request: Request) -> Entries:
    """Return the fields of a JSON object: texts, whole numbers as texts, true as "1", false and null as ""."""
    try:
        found = json.loads(await body_of(request))
    except (ValueError, RecursionError) as error:
        raise HTTPException(400, "The body is not JSON.") from error
    return fields_of(found)


def fields_of(found: object) -> Entries:
    """Return the fields of a JSON object that was read; see `json_of`."""
    if not isinstance(found, dict) or len(found) > MOST_FIELDS:
        raise HTTPException(400, "A JSON object of fields is expected.")
    return {clean(name): _text(value) for name, value in found.items()}


def _text(value: object) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "1"
    if isinstance(value, str | int):
        return clean(str(value))
    raise HTTPException(400, "Values are texts, whole numbers, true, false or null.")


def clean(text: str) -> str:
    """Return *text* without what databases and pages choke on: control characters, halves of characters.

    >>> clean("a" + chr(0) + "b" + chr(13) + chr(10) + "c")
    'ab\\nc'
    """
    whole = text.replace("\r\n", "\n").encode("utf-8", "replace").decode()
    return "".join(one for one in whole if one >= " " or one in "\n\t")


Form = Annotated[Entries, Depends(entries_of)]
Json = Annotated[Entries, Depends(json_of)]
