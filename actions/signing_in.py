"""Signing in without passwords: a link that works once opens a session of twelve hours."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from actions.house import House
from actions.links import LinkIsGone, UnknownLink
from actions.plans.calendars import calendar_of
from coaching.errors import NotAllowed, NotFound, Refused
from coaching.notices import SIGN_IN, may_mail_key
from coaching.tokens import SIGN_IN_LASTS, Purpose, fresh
from storage import cohorts, events, messages, personal, staff, tokens
from storage.rows import RecipientRow

LINK_LASTS = SIGN_IN_LASTS
SESSION_LASTS = timedelta(hours=12)
ROLES = ("coach", "ld")


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody signed in: *role* is coach or ld, *session* the token of their cookie."""

    recipient_id: int
    name: str
    role: str
    session: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Workshop:
    """One cohort as a list shows it."""

    name: str
    workshop_on: str


def link(house: House, address: str, role: str | None, now: datetime) -> str:
    """Return the address that signs *address* in, once, within a quarter of an hour.

    Without a *role* it is the one the address has: known staff keep theirs, a coach is a coach, and an address that
    is new becomes L&D staff, since whoever asks has the command line.

    Raises:
        Refused: the address is none, the role is unknown, or a participant's address comes without a role.
    """
    with house.store.write() as session:
        who, as_role = _staff(session, address, role, now)
        token = fresh(Purpose.SIGN_IN)
        tokens.keep(session, token, Purpose.SIGN_IN, who.id or 0, now, role=as_role, expires_at=now + LINK_LASTS)
        events.note(session, "sign_in_link", now, recipient_id=who.id, details={"role": as_role})
        session.commit()
    return house.address(f"/sign-in/{token}")


def _staff(session: Session, address: str, role: str | None, now: datetime) -> tuple[RecipientRow, str]:
    """Return who signs in and as what, made staff where the role is given or the address new.

    Raises:
        Refused: as `link`.
    """
    if "@" not in address.strip()[1:-1]:
        raise Refused("This is no mail address. Write one such as maria@example.org.")
    if role is not None and role not in ROLES:
        raise Refused(f"There is no role '{role}'. Use coach or ld.")
    known = staff.recipient(session, address)
    if known is not None and known.erased_at:
        raise Refused("This person was erased.")
    as_role = role or _role_of(session, known)
    if as_role == "coach":
        if known is None or not staff.is_coach(session, known.id or 0):
            raise Refused("Nobody is enrolled with this coach. Enrol with --coach first, or use --role ld.")
        return known, as_role
    return staff.make(session, address, as_role, now), as_role


def _role_of(session: Session, known: RecipientRow | None) -> str:
    if known is None:
        return "ld"
    roles = staff.roles_of(session, known.id or 0)
    if "ld" in roles:
        return "ld"
    if staff.is_coach(session, known.id or 0):
        return "coach"
    if staff.is_participant(session, known.id or 0):
        raise Refused("This address is a participant's. Say with --role coach or --role ld what they sign in as.")
    return "ld"


def ask_for_link(house: House, address: str, now: datetime) -> None:
    """Plan a mail with a link that signs *address* in, if it is staff's; whether it is, nobody is told.

    It goes to the address itself and nowhere else, a few times a day, so that nobody's inbox can be filled.
    """
    with house.store.write() as session:
        who = staff.recipient(session, address)
        if who is not None and not who.erased_at and _roles(session, who):
            mailed = personal.mailed_since(session, who.id or 0, SIGN_IN, now - timedelta(days=1))
            if may_mail_key(mailed, now):
                day = calendar_of(house.zone, house.country, around=now.date()).day_of(now)
                messages.add(session, [messages.planned(who.id or 0, SIGN_IN, now, day, touch=False)])
                events.note(session, "sign_in_asked", now, recipient_id=who.id)
        session.commit()


def _roles(session: Session, who: RecipientRow) -> tuple[str, ...]:
    """Return what somebody may sign in as."""
    is_role = {"coach": staff.is_coach(session, who.id or 0), "ld": _is_ld(session, who)}
    return tuple(role for role in ROLES if is_role[role])


def check_link(house: House, token: str, now: datetime) -> tuple[str, ...]:
    """Return the roles a sign-in link offers; nothing is used up.

    Raises:
        UnknownLink, LinkIsGone: it was never made, was used, or is too old.
    """
    with house.store.read() as session:
        return _offered(session, _live_link(session, token, now))


def _offered(session: Session, row: Any) -> tuple[str, ...]:
    return (row.role,) if row.role else _roles(session, session.get_one(RecipientRow, row.recipient_id))


def sign_in(house: House, token: str, now: datetime, role: str = "") -> Staff:
    """Use up a sign-in link and return the session it opens, as *role* where it offers several.

    Raises:
        UnknownLink, LinkIsGone: as `check_link`, or nothing is left that one could sign in as.
    """
    with house.store.write() as session:
        row = _live_link(session, token, now)
        offered = _offered(session, row)
        if not offered or not tokens.use(session, row, now):
            raise LinkIsGone("This link was used already. Ask for a new one.")
        as_role = role if role in offered else offered[0]
        opened = _open(session, session.get_one(RecipientRow, row.recipient_id), as_role, now)
        session.commit()
    return opened


def sign_in_known(house: House, address: str, now: datetime) -> Staff | str:
    """Return the session of the staff with this *address*, which somebody proved to be theirs.

    Where they may sign in as several roles, a link that offers them is returned instead: its token.

    Raises:
        NotAllowed: nobody of the staff has this address.
    """
    with house.store.write() as session:
        who = staff.recipient(session, address)
        roles = _roles(session, who) if who is not None and not who.erased_at else ()
        if who is None or not roles:
            raise NotAllowed(f"You are known there as {address}, and nobody of the staff here has this address.")
        if len(roles) == 1:
            opened: Staff | str = _open(session, who, roles[0], now)
        else:
            opened = fresh(Purpose.SIGN_IN)
            tokens.keep(session, opened, Purpose.SIGN_IN, who.id or 0, now, role="", expires_at=now + LINK_LASTS)
        session.commit()
    return opened


def _live_link(session: Session, token: str, now: datetime) -> Any:
    row = tokens.find(session, token, Purpose.SIGN_IN)
    if row is None:
        raise UnknownLink()
    if not tokens.is_live(row, now):
        raise LinkIsGone("This link signs in once, within a quarter of an hour. Ask for a new one.")
    return row


def open_session(house: House, address: str, role: str, now: datetime) -> str:
    """Return the token of a session that is opened without a link, for the demonstration on one's own machine."""
    with house.store.write() as session:
        who, as_role = _staff(session, address, role, now)
        opened = _open(session, who, as_role, now)
        session.commit()
    return opened.session


def _open(session: Session, who: RecipientRow, role: str, now: datetime) -> Staff:
    token = fresh(Purpose.SESSION)
    tokens.keep(session, token, Purpose.SESSION, who.id or 0, now, role=role, expires_at=now + SESSION_LASTS)
    events.note(session, "signed_in", now, recipient_id=who.id, details={"role": role})
    return Staff(who.id or 0, who.name or who.address, role, token)


def session_of(house: House, token: str, now: datetime) -> Staff | None:
    """Return who is signed in with this token; None once it ended, or once the role was taken away."""
    with house.store.read() as session:
        row = tokens.find(session, token, Purpose.SESSION)
        if row is None or not tokens.is_live(row, now):
            return None
        who = session.get_one(RecipientRow, row.recipient_id)
        keeps = staff.is_coach(session, who.id or 0) if row.role == "coach" else _is_ld(session, who)
        if who.erased_at or not keeps:
            return None
        return Staff(who.id or 0, who.name or who.address, row.role, token)


def _is_ld(session: Session, who: RecipientRow) -> bool:
    return "ld" in staff.roles_of(session, who.id or 0)


def sign_out(house: House, who: Staff, now: datetime) -> None:
    """End a session."""
    with house.store.write() as session:
        row = tokens.find(session, who.session, Purpose.SESSION)
        if row is not None and not row.revoked_at:
            tokens.revoke(session, row, now)
            events.note(session, "signed_out", now, recipient_id=who.recipient_id)
        session.commit()


def workshops(house: House) -> tuple[Workshop, ...]:
    """Return every cohort, the latest first: what L&D sees."""
    with house.store.read() as session:
        return tuple(Workshop(one.name, one.workshop_on.isoformat()) for one in staff.workshops(session))


def looked_at(house: House, who: Staff, what: str, keys: Sequence[str], now: datetime) -> None:
    """Note that somebody of the staff looked at each of these people, by the keys of their enrollments."""
    with house.store.write() as session:
        for enrollment_id in staff.enrollments_of(session, keys):
            events.note(session, "looked", now, recipient_id=who.recipient_id, enrollment_id=enrollment_id,
                        details={"page": what, "role": who.role})  # fmt: skip
        session.commit()


def looked(house: House, who: Staff, what: str, cohort: str, now: datetime) -> None:
    """Note that somebody of the staff looked at a cohort.

    Raises:
        NotFound: no such cohort, or for a coach one in which nobody is theirs; the two look the same.
    """
    with house.store.write() as session:
        row = cohorts.find(session, cohort)
        if row is None or (who.role == "coach" and not staff.coached(session, who.recipient_id, cohort)):
            raise NotFound("cohort", cohort, ())
        events.note(
            session, "looked", now, recipient_id=who.recipient_id,
            details={"page": what, "cohort": row.id, "role": who.role},
        )  # fmt: skip
        session.commit()
