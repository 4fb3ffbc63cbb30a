"""Ada, who takes part and asks Sam to be her buddy: the scene that the tests of buddies share."""

from datetime import datetime
from pathlib import Path

import pytest
from sqlmodel import col, select

from actions import wishes
from actions.buddies import ask_buddy
from actions.house import House
from actions.pages.buddy import accept, buddy_page
from coaching.tokens import Purpose, derive
from delivery.outbox import OutboxMail
from storage import enrollments, people
from storage.rows import BuddyRow, RecipientRow
from tests import make
from tests.actions.post import Post

ADA, BO, SAM = "ada@example.org", "bo@example.org", "sam@example.org"
TASK = '{behaviour: listening, cue: "When asked,", act: listen., check: One whole sentence.}'
TASKS = "".join(
    f"  - {{name: task-{day}, title: Task of day {day}, after_days: {day}, task: {TASK}}}\n" for day in (5, 8, 12, 21)
)
PROGRAMME = f"{make.SHORT.partition('  - name: first-task')[0]}{TASKS}"
START = make.berlin("2026-11-25", "13:30")
ASKED, YES = make.berlin("2026-11-26", "10:00"), make.berlin("2026-11-26", "11:00")
MON, THU, NEXT_MON = (make.berlin(day, "09:40") for day in ("2026-12-07", "2026-12-10", "2026-12-14"))
THU_LATER, THU_AFTER = make.berlin("2026-12-10", "14:00"), make.berlin("2026-12-24", "09:40")


@pytest.fixture
def post(small: House, tmp_path: Path) -> Post:
    return begun(small, tmp_path)


@pytest.fixture
def anywhere(house: House, tmp_path: Path) -> Post:
    """The same on each database."""
    return begun(house, tmp_path)


def begun(house: House, tmp_path: Path) -> Post:
    """Ada and Bo take part and have their first mail, and Ada has asked Sam."""
    make.enrolled(house, [ADA, BO], programme=PROGRAMME)
    post = Post(house, tmp_path)
    post.send(START)
    ask(post, ADA, SAM, ASKED)
    return post


ASKS = "{} asks whether you will be their buddy"


def ask(post: Post, who: str, written: str, now: datetime) -> None:
    with post.house.store.write() as session:
        found = people.recipients_by_address(session, [who])[who]
        ask_buddy(post.house, session, enrollments.of_recipient(session, found.id or 0)[0], written, now)
        session.commit()


def token(post: Post, purpose: Purpose, kind: str, person: str) -> str:
    return derive(post.house.secret, purpose, post.message(kind, person).key)


def wish(post: Post, now: datetime, do: str) -> str:
    return wishes.change(post.house, token(post, Purpose.OWN_PAGE, "prompt", ADA), {"do": do}, now)


def to(person: str, mails: list[OutboxMail]) -> list[OutboxMail]:
    return [one for one in mails if one.to == person]


def asked_about(post: Post, link: str, name: str = ADA, now: datetime = YES) -> str:
    """Return by what the forms of Sam's page name the one who asks."""
    return next(str(one.id) for one in buddy_page(post.house, link, now).people if one.name == name)


def said_yes(post: Post, at: datetime = YES) -> str:
    """Let Sam be sent the question and say yes; return the token of the page."""
    post.send(ASKED)
    link = token(post, Purpose.BUDDY, "buddy_ask", SAM)
    accept(post.house, link, asked_about(post, link), at)
    return link


def answers(post: Post, at: datetime, says: str, person: str = ADA) -> list[OutboxMail]:
    """Let somebody get the mail of *at* and answer it; return what Sam gets some hours later."""
    assert to(person, post.send(at))
    reply = post.reply(says, sender=person, message_id=f"<{at:%d}.{person}>")
    assert post.collect(at.replace(hour=11), reply).answered == 1
    return to(SAM, post.send(at.replace(hour=14)))


def is_kept(post: Post, address: str = SAM) -> bool:
    with post.house.store.read() as session:
        return session.exec(select(RecipientRow).where(col(RecipientRow.folded) == address)).first() is not None


def rows(post: Post) -> list[BuddyRow]:
    with post.house.store.read() as session:
        return list(session.exec(select(BuddyRow).order_by(col(BuddyRow.id))))
