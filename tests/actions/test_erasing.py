"""An erasure takes a person out of every table and leaves what the ledger counts, on both databases."""

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlmodel import SQLModel

from actions import standing, uploads
from actions.collecting import take
from actions.enrolling import enroll
from actions.erasing import erase
from actions.house import House
from actions.ledger import whole
from actions.own_data import export
from coaching.errors import NotFound
from content.roster import read_roster
from storage.core import table
from storage.rows import EnrollmentRow, ParticipantRow, ResponseRow
from tests import make

SECRETS = ("secret-ada", "Secretname", "secret-team", "secret-group", "secret-hook", "secret-words", "secret-stray",
           "Pacific/Chatham")  # fmt: skip
ROSTER = (
    "email,name,team,start_group,webhook,zone,observers\n"
    "secret-ada@example.org,Secretname,secret-team,secret-group,https://secret-hook.example/h,Pacific/Chatham,"
    "peer:bo@example.org\n"
    "bo@example.org,Bo,,,,,\n"
)
STRAY = b"From: secret-ada@example.org\r\nTo: nobody@example.org\r\nSubject: hello\r\n\r\nsecret-stray\r\n"


def planted(house: House, folder: Path) -> None:
    """Plant a secret of Ada's wherever the product keeps one."""
    enroll(house, make.cohort(coach="maria@example.org"), read_roster("r.csv", ROSTER.encode()), make.NOW)
    uploads.keep(house, "r.csv", ROSTER.encode(), make.NOW)
    uploads.keep(house, "r.xlsx", sheet(ROSTER), make.NOW)
    uploads.keep(house, "other.csv", b"email\nzoe@example.org\n", make.NOW)
    make.sent(house, folder, make.berlin("2026-11-26", "02:00"))
    standing.away(house, "secret-ada@example.org", date(2026, 12, 8), date(2026, 12, 9), make.NOW)
    take(house, STRAY, make.NOW)
    with house.store.write() as session:
        prompt = session.execute(select(table(EnrollmentRow).c.id)).first()
        assert prompt is not None
        session.execute(
            table(ResponseRow).insert(),
            {"prompt_id": 1, "question": "comment", "value": "", "words": "secret-words", "share": True,
             "channel": "page", "late": False, "suspect": False, "answered_at": make.NOW},
        )  # fmt: skip
        session.commit()


def sheet(text: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/sharedStrings.xml", text)
    return out.getvalue()


def dump(house: House) -> str:
    with house.store.engine.connect() as connection:
        return "\n".join(
            repr(tuple(bytes(one) if isinstance(one, memoryview) else one for one in row))
            for kept in SQLModel.metadata.tables.values()
            for row in connection.execute(select(kept))
        )


def test_no_secret_is_left_in_any_table_and_the_ledger_adds_up(house: House, tmp_path: Path) -> None:
    planted(house, tmp_path)
    before, full = dump(house), whole(house).to_json()
    assert [one for one in SECRETS if one not in before] == []
    erase(house, "secret-ada@example.org", make.NOW)
    after, left = dump(house), whole(house).to_json()
    assert [one for one in SECRETS if one in after] == []
    assert left["adds_up"] and left["prompts"] == full["prompts"]
    assert "zoe@example.org" in after and "bo@example.org" in after


def test_what_was_to_come_is_left_out_as_erased_and_no_mail_goes_any_more(house: House, tmp_path: Path) -> None:
    planted(house, tmp_path)
    erase(house, "secret-ada@example.org", make.NOW)
    assert whole(house).to_json()["reasons"]["skipped"]["erased"] == 3
    tally = make.sent(house, tmp_path, make.berlin("2026-12-16"))
    assert tally.claimed == 2 and not list(tmp_path.glob("outbox/*secret*"))


def test_the_same_roster_again_sends_nothing_to_who_was_erased(house: House, tmp_path: Path) -> None:
    planted(house, tmp_path)
    erase(house, "secret-ada@example.org", make.NOW)
    enroll(house, make.cohort(coach="maria@example.org"), read_roster("r.csv", ROSTER.encode()), make.NOW)
    assert make.sent(house, tmp_path, make.berlin("2026-12-07", "09:15")).claimed == 1


def test_an_observer_who_is_erased_is_asked_no_more(house: House, tmp_path: Path) -> None:
    planted(house, tmp_path)
    erase(house, "bo@example.org", make.NOW)
    assert "bo@example.org" not in dump(house) and whole(house).adds_up


def test_nobody_is_erased_twice_and_an_unknown_person_is_said_to_be_unknown(house: House, tmp_path: Path) -> None:
    planted(house, tmp_path)
    erase(house, "secret-ada@example.org", make.NOW)
    for person in ("secret-ada@example.org", "nobody@example.org"):
        with pytest.raises(NotFound):
            erase(house, person, make.NOW)
        with pytest.raises(NotFound):
            export(house, person, make.NOW)


def test_a_copy_names_everything_the_product_keeps_of_a_person(house: House, tmp_path: Path) -> None:
    planted(house, tmp_path)
    found = repr(export(house, "secret-ada@example.org", make.NOW).everything)
    kept = [one for one in SECRETS if one != "secret-stray"]
    assert [one for one in kept if one not in found] == [] and "'from_on': '2026-12-08'" in found


def test_hours_and_days_of_ones_own_go_too(house: House, tmp_path: Path) -> None:
    planted(house, tmp_path)
    with house.store.write() as session:
        session.execute(update(table(ParticipantRow)).values(task_at="10:30", share_replies=True))
        session.commit()
    erase(house, "secret-ada@example.org", make.NOW)
    with house.store.read() as session:
        rows = session.execute(select(table(ParticipantRow).c.task_at, table(ParticipantRow).c.share_replies)).all()
    assert ("", False) in [tuple(row) for row in rows]
