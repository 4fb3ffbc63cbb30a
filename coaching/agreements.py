"""What people of a cohort may agree to: being asked for an interview, and their answers in files under another name.

Both are off until the cohort switches them on, and hold for whoever ticked them. What people and works councils are
told of each stands here, so that a page, a mail and a disclosure say the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from coaching.words import marked


class Agreement(StrEnum):
    """What somebody may agree to; the name is that of the cohort's setting, which holds the moment of its switch."""

    INTERVIEWS = "interviews"
    ROWS = "rows"


@dataclass(frozen=True, slots=True)
class Terms:
    """What is said of one agreement.

    To a person, in their language: *welcome* in the first mail, *heading*, *why*, *sees* and *tick* on their own
    page, *given*, *taken_back* and *refused* after it, and *line* above every question once they agreed. *item* is what
    the disclosure says: what is kept, what for, who sees it, how long.
    """

    welcome: str
    heading: str
    heading_of: str
    why: str
    sees: str
    tick: str
    given: str
    taken_back: str
    refused: str
    line: str
    item: tuple[str, str, str, str]


_INTERVIEWS = Terms(
    welcome=marked("Your page asks whether you may be asked for an interview; unless you tick it, you are not."),
    heading=marked("To be asked for an interview"),
    heading_of=marked("To be asked for an interview: %(programme)s"),
    why=marked(
        "Learning and development would like to hear from a few people what helped and what did not. Nobody is asked "
        "who does not agree here, and you can take it back."
    ),
    sees=marked(
        "If you agree, they see under another name whether your answers rose most or least among those who agreed, and "
        "they may look up your name to ask you. Each time they do is written down."
    ),
    tick=marked("I may be asked for an interview"),
    given=marked("Noted: you may be asked for an interview. You can take it back here at any time."),
    taken_back=marked("Noted: you are not asked for an interview."),
    refused=marked("Nobody is asked for an interview in this programme."),
    line=marked(
        "You agreed to be asked for an interview: your company also sees, under another name, whether your answers "
        "rose most or least."
    ),
    item=(
        "That somebody ticked that they may be asked for an interview, and among those who did, whether their answers "
        "rose most or least",
        "to learn from interviews what helped",
        "the person; learning and development under another name, and by name when they look one up, which is written "
        "down",
        "until taken back or erased",
    ),
)
_ROWS = Terms(
    welcome=marked(
        "Your page asks whether your answers may be in files under another name; unless you tick it, they are not."
    ),
    heading=marked("Your answers in files"),
    heading_of=marked("Your answers in files: %(programme)s"),
    why=marked(
        "Learning and development would like to look at answers one by one, in a table. Nobody's answers are in it who "
        "does not agree here, and you can take it back."
    ),
    sees=marked(
        "If you agree, they get what you choose from now on under another name: the question, your answer and its day, "
        "never your words or the hour. It is not anonymous: whoever knows some of your answers or days, such as a "
        "coach, could tell which are yours. Each file is written down. Once you take it back or leave, you are in no "
        "later one; those made before stay where they are."
    ),
    tick=marked("My answers may be in files under another name"),
    given=marked("Noted: what you choose from now on may be in files. You can take it back here at any time."),
    taken_back=marked("Noted: your answers are in no file that is made from now on."),
    refused=marked("Nobody's answers are in files in this programme."),
    line=marked("You agreed to files: your company also gets what you choose here, with its day, under another name."),
    item=(
        "That somebody ticked that their answers may be in files, and of those who did, what they chose from then on: "
        "step, question, answer and day, never words or hours",
        "to look at answers one by one, in programs of the company's own",
        "the person; learning and development under another name, where five or more people are in the file; each "
        "file that is made is written down",
        "until taken back, left or erased; a file that was made before stays with whoever has it",
    ),
)
TERMS: Mapping[Agreement, Terms] = {Agreement.INTERVIEWS: _INTERVIEWS, Agreement.ROWS: _ROWS}
"""What is said of each."""


def also_seen(agreed: Iterable[Agreement]) -> tuple[str, ...]:
    """Return what else is read above every question by somebody who agreed to *agreed*; each once, to be translated.

    >>> [line[:20] for line in also_seen([Agreement.ROWS, Agreement.ROWS])]
    ['You agreed to files:']
    """
    given = set(agreed)
    return tuple(TERMS[one].line for one in Agreement if one in given)


UNRANKED = "Nobody is ranked, and no score of a person is made."
RANKED = (
    "Nobody is ranked, and no score of a person is made, but for one thing that each person has to tick themselves and "
    "can take back: among those who may be asked for an interview, whose answers rose most and least is listed."
)
