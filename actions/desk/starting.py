"""Starting a draft: everybody on it is enrolled in one transaction, and the draft is gone once they are."""

from collections.abc import Callable
from datetime import datetime

from actions.desk.choosing import cohort_of, faults_of
from actions.desk.drafts import Draft, draft_of, drop
from actions.enrolling import Enrolled, enroll
from actions.house import House
from coaching.errors import Refused


def start(house: House, key: str, now: datetime, said: Callable[[int], None] = lambda people: None) -> Enrolled:
    """Enrol everybody of a draft and throw it away; *said* is told how many people are done.

    Raises:
        NotFound: there is no such draft. Refused: something is still to be chosen or mended; nobody is enrolled.
    """
    draft = draft_of(house, key)
    check(house, draft)
    result = enroll(house, cohort_of(draft), draft.roster, now, said)
    drop(house, key)
    return result


def check(house: House, draft: Draft) -> None:
    """Refuse a draft of which no cohort can be made yet, with the first thing that is missing."""
    for sentence in faults_of(house, draft.choices).values():
        raise Refused(sentence)
