"""Leave: a cohort or everything, at once, by the link in any mail."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from actions.buddies import end, end_all, end_of
from actions.contents import spoken, title_in
from actions.house import House
from actions.links import Opened, open_link, path_of
from actions.observing import leave_observing
from coaching.notices import LEFT_EVERYTHING, MANAGER, TO_BUDDIES
from coaching.states import Reason, State
from coaching.tokens import Purpose, keyed_hash
from content.words import SOURCE
from storage import buddies, enrollments, events, messages, personal, prompts, suppressions
from storage.enrollments import Place
from storage.rows import RecipientRow

STILL_HERE = ("active", "paused", "invited")


@dataclass(frozen=True, slots=True)
class Membership:
    """One cohort somebody is or was in. *state* is active, paused, invited or left."""

    enrollment_id: int
    cohort: str
    programme: str
    state: str


@dataclass(frozen=True, slots=True)
class LeavePage:
    """What the leave link of one mail is about: *here* are its own cohorts, *elsewhere* the person's others.

    *observes*: it asked about colleagues, and leaving means to be asked about nobody any more. *buddy*: it asked
    them to be a buddy or told them what was done, and leaving ends that alone.
    """

    here: tuple[Membership, ...]
    elsewhere: tuple[Membership, ...]
    is_participant: bool
    own_page: str
    locale: str = SOURCE
    observes: bool = False
    buddy: bool = False

    @property
    def has_left(self) -> bool:
        """True when nothing of what the mail was about goes on."""
        return bool(self.here) and all(one.state == "left" for one in self.here)


@dataclass(frozen=True, slots=True)
class Left:
    """What leaving did. *programmes* are the titles that ended, *everything* that the address is silent for good.

    *observing*: nobody is asked about any more. *buddy*: nobody is told of any more. *forgotten*: nothing of
    whoever left is kept, so that no link of theirs opens anything.
    """

    programmes: tuple[str, ...]
    everything: bool = False
    locale: str = SOURCE
    observing: bool = False
    buddy: bool = False
    forgotten: bool = False


def leave_page(house: House, token: str) -> LeavePage:
    """Return what the leave link of a mail is about; it changes nothing.

    Raises:
        UnknownLink, LinkIsGone: the link opens nothing.
    """
    with house.store.read() as session:
        return _page(house, session, open_link(session, token, Purpose.LEAVE))


def _page(house: House, session: Session, opened: Opened) -> LeavePage:
    places = enrollments.of_recipient(session, opened.recipient.id or 0)
    named, observing = enrollments.asked_in(session, opened.carries)
    if opened.message is not None and opened.message.kind in TO_BUDDIES:
        return replace(_of_observer(house, opened), observes=False, buddy=True)
    if opened.message is not None and opened.message.kind == MANAGER:
        return _of_observer(house, opened)
    if opened.message is not None and not named and not observing:  # a mail that asked nothing is about everything
        named = {one.enrollment.id or 0 for one in places}
    here = [one for one in places if one.enrollment.id in named]
    rest = [one for one in places if one.enrollment.id not in named and one.enrollment.state != "left"]
    locale = spoken(opened.recipient.locale, *(one.programme for one in places))
    own_page = path_of(house, opened, Purpose.OWN_PAGE)
    theirs = opened.recipient.locale
    return LeavePage(
        _memberships(here, theirs), _memberships(rest, theirs), bool(here), own_page, locale, bool(observing)
    )


def _of_observer(house: House, opened: Opened) -> LeavePage:
    """Return the page of a mail to a manager: it ends these and questions about colleagues, no more."""
    locale = spoken(opened.recipient.locale)
    return LeavePage((), (), False, path_of(house, opened, Purpose.OWN_PAGE), locale, observes=True)


def _memberships(places: Sequence[Place], locale: str) -> tuple[Membership, ...]:
    return tuple(
        Membership(one.enrollment.id or 0, one.cohort.name, title_in(one.programme, locale), one.enrollment.state)
        for one in places
    )


def leave_by_link(house: House, token: str, now: datetime, *, everything: bool = False, cause: str = "page") -> Left:
    """Leave every cohort that the mail was about, at once; *everything* ends all mail to the address.

    The link never dies: leaving again says the same and changes nothing. An observer is asked about nobody any
    more. Somebody else who is no participant (a coach) has no cohort to leave, so for them it is everything.

    Raises:
        UnknownLink, LinkIsGone: the link opens nothing.
    """
    with house.store.write() as session:
        opened = open_link(session, token, Purpose.LEAVE)
        page = _page(house, session, opened)
        if page.buddy and not everything:
            left = _end_buddy(session, opened, now)
        elif page.observes and not everything:
            leave_observing(session, opened.recipient.id or 0, now, cause)
            left = Left((), observing=True)
        elif everything or not page.is_participant:
            left = leave_everything(house, session, opened.recipient, now, cause)
        else:
            leave_cohorts(session, [one.enrollment_id for one in page.here], now, cause)
            left = Left(tuple(one.programme for one in page.here))
        session.commit()
    return replace(left, locale=page.locale)


def _end_buddy(session: Session, opened: Opened, now: datetime) -> Left:
    """End what a mail to a buddy asked or told of."""
    about = (opened.message.id or 0) if opened.message else 0
    for column in ("asked_in", "told_in"):
        end(session, buddies.open_among(session, recipient_id=[opened.recipient.id or 0], **{column: [about]}), now)
    return Left((), buddy=True, forgotten=personal.is_erased(session, opened.recipient.id or 0))


def leave_cohorts(session: Session, enrollment_ids: Collection[int], now: datetime, cause: str) -> int:
    """End these enrollments: what is planned is left out, what is open is closed. Return how many ended."""
    ended = 0
    for enrollment_id in enrollment_ids:
        if enrollments.set_state(session, [enrollment_id], STILL_HERE, "left", left_at=now):
            ended += 1
            events.note(session, "left", now, enrollment_id=enrollment_id, cause=cause)
            close(session, enrollment_id, now)
            end_of(session, enrollment_id, now)
    return ended


def close(session: Session, enrollment_id: int, now: datetime, reason: Reason = Reason.LEFT) -> int:
    """Leave out what is planned for an enrollment and close what is open; return how many prompts that were."""
    found = prompts.by_state(session, [enrollment_id], (State.PLANNED, State.SENT, State.UNSURE))
    mails = messages.carrying(session, [id_ for ids in found.values() for id_ in ids])
    left_out = found.get(State.PLANNED, [])
    moved = prompts.move(session, left_out, State.PLANNED, State.SKIPPED, now, reason=reason, message_id=None)
    for was in (State.SENT, State.UNSURE):
        moved += prompts.move(session, found.get(was, []), was, State.EXPIRED, now, reason=reason)
    messages.drop_empty(session, mails, reason)
    return len(moved)


def leave_everything(house: House, session: Session, recipient: RecipientRow, now: datetime, cause: str) -> Left:
    """End every enrollment of a recipient and let nothing go to the address again; an erasure does not undo it."""
    places = enrollments.of_recipient(session, recipient.id or 0)
    still = [one for one in places if one.enrollment.state != "left"]
    leave_cohorts(session, [one.enrollment.id or 0 for one in still], now, cause)
    leave_observing(session, recipient.id or 0, now, cause)
    messages.drop_all(session, recipient.id or 0, Reason.SUPPRESSED)
    if suppressions.suppress(session, keyed_hash(house.secret, recipient.address), LEFT_EVERYTHING, now):
        events.note(session, "suppressed", now, recipient_id=recipient.id, cause=cause)
    end_all(session, recipient.id or 0, now)
    gone = personal.is_erased(session, recipient.id or 0)
    return Left(tuple(title_in(one.programme, recipient.locale) for one in still), everything=True, forgotten=gone)
