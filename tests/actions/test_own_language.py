"""A word that means two things is read in the language that the roster gives its writer."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from actions.house import House
from storage.rows import RecipientRow
from tests import make
from tests.actions.post import Post

ASKED = make.berlin("2026-11-25")
TASK = make.berlin("2026-12-07", "09:15")


@pytest.mark.parametrize(
    ("locale", "words", "answers"),
    [
        ("pl", "Tak", {"task": "done"}),
        ("pl-PL", "Nie.\nMoże jutro.", {"task": "not_yet", "comment": "Może jutro."}),
        ("pl", "no", {"comment": "no"}),
        ("da", "tak", {"comment": "tak"}),
        ("", "tak", {"comment": "tak"}),
    ],
)
def test_a_reply_is_read_in_its_writers_language(
    small: House, tmp_path: Path, locale: str, words: str, answers: dict[str, str]
) -> None:
    make.enrolled(small, ["ada@example.org"])
    with small.store.write() as session:
        session.execute(update(RecipientRow).values(locale=locale))
        session.commit()
    post = Post(small, tmp_path)
    post.send(ASKED)
    post.collect(ASKED + timedelta(hours=1), post.reply("3 4"))
    post.send(TASK)
    post.collect(TASK + timedelta(hours=1), post.reply(words))
    assert {name: value for name, value in post.answers().items() if name in ("task", "comment")} == answers
