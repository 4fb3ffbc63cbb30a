"""What the desk's forms hand in: fields, a file where there is one, and the proof that the form was ours."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, HTTPException, Request
from starlette.datastructures import UploadFile

from answers.door import door_of
from answers.forms import clean
from answers.staff import check_nonce, staff_of

LARGEST_FILE = 6 * 1024 * 1024
"""Bytes of a whole form with its file: 5,000 people in 13 columns make 5 MB of XLSX at most."""
MOST_FIELDS = 2000


@dataclass(frozen=True, slots=True)
class Entered:
    """The fields of a form, and its file as (name, content), None where none was chosen."""

    fields: Mapping[str, str]
    file: tuple[str, bytes] | None = None

    def get(self, name: str, usual: str = "") -> str:
        """Return a field, without spaces at its ends."""
        return self.fields.get(name, usual).strip()


async def entered_by(request: Request) -> Entered:
    """Return what the form of a signed-in person holds; a form that was not shown to their session is turned away."""
    if request.headers.get("content-type", "").partition(";")[0].strip().casefold() not in KINDS:
        raise HTTPException(415)
    request._body = await _body(request)
    async with request.form(max_files=1, max_fields=MOST_FIELDS) as form:
        fields = {clean(name): clean(value) for name, value in form.multi_items() if isinstance(value, str)}
        files = [one for one in form.values() if isinstance(one, UploadFile) and one.filename]
        file = (clean(files[0].filename or "")[-120:], await files[0].read()) if files else None
    door, who = door_of(request), staff_of(request)
    if who is None or who.role != "ld":
        raise HTTPException(403)
    check_nonce(door, who, fields.get("nonce", ""), door.clock())
    return Entered(fields, file)


KINDS = ("multipart/form-data", "application/x-www-form-urlencoded")


async def _body(request: Request) -> bytes:
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST_FILE:
            raise HTTPException(413, "The file is larger than 6 MB. Hand in only the columns needed.")
        parts.append(part)
    return b"".join(parts)


Desk = Annotated[Entered, Depends(entered_by)]
