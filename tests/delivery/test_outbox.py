import stat
from pathlib import Path
from typing import Any

import pytest

from coaching.errors import NotFound
from delivery.mail import build
from delivery.outbox import OutboxChannel, drop_reply, message, messages


def _put(folder: Path, *raws: bytes, durable: bool = False) -> None:
    with OutboxChannel(folder, durable).lane() as lane:
        for raw in raws:
            lane.send("bounce+tok@example.org", "ada@example.org", raw)


def test_the_newest_mail_comes_first_and_can_be_read(tmp_path: Path, make_mail: Any) -> None:
    _put(tmp_path, build(make_mail()), build(make_mail(message_id="second@x.org", subject="Zweite Frage für Sie")))
    newest, oldest = messages(tmp_path)
    assert (newest.subject, newest.to, newest.date) == ("Zweite Frage für Sie", "ada@example.org", make_mail().date)
    assert message(tmp_path, oldest.key) == oldest
    assert messages(tmp_path, limit=1) == [newest]


def test_a_repeat_is_kept_and_seen_as_one(tmp_path: Path, make_mail: Any) -> None:
    _put(tmp_path, build(make_mail()), build(make_mail(subject="Another text")))
    _put(tmp_path, build(make_mail(message_id="second@x.org")))
    assert [one.repeat for one in messages(tmp_path)] == [False, True, False]


def test_the_folder_and_its_mails_are_their_owners_alone(tmp_path: Path, make_mail: Any) -> None:
    _put(tmp_path / "outbox", build(make_mail()), durable=True)
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "outbox", messages(tmp_path / "outbox")[0].path)]
    assert modes == [0o700, 0o600]


def test_nothing_half_written_is_left_or_listed(tmp_path: Path, make_mail: Any) -> None:
    (tmp_path / ".0badf00d.tmp").write_bytes(b"half")
    (tmp_path / "notes.eml").write_bytes(b"mine")
    _put(tmp_path, build(make_mail()))
    assert len(messages(tmp_path)) == 1
    assert [path.name for path in tmp_path.glob("*.tmp")] == [".0badf00d.tmp"]


def test_a_folder_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert messages(tmp_path / "none") == []


@pytest.mark.parametrize("key", ["00000001-0000000000000000", "../../etc/passwd", ""])
def test_an_unknown_key_opens_nothing(tmp_path: Path, key: str) -> None:
    with pytest.raises(NotFound):
        message(tmp_path, key)


def test_two_replies_of_the_same_words_are_two(tmp_path: Path) -> None:
    names = {drop_reply(tmp_path, b"From: a\r\n\r\n2\r\n") for _ in range(2)}
    assert names == {path.stem for path in (tmp_path / "replies" / "new").iterdir()}
    assert len(names) == 2
