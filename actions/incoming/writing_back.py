"""Plan a mail that answers a mail: what did you mean, or: somebody else answered.

Two machines that answer each other never stop, so only a person's mail gets here, at most one such mail a day goes
out about what one mail asked, and it goes as RFC 3834 wants it: sent by nobody, marked as an automatic reply.
"""

from datetime import datetime, timedelta

from sqlmodel import Session

from actions.house import House
from actions.links import Opened
from actions.pages.answer import calendar_for
from storage import messages

ONE_PER = timedelta(days=1)
"""Such mails count against nobody's budget: the person wrote first, or somebody in their name."""


def write_back(house: House, session: Session, opened: Opened, kind: str, now: datetime) -> bool:
    """Plan one mail of *kind* to whom the message went; False where one went within a day, or nothing was asked."""
    if not opened.carries or messages.has_written_back(session, opened.carries, kind, now - ONE_PER):
        return False
    recipient_id = opened.recipient.id or 0
    day = calendar_for(house, session, recipient_id, now).day_of(now)
    messages.add(session, [messages.planned(recipient_id, kind, now, day, about_id=opened.carries, touch=False)])
    return True
