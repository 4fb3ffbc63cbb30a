"""The mails to managers as a preview shows them: each to an invented manager of its own."""

from datetime import datetime

from actions.house import House
from actions.outgoing.manager_mails import key_of
from coaching.programmes import Programme
from storage import managers, staging


def stage(house: House, programme: Programme, locale: str, at: datetime) -> dict[str, str]:
    """Let each mail to managers be due at *at*; return their keys by what says when they come."""
    keys = {}
    with house.store.write() as session:
        for one in programme.managers:
            who = staging.stage_manager(session, one.name, locale, at)
            key = key_of(house, who, one)
            managers.plan(session, key, who.recipient_id, at, at.date())
            keys[f"day {one.after_days}, to a manager"] = key
        session.commit()
    return keys
