"""Every column that can hold text is either emptied by an erasure or named here with the reason why it is not.

A table or a column added later fails the first test until somebody has said which of the two it is.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, Column, Connection, Date, Float, Integer, select, update
from sqlmodel import SQLModel

from actions import standing, uploads
from actions.collecting import take
from actions.enrolling import enroll
from actions.erasing import erase
from actions.house import House
from actions.ledger import whole
from actions.own_data import export
from content.roster import read_roster
from storage.moments import Moment
from tests import make
from tests.actions.test_observing import DAY_0, PULSES

ADA, BO = "ada-secret@example.org", "bo@example.org"
ROSTER = f"email,name,observers\n{ADA},Ada,peer:{BO}\n{BO},Bo,peer:{ADA}\n"
T = SQLModel.metadata.tables
KIND = "one of a few words of the product's own"
THEIRS = {
    "recipient": "key folded address name locale webhook",
    "participant": "zone country region working_days task_at check_in_at",
    "enrollment": "key team start_group",
    "observer": "category",
    "prompt": "why",
    "response": "value words",
    "event": "details",
    "arrival": "raw",
    "upload": "content",
    "release": "codes",
    "absence": "kind",
    "silence": "answer",
    "brief_line": "why",
    "coach_mark": "what",
    "coach_note": "words",
    "desk_work": "back again fault",
    "buddy": "line",
}
"""What tells of a person: it is gone after an erasure."""
KEPT = {
    "programme": ("name title text", "a programme, the same for everybody"),
    "cohort": ("name zone country seed settings", "a workshop, not a person"),
    "disclosure": ("page", "what holds for a cohort; it names nobody"),
    "release": ("name figures cells hidden", "figures about groups of five or more"),
    "suppression": ("hash reason", "a keyed hash, kept so that nothing is sent to the address again"),
    "gone_endpoint": (
        "digest",
        "a keyed hash of an address that is no more, kept so that nothing is posted there again",
    ),
    "chore": ("what", KIND),
    "hook": ("id", "a number its sender made up; it goes after thirty days"),
    "announcement": ("key what step state reason", "how many people did something, never who"),
    "pace": ("key", "a mail server of ours, and a domain"),
    "relay_pause": ("relay reason code", "a mail server of ours"),
    "enrollment": ("coach_role state", KIND),
    "prompt": ("step kind measure state reason cause", KIND),
    "message": ("key kind state reason claimed_by", "made of chance, or " + KIND),
    "event": ("what was became reason cause", KIND),
    "token": ("digest purpose role", "a hash of chance that opens nothing any more"),
    "arrival": ("digest kind status outcome", "a hash, and what a machine said"),
    "response": ("question channel", "deleted with its answer"),
    "draw": ("point arm", "deleted with its row"),
    "buddy": ("digest", "a keyed hash, deleted with its row"),
    "staff": ("role", "deleted with its row"),
    "upload": ("key name", "deleted with its content"),
    "desk_work": ("key title says runner", "made of chance, or what was done to a cohort; it goes after a day"),
}


BARE = (Boolean, Date, Float, Integer, Moment)


def texts() -> set[tuple[str, str]]:
    return {(name, one.name) for name, kept in T.items() for one in kept.c if not isinstance(one.type, BARE)}


def test_every_column_that_can_hold_words_is_emptied_or_says_why_not() -> None:
    theirs = {(name, one) for name, columns in THEIRS.items() for one in columns.split()}
    kept = {(name, one) for name, (columns, _) in KEPT.items() for one in columns.split()}
    assert texts() == theirs | kept and not theirs & kept


def lived(house: House, folder: Path) -> None:
    """Let Ada take part, be observed, observe, reply by mail (from a link of Bo's as well) and be away."""
    enroll(house, make.cohort(programme=PULSES, coach="maria@example.org"), read_roster("r.csv", ROSTER.encode()),
           make.NOW)  # fmt: skip
    uploads.keep(house, "r.csv", ROSTER.encode(), make.NOW)
    make.sent(house, folder, make.berlin("2026-11-25"))
    make.sent(house, folder, DAY_0)
    standing.away(house, ADA, make.berlin("2026-12-08").date(), make.berlin("2026-12-09").date(), make.NOW)
    for n in range(3):
        take(house, f"From: {ADA}\r\nMessage-ID: <{n}@x>\r\n\r\nraw {n}\r\n".encode(), make.NOW)


@dataclass(frozen=True)
class Rows:
    """The ids of one person's rows: *asked* are the prompts of their enrollment, *observing* those about others."""

    recipient: int
    participant: int
    enrollment: int
    messages: tuple[int, ...]
    asked: tuple[int, ...]
    seen: tuple[int, ...]
    observing: tuple[int, ...]


def ids(db: Connection, table: str, **wanted: object) -> tuple[int, ...]:
    conditions = [T[table].c[name] == value for name, value in wanted.items()]
    return tuple(db.execute(select(T[table].c.id).where(*conditions).order_by(T[table].c.id)).scalars())


def rows_of(db: Connection, address: str) -> Rows:
    (one,) = ids(db, "recipient", folded=address)
    (participant,) = ids(db, "participant", recipient_id=one)
    (enrolled,) = ids(db, "enrollment", participant_id=participant)
    asked = ids(db, "prompt", enrollment_id=enrolled)
    own = ids(db, "prompt", enrollment_id=enrolled, asked_of=0)
    observing = tuple(
        prompt for by in ids(db, "observer", recipient_id=one) for prompt in ids(db, "prompt", asked_of=by)
    )
    seen = tuple(sorted(set(asked) - set(own)))
    return Rows(one, participant, enrolled, ids(db, "message", recipient_id=one), asked, seen, observing)


def planted(house: House) -> None:
    """Fill every column of THEIRS in Ada's rows, and make those rows that nothing above has made."""
    with house.store.engine.begin() as db:
        ada = rows_of(db, ADA)
        _more_rows(db, ada)
        prompts = [*ada.asked, *ada.observing]
        own = T["event"].c.recipient_id == ada.recipient
        where = {
            "recipient": T["recipient"].c.id == ada.recipient,
            "participant": T["participant"].c.id == ada.participant,
            "enrollment": T["enrollment"].c.id == ada.enrollment,
            "observer": T["observer"].c.enrollment_id == ada.enrollment,
            "prompt": T["prompt"].c.id.in_(prompts),
            "absence": T["absence"].c.participant_id == ada.participant,
            "silence": T["silence"].c.participant_id == ada.participant,
            "brief_line": T["brief_line"].c.enrollment_id == ada.enrollment,
            "coach_mark": T["coach_mark"].c.enrollment_id == ada.enrollment,
            "coach_note": T["coach_note"].c.enrollment_id == ada.enrollment,
            "buddy": T["buddy"].c.enrollment_id == ada.enrollment,
            "event": own | (T["event"].c.enrollment_id == ada.enrollment) | T["event"].c.prompt_id.in_(prompts),
        }
        for name, condition in where.items():
            values = {one: _value(T[name].c[one]) for one in THEIRS[name].split() if one not in ("folded", "address")}
            assert db.execute(update(T[name]).where(condition).values(values)).rowcount, name


def _more_rows(db: Connection, ada: Rows) -> None:
    """Make answers of hers, about her and of hers about Bo, a silence and a print; match her mails to messages."""
    given = {"question": "comment", "share": True, "channel": "page", "late": False, "suspect": False,
             "answered_at": make.NOW, "value": secret("response", "value")}  # fmt: skip
    for prompt in (ada.asked[0], ada.seen[0]):
        db.execute(T["response"].insert(), given | {"prompt_id": prompt, "words": secret("response", "words")})
    about = given | {"prompt_id": ada.observing[0], "value": "3", "words": "secret-about-bo"}
    db.execute(T["response"].insert(), about)
    asked = {"participant_id": ada.participant, "message_id": ada.messages[0], "answer": "", "asked_at": make.NOW}
    db.execute(T["silence"].insert(), asked)
    kept = {"coach_id": ids(db, "recipient", folded="maria@example.org")[0], "enrollment_id": ada.enrollment,
            "made_at": make.NOW}  # fmt: skip
    db.execute(T["brief_line"].insert(), kept | {"message_id": ada.messages[0], "about": ada.asked[0], "why": "word"})
    db.execute(T["coach_mark"].insert(), kept | {"what": "spoken"})
    db.execute(T["coach_note"].insert(), kept | {"words": "a note"})
    work = {"title": "Pausing in Hamburg", "total": 1, "done": 1, "says": "Paused.", "runner": "x",
            "began_at": make.NOW, "heard_at": make.NOW, "ended_at": make.NOW}  # fmt: skip
    place = f"/ld/Hamburg/people/{secret('desk_work', 'back')}"
    db.execute(T["desk_work"].insert(), work | {"key": "one", "back": place, "again": place, "fault": ""})
    fault = secret("desk_work", "fault")
    db.execute(T["desk_work"].insert(), work | {"key": "two", "back": "/ld", "again": "/ld", "fault": fault})
    db.execute(
        T["buddy"].insert(), {"enrollment_id": ada.enrollment, "digest": b"h", "asked_at": make.NOW, "line": "Hi"}
    )
    printed = {"cohort_id": 1, "name": "growth", "figures": {}, "cells": ["a"], "hidden": [], "as_of": make.NOW}
    db.execute(T["release"].insert(), printed | {"codes": {str(ada.enrollment): secret("release", "codes")}})
    other = next(one for one in ids(db, "message") if one not in ada.messages)
    for arrival, message in zip(ids(db, "arrival"), (ada.messages[0], other, None), strict=True):
        db.execute(update(T["arrival"]).where(T["arrival"].c.id == arrival).values(message_id=message))


def secret(table: str, column: str) -> str:
    return f"secret-{table}-{column}"


def _value(column: Column[Any]) -> Any:
    words = secret(column.table.name, column.name)
    return {"words": words} if isinstance(column.type, JSON) else words


def dump(house: House) -> dict[str, str]:
    with house.store.engine.connect() as db:
        return {
            name: "\n".join(
                repr(tuple(bytes(one) if isinstance(one, memoryview) else one for one in row))
                for row in db.execute(select(kept))
            )
            for name, kept in T.items()
        }


def test_nothing_of_an_erased_person_is_in_any_table(house: House, tmp_path: Path) -> None:
    lived(house, tmp_path)
    planted(house)
    before = dump(house)
    assert [name for name in THEIRS if "secret" not in before[name]] == []
    erase(house, ADA, make.NOW)
    assert {name: rows for name, rows in dump(house).items() if "secret" in rows} == {}
    assert whole(house).adds_up


NOT_COPIED = ("recipient", "arrival", "upload", "release", "observer", "desk_work")
"""Looked for by other words; or a roster with others in it, what is made from the answers, what is said of others, what
the desk did today."""


def test_a_copy_has_all_that_an_erasure_takes_out(small: House, tmp_path: Path) -> None:
    lived(small, tmp_path)
    planted(small)
    copied = repr(export(small, ADA, make.NOW).everything)
    wanted = [(table, one) for table, columns in THEIRS.items() for one in columns.split()]
    texts_of = [secret(*one) for one in wanted if one[0] not in NOT_COPIED]
    assert [one for one in texts_of if one not in copied] == []
    assert "raw 0" in copied and "secret-about-bo" in copied and ADA in copied


@pytest.mark.parametrize("person", [ADA, BO])
def test_the_others_stay_as_they_were(small: House, tmp_path: Path, person: str) -> None:
    lived(small, tmp_path)
    erase(small, person, make.NOW)
    rows = "\n".join(dump(small).values())
    assert person not in rows and ({ADA, BO} - {person}).pop() in rows
