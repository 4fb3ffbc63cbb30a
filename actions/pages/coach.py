"""A coach's pages of the people they have, and only what each of these lets them read.

An independent coach sees who answered, what was done and the scale answers of check-ins by name. A coach who is
the line manager sees active, quiet or away, and what was shared. Free text is read by either only where its writer
ticked so; else the page says that a text exists. How long somebody took is nobody's business here.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from actions.coached.knowing import Known, know
from actions.coached.persons import as_seen, news
from actions.coached.shape import CoachedPerson, CoachPage
from actions.coached.telling import obstacle, tells_coach
from actions.contents import programme_from
from actions.house import House
from coaching.errors import NotFound
from coaching.programmes import Programme
from coaching.seeing import sees_answers
from storage import cohorts, reports
from storage.coached import Of
from storage.reports import Cohort

RECENT = timedelta(days=14)
NUMBERS = ("Nobody", "One person", "Two people", "Three people", "Four people", "Five people", "Six people",
           "Seven people", "Eight people", "Nine people", "Ten people")  # fmt: skip


def cohorts_of(house: House, coach_id: int) -> list[tuple[str, int]]:
    """Return (cohort, how many people) for every cohort in which this recipient coaches somebody, by name."""
    with house.store.read() as session:
        return reports.cohorts_of(session, coach_id)


def cohort_page(house: House, coach_id: int, cohort_name: str, now: datetime) -> CoachPage:
    """Return what this coach may see of their own people in a cohort.

    Raises:
        NotFound: there is no such cohort, or nobody in it has this coach; the sentence is the same for both, and
            suggests only cohorts this coach has.
    """
    with house.store.read() as session:
        cohort = own_cohort(session, coach_id, cohort_name)
        found = know(session, Of(coach_id, cohort.id), now)
    ordered = sorted(found.people, key=lambda one: news(one, found.programmes))
    shown = tuple(as_seen(one, found.programmes) for one in ordered)
    title = programme_from(cohort.text, cohort.programme).title
    said = summary(found.people, shown, found.programmes, now)
    return CoachPage(cohort.name, title, now, _headline(shown), said, shown)


def own_cohort(session: Session, coach_id: int, name: str) -> Cohort:
    """Return a cohort in which this coach has somebody; raises as `cohort_page`."""
    own = [one for one, _ in reports.cohorts_of(session, coach_id)]
    if name not in own:
        raise NotFound("cohort of yours", name, tuple(own))
    return reports.cohort(session, cohorts.called(session, name).id or 0)


def _headline(people: Sequence[CoachedPerson]) -> str:
    wishing = sum(one.asked_for_a_word is not None for one in people)
    return f"{number(wishing)} asked for a word with you"


def number(n: int) -> str:
    """Return so many people in words, at the beginning of a sentence."""
    return NUMBERS[n] if n < len(NUMBERS) else f"{n} people"


def summary(
    known: Sequence[Known], shown: Sequence[CoachedPerson], programmes: Mapping[int, Programme], now: datetime
) -> tuple[str, ...]:
    """Return all of them in a few sentences; only people whose answers this coach may see by name are counted."""
    open_to = [one for one in known if sees_answers(one.person.coach_role)]
    if not open_to:
        return ("You lead these people, so their answers stay with them. You see what each chose to share.",)
    recent = sum(any(now - said.answered_at <= RECENT for said in one.said) for one in open_to)
    left = sum(one.state == "left" for one in shown)
    chosen = Counter(text for one in open_to for text in _texts(one, programmes))
    most = [f"Most chosen obstacle: {text} ({n} of {len(open_to)})." for text, n in chosen.most_common(1)]
    return (f"{recent} of {len(open_to)} answered in the last two weeks.", f"{number(left)} left.", *most)


def _texts(one: Known, programmes: Mapping[int, Programme]) -> set[str]:
    """Return the obstacles somebody chose, each once, without a wish for a word."""
    found = [(said, programmes[said.programme_id]) for said in one.said]
    named = [obstacle(said, programme) for said, programme in found if not tells_coach(said, programme)]
    return {chosen[1].text for chosen in named if chosen}


__all__ = ["CoachPage", "CoachedPerson", "cohort_page", "cohorts_of"]
