"""A programme that a team wrote: looked through, kept where it is sound, and then chosen like one that ships.

What is handed in is text and stays text: its name is never a path, and nothing in it is followed or run. It is kept in
this organisation's own database, as the version it says it is.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from actions.contents import programme_from
from actions.house import House
from coaching.errors import NotFound, Refused
from coaching.programmes import Programme
from content.lint import Fault, examine
from content.reader import load, shipped
from storage import cohorts, events, shelves, versions
from storage.rows import ProgrammeRow

LARGEST = 400_000
"""Bytes of a programme; the largest that ships has 60,000."""
MOST = 50
"""Programmes on the list; our choice."""
ENDINGS = (".yaml", ".yml")
CALLED = "This file"
"""What faults call it: what its sender called it is nobody's business here."""


class Unsound(Refused):
    """A programme with errors; nothing was kept. ``args``: its text, and all its faults, errors first."""

    def __str__(self) -> str:
        errors = sum(one.level == "error" for one in self.args[1])
        return f"This programme has {errors} errors. Mend them and hand it in again; nothing was kept."


@dataclass(frozen=True, slots=True)
class Own:
    """A programme on the list: *key* is its name and version, *warnings* what lint would change about it."""

    key: str
    programme: Programme
    text: str
    warnings: tuple[Fault, ...] = ()
    is_offered: bool = True


def text_of_file(name: str, content: bytes) -> str:
    """Return the text of a file that was handed in.

    Raises:
        Refused: it is no YAML file by its name, too large, or not UTF-8.
    """
    if not name.casefold().endswith(ENDINGS):
        raise Refused("A programme is a .yaml file. Choose one, or paste its text.")
    if len(content) > LARGEST:
        raise Refused(TOO_LARGE)
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise Refused(
            f"The file is not UTF-8 text (byte {error.start} is the first that is not). Save it as UTF-8."
        ) from error


TOO_LARGE = "A programme has at most 400,000 characters. Hand in the programme alone."


def keep(house: House, text: str, by: int, now: datetime) -> str:
    """Keep a sound programme, put it on the list, and return its key.

    An earlier version of it leaves the list; who is on that one stays on it. *by* is who of the staff hands it in.

    Raises:
        Unsound: it has errors. Refused: it is empty or too large, its name and version are taken, or the list is full.
    """
    programme = _sound(text)
    _check_shipped(programme)
    with house.store.write() as session:
        cohorts.lock(session)
        row = _kept(session, programme, text, now)
        shelves.offer(session, row, now)
        if shelves.many(session) > MOST:
            raise Refused(f"There are {MOST} programmes of your own on the list. Take one off first.")
        _note(session, "programme_kept", row, by, now)
        session.commit()
    return _key(row)


def _sound(text: str) -> Programme:
    if not text.strip():
        raise Refused("Choose a file, or paste the text of a programme.")
    if len(text.encode()) > LARGEST:
        raise Refused(TOO_LARGE)
    _, faults = examine(text, CALLED)
    if any(one.level == "error" for one in faults):
        raise Unsound(text, tuple(sorted(faults, key=lambda one: one.level != "error")))
    return programme_from(text, CALLED)


def _check_shipped(programme: Programme) -> None:
    if programme.name in shipped() and programme.version <= load(programme.name).version:
        raise Refused(
            f"'{programme.name}' version {programme.version} comes with the product. Give yours a name of its own "
            "(`programme:`), or a higher `version:`."
        )


def _kept(session: Session, programme: Programme, text: str, now: datetime) -> ProgrammeRow:
    """Return the row of this version; a text that nobody is on yet may still change."""
    row = versions.find(session, programme.name, programme.version)
    if row is not None and row.text != text and not shelves.is_used(session, row.id or 0):
        shelves.replace(session, row.id or 0, programme.title, text)
        session.refresh(row)
    return cohorts.keep_programme(session, programme.name, programme.version, programme.title, text, now)


def _note(session: Session, did: str, row: ProgrammeRow, by: int, now: datetime) -> None:
    details = {"did": did, "page": f"programme {_key(row)}"}
    events.note(session, "desk_acted", now, recipient_id=by, details=details)


def take_off(house: House, key: str, by: int, now: datetime) -> None:
    """Take a programme off the list; where nobody is on it, it is gone.

    Raises:
        NotFound: there is none such.
    """
    with house.store.write() as session:
        cohorts.lock(session)
        row = _find(session, key)
        _note(session, "programme_taken_off", row, by, now)
        shelves.take_off(session, row)
        session.commit()


def own_of(house: House, key: str) -> Own:
    """Return a programme that is kept, on the list or only in use.

    Raises:
        NotFound: there is none such.
    """
    with house.store.read() as session:
        return _own(_find(session, key))


def owns(house: House) -> tuple[Own, ...]:
    """Return the programmes of this organisation's own that can be chosen, by title."""
    with house.store.read() as session:
        rows = shelves.offered(session)
    return tuple(Own(_key(row), programme_from(row.text, row.name), row.text) for row in rows)


def _own(row: ProgrammeRow) -> Own:
    _, faults = examine(row.text, CALLED)
    return Own(_key(row), programme_from(row.text, row.name), row.text, faults, row.offered_at is not None)


def _key(row: ProgrammeRow) -> str:
    return f"{row.name}@{row.version}"


def _find(session: Session, key: str) -> ProgrammeRow:
    name, _, version = key.partition("@")
    row = versions.find(session, name, int(version)) if version.isdecimal() and len(version) < 10 else None
    if row is None or _key(row) != key:
        raise NotFound("programme", key, ())
    return row
