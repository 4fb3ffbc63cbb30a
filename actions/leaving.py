"""Leave, be away, pause, come back: by the link in a mail or, for staff, by name."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from actions.answer_pages import calendar_for, path_of
from actions.house import House
from actions.links import Opened, open_link
from coaching.errors import NotFound, Refused
from coaching.states import Reason, State
from coaching.tokens import Purpose, keyed_hash
from storage import events, prompts, staying
from storage.rows import RecipientRow
from storage.staying import Place

STILL_HERE = ("active", "paused")
LONGEST_AWAY = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Membership:
    """One cohort somebody is or was in. *state* is active, paused or left."""

    enrollment_id: int
    cohort: str
    programme: str
    state: str


@dataclass(frozen=True, slots=True)
class LeavePage:
    """What the leave link of one mail is about: *here* are its own cohorts, *elsewhere* the person's others."""

    here: tuple[Membership, ...]
    elsewhere: tuple[Membership, ...]
    is_participant: bool
    own_page: str

    @property
    def has_left(self) -> bool:
        """True when nothing of what the mail was about goes on."""
        return bool(self.here) and all(one.state == "left" for one in self.here)


@dataclass(frozen=True, slots=True)
class Left:
    """What leaving did. *programmes* are the titles that ended, *everything* that the address is silent for good."""

    programmes: tuple[str, ...]
    everything: bool = False


def leave_page(house: House, token: str) -> LeavePage:
    """Return what the leave link of a mail is about; it changes nothing.

    Raises:
        UnknownLink, LinkIsGone: the link opens nothing.
    """
    with house.store.read() as session:
        return _page(house, session, open_link(session, token, Purpose.LEAVE))


def _page(house: House, session: Session, opened: Opened) -> LeavePage:
    places = staying.of_recipient(session, opened.recipient.id or 0)
    named, _ = staying.asked_in(session, opened.carries)
    here = [one for one in places if one.enrollment.id in named]
    rest = [one for one in places if one.enrollment.id not in named and one.enrollment.state != "left"]
    return LeavePage(_memberships(here), _memberships(rest), bool(here), path_of(house, opened, Purpose.OWN_PAGE))


def _memberships(places: Sequence[Place]) -> tuple[Membership, ...]:
    return tuple(
        Membership(one.enrollment.id or 0, one.cohort.name, one.programme.title, one.enrollment.state) for one in places
    )


def leave_by_link(house: House, token: str, now: datetime, *, everything: bool = False, cause: str = "page") -> Left:
    """Leave every cohort that the mail was about, at once; *everything* ends all mail to the address.

    The link never dies: leaving again says the same and changes nothing. Somebody who is no participant (an
    observer, a coach) has no cohort to leave, so for them it is everything.

    Raises:
        UnknownLink, LinkIsGone: the link opens nothing.
    """
    with house.store.write() as session:
        opened = open_link(session, token, Purpose.LEAVE)
        page = _page(house, session, opened)
        if everything or not page.is_participant:
            left = leave_everything(house, session, opened.recipient, now, cause)
        else:
            leave_cohorts(session, [one.enrollment_id for one in page.here], now, cause)
            left = Left(tuple(one.programme for one in page.here))
        session.commit()
    return left


def leave_cohorts(session: Session, enrollment_ids: Collection[int], now: datetime, cause: str) -> int:
    """End these enrollments: what is planned is left out, what is open is closed. Return how many ended."""
    ended = 0
    for enrollment_id in enrollment_ids:
        if staying.set_state(session, [enrollment_id], STILL_HERE, "left", left_at=now):
            ended += 1
            events.note(session, "left", now, enrollment_id=enrollment_id, cause=cause)
            _close(session, enrollment_id, now)
    return ended


def _close(session: Session, enrollment_id: int, now: datetime) -> None:
    found = staying.prompts_of(session, [enrollment_id], (State.PLANNED, State.SENT, State.UNSURE))
    mails = staying.messages_of(session, [id_ for ids in found.values() for id_ in ids])
    left_out = found.get(State.PLANNED, [])
    prompts.move(session, left_out, State.PLANNED, State.SKIPPED, now, reason=Reason.LEFT, message_id=None)
    for was in (State.SENT, State.UNSURE):
        prompts.move(session, found.get(was, []), was, State.EXPIRED, now, reason=Reason.LEFT)
    staying.drop_empty(session, mails, Reason.LEFT)


def leave_everything(house: House, session: Session, recipient: RecipientRow, now: datetime, cause: str) -> Left:
    """End every enrollment of a recipient and let nothing go to the address again; an erasure does not undo it."""
    places = staying.of_recipient(session, recipient.id or 0)
    still = [one for one in places if one.enrollment.state != "left"]
    leave_cohorts(session, [one.enrollment.id or 0 for one in still], now, cause)
    staying.drop_all(session, recipient.id or 0, Reason.SUPPRESSED)
    if staying.suppress(session, keyed_hash(house.secret, recipient.address), "left", now):
        events.note(session, "suppressed", now, recipient_id=recipient.id, cause=cause)
    return Left(tuple(one.programme.title for one in still), everything=True)


def set_away(
    house: House, session: Session, places: Sequence[Place], first: date, last: date, now: datetime, cause: str
) -> None:
    """Note that a person is away from *first* to *last*, both included.

    Raises:
        Refused: the days are turned round, over already, or longer than a year.
    """
    who = places[0]
    today = calendar_for(house, session, who.recipient.id or 0, now).day_of(now)
    if last < first:
        raise Refused("The last day away is before the first. Choose a later one.")
    if last < today:
        raise Refused("These days are over already. Choose a day from today on.")
    if last - first > LONGEST_AWAY:
        raise Refused("This is longer than a year. Pause instead, and come back when you like.")
    staying.add_absence(session, who.participant.id or 0, "away", first, last, now)
    events.note(
        session, "away", now, recipient_id=who.recipient.id, cause=cause,
        details={"from": first.isoformat(), "until": last.isoformat()},
    )  # fmt: skip


def set_paused(house: House, session: Session, places: Sequence[Place], now: datetime, cause: str) -> int:
    """Stop everything for these places until they are resumed; return how many were running."""
    running = [one for one in places if one.enrollment.state == "active"]
    for one in running:
        staying.set_state(session, [one.enrollment.id or 0], ("active",), "paused")
        events.note(session, "paused", now, enrollment_id=one.enrollment.id, cause=cause)
    if running:
        today = calendar_for(house, session, running[0].recipient.id or 0, now).day_of(now)
        staying.add_absence(session, running[0].participant.id or 0, "pause", today, None, now)
    return len(running)


def set_resumed(house: House, session: Session, places: Sequence[Place], now: datetime, cause: str) -> int:
    """Go on with these places, and end what absence there is; return how many were paused."""
    paused = [one for one in places if one.enrollment.state == "paused"]
    for one in paused:
        staying.set_state(session, [one.enrollment.id or 0], ("paused",), "active")
        events.note(session, "resumed", now, enrollment_id=one.enrollment.id, cause=cause)
    if places:
        today = calendar_for(house, session, places[0].recipient.id or 0, now).day_of(now)
        staying.end_absences(session, places[0].participant.id or 0, ("pause", "away"), today)
    return len(paused)


def places_of(session: Session, person: str, cohort: str | None = None, *, everywhere: bool = False) -> list[Place]:
    """Return the places of *person* (an address or a key) that go on, in *cohort* or the only one there is.

    Raises:
        NotFound: nobody goes by that, or not in that cohort.
        Refused: the person is in several cohorts and none was named.
    """
    places = staying.of_person(session, person)
    if not places:
        raise NotFound("participant", person, ())
    names = [one.cohort.name for one in places]
    if cohort is not None:
        found = [one for one in places if one.cohort.name == cohort]
        if not found:
            raise NotFound("cohort of this person", cohort, tuple(names))
        return found
    if len(places) > 1 and not everywhere:
        raise Refused(f"This person is in several cohorts: {', '.join(sorted(names))}. Name one with --cohort.")
    return places
