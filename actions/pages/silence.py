"""The doors to the silence question: the page its link opens, a tap and Save, and a reply."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from actions.contents import spoken, title_in
from actions.house import House
from actions.incoming.writing_back import write_back
from actions.links import LinkIsGone, Opened, open_link, path_of
from actions.silence import settle
from coaching.errors import Refused
from coaching.notices import CLARIFY, SILENCE, WRITTEN_BACK
from coaching.silence import CHOICES, COMMANDS, Answer
from coaching.tokens import Purpose
from content.words import marked
from delivery.replies import Reply
from storage import enrollments, silences
from storage.enrollments import Place
from storage.rows import SilenceRow

PRINTED = {str(n): answer for n, (answer, _) in enumerate(CHOICES, start=1)}


@dataclass(frozen=True, slots=True)
class SilencePage:
    """What the page shows: the programmes it is about, the answer so far ("" for none), and the other links."""

    programmes: tuple[str, ...]
    answer: str
    own_page: str
    leave: str
    locale: str
    choices: tuple[tuple[Answer, str], ...] = CHOICES

    def tapped(self, printed: str) -> str:
        """Return the answer that a tap in the mail chose, or "" where it means none."""
        return PRINTED.get(printed, Answer.OPEN)


def silence_page(house: House, token: str) -> SilencePage | None:
    """Return the page of a link that came with the question, None for any other mail's; it changes nothing.

    Raises:
        UnknownLink, LinkIsGone: the link opens nothing, or nothing goes on any more.
    """
    with house.store.read() as session:
        opened = open_link(session, token, Purpose.ANSWER)
        if not _asks(session, opened):
            return None
        row, places = _found(session, opened)
        titles = dict.fromkeys(title_in(one.programme, opened.recipient.locale) for one in places)
        locale = spoken(opened.recipient.locale, *(one.programme for one in places))
        answer = "" if row.answer == Answer.NONE else row.answer
        own_page, leave = path_of(house, opened, Purpose.OWN_PAGE), path_of(house, opened, Purpose.LEAVE)
        return SilencePage(tuple(titles), answer, own_page, leave, locale)


def answer_silence(house: House, token: str, value: str, now: datetime) -> Answer:
    """Do what was chosen on the page and return it.

    Raises:
        Refused: nothing was chosen. UnknownLink, LinkIsGone: as `silence_page`.
    """
    if value not in PRINTED.values():
        raise Refused(marked("Nothing was chosen yet. Choose one of the four, and save again."))
    with house.store.write() as session:
        row, places = _found(session, open_link(session, token, Purpose.ANSWER))
        settle(house, session, row, places, Answer(value), now, "page")
        session.commit()
    return Answer(value)


def silence_by_reply(house: House, session: Session, opened: Opened, reply: Reply, now: datetime) -> str | None:
    """Do what a reply to the question says; None where it is about something else.

    "Fewer" and "I read them" are understood in a reply to any mail, once the question has been asked. What a reply to
    the question meant is asked back where it cannot be told.
    """
    said = COMMANDS.get(reply.command)
    asks = _asks(session, opened)
    if asks:
        said = said or (PRINTED.get(reply.answer) if len(reply.numbers) == 1 else None)
    elif said not in (Answer.FEWER, Answer.READ):
        return None
    try:
        row, places = _found(session, opened)
    except LinkIsGone:
        return "gone" if asks else None
    if said is None:
        return _asked_back(house, session, opened, reply, now)
    settle(house, session, row, places, said, now, "mail")
    return "commanded"


def _asked_back(house: House, session: Session, opened: Opened, reply: Reply, now: datetime) -> str | None:
    """Ask what a reply to the question meant; a command of another kind ("away until Monday") is none of the four."""
    if reply.kind == "command":
        return None
    write_back(house, session, opened, CLARIFY, now)
    return "needs_review"


def _asks(session: Session, opened: Opened) -> bool:
    """Return whether a link came with the question, or with a mail that asked back what a reply to it meant."""
    kind = opened.message.kind if opened.message else ""
    return kind == SILENCE or (kind in WRITTEN_BACK and silences.of_message(session, opened.carries) is not None)


def _found(session: Session, opened: Opened) -> tuple[SilenceRow, list[Place]]:
    theirs = enrollments.of_recipient(session, opened.recipient.id or 0)
    places = [one for one in theirs if one.enrollment.state != "left"]
    if _asks(session, opened):
        row = silences.of_message(session, opened.carries)
    else:
        row = silences.latest(session, places[0].participant.id or 0) if places else None
    if row is None or not places:
        raise LinkIsGone(marked("You take part in no programme, so there is nothing to choose here."))
    return row, places
