"""Backups: consistent under load, whole when they come back, and nobody gets a mail twice for it."""

import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from actions.backing_up import BackedUp, backup
from actions.house import House
from actions.ledger import whole
from actions.restoring import Restored, Wanted, restore
from coaching.errors import Refused
from storage import migrating
from storage.store import open_store
from tests import make

BASELINE = make.berlin("2026-11-25")
LATER = make.berlin("2026-11-27")
WRITER = """
import sys
from sqlalchemy import text
from storage.store import open_store
store = open_store(sys.argv[1])
n = 0
while True:
    n += 1
    with store.write() as session:
        for kind in ("a", "b"):
            session.execute(text("INSERT INTO upload (key, name, content, made_at) VALUES (:k, :n, :c, '2026-11-25')"),
                            {"k": f"{kind}{n}", "n": kind, "c": b"x" * 2000})
        session.commit()
    print(n, flush=True)
"""


def url_of(house: House) -> str:
    return house.store.engine.url.render_as_string(hide_password=False).replace("+psycopg", "")


def backed_up(house: House, folder: Path, now: datetime = make.NOW) -> BackedUp:
    return backup(house, folder / "b.tar", house.secret, now)


def put_back(house: House, folder: Path, now: datetime = LATER, **wanted: object) -> Restored:
    """Restore ``b.tar`` over *house*, as the command does: with nobody connected."""
    house.store.close()
    asked = Wanted(folder / "b.tar", url_of(house), house.secret, False, **({"replace_all": True} | wanted))  # type: ignore[arg-type]

    def opened(url: str, secret: bytes) -> House:
        store = open_store(url)
        migrating.upgrade(store)
        return replace(house, store=store, secret=secret)

    return restore(asked, opened, lambda _: now)


def mails(folder: Path) -> int:
    return len(list((folder / "outbox").rglob("*.eml")))


@pytest.fixture
def writer(house: House) -> Iterator[subprocess.Popen[str]]:
    """Another process that writes pairs of rows, each pair in one transaction."""
    command = [sys.executable, "-c", WRITER, url_of(house)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as process:
        assert process.stdout is not None and process.stdout.readline()
        yield process
        process.kill()


def test_a_backup_is_whole_while_another_process_writes(
    house: House, writer: subprocess.Popen[str], tmp_path: Path
) -> None:
    make.enrolled(house)
    time.sleep(0.3)
    backed_up(house, tmp_path)
    assert writer.poll() is None
    writer.kill()
    writer.wait()
    put_back(house, tmp_path)
    with house.store.read() as session:
        pairs = dict(session.execute(text("SELECT name, count(*) FROM upload GROUP BY name")).all())
        last = session.execute(text("SELECT max(id) FROM upload")).scalar_one()
    assert pairs["a"] == pairs["b"] > 0 and last == 2 * pairs["a"]


def test_what_went_out_after_a_backup_does_not_go_again(house: House, tmp_path: Path) -> None:
    make.enrolled(house)
    backed_up(house, tmp_path)
    assert make.sent(house, tmp_path, BASELINE).sent == 3
    done = put_back(house, tmp_path)
    assert {(one.person, one.step) for one in done.held} == {(who, "baseline") for who in make.PEOPLE}
    for hours in range(0, 72, 6):
        make.sent(house, tmp_path, LATER + timedelta(hours=hours))
    assert mails(tmp_path) == 3


def test_the_ledger_adds_up_after_a_restore_and_says_what_is_unknown(house: House, tmp_path: Path) -> None:
    make.enrolled(house)
    backed_up(house, tmp_path)
    put_back(house, tmp_path)
    found = whole(house).to_json()
    assert found["adds_up"] and found["reasons"]["unsure"] == {"restored": 3}


def test_a_link_that_went_out_after_the_backup_is_known_again(house: House, tmp_path: Path) -> None:
    make.enrolled(house)
    backed_up(house, tmp_path)
    make.sent(house, tmp_path, BASELINE)
    with house.store.read() as session:
        before = set(session.execute(text("SELECT digest FROM token")).scalars())
    put_back(house, tmp_path)
    with house.store.read() as session:
        assert {bytes(one) for one in before} <= {
            bytes(one) for one in session.execute(text("SELECT digest FROM token")).scalars()
        }


def test_a_mail_taken_at_the_moment_of_the_backup_is_held(house: House, tmp_path: Path) -> None:
    make.enrolled(house)
    claim = "UPDATE message SET state = 'claimed', claimed_by = 'x', lease_until = '2099-01-01 00:00:00.000000'"
    with house.store.write() as session:
        first = "(SELECT min(id) FROM message)"
        session.execute(text(f"{claim}, intended_at = '2026-11-24 08:00:00.000000' WHERE id = {first}"))
        session.execute(text(f"UPDATE prompt SET state = 'claimed', nth = nth + 1 WHERE message_id = {first}"))
        session.commit()
    backed_up(house, tmp_path)
    put_back(house, tmp_path)
    assert make.sent(house, tmp_path, LATER).sent == 0


def test_what_was_not_sent_goes_when_that_is_said(house: House, tmp_path: Path) -> None:
    make.enrolled(house)
    backed_up(house, tmp_path)
    assert put_back(house, tmp_path, send_missed=True).held == []
    make.sent(house, tmp_path, LATER)
    make.sent(house, tmp_path, LATER + timedelta(hours=4.7))
    assert mails(tmp_path) == 3


def test_a_database_with_people_is_not_replaced_unasked(house: House, tmp_path: Path) -> None:
    make.enrolled(house)
    backed_up(house, tmp_path)
    make.enrolled(house, ["dee@example.org"], name="Second")
    with pytest.raises(Refused, match="--replace"):
        put_back(house, tmp_path, replace_all=False)
    assert whole(house).to_json()["prompts"] == 12


def test_a_database_that_somebody_has_open_is_not_replaced(house: House, tmp_path: Path) -> None:
    make.enrolled(house)
    backed_up(house, tmp_path)
    other = open_store(url_of(house))
    with other.read() as session:
        session.execute(text("SELECT 1 FROM cohort"))
        with pytest.raises(Refused, match="in use"):
            put_back(house, tmp_path)
    other.close()


def test_a_restore_that_fails_half_way_changes_nothing(house: House, tmp_path: Path) -> None:
    make.enrolled(house)
    backed_up(house, tmp_path)
    make.enrolled(house, ["dee@example.org"], name="Second")
    house.store.close()

    def stumbles(url: str, secret: bytes) -> House:
        raise Refused("stumbled")

    with pytest.raises(Refused, match="stumbled"):
        restore(Wanted(tmp_path / "b.tar", url_of(house), house.secret, False, True), stumbles, lambda _: LATER)
    with house.store.read() as session:
        assert session.execute(text("SELECT count(*) FROM cohort")).scalar_one() == 2
    assert make.sent(house, tmp_path, BASELINE).sent == 4


def test_an_older_backup_takes_the_place_of_a_later_schema(house: House, tmp_path: Path) -> None:
    migrating.go_to(house.store, "0005")
    backed_up(house, tmp_path)
    migrating.upgrade(house.store)
    put_back(house, tmp_path)
    assert migrating.schema_of(house.store) == migrating.newest()


def test_a_backup_of_a_later_version_is_refused(house: House, tmp_path: Path) -> None:
    with house.store.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        session.commit()
    backed_up(house, tmp_path)
    with pytest.raises(Refused, match="schema '9999'"):
        put_back(house, tmp_path)


def test_another_secret_is_refused_where_the_backup_has_none(small: House, tmp_path: Path) -> None:
    backup(small, tmp_path / "b.tar", None, make.NOW)
    with pytest.raises(Refused, match="another secret"):
        put_back(replace(small, secret=b"some other secret"), tmp_path)


def test_a_backup_is_for_its_owner_only_and_not_written_over(small: House, tmp_path: Path) -> None:
    done = backed_up(small, tmp_path / "new")
    assert done.file.stat().st_mode & 0o777 == 0o600 and done.file.parent.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in done.file.parent.iterdir()] == ["b.tar"]
    with pytest.raises(Refused, match="not written over"):
        backed_up(small, tmp_path / "new")


@pytest.mark.parametrize("at", [0.1, 0.5, 0.9], ids=str)
def test_a_damaged_backup_is_refused(small: House, tmp_path: Path, at: float) -> None:
    file = backed_up(small, tmp_path).file
    raw = bytearray(file.read_bytes())
    start = int(len(raw) * at)
    raw[start : start + 600] = bytes(byte ^ 255 for byte in raw[start : start + 600])
    file.write_bytes(raw)
    with pytest.raises(Refused, match=r"damaged|no whole backup"):
        put_back(small, tmp_path)


def test_something_else_is_no_backup(small: House, tmp_path: Path) -> None:
    (tmp_path / "b.tar").write_bytes(b"PK something else")
    with pytest.raises(Refused, match="no whole backup"):
        put_back(small, tmp_path)


def test_a_backup_of_one_kind_does_not_go_into_the_other(small: House, tmp_path: Path) -> None:
    backed_up(small, tmp_path)
    wanted = Wanted(tmp_path / "b.tar", "postgresql://somewhere/else", small.secret, False)
    with pytest.raises(Refused, match="is of a sqlite database"):
        restore(wanted, lambda url, secret: small, lambda _: LATER)


def test_a_backup_is_a_tar_that_says_what_it_is(small: House, tmp_path: Path) -> None:
    with tarfile.open(backed_up(small, tmp_path).file) as tar:
        assert tar.getnames() == ["manifest.json", "database", "secret"]
