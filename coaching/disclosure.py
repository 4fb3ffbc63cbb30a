"""The page for a works council or a data-protection officer, as a value made from what is in force.

Every sentence follows from `Facts`, so that a change of a setting changes the page, and the page a cohort was told is
kept beside the later ones.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from coaching import seeing
from coaching.agreements import RANKED, UNRANKED, Agreement
from coaching.disclosed_items import Item, items_of
from coaching.facts import Facts
from coaching.seeing import What, Who


@dataclass(frozen=True, slots=True)
class Disclosure:
    """The page. *kept*, *never*, *chance*, *leaving* and *runs* are sentences; *table* is who may see what."""

    title: str
    about: tuple[str, ...]
    items: tuple[Item, ...]
    headings: tuple[str, ...]
    table: tuple[tuple[str, tuple[str, ...]], ...]
    kept: tuple[str, ...]
    chance: tuple[str, ...]
    never: tuple[str, ...]
    leaving: tuple[str, ...]
    runs: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the page as plain values, as it is kept."""
        plain: dict[str, Any] = asdict(self)
        return {name: _listed(value) for name, value in plain.items()}


def _listed(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _listed(one) for key, one in value.items()}
    return [_listed(one) for one in value] if isinstance(value, list | tuple) else value


def disclosure(facts: Facts) -> Disclosure:
    """Return the page that *facts* make."""
    return Disclosure(
        title=f"{facts.programme}: what is kept about people in '{facts.cohort}', and what is not done with it",
        about=_about(facts),
        items=tuple(items_of(facts)),
        headings=tuple(HEADINGS.values()),
        table=tuple((NAMES[who], _row(who, facts)) for who in Who if _concerns(who, facts)),
        kept=KEPT,
        chance=_chance(facts),
        never=_never(facts),
        leaving=_leaving(facts),
        runs=_runs(facts),
    )


HEADINGS = {
    What.DELIVERY: "What was sent, by name", What.TAKING_PART: "Who answered, paused or left, by name",
    What.SCALES: "Chosen answers, by name", What.WORDS: "Free text", What.GROUPS: "Averages of groups",
}  # fmt: skip
NAMES = {
    Who.PARTICIPANT: "Participant (about themselves)", Who.COACH: "Coach",
    Who.LINE_MANAGER: "Coach who is the line manager",
    Who.OBSERVER: "Colleague who is asked", Who.BUDDY: "Buddy (told titles of done tasks, by the person's own wish)",
    Who.OFFICE: "Learning and development", Who.OPERATOR: "Operator",
}  # fmt: skip


def _concerns(who: Who, facts: Facts) -> bool:
    """Return whether there is anybody of this kind in the cohort."""
    asked = {Who.COACH: facts.coached, Who.LINE_MANAGER: facts.managers, Who.OBSERVER: facts.observers}
    return asked.get(who, True)


def _row(who: Who, facts: Facts) -> tuple[str, ...]:
    spoken = (seeing.in_words(who, what, facts.min_cell, facts.agreements) for what in What)
    return tuple(_of_anybody(words) for words in spoken)


def _of_anybody(words: str) -> str:
    """Return a cell of the table as somebody reads it whom it is not about."""
    shared = words.replace("you share", "is shared").replace("you tick", "is ticked")
    return shared.replace("because you agreed", "where it is ticked")


def _about(facts: Facts) -> tuple[str, ...]:
    if facts.consent == "opt-in":
        begins = "Each person gets one mail; nothing more is sent or asked unless they press Start."
    else:
        begins = "People are enrolled by the company; the first mail says so and offers “no thanks” beside “start”."
    return (
        f"After the workshop on {_day(facts.workshop_on)}, people get about {facts.mails} short mails over "
        f"{facts.weeks} weeks: a small act to try, or a few questions about the last five working days. "
        f"({facts.programme}, version {facts.version}.)",
        begins,
        f"Acts come at {facts.task_at}, check-ins at {facts.check_in_at}, on each person's own clock, on their working "
        f"days only, never between {facts.quiet.replace('-', ' and ')}; at most two mails in seven days. A check-in "
        "without an answer is reminded of once where there is room. A question can be answered for "
        f"{facts.answer_days} working days unless the step says otherwise. Nobody has to answer.",
    )


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


KEPT = (
    "“Until erased”: each person can erase themselves by a link that is mailed to their address alone, and staff can "
    "erase them by a command. By mere time only that goes which names its days; backups keep all of it until they go.",
)


DRAWN = (
    "A draw is made by a hash, so nobody chooses what comes out. Questions come to everybody on the same days. "
    "People are told in their first mail. It serves the comparison of groups and nothing else."
)


def _chance(facts: Facts) -> tuple[str, ...]:
    spread = "Mails of one hour are spread over ten minutes by a hash of the address, which decides nothing else."
    if facts.drawn:
        told = "Some things are drawn by chance, with a probability that is kept before anything is sent."
        return tuple(filter(None, [told, facts.design, DRAWN if facts.design else "", spread]))
    return ("Nothing is drawn by chance: everybody gets the same steps.", spread)


def _never(facts: Facts) -> tuple[str, ...]:
    return (
        RANKED if Agreement.INTERVIEWS in facts.agreements else UNRANKED,
        "It is not used for appraisal, pay, promotion or dismissal, and nothing in it is made for that.",
        "It is not noted whether or when a mail was opened: there are no pictures to load and no links that count.",
        "It is not measured how long somebody reads or takes. The moment an answer is saved is kept, so that it counts "
        "into its window, and an answer within a second of opening is marked as a machine's.",
        f"Groups of fewer than {facts.min_cell} people are not shown, nor what would give them away.",
        "Free text is read by nobody but its writer unless they tick that their coach may read it. A buddy's line is "
        "read by the person they write it to.",
        "Nothing is sold, and nothing is used to train a model.",
    )


def _leaving(facts: Facts) -> tuple[str, ...]:
    first = "Every mail has a link to leave, which needs no log-in and no reason, and works at once and for ever."
    told = "Nobody above the person is told by name that they left, paused or do not answer."
    if facts.coached:
        told += " Their coach sees it, where the coach is not their line manager."
    return (
        first,
        told,
        "On their page people say when they are away, pause, choose hours and days, and see what is next.",
        "By a link that is mailed to their address alone they read, copy and erase what is kept about them.",
        *(["Who does not start is asked nothing further."] if facts.consent == "opt-in" else []),
    )


def _posted(facts: Facts) -> list[str]:
    """Return where messages go besides mail, and who can read them there."""
    said = []
    if facts.chats:
        said.append(
            f"Messages may go to a chat at {', '.join(facts.chats)} instead of by mail: whole, with the person's own "
            "links, where the chat is that person's alone; a chat that several can read is only told that mail is "
            "waiting, without a name or a link. What has been posted there is kept as long as that chat keeps it."
        )
    if facts.programs:
        said.append(
            f"Messages may go to a program at {', '.join(facts.programs)} instead of by mail, with the person's "
            "address and links. Whoever runs that program can read what is asked and can hand in answers; what "
            "has been posted there is kept as long as it keeps it."
        )
    return said


def _runs(facts: Facts) -> tuple[str, ...]:
    by = ", ".join(facts.mail_servers)
    mail = f"Mail leaves through {by}." if by else "Mail does not leave the machine: it lies in a local inbox."
    days = f"with the weekends and holidays of {facts.country}" if facts.country else "with weekends and no holidays"
    return (
        f"It runs at {facts.address}, on the company's own installation. No third party's page, picture, script or "
        "cookie is in it; a cookie exists only for signed-in staff, who sign in by a link and are out after "
        f"{facts.session_hours} hours.",
        mail,
        *_posted(facts),
        f"Without a zone of their own people are on {facts.zone}, {days}.",
        "Whoever runs the installation can technically see everything. Staff's looks are written down.",
    )
