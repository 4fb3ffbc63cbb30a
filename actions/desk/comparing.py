"""The comparisons a draft can choose, each with its power for just these people, and what was chosen."""

from dataclasses import dataclass

from actions.contents import programme_from
from actions.designs import Weighed, weigh
from actions.desk.choosing import cohort_of
from actions.desk.drafts import Draft
from actions.drawing import check_design
from coaching.designs import in_words, parse
from coaching.errors import Refused
from content.roster import RosterRow
from measure.designs import Supposed

OFFERED = ("wait-list:6", "stepped-start:4x3", "hold-back:6/3")
"""The designs on the page; our choice of weeks. The command line takes any."""
SUPPOSED = Supposed()
"""What the power rests on, by nobody's data."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One design for these people: in words, weighed, or *fault*: why the programme does not allow it."""

    written: str
    says: str
    weighed: Weighed | None
    fault: str = ""


def comparisons(draft: Draft) -> tuple[Comparison, ...]:
    """Return what a draft could choose.

    Raises:
        Refused: something has not been chosen yet.
    """
    new, people = cohort_of(draft), draft.roster.people
    programme = programme_from(new.programme_text, new.programme_file)
    found = []
    for written in OFFERED:
        design = parse(written)
        try:
            found.append(
                Comparison(written, in_words(design), weigh(design, programme, len(people), groups_of(people)))
            )
        except Refused as refused:
            found.append(Comparison(written, in_words(design), None, str(refused)))
    return tuple(found)


def groups_of(people: tuple[RosterRow, ...]) -> int:
    """Return how many start groups the roster names."""
    return len({one.start_group for one in people if one.start_group})


def check(draft: Draft) -> None:
    """Refuse a comparison that these people cannot answer, unless its cohorts are to be read together.

    Raises:
        Refused, NotAllowed: the sentence says how often it would show a difference.
    """
    new = cohort_of(draft)
    if new.design:
        programme = programme_from(new.programme_text, new.programme_file)
        check_design(parse(new.design), programme, draft.roster.people, pooled=new.pooled)
