"""Move a demonstration's clock to the next mail; its flows send it within seconds."""

from datetime import datetime, timedelta

from actions.house import House
from actions.plans.calendars import calendar_of
from storage.clocks import offset, set_moment
from storage.messages import next_due_at

SOON = timedelta(seconds=30)


def bring_next_mail(house: House, wall: datetime) -> str:
    """Set the database's own clock to just after the next due moment and return one sentence about it.

    A database that follows the wall's clock is left alone.
    """
    if offset(house.store) is None:
        return "Only a demonstration has a clock that can be moved."
    with house.store.read() as session:
        due_at = next_due_at(session)
    if due_at is None:
        return "Nothing more is planned: the programme is over."
    if due_at > house.clock(wall):
        set_moment(house.store, due_at + SOON, wall)
    shown = calendar_of(house.zone).wall(due_at)
    return f"It is now {shown:%A} {shown.day} {shown:%B %Y}, {shown:%H:%M}. The mail comes in a few seconds."
