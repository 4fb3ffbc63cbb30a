"""Mails to buddies: the one question whether they like to, and at most one in 14 days on what was done, never on more.

One mail tells of everybody whose buddy its reader is. It is a mail of its own and rides on no other: a buddy gets none
but these, or they are an observer too, and then a line about somebody would stand beside questions about somebody else.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from sqlmodel import Session

from actions.contents import programme_from, spoken, title_in
from actions.house import House
from actions.plans.calendars import calendar_of
from coaching.buddies import first_day, has_room
from coaching.calendars import Calendar
from coaching.notices import BUDDY, BUDDY_ASK
from coaching.observing import APART_DAYS
from coaching.tokens import Purpose, derive
from content.notices import Note
from content.words import Words, marked, words_in
from storage import buddies, messages
from storage.batches import Bundle
from storage.buddies import Pair
from storage.messages import Waiting


def plan_buddy_mails(house: House, session: Session, now: datetime) -> int:
    """Plan what buddies are told, in the caller's transaction; return how many mails are new."""
    waited = now - timedelta(days=APART_DAYS - 1)
    pairs = sorted(buddies.with_news(session, waited, now), key=lambda one: one.row.recipient_id or 0)
    theirs = groupby(pairs, key=lambda one: one.row.recipient_id or 0)
    return sum(_plan(house, session, recipient_id, list(those), now) for recipient_id, those in theirs)


def _plan(house: House, session: Session, recipient_id: int, pairs: list[Pair], now: datetime) -> bool:
    """Plan one buddy's mail on what all of *pairs* did, where there is room for it today."""
    today = calendar_of(house.zone, house.country, around=now.date()).day_of(now)
    if not has_room(today, buddies.days_written(session, recipient_id)):
        return False
    (mail,) = messages.add(session, [messages.planned(recipient_id, BUDDY, now, today)])
    for one in pairs:
        buddies.change(session, one.row.id or 0, told_in=mail, told_from=_since(one, now), told_at=now)
    return True


def _since(pair: Pair, now: datetime) -> datetime:
    return pair.row.told_at or pair.row.accepted_at or now


def _titles(session: Session, pair: Pair, locale: str) -> list[str]:
    """Return the titles of the tasks that the last mail tells of, as far as their answers still say so."""
    if pair.row.told_from is None or pair.row.told_at is None:
        return []
    programme = programme_from(pair.programme.text, pair.programme.name, locale)
    titles = {step.name: step.title for step in programme.steps}
    steps = buddies.done(session, pair.row.enrollment_id, pair.row.told_from, pair.row.told_at)
    return [titles[one] for one in dict.fromkeys(steps) if one in titles]


def _told(session: Session, message: Waiting, locale: str = "") -> list[tuple[Pair, list[str]]]:
    """Return of whom a mail tells what; nothing where it ended, or where nothing of it holds any more."""
    pairs = buddies.of_recipient(session, message.recipient_id)
    if message.kind == BUDDY_ASK:
        return [(one, []) for one in pairs if one.row.asked_in == message.id and not one.row.accepted_at]
    told = [(one, _titles(session, one, locale)) for one in pairs if one.row.told_in == message.id]
    return [(one, titles) for one, titles in told if titles and one.enrollment.state == "active"]


def still_wanted(session: Session, message: Waiting) -> bool:
    """Return whether a mail to a buddy still has something to say, and may."""
    return bool(_told(session, message))


def later_day(session: Session, message: Waiting, calendar: Calendar, today: date) -> date | None:
    """Return the day on which a mail to a buddy has room among the others, where that is not today."""
    others = buddies.days_written(session, message.recipient_id, besides=message.id)
    day = first_day(today, others, calendar)
    return None if has_room(today, others) else day


def buddy_mail(house: House, bundle: Bundle) -> Note | None:
    """Return what a mail to a buddy says; None where it was ended since."""
    with house.store.read() as session:
        told = _told(session, bundle.message, bundle.recipient.locale)
    return _note(house, bundle, told) if told else None


def _note(house: House, bundle: Bundle, told: Sequence[tuple[Pair, list[str]]]) -> Note:
    words = words_in(spoken(bundle.recipient.locale, *(pair.programme for pair, _ in told)))
    asks = bundle.message.kind == BUDDY_ASK
    names = [pair.person.name or pair.person.address for pair, _ in told]
    title = words.say(ASKS if asks else DID, name=words.say(" and ").join(names))
    said = _question(words, told[0][0], names[0], bundle.recipient.locale) if asks else _news(words, told, names)
    token = {one: derive(house.secret, one, bundle.message.key) for one in (Purpose.LEAVE, Purpose.BUDDY)}
    return Note(
        subject=title, title=title, paragraphs=tuple(said), label=words.say(LOOK if asks else WRITE),
        address=house.address(f"/b/{token[Purpose.BUDDY]}"), locale=words.language,
        leave=house.address(f"/u/{token[Purpose.LEAVE]}"),
    )  # fmt: skip


ASKS, DID = marked("%(name)s asks whether you will be their buddy"), marked("What %(name)s did")
LOOK, WRITE = marked("Look first, then say yes or no"), marked("Write one line")


def _question(words: Words, pair: Pair, name: str, locale: str) -> list[str]:
    programme = title_in(pair.programme, locale)
    return [
        words.say(marked("%(name)s practises after a workshop (%(programme)s) and would like a colleague to see it."),
                  name=name, programme=programme),
        words.say(marked("If you say yes, you get at most one mail in 14 days with the tasks they did, and can write "
                         "them a line. You see nothing else of theirs. If you do nothing, nothing more comes.")),
    ]  # fmt: skip


def _news(words: Words, told: Sequence[tuple[Pair, list[str]]], names: Sequence[str]) -> list[str]:
    if len(told) == 1:
        return told[0][1]
    return [f"{name}: {'; '.join(titles)}" for name, (_, titles) in zip(names, told, strict=True)]
