"""The people of a rehearsal: everybody on the roster, each with habits drawn from the seed and their address.

Most answer within hours, some within days; some answer late, some never, some leave, some are away. On a roster of
six or more there is one of each at least, so that a rehearsal shows what a real run will meet. The shares are our
choice, unmeasured.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from actions.rehearsal.simulated import NEVER, Temper, after_silence, drawn
from coaching.calendars import share_of
from coaching.silence import COMMANDS

SHARES = {"silent": 0.12, "late": 0.1, "leaves": 0.04, "away": 0.15, "pauses": 0.04}
"""Which part of a cohort has which habit; the rest is ordinary."""
SOON = ((0.55, timedelta(hours=3)), (0.85, timedelta(days=1)), (1.0, timedelta(days=4)))
"""How long people take: this part of the answers comes within this time."""
LATE = (timedelta(days=7), timedelta(days=11))
STEP = timedelta(minutes=30)
"""Answers come at full half hours after their mail, so that many share one moment."""


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody on the roster: a temper, a habit ("" for ordinary), and the week in which the habit shows."""

    address: str
    temper: Temper
    habit: str
    week: int
    seed: str

    def chance(self, *parts: object) -> random.Random:
        """Return the chance of this person for one occasion, the same each time it is asked."""
        return random.Random("|".join([self.seed, self.address, *map(str, parts)]))  # noqa: S311

    def delay(self, chance: random.Random) -> timedelta:
        """Return how long this person takes to answer one mail."""
        if self.habit == "late":
            return _stepped(LATE[0] + (LATE[1] - LATE[0]) * chance.random())
        speed = chance.random()
        within = next(time for share, time in SOON if speed <= share)
        return _stepped(within * chance.random())

    def answers(self, week: int, chance: random.Random) -> bool:
        """Return whether they answer a mail of this week of the programme."""
        return self.habit != "silent" and self.temper.wants_to_answer(week, chance)

    def after_silence(self, chance: random.Random) -> str:
        """Return what they say when they are asked how to go on after a silence, "" for nothing."""
        return after_silence(tuple(COMMANDS.values()), chance)


def _stepped(wait: timedelta) -> timedelta:
    return STEP * (1 + wait // STEP)


def guests(addresses: Sequence[str], seed: str, weeks: int) -> dict[str, Guest]:
    """Return everybody by address; habits show in the first half of a programme of so many weeks.

    Who has which habit is drawn by hash, so the order of the roster does not matter.

    >>> sorted(one.habit for one in guests([f"p{n}@example.org" for n in range(6)], "1", 12).values())
    ['', 'away', 'late', 'leaves', 'pauses', 'silent']
    """
    drawn_order = sorted(addresses, key=lambda one: share_of("guest", seed, one))
    habits = _habits(len(drawn_order))
    return {
        address: _guest(address, habit, seed, weeks) for address, habit in zip(drawn_order, habits, strict=True)
    }  # fmt: skip


def colleagues(addresses: Iterable[str], seed: str) -> dict[str, Guest]:
    """Return colleagues who are asked about somebody, by address: all of them ordinary."""
    return {address: _guest(address, "", seed, 0) for address in addresses}


def _habits(people: int) -> list[str]:
    least = 1 if people > len(SHARES) else 0
    named = [habit for habit, share in SHARES.items() for _ in range(max(least, int(people * share)))]
    return [*named, *[""] * (people - len(named))]


def _guest(address: str, habit: str, seed: str, weeks: int) -> Guest:
    draw = random.Random(f"{seed}|{address}")  # noqa: S311 - a cast, not a secret
    return Guest(address, drawn(draw, NEVER), habit, draw.randint(0, max(0, min(weeks // 2, 10))), seed)
