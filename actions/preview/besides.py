"""What people get besides the steps of a programme: a reminder, the question after a silence, the pages of a mail.

Each is made by the code that makes it for real, on the database of the preview.
"""

from datetime import datetime, timedelta

from actions.house import House
from actions.leaving import leave_page
from actions.pages.answer import answer_page
from actions.pages.own import own_page
from actions.pages.silence import silence_page
from coaching.notices import CLARIFY, SILENCE
from coaching.tokens import Purpose, derive
from content.previews import Sheet
from content.rendering import page
from storage import staging

LATER = timedelta(minutes=5)


MAILS = {
    "reminder": "once, where a check-in is still open on the second or third working day",
    CLARIFY: "after a reply that could mean two things",
    SILENCE: "after three mails in a row without an answer",
}
"""The mails besides, by kind: when each of them comes."""


def stage(house: House, kind: str, about: str, at: datetime) -> str:
    """Let a mail of *kind* about the one with the key *about* be due at *at*; return its key."""
    with house.store.write() as session:
        key = staging.stage_beside(session, kind, about, at)
        session.commit()
    return key


def page_of(house: House, key: str, at: datetime) -> str:
    """Return the page that the link of a mail with *key* opens, as HTML."""
    token = derive(house.secret, Purpose.ANSWER, key)
    if silence := silence_page(house, token):
        return page(
            "silence", silence.locale, page=silence, chosen="", said=False, fault="", nonce="", action=""
        )  # fmt: skip
    asked = answer_page(house, token, at + LATER)
    return page("answer", asked.locale, page=asked, values={}, faults={}, nonce="", action="", whole=False)


def pages_besides(house: House, key: str, at: datetime) -> tuple[Sheet, ...]:
    """Return the pages that links in every mail open: one's own, and the one to leave by."""
    own = own_page(house, derive(house.secret, Purpose.OWN_PAGE, key), at + LATER)
    leave = leave_page(house, derive(house.secret, Purpose.LEAVE, key))
    shown = {"page": own, "said": "", "fault": "", "nonce": "", "action": ""}
    left = {"page": leave, "said": "", "fault": "", "nonce": "", "action": ""}
    when = "opened by a link in every mail"
    return (
        Sheet("_own", when, "", "Your page", "", "", page("own", own.locale, **shown)),
        Sheet("_leave", when, "", "Leave", "", "", page("leave", leave.locale, **left)),
    )
