"""What nobody needs for ever goes by itself, on its day and not before."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, func, select

from actions import signing_in, standing
from actions.collecting import take
from actions.explaining import explain
from actions.house import House
from actions.ledger import whole
from actions.outgoing.sweeping import sweep
from actions.own_data import export
from actions.uploads import keep
from coaching.retention import DETAILS, KEPT, LINKS, LOOKS, OF_STAFF, REPLIES, STRAYS, UPLOADS, Kept
from coaching.tokens import OWN_PAGE_LASTS, Purpose
from storage import chores, uploads
from storage.retention import LETS_GO
from storage.rows import ArrivalRow, EventRow, TokenRow
from tests import make
from tests.actions.post import Post
from tests.coaching.test_disclosure import text

ADA = "ada@example.org"
SENT = make.berlin("2026-11-25")


@pytest.mark.parametrize(("days", "there"), [(UPLOADS.days, True), (UPLOADS.days + 1, False)], ids=["last", "after"])
def test_a_roster_is_kept_for_its_days(house: House, days: int, there: bool) -> None:
    key = keep(house, "roster.csv", b"email\nada@example.org\n", make.NOW)
    sweep(house, make.NOW + timedelta(days=days))
    with house.store.read() as session:
        assert (uploads.find(session, key) is not None) is there


@pytest.fixture
def lived(house: House, tmp_path: Path) -> Post:
    """Ada answered by mail, was away, and a coach looked at her; a stranger wrote."""
    make.enrolled(house, [ADA], coach="maria@example.org")
    post = Post(house, tmp_path)
    post.send(SENT)
    post.collect(SENT, post.reply("3 4"), post.reply("buy now", sender="eve@example.org", to="coach@example.org"))
    standing.away(house, ADA, make.berlin("2026-12-08").date(), make.berlin("2026-12-09").date(), SENT)
    staff = signing_in.session_of(house, signing_in.open_session(house, "maria@example.org", "coach", SENT), SENT)
    assert staff is not None
    signing_in.looked(house, staff, "brief", "Hamburg", SENT)
    return post


def raws(session: Session) -> dict[str, bytes]:
    return {row.outcome: bytes(row.raw) for row in session.exec(select(ArrivalRow))}


def details(session: Session) -> int:
    """Return how many details are kept that tell of Ada; a later sweep adds some of its own day."""
    rows = session.exec(select(EventRow).where(col(EventRow.what).not_in(OF_STAFF), col(EventRow.at) <= SENT))
    return sum(bool(row.details) for row in rows if row.recipient_id or row.enrollment_id)


def links(session: Session) -> int:
    own = select(func.count()).select_from(TokenRow).where(TokenRow.purpose == Purpose.OWN_PAGE)
    return session.exec(own).one()


def looks(session: Session) -> int:
    return session.exec(select(func.count()).select_from(EventRow).where(EventRow.what == "looked")).one()


THERE: dict[Kept, Callable[[Session], bool]] = {
    STRAYS: lambda session: "unknown" in raws(session),
    REPLIES: lambda session: bool(raws(session)["answered"]),
    LINKS: lambda session: bool(links(session)),
    DETAILS: lambda session: bool(details(session)),
    LOOKS: lambda session: bool(looks(session)),
}
"""What is there of each kind."""


@pytest.mark.parametrize("kept", THERE, ids=lambda kept: kept.what)
def test_each_kind_is_there_on_its_last_day_and_gone_on_the_next(lived: Post, kept: Kept) -> None:
    from_on = SENT + (OWN_PAGE_LASTS if kept is LINKS else timedelta())
    for days, there in ((kept.days, True), (kept.days + 1, False)):
        sweep(lived.house, from_on + timedelta(days=days))
        with lived.house.store.read() as session:
            assert THERE[kept](session) is there
    assert whole(lived.house).adds_up


def test_a_reply_is_read_once_although_its_words_are_gone(lived: Post) -> None:
    with lived.house.store.read() as session:
        again = raws(session)["answered"]
    later = SENT + timedelta(days=REPLIES.days + 1)
    sweep(lived.house, later)
    assert take(lived.house, again, later) == "repeated"
    assert [one["mail"] for one in export(lived.house, ADA, later).everything["received"]] == [""]


def test_after_all_periods_the_ledger_adds_up_and_a_prompt_is_still_explained(lived: Post) -> None:
    before = whole(lived.house)
    late = SENT + timedelta(days=max(one.days for one in KEPT) + 1)
    with lived.house.store.write() as session:
        dropped = sum(session.execute(let_go(late)).rowcount for let_go in LETS_GO.values())
        session.commit()
    assert dropped and whole(lived.house).by_state == before.by_state and whole(lived.house).adds_up
    assert explain(lived.house, ADA, "baseline", late).history


def test_the_search_is_made_once_a_day_and_again_when_a_clock_was_set_back(house: House) -> None:
    day = timedelta(days=1)
    at = [make.NOW, make.NOW + day / 2, make.NOW + day, make.NOW]
    with house.store.write() as session:
        assert [chores.take(session, "retention", moment, day) for moment in at] == [True, False, True, True]


def test_every_period_is_applied_and_printed() -> None:
    assert set(KEPT) == set(LETS_GO)
    assert all(one.in_words in text() for one in KEPT)
