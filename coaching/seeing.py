"""Who may see what: the one table behind every page, command and export, printed for participants and councils.

An observer sees nothing. Nor does a buddy: they are told the titles of done tasks, by the person's own wish.
What a page shows is decided by asking this table, so that what people are told and what is shown cannot part.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum

from coaching.agreements import Agreement
from coaching.words import marked


class Who(StrEnum):
    """Everybody who could look. A coach who leads the person is somebody else than an independent one."""

    PARTICIPANT = "participant"
    COACH = "coach"
    LINE_MANAGER = "line-manager"
    OBSERVER = "observer"
    BUDDY = "buddy"
    OFFICE = "learning and development"
    OPERATOR = "operator"


class What(StrEnum):
    """What there is to see, in the columns of the table."""

    DELIVERY = "delivery"
    TAKING_PART = "taking part"
    SCALES = "scale answers"
    WORDS = "free text"
    GROUPS = "groups"


class Sight(StrEnum):
    """How much of it. *TICKED*: what its writer let the coach read. *STANDING*: active, quiet or away.

    *RENAMED*: under another name, of whoever agreed to it.
    """

    OWN = "own"
    BY_NAME = "by name"
    STANDING = "standing"
    SHARED = "shared"
    TICKED = "ticked"
    RENAMED = "renamed"
    LARGE_GROUPS = "large groups"
    NOTHING = "nothing"
    TECHNICALLY = "technically"


_COLUMNS = tuple(What)
_ROWS: Mapping[Who, tuple[Sight, ...]] = {
    Who.PARTICIPANT: (Sight.OWN, Sight.OWN, Sight.OWN, Sight.OWN, Sight.LARGE_GROUPS),
    Who.COACH: (Sight.BY_NAME, Sight.BY_NAME, Sight.BY_NAME, Sight.TICKED, Sight.BY_NAME),
    Who.LINE_MANAGER: (Sight.BY_NAME, Sight.STANDING, Sight.SHARED, Sight.TICKED, Sight.LARGE_GROUPS),
    Who.OBSERVER: (Sight.NOTHING,) * 5,
    Who.BUDDY: (Sight.NOTHING,) * 5,
    Who.OFFICE: (Sight.BY_NAME, Sight.NOTHING, Sight.NOTHING, Sight.NOTHING, Sight.LARGE_GROUPS),
    Who.OPERATOR: (Sight.TECHNICALLY,) * 5,
}
TABLE: Mapping[Who, Mapping[What, Sight]] = {who: dict(zip(_COLUMNS, row, strict=True)) for who, row in _ROWS.items()}
"""The table. A coach sees their own people only; *LARGE_GROUPS* are those of the smallest size that is set, or more."""

HEADINGS: Mapping[What, str] = {
    What.DELIVERY: marked("What was sent to you, and when"),
    What.TAKING_PART: marked("Whether you answered, paused or left"),
    What.SCALES: marked("The answers you choose"),
    What.WORDS: marked("The words you write"),
    What.GROUPS: marked("Averages of groups"),
}
"""The columns as a participant reads them."""


def coach(coach_role: str) -> Who:
    """Return which row holds for a coach of this role; only the line manager's is not the independent one's.

    >>> coach("line-manager").name, coach("independent").name
    ('LINE_MANAGER', 'COACH')
    """
    return Who.LINE_MANAGER if coach_role == Who.LINE_MANAGER else Who.COACH


def sight(who: Who, what: What, agreed: Collection[Agreement] = ()) -> Sight:
    """Return how much *who* sees of *what*, where it is about somebody who agreed to *agreed*.

    >>> sight(Who.OFFICE, What.SCALES).name, sight(Who.OFFICE, What.SCALES, {Agreement.ROWS}).name
    ('NOTHING', 'RENAMED')
    """
    if (who, what) == (Who.OFFICE, What.SCALES) and Agreement.ROWS in agreed:
        return Sight.RENAMED
    return TABLE[who][what]


def sees_answers(coach_role: str) -> bool:
    """Return whether a coach of this role sees scale answers by name, and with them who answered and when."""
    return sight(coach(coach_role), What.SCALES) is Sight.BY_NAME


def sees_standing(coach_role: str) -> bool:
    """Return whether a coach of this role sees who paused and who left, rather than active, quiet or away alone."""
    return sight(coach(coach_role), What.TAKING_PART) is Sight.BY_NAME


def text_of(who: Who, what: What, agreed: Collection[Agreement] = ()) -> str:
    """Return a cell of the table as a text that may name ``%(min_cell)s``; `in_words` fills it, or a translation."""
    return {
        Sight.OWN: marked("yes"),
        Sight.BY_NAME: marked("yes") if what is not What.GROUPS else marked("those they coach"),
        Sight.STANDING: marked("only active, quiet or away"),
        Sight.SHARED: marked("only what you share"),
        Sight.TICKED: marked("only what you tick for them, else that a text exists"),
        Sight.RENAMED: marked("under another name, because you agreed"),
        Sight.LARGE_GROUPS: marked("groups of %(min_cell)s or more"),
        Sight.NOTHING: marked("no"),
        Sight.TECHNICALLY: marked("technically yes; looks are written down"),
    }[sight(who, what, agreed)]


def in_words(who: Who, what: What, min_cell: int, agreed: Collection[Agreement] = ()) -> str:
    """Return a cell of the table as people read it.

    >>> in_words(Who.OFFICE, What.GROUPS, 5), in_words(Who.LINE_MANAGER, What.TAKING_PART, 5)
    ('groups of 5 or more', 'only active, quiet or away')
    """
    return text_of(who, what, agreed) % {"min_cell": min_cell}
