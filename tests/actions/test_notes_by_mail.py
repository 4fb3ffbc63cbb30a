"""A coach's note by mail: theirs alone to write, about their own people alone, gone with the person's data."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from actions.collecting import Collected
from actions.erasing import erase
from actions.house import House
from actions.incoming.handing_in import is_ours
from actions.ledger import whole
from actions.own_data import export
from actions.pages.coach_person import person_page
from coaching.notices import TO_COACHES
from storage.rows import ArrivalRow, CoachNoteRow, EnrollmentRow, MessageRow, RecipientRow
from tests import make
from tests.actions.post import Post

MARIA = "maria@example.org"
LATER = make.NOW + timedelta(days=1)
SECRET = "planted words about ada@example.org"


@pytest.fixture
def post(house: House, tmp_path: Path) -> Post:
    make.enrolled(house, ["ada@example.org"], coach=f"Maria Lopez <{MARIA}>")
    return Post(house, tmp_path)


def place(post: Post) -> tuple[int, str]:
    """Return the coach's id and the key of Ada's enrollment."""
    with post.house.store.read() as session:
        coach = session.exec(select(RecipientRow.id).where(RecipientRow.folded == MARIA)).one()
        return coach or 0, session.exec(select(EnrollmentRow.key)).first() or ""


def address(post: Post) -> str:
    coach_id, key = place(post)
    return person_page(post.house, coach_id, "Hamburg", key, LATER).note_to


def write(post: Post, text: str, sender: str = MARIA, **headers: str) -> Collected:
    return post.collect(LATER, post.reply(text, sender=sender, to=address(post), **headers))


def notes(post: Post) -> list[str]:
    coach_id, key = place(post)
    return [one.words for one in person_page(post.house, coach_id, "Hamburg", key, LATER).notes]


def octets(post: Post) -> list[bytes]:
    with post.house.store.read() as session:
        return [one.raw for one in session.exec(select(ArrivalRow))]


def test_what_a_coach_writes_there_is_a_note_without_quotes_and_signature(post: Post) -> None:
    counted = write(post, "3 calls start at nine.\nWe spoke on Tuesday.\n\n-- \nMaria Lopez\n\n> quoted")
    assert (counted.notes, counted.read) == (1, 1)
    assert notes(post) == ["3 calls start at nine.\nWe spoke on Tuesday."]
    assert post.noted("coach_note") == [{"by": "mail"}]
    assert whole(post.house).adds_up


def test_the_address_stays_the_same_and_is_known(post: Post) -> None:
    assert address(post) == address(post) and is_ours(post.house, address(post))


def test_a_word_that_is_a_command_elsewhere_is_a_note_here(post: Post) -> None:
    write(post, "Stop")
    assert notes(post) == ["Stop"]
    with post.house.store.read() as session:
        assert session.exec(select(EnrollmentRow.state)).all() == ["active"]


@pytest.mark.parametrize(
    ("sender", "headers"),
    [("ada@example.org", {}), ("eve@example.org", {}), (MARIA, {"Auto_Submitted": "auto-replied"})],
    ids=["the person", "a stranger", "a program"],
)  # fmt: skip
def test_nobody_else_writes_one(post: Post, sender: str, headers: dict[str, str]) -> None:
    assert write(post, SECRET, sender, **headers).notes == 0
    assert notes(post) == []


def test_an_empty_mail_is_none(post: Post) -> None:
    assert write(post, "").notes == 0
    assert notes(post) == []


def test_a_long_note_is_cut_and_says_so(post: Post) -> None:
    write(post, "word " * 2_000)
    (note,) = notes(post)
    assert len(note) == 4_000 and note.endswith(" ...")


def test_once_the_person_is_somebody_elses_it_takes_nothing(post: Post) -> None:
    to = address(post)
    raw = post.reply(SECRET, sender=MARIA, to=to)
    with post.house.store.engine.begin() as connection:
        connection.execute(update(EnrollmentRow).values(coach_id=None))
    assert post.collect(LATER, raw).notes == 0
    with post.house.store.read() as session:
        assert session.exec(select(CoachNoteRow)).all() == []


def test_the_mail_is_not_kept_beside_the_note_and_the_note_goes_with_the_person(post: Post) -> None:
    write(post, SECRET)
    assert octets(post) == [b""]
    assert SECRET in str(export(post.house, "ada@example.org", LATER))
    to = address(post)
    erase(post.house, "ada@example.org", LATER)
    assert post.collect(LATER, post.reply("More", sender=MARIA, to=to)).notes == 0
    with post.house.store.read() as session:
        assert session.exec(select(CoachNoteRow)).all() == []


def test_nobody_is_mailed_for_it(post: Post) -> None:
    write(post, SECRET, "eve@example.org")
    with post.house.store.read() as session:
        kinds = session.exec(select(MessageRow.kind).where(col(MessageRow.kind).in_([*TO_COACHES, "unverified"]))).all()
    assert kinds == []
