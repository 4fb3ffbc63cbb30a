"""Do what a mail says: an answer only when it can mean one thing, a command for the cohorts the mail was about."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from actions.absences import set_away, set_paused, set_resumed
from actions.answering import AlreadyOver, Given, Unusable, enter
from actions.coached.notes import file_note
from actions.house import House
from actions.incoming.meaning import meant
from actions.incoming.returns import bounced, complained
from actions.incoming.writing_back import write_back
from actions.leaving import leave_cohorts
from actions.links import LinkIsGone, Opened
from actions.observing import leave_observing
from actions.pages.answer import calendar_for, read_page
from actions.pages.answer_shape import AnswerPage
from actions.pages.questions import LONGEST
from actions.pages.silence import silence_by_reply
from actions.plans.replanning import replan
from coaching.errors import Refused
from coaching.notices import CLARIFY, UNVERIFIED
from coaching.tokens import Purpose
from delivery.days import day_in
from delivery.own_language import in_language
from delivery.replies import Reply
from storage import arrivals, enrollments, events, people, responses
from storage.enrollments import Place
from storage.people import fold

CHANNEL = "mail"


def act(house: House, session: Session, opened: Opened, reply: Reply, now: datetime, kept: int) -> str:
    """Do what the mail says and return what was made of it.

    Only its writer can answer: a mail from another address than the one it went to is counted as nothing, and
    whom it was sent to is told.
    """
    if opened.token.purpose == Purpose.NOTE:
        return _noted(session, opened, reply, now, kept)
    if reply.kind == "bounce":
        return bounced(house, session, opened, reply, now, kept)
    if reply.kind == "complaint":
        return complained(house, session, opened, now)
    is_theirs = fold(reply.sender) == opened.recipient.folded
    if reply.kind in ("auto", "reaction"):
        return "absent" if reply.absent and is_theirs else reply.kind
    if not is_theirs:
        write_back(house, session, opened, UNVERIFIED, now)
        return "unverified"
    reply = in_language(reply, opened.recipient.locale)
    if answered := silence_by_reply(house, session, opened, reply, now):
        return answered
    if reply.kind == "command":
        return _Order(house, session, opened, now).obey(reply)
    return _answer(house, session, opened, reply, now)


def _noted(session: Session, opened: Opened, reply: Reply, now: datetime, kept: int) -> str:
    """File a coach's note; the mail itself is not kept beside it, since a note is erased with its person's data."""
    outcome = file_note(session, opened, reply, now)
    if outcome == "noted":
        arrivals.forget_octets(session, kept)
    return outcome


def _answer(house: House, session: Session, opened: Opened, reply: Reply, now: datetime) -> str:
    """Record what the mail answers; where that is not sure, keep its words for its writer and ask what was meant."""
    try:
        responses.hold(session, opened.carries)
        reading = read_page(house, session, opened, now)
        page = reading.page
        if not page.live:
            return "over"
        values, comment = meant(page, reply)
        told = values | _comment(session, page, opened, comment) if values else _kept(page, reply)
        if told:
            enter(house, session, opened, reading, Given(told, CHANNEL), now)
    except AlreadyOver:
        return "over"
    except LinkIsGone:
        return "gone"
    except Unusable:
        values = {}
    if not values:
        write_back(house, session, opened, CLARIFY, now)
    return "answered" if values else "needs_review"


def _comment(session: Session, page: AnswerPage, opened: Opened, comment: str) -> dict[str, str]:
    """Return the fields of a comment; the coach reads it where its writer allowed that for replies."""
    if not comment:
        return {}
    sheet = next(one for one in page.sheets if one.live)
    shared = {sheet.share: "1"} if sheet.coach and _shares(session, opened.recipient.id or 0) else {}
    return {sheet.comment: comment[:LONGEST]} | shared


def _shares(session: Session, recipient_id: int) -> bool:
    """Return whether somebody lets their coach read what they write in replies."""
    who = people.participants_by_recipient(session, [recipient_id]).get(recipient_id)
    return who is not None and who.share_replies


def _kept(page: AnswerPage, reply: Reply) -> dict[str, str]:
    """Return the fields that keep words which are no sure answer, for nobody but their writer."""
    sheet = next(one for one in page.sheets if one.live)
    return {sheet.comment: reply.text[:LONGEST]} if reply.text else {}


class _Order:
    """Obeys one command, for the cohorts that the mail was about."""

    def __init__(self, house: House, session: Session, opened: Opened, now: datetime) -> None:
        self.house, self.session, self.opened, self.now = house, session, opened, now
        self.named, self.observing = enrollments.asked_in(session, opened.carries)
        if not self.named and not self.observing:  # a mail that asked nothing is about everything
            theirs = enrollments.of_recipient(session, opened.recipient.id or 0)
            self.named = {one.enrollment.id or 0 for one in theirs if one.enrollment.state != "left"}

    def obey(self, reply: Reply) -> str:
        """Do it and return ``commanded``; what cannot be done as it stands is asked about."""
        try:
            done = self._do(reply)
        except Refused:
            done = False
        if not done:
            write_back(self.house, self.session, self.opened, CLARIFY, self.now)
            return "needs_review"
        events.note(
            self.session, f"asked_to_{reply.command}", self.now, recipient_id=self.opened.recipient.id,
            message_id=self.opened.carries,
        )  # fmt: skip
        return "commanded"

    def _do(self, reply: Reply) -> bool:
        if reply.command == "stop":
            return self._stop()
        places = self._places()
        if not places:
            return False
        if reply.command == "pause":
            set_paused(self.session, places, self.now, CHANNEL)
        elif reply.command == "resume":
            set_resumed(self.house, self.session, places, self.now, CHANNEL)
            self._replan(places)
        elif reply.command == "away":
            return self._away(places, reply.until)
        else:
            return False
        return True

    def _stop(self) -> bool:
        if self.observing:
            leave_observing(self.session, self.opened.recipient.id or 0, self.now, CHANNEL)
        leave_cohorts(self.session, self.named, self.now, CHANNEL)
        return bool(self.named or self.observing)

    def _places(self) -> list[Place]:
        found = enrollments.of_recipient(self.session, self.opened.recipient.id or 0)
        return [one for one in found if one.enrollment.id in self.named]

    def _away(self, places: Sequence[Place], until: str) -> bool:
        """Note the absence, its last day included; a day that nobody can be sure of is asked about."""
        today = calendar_for(self.house, self.session, self.opened.recipient.id or 0, self.now).day_of(self.now)
        last = day_in(until, today)
        if last is None:
            return False
        set_away(self.house, self.session, places, today, last, self.now, CHANNEL)
        self._replan(places)
        return True

    def _replan(self, places: Sequence[Place]) -> None:
        replan(self.house, self.session, places[0].participant.id or 0, self.now)
