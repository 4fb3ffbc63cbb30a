"""Who sees what, for one participant: the rows of the table that concern them, in words."""

from dataclasses import dataclass

from coaching import seeing
from coaching.seeing import HEADINGS, What, Who


@dataclass(frozen=True, slots=True)
class Seen:
    """What one kind of reader sees: *cells* are (what, how much of it), in the order of the table."""

    who: str
    cells: tuple[tuple[str, str], ...]


def seen_by(coach: str, coach_role: str, min_cell: int) -> tuple[Seen, ...]:
    """Return the table for somebody with this coach ("" for none); nobody's own row is left out."""
    as_coach = seeing.coach(coach_role)
    named = {
        Who.PARTICIPANT: "You",
        as_coach: f"{coach}, your coach" + (" and line manager" if as_coach is Who.LINE_MANAGER else ""),
        Who.OFFICE: "Learning and development",
        Who.OBSERVER: "Colleagues who are asked about you",
        Who.OPERATOR: "Whoever runs this installation",
    }
    if not coach:
        del named[as_coach]
    return tuple(Seen(name, _cells(who, min_cell)) for who, name in named.items())


def _cells(who: Who, min_cell: int) -> tuple[tuple[str, str], ...]:
    return tuple((HEADINGS[what], seeing.in_words(who, what, min_cell)) for what in What)
