"""What people get besides the steps of a programme: a reminder, the question after a silence, the pages of a mail.

Each is made by the code that makes it for real, on the database of the preview.
"""

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Beside:
    """One mail besides: its kind, when it comes in words, and the key of the mail it is about."""

    kind: str
    when: str
    about: str


def mails_besides(check_in: str, task: str, last: str) -> tuple[Beside, ...]:
    """Return the mails besides, given the keys of a mail with a check-in, one with a task, and the last one.

    The question after a silence is the last of them, because it lets the mail it is about go unanswered.
    """
    found = (
        Beside("reminder", "once, where a check-in is still open on the second or third working day", check_in),
        Beside(CLARIFY, "after a reply that could mean two things", task),
        Beside(SILENCE, "after three mails in a row without an answer", last),
    )
    return tuple(one for one in found if one.about)


def stage(house: House, one: Beside, at: datetime) -> str:
    """Let one of these mails be due at *at*; return its key."""
    with house.store.write() as session:
        key = staging.stage_beside(session, one.kind, one.about, at)
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
