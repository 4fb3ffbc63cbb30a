"""Who sees what, for one participant: the rows of the table that concern them, in words."""

from collections.abc import Collection
from dataclasses import dataclass

from coaching import seeing
from coaching.agreements import Agreement
from coaching.seeing import HEADINGS, What, Who
from content.words import Words, marked


@dataclass(frozen=True, slots=True)
class Seen:
    """What one kind of reader sees: *cells* are (what, how much of it), in the order of the table."""

    who: str
    cells: tuple[tuple[str, str], ...]


def seen_by(
    coach: str, coach_role: str, min_cell: int, words: Words, agreed: Collection[Agreement] = (), *, buddy: bool = False
) -> tuple[Seen, ...]:
    """Return the table for somebody with this coach ("" for none) who agreed to *agreed*; their own row is in it.

    *buddy*: they have one.
    """
    as_coach = seeing.coach(coach_role)
    manager, independent = marked("%(coach)s, your coach and line manager"), marked("%(coach)s, your coach")
    named = {
        Who.PARTICIPANT: words.say("You"),
        as_coach: words.say(manager if as_coach is Who.LINE_MANAGER else independent, coach=coach),
        Who.OFFICE: words.say("Learning and development"),
        Who.OBSERVER: words.say("Colleagues who are asked about you"),
        Who.BUDDY: words.say("Your buddy, who is told which tasks you did"),
        Who.OPERATOR: words.say("Whoever runs this installation"),
    }
    if not coach:
        del named[as_coach]
    if not buddy:
        del named[Who.BUDDY]
    return tuple(Seen(name, _cells(who, min_cell, words, agreed)) for who, name in named.items())


def _cells(who: Who, min_cell: int, words: Words, agreed: Collection[Agreement]) -> tuple[tuple[str, str], ...]:
    named = {"min_cell": min_cell}
    return tuple((words.say(HEADINGS[what]), words.say(seeing.text_of(who, what, agreed), **named)) for what in What)
