"""The comparisons a draft can choose, each with its power for just these people, and what was chosen."""

from dataclasses import dataclass

from actions.contents import programme_from
from actions.designs import Tried, Weighed, power_at_a_day, weigh, weigh_experiment
from actions.desk.choosing import cohort_of
from actions.desk.drafts import Draft
from actions.drawing import check_design, check_experiments
from actions.house import House
from coaching.designs import Design, Kind, in_words, parse, spelled
from coaching.errors import Refused
from coaching.programmes import Programme
from content.roster import RosterRow
from measure.designs import Supposed

OFFERED = ("wait-list:6", "stepped-start:4x3", "hold-back:6/3")
"""The designs that are on the page before anybody asks for another; our choice of weeks."""
MOST_WEEKS, PARTS = 26, range(2, 9)
"""What `coaching.designs` takes."""
SUPPOSED = Supposed()
"""What the power rests on, by nobody's data."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One design for these people: in words, weighed, or *fault*: why the programme does not allow it."""

    written: str
    says: str
    weighed: Weighed | None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Glance:
    """Every choice of one kind: *rows* are (weeks, power at a day for each of *parts*), None where it is not allowed.

    *parts* are numbers of starts, or one in so many who is held back; a wait list has two halves.
    """

    kind: str
    parts: tuple[int, ...]
    rows: tuple[tuple[int, tuple[float | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class Within:
    """What a draw can be balanced within: how many there are on the roster, and how many people have none."""

    name: str
    many: int
    without: int


def comparisons(house: House, draft: Draft, also: str = "") -> tuple[Comparison, ...]:
    """Return what a draft could choose: the usual designs, the one it chose, and *also*.

    Raises:
        Refused: something has not been chosen yet, or *also* names no design.
    """
    programme, people = _programme(house, draft), draft.roster.people
    every = dict.fromkeys((*OFFERED, draft.choices.get("design", ""), also))
    return tuple(_comparison(parse(one), programme, people) for one in every if one)


def _comparison(design: Design, programme: Programme, people: tuple[RosterRow, ...]) -> Comparison:
    written, says = design.written(), in_words(design)
    try:
        return Comparison(written, says, weigh(design, programme, len(people), groups_of(people)))
    except Refused as refused:
        return Comparison(written, says, None, str(refused))


def _programme(house: House, draft: Draft) -> Programme:
    new = cohort_of(house, draft)
    return programme_from(new.programme_text, new.programme_file)


def glances(house: House, draft: Draft) -> tuple[Glance, ...]:
    """Return the power of every choice there is, at a difference of one day, without weeks that nobody could choose.

    Raises:
        Refused: something has not been chosen yet.
    """
    programme, people = _programme(house, draft), draft.roster.people
    return tuple(_glance(kind, programme, people) for kind in Kind)


def _glance(kind: Kind, programme: Programme, people: tuple[RosterRow, ...]) -> Glance:
    parts = (2,) if kind is Kind.WAIT_LIST else tuple(PARTS)
    groups = groups_of(people)
    rows = []
    for weeks in range(1, MOST_WEEKS + 1):
        powers = tuple(_power(Design(kind, weeks, one), programme, len(people), groups) for one in parts)
        if any(one is not None for one in powers):
            rows.append((weeks, powers))
    return Glance(str(kind), parts, tuple(rows))


def _power(design: Design, programme: Programme, people: int, groups: int) -> float | None:
    try:
        return power_at_a_day(design, programme, people, groups)
    except Refused:
        return None


def experiments(house: House, draft: Draft) -> tuple[Tried, ...]:
    """Return what the programme's own experiments could show with these people.

    Raises:
        Refused: something has not been chosen yet.
    """
    return tuple(weigh_experiment(one, len(draft.roster.people)) for one in _programme(house, draft).experiments)


def withins(draft: Draft) -> tuple[Within, ...]:
    """Return what the draw could be balanced within."""
    people = draft.roster.people
    usual = draft.choices.get("country", "").strip().upper()
    found = {"team": [one.team for one in people], "country": [one.country or usual for one in people]}
    return tuple(Within(name, len({one for one in held if one}), held.count("")) for name, held in found.items())


def asked_for(kind: str, weeks: str, parts: str) -> str:
    """Return the design that a form asks for, as the command line writes it.

    Raises:
        Refused: there is none such.
    """
    return parse(spelled(kind.strip(), weeks.strip(), parts.strip())).written()


def groups_of(people: tuple[RosterRow, ...]) -> int:
    """Return how many start groups the roster names."""
    return len({one.start_group for one in people if one.start_group})


def check(house: House, draft: Draft) -> None:
    """Refuse a comparison, or an experiment, that these people cannot answer, unless cohorts are to be read together.

    Raises:
        Refused, NotAllowed: the sentence says how often it would show a difference.
    """
    new, people = cohort_of(house, draft), draft.roster.people
    programme = programme_from(new.programme_text, new.programme_file)
    if new.design:
        check_design(parse(new.design, new.stratify), programme, people, pooled=new.pooled)
    check_experiments(programme, len(people), pooled=new.pooled)
