"""Starting a draft: everybody on it is enrolled, and the draft is gone, in one transaction."""

from datetime import datetime

from sqlmodel import Session

from actions.desk.choosing import cohort_of, faults_of
from actions.desk.drafts import Draft, draft_of
from actions.desk.works import Telling
from actions.enrolling import Enrolled, enroll
from actions.house import House
from coaching.errors import Refused
from storage import uploads


def start(house: House, key: str, now: datetime, telling: Telling) -> None:
    """Enrol everybody of a draft and throw it away, saying to *telling* how far it is and what came of it.

    Raises:
        NotFound: there is no such draft. Refused: something is still to be chosen or mended; nobody is enrolled.
    """
    draft = draft_of(house, key)
    check(house, draft)

    def settle(session: Session, done: Enrolled) -> None:
        uploads.drop(session, key)
        telling.ended(session, f"{done.enrolled} people are enrolled, and {done.prompts} prompts are planned.")

    enroll(house, cohort_of(house, draft), draft.roster, now, telling.said, settle)


def check(house: House, draft: Draft) -> None:
    """Refuse a draft of which no cohort can be made yet, with the first thing that is missing."""
    for sentence in faults_of(house, draft.choices).values():
        raise Refused(sentence)
