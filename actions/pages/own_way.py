"""How far somebody is in a programme, for their own page: what came so far and what they answered, never what.

The link to that page is in every mail, and mails get forwarded; the answers themselves are drawn after a check-in.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from actions.contents import programme_from
from coaching.programmes import week_after
from coaching.states import State
from content.words import Words
from storage import personal
from storage.enrollments import Place
from storage.rows import PromptRow

CAME = (State.SENT, State.UNSURE, State.ANSWERED, State.EXPIRED)


@dataclass(frozen=True, slots=True)
class Stop:
    """One thing that came: *when* in words, its *title*, and whether it was answered or is still *open*."""

    when: str
    title: str
    answered: bool
    open: bool


@dataclass(frozen=True, slots=True)
class Way:
    """What came so far, oldest first, and how many of the programme's questions and acts are still to come."""

    stops: tuple[Stop, ...]
    to_come: int

    @property
    def answered(self) -> int:
        """How many answers were given."""
        return sum(one.answered for one in self.stops)

    @property
    def marks(self) -> tuple[str, ...]:
        """One word for each stop, as the picture shows it: answered, open, passed, and then coming."""
        came = ("answered" if one.answered else "open" if one.open else "passed" for one in self.stops)
        return (*came, *("coming" for _ in range(self.to_come)))


def way_of(session: Session, place: Place, locale: str, words: Words) -> Way:
    """Return how far the person is in the programme of *place*."""
    rows = [one for one in personal.prompts(session, place.enrollment.id or 0) if not one.asked_of]
    came = sorted((one for one in rows if one.state in CAME), key=lambda one: (one.local_day, one.id))
    coming = sum(one.state in (State.PLANNED, State.CLAIMED) for one in rows)
    return Way(_stops(place, came, locale, words), coming)


def _stops(place: Place, came: Sequence[PromptRow], locale: str, words: Words) -> tuple[Stop, ...]:
    programme = programme_from(place.programme.text, place.programme.name, locale)
    titles = {step.name: step.title for step in programme.steps}
    stops = []
    for one in came:
        week = week_after((one.local_day - place.cohort.workshop_on).days)
        when = words.say("Week %(week)s", week=week) if week else words.say("Before the workshop")
        is_open = one.state in (State.SENT, State.UNSURE)
        stops.append(Stop(when, titles.get(one.step, one.step), one.state == State.ANSWERED, is_open))
    return tuple(stops)
