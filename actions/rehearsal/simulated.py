"""Simulated people: what somebody is like, and what they would answer. The demonstration and rehearsals share them.

What they answer depends on who they are and how far the programme is; chance is handed in, so that a cast and a
rehearsal are the same each time. How an answer travels (a form, a reply, a call) is the caller's business.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from coaching.silence import Answer

COMMENTS = (
    "It works until the quarter-end calls start, then I am back in my inbox.",
    "My team started closing their laptops when I do.",
    "Harder on site days.",
)
SILENCE = {Answer.FEWER: 0.25, Answer.PAUSE: 0.15, Answer.STOP: 0.15, Answer.READ: 0.2}
"""How many say what when they are asked after a silence; the rest say nothing. Our choice, unmeasured."""
PLAN = ("somebody knocks while I am typing", "turn the screen off and ask them to sit down")
NEVER = 99
"""A week that no programme reaches."""


@dataclass(frozen=True, slots=True)
class Temper:
    """How likely somebody answers, where they begin (days of five) and how much they gain a week.

    They answer nothing from *quits_in_week* on.
    """

    answers: float
    begins: float
    gains: float
    quits_in_week: int = NEVER

    def wants_to_answer(self, week: int, chance: random.Random) -> bool:
        """Return whether they answer a mail of this week; zeal fades a little."""
        return week < self.quits_in_week and chance.random() < self.answers - 0.012 * max(week, 0)

    def days(self, week: int, chance: random.Random) -> int:
        """Return on how many of five days they did it, in this week of the programme."""
        level = self.begins + self.gains * min(max(week, 0), 13) + chance.gauss(0, 0.6)
        return max(0, min(5, round(level)))

    def chosen(self, name: str, offered: Sequence[str], week: int, chance: random.Random) -> str:
        """Return what they choose in the field *name* among the values *offered*, "" for nothing."""
        if "done" in offered:
            return chance.choices(["done", "not_yet", "na"], [0.72, 0.18, 0.10])[0]
        if {"0", "5"} <= set(offered):
            return "na" if "na" in offered and chance.random() < 0.04 else str(self.days(week, chance))
        if Answer.FEWER in offered:
            return after_silence(offered, chance)
        if name.endswith("share"):
            return ""
        if len(offered) >= 6:
            return offered[min(len(offered) - 1, max(0, round(self.begins + self.gains * week)))]
        return chance.choice(offered)


def drawn(draw: random.Random, quits_in_week: int = NEVER) -> Temper:
    """Return somebody as they come: most answer, all begin somewhere, some gain more than others."""
    return Temper(draw.uniform(0.62, 0.99), draw.uniform(1.2, 3.0), draw.uniform(0.02, 0.2), quits_in_week)


def after_silence(offered: Sequence[str], chance: random.Random) -> str:
    """Return what somebody chooses of *offered* when they are asked how to go on after a silence, "" for nothing.

    >>> after_silence(["fewer", "pause", "stop", "read"], random.Random(4))
    'fewer'
    """
    said = chance.choices([*SILENCE, Answer.OPEN], [*SILENCE.values(), 1 - sum(SILENCE.values())])[0]
    return str(said) if said in offered else ""


def written(name: str, chance: random.Random) -> str:
    """Return what is written into the free field *name*: both halves of a plan, a comment now and then, else ""."""
    if name.endswith("when"):
        return PLAN[0]
    if name.endswith("then"):
        return PLAN[1]
    return chance.choice(COMMENTS) if name.endswith("comment") and chance.random() < 0.12 else ""
