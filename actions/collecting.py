"""Read the mails that came back: each once, kept as it came, an answer only when it can mean one thing."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from actions.absences import set_paused, set_resumed
from actions.answer_pages import AnswerPage, page_of
from actions.answering import AlreadyOver, Given, Unusable, record
from actions.house import House
from actions.leaving import leave_cohorts
from actions.links import LinkIsGone, Opened, UnknownLink, open_link
from coaching.errors import Refused
from coaching.tokens import Purpose, derive
from delivery.addresses import token_of
from delivery.mailbox import Mailbox
from delivery.replies import Reply, read_reply
from storage import arrivals, enrollments, events
from storage.people import fold

CHANNEL = "mail"


@dataclass(slots=True)
class Collected:
    """What one pass read, in mails. *review* were kept because they could not mean one thing only."""

    read: int = 0
    answered: int = 0
    commands: int = 0
    review: int = 0
    unknown: int = 0
    automatic: int = 0
    repeated: int = 0

    def to_json(self) -> dict[str, int]:
        """Return the counts."""
        return {name: getattr(self, name) for name in self.__slots__}


COUNTED_AS = {
    "answered": "answered", "commanded": "commands", "needs_review": "review", "over": "review",
    "unverified": "review", "unknown": "unknown", "gone": "unknown",
}  # fmt: skip
"""Which count an outcome adds to; any other outcome is an automatic mail."""


def collect(house: House, mailbox: Mailbox, now: datetime) -> Collected:
    """Read every waiting mail once. One that cannot be read does not hold up the others."""
    counted = Collected()
    for arrived in mailbox.waiting():
        counted.read += 1
        outcome = take(house, arrived.raw, now)
        name = "repeated" if outcome is None else COUNTED_AS.get(outcome, "automatic")
        setattr(counted, name, getattr(counted, name) + 1)
        mailbox.done(arrived.key, "done")
    return counted


def take(house: House, raw: bytes, now: datetime) -> str | None:
    """Keep one mail and act on it, in one transaction; return what was made of it, None if it was taken before."""
    reply = read_reply(raw)
    with house.store.write() as session:
        kept = arrivals.add(session, hashlib.sha256(raw).digest(), raw, reply.kind, now)
        if kept is None:
            return None
        opened = _opened(house, session, reply)
        outcome = _act(house, session, opened, reply, now) if opened else "unknown"
        arrivals.settle(session, kept, outcome, opened.message.id if opened and opened.message else None)
        session.commit()
    return outcome


def _opened(house: House, session: Session, reply: Reply) -> Opened | None:
    """Return the message that this mail answers: by its reply address, else by the Message-IDs it refers to."""
    tokens = [token_of(address, house.reply_address) for address in reply.recipients] if house.reply_address else []
    keys = [reference.partition("@")[0] for reference in reply.references]
    tokens += [derive(house.secret, Purpose.REPLY, key) for key in keys]
    for token in filter(None, tokens):
        try:
            return open_link(session, token, Purpose.REPLY)
        except (UnknownLink, LinkIsGone):
            continue
    return None


def _act(house: House, session: Session, opened: Opened, reply: Reply, now: datetime) -> str:
    """Do what the mail says, if its writer is who it went to and it says one thing."""
    if reply.kind not in ("answer", "command", "needs_review"):
        return reply.kind
    if fold(reply.sender) != opened.recipient.folded:
        return "unverified"
    if reply.kind == "command":
        return _obey(house, session, opened, reply, now)
    if reply.kind == "answer":
        return _answer(house, session, opened, reply, now)
    return "needs_review"


def _answer(house: House, session: Session, opened: Opened, reply: Reply, now: datetime) -> str:
    try:
        page = page_of(house, session, opened, now)
        values = meant(page, reply)
        if not values:
            return "needs_review"
        if reply.comment and page.sheets:
            values[page.sheets[0].comment] = reply.comment
        record(house, session, opened, Given(values, CHANNEL), now)
    except AlreadyOver:
        return "over"
    except LinkIsGone:
        return "gone"
    except Unusable:
        return "needs_review"
    return "answered"


def meant(page: AnswerPage, reply: Reply) -> dict[str, str]:
    """Return the fields and values that a reply means; {} when it could mean several things, or none.

    A bare number is the task's where there is one, else the only question's. Several numbers answer a page of
    as many questions in their order, where no task could claim the first.
    """
    words = {"yes": "done", "no": "not_yet"}
    if page.only:
        one = page.tapped(reply.answer) or page.tapped(words.get(reply.answer, ""))
        return one if len(reply.numbers) <= 1 else {}
    asked = [ask for ask in page.asks if not ask.optional]
    if any(ask.form == "words" for ask in asked) or len(reply.numbers) != len(asked):
        return {}
    values = {ask.field: number for ask, number in zip(asked, reply.numbers, strict=True)}
    return values if all(values[ask.field] in ask.allowed for ask in asked) else {}


def _obey(house: House, session: Session, opened: Opened, reply: Reply, now: datetime) -> str:
    """Stop, pause or resume, for the cohorts that the mail was about; *away* needs its page, so it is looked at."""
    named, _ = enrollments.asked_in(session, opened.carries)
    places = [one for one in enrollments.of_recipient(session, opened.recipient.id or 0) if one.enrollment.id in named]
    try:
        if reply.command == "stop":
            leave_cohorts(session, named, now, CHANNEL)
        elif reply.command == "pause":
            set_paused(session, places, now, CHANNEL)
        elif reply.command == "resume":
            set_resumed(house, session, places, now, CHANNEL)
        else:
            return "needs_review"
    except Refused:
        return "needs_review"
    events.note(session, f"asked_to_{reply.command}", now, recipient_id=opened.recipient.id, message_id=opened.carries)
    return "commanded"
