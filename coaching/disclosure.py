"""The page for a works council or a data-protection officer, as a value made from what is in force.

Every sentence follows from `Facts`, so that a change of a setting changes the page, and the page a cohort was told is
kept beside the later ones.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from coaching import interviews, seeing
from coaching.retention import DETAILS, LINKS, LOOKS, REPLIES, STRAYS, UPLOADS
from coaching.seeing import What, Who


@dataclass(frozen=True, slots=True)
class Facts:
    """What is in force for one cohort. Hours are as on the wall; *mail_servers* is empty where no mail leaves.

    *managers*: some coach leads the people they coach. *drawn*: something was drawn by chance. *chats* and *programs*
    are the hosts that messages may be posted to, not mailed. *events*: a program of the company is told how many
    answered or left. *interviews*: people may agree to one. *design* says what the draw of the cohort decides.
    """

    cohort: str
    programme: str
    version: int
    workshop_on: date
    mails: int
    weeks: int
    consent: str
    coached: bool
    managers: bool
    observers: bool
    replies: bool
    drawn: bool
    min_cell: int
    answer_days: int
    task_at: str
    check_in_at: str
    quiet: str
    zone: str
    country: str
    address: str
    mail_servers: tuple[str, ...] = ()
    chats: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    own_page_days: int = 60
    session_hours: int = 12
    events: bool = False
    interviews: bool = False
    design: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of data: what it is, what for, who sees it, and how long it is kept."""

    what: str
    purpose: str
    seen_by: str
    kept: str


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
        items=tuple(_items(facts)),
        headings=tuple(HEADINGS.values()),
        table=tuple((NAMES[who], _row(who, facts.min_cell)) for who in Who if _concerns(who, facts)),
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
    Who.OBSERVER: "Colleague who is asked", Who.OFFICE: "Learning and development", Who.OPERATOR: "Operator",
}  # fmt: skip


def _concerns(who: Who, facts: Facts) -> bool:
    """Return whether there is anybody of this kind in the cohort."""
    asked = {Who.COACH: facts.coached, Who.LINE_MANAGER: facts.managers, Who.OBSERVER: facts.observers}
    return asked.get(who, True)


def _row(who: Who, min_cell: int) -> tuple[str, ...]:
    spoken = (seeing.in_words(who, what, min_cell) for what in What)
    return tuple(words.replace("you share", "is shared").replace("you tick", "is ticked") for words in spoken)


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


UNTIL_ERASED = "until erased"
STAYS = "for ever, beyond an erasure"
STAFF = "the operator"


def _items(facts: Facts) -> list[Item]:
    coach, office = _coach(facts), "learning and development"
    answers = " and ".join(filter(None, ["the person", coach])) + f"; {office} in groups of {facts.min_cell} or more"
    names = ", ".join(filter(None, ["the person", "their coach" if facts.coached or facts.managers else "", office]))
    items = [
        Item("Name, e-mail address, language, team, as the company's roster has them", "to write to people by name",
             names, UNTIL_ERASED),
        Item("Time zone, country, region, working days, chosen hours", "to send at a sensible hour of their day",
             f"the person, {STAFF}", UNTIL_ERASED),
        Item("What was sent when, whether it was delivered, and why it was not", "to account for every mail",
             names, "until erased; then without a name"),
        Item("Answers to tasks and check-ins, and the moment each was saved",
             "for the person's practice, the coach's conversation and the group's average", answers, UNTIL_ERASED),
        Item("What these gave to figures that a report printed", "so that no two reports differ by a few people",
             STAFF, UNTIL_ERASED),
        Item("Comments and if-then plans", "for the person's own practice", _words(facts), UNTIL_ERASED),
        Item("Absences, pauses, leaving", "so that nothing comes then",
             "the person" + (", their coach as the table says" if facts.coached else ""), UNTIL_ERASED),
        Item("That somebody was asked how to go on after several mails without an answer, and what they chose",
             "to send less instead of concluding anything", f"the person, {STAFF}", UNTIL_ERASED),
        Item("Links in mails and calendar addresses, as one-way hashes", "to know whose page opens",
             "nobody can read them back", f"own page {facts.own_page_days} days; the leave link for ever; what has run "
             f"out is deleted after {LINKS.in_words}"),
        Item("What was changed on the own page or by reply, and why a mail was moved", "to explain what came when",
             f"the person, {STAFF}", f"the detail {DETAILS.in_words}; that it happened, until erased"),
        Item("The roster file, where it was uploaded", "to enrol from it", STAFF, UPLOADS.in_words),
        Item("Which staff looked at which page", "so that looks can be answered for", STAFF, LOOKS.in_words),
        Item("Addresses that want no mail, as keyed hashes", "so that nothing goes there again", "nobody", STAYS),
    ]  # fmt: skip
    if facts.coached or facts.managers:
        items.append(Item("A coach's notes; whom their brief named and why, and “spoken to” or “not now”",
                          "to prepare a conversation, and to tell a coach of each thing once",
                          "the coach; the person, in the copy of their data", UNTIL_ERASED))  # fmt: skip
    if facts.replies:
        items += [
            Item("Replies and bounces as they arrived", "to read the answer; what is unclear is asked back of its "
                 "writer", STAFF, f"{REPLIES.in_words}; that one came, until erased; the mailbox itself keeps them as "
                 "long as its owner lets it"),
            Item("Mails to the same mailbox that answer nothing of ours", "to find out that they do not",
                 STAFF, STRAYS.in_words),
        ]  # fmt: skip
    if facts.observers:
        items.append(Item("Addresses of colleagues who are asked, and their answers", "to compare with what people say "
                          "of themselves", "only averages are shown", UNTIL_ERASED))  # fmt: skip
    if facts.events:
        items.append(Item("That so many people answered a step or left, without who", "for a program of the company",
                          f"that program, in groups of {facts.min_cell} or more", "by the company"))  # fmt: skip
    if facts.interviews:
        items.append(Item(*interviews.ITEM))
    if facts.drawn:
        items.append(Item("Draws: what chance decided, with its probability", "to compare fairly", STAFF, UNTIL_ERASED))
    return items


KEPT = (
    "“Until erased”: each person can erase themselves by a link that is mailed to their address alone, and staff can "
    "erase them by a command. By mere time only that goes which names its days; backups keep all of it until they go.",
)


def _coach(facts: Facts) -> str:
    if not facts.coached and not facts.managers:
        return ""
    if facts.managers and facts.coached:
        return "their coach (not one who is the line manager)"
    return "their coach" if facts.coached else ""


def _words(facts: Facts) -> str:
    return "the person; a coach only what is ticked for them" if facts.coached or facts.managers else "the person alone"


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
        interviews.RANKED if facts.interviews else interviews.UNRANKED,
        "It is not used for appraisal, pay, promotion or dismissal, and nothing in it is made for that.",
        "It is not noted whether or when a mail was opened: there are no pictures to load and no links that count.",
        "It is not measured how long somebody reads or takes. The moment an answer is saved is kept, so that it counts "
        "into its window, and an answer within a second of opening is marked as a machine's.",
        f"Groups of fewer than {facts.min_cell} people are not shown, nor what would give them away.",
        "Free text is read by nobody but its writer unless they tick that their coach may read it.",
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
