"""Simulated people. Each reads the mails that reach the outbox and answers by tap or by reply, or does not.

They are drawn once from a fixed seed; what they answer depends on who they are and how far the programme is.
Nobody here writes a response: they post forms and send replies, as people do.
"""

import random
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from commands.demonstration.forms import Form, forms_of

NAMES = (
    "Aylin Kaya", "Jonas Weber", "Piotr Zieliński", "Maja Novak", "Samuel Okoro", "Lena Hoffmann", "Ravi Menon",
    "Clara Rossi", "Tom Becker", "Nadia Haddad", "Erik Lund", "Sofia Marques", "David Klein", "Ines Dupont",
    "Marek Dvořák", "Hanna Virtanen", "Luis Ortega", "Emma Schulz", "Karim Aziz", "Julia Braun", "Oskar Nilsson",
    "Mei Tanaka", "Paul Vogel", "Zeynep Demir",
)  # fmt: skip
COLLEAGUES = (
    "Nora Fischer", "Ben Adeyemi", "Ivana Kovač", "Tariq Aslan", "Greta Holm", "Milan Petrov", "Rosa Almeida",
    "Felix Brandt", "Amara Diallo", "Pavel Horak", "Lotte Maes", "Yusuf Kaplan",
)  # fmt: skip
COMMENTS = (
    "It works until the quarter-end calls start, then I am back in my inbox.",
    "My team started closing their laptops when I do.",
    "Harder on site days.",
)
PLAN = ("somebody knocks while I am typing", "turn the screen off and ask them to sit down")
LINK = re.compile(r"/a/([A-Za-z0-9_-]{22})")


@dataclass
class Somebody:
    """One simulated person: how likely they answer, where they begin (days of five) and how much they gain a week."""

    address: str
    name: str
    answers: float
    begins: float
    gains: float
    by_reply: bool
    quits_in_week: int = 99
    seed: int = 0
    pages: list[str] = field(default_factory=list)

    def wants_to_answer(self, week: int, chance: random.Random) -> bool:
        """Return whether they answer a mail of this week; zeal fades a little."""
        return week < self.quits_in_week and chance.random() < self.answers - 0.012 * max(week, 0)

    def days(self, week: int, chance: random.Random) -> int:
        """Return on how many of five days they did it, in this week of the programme."""
        level = self.begins + self.gains * min(max(week, 0), 13) + chance.gauss(0, 0.6)
        return max(0, min(5, round(level)))


def cast(names: Sequence[str] = NAMES, seed: int = 7) -> list[Somebody]:
    """Return everybody who was at the workshop, always the same for a seed."""
    draw = random.Random(seed)  # noqa: S311 - a cast, not a secret
    return [_somebody(number, name, draw) for number, name in enumerate(names)]


def _somebody(number: int, name: str, draw: random.Random) -> Somebody:
    address = f"{_plain(name)}@example.org"
    quits = {3: 5, 11: 8, 19: 1}.get(number, 99)
    return Somebody(
        address, name, draw.uniform(0.62, 0.99), draw.uniform(1.2, 3.0), draw.uniform(0.02, 0.2),
        by_reply=number % 4 == 1, quits_in_week=quits, seed=number,
    )  # fmt: skip


def _plain(name: str) -> str:
    table = str.maketrans("ńřáč", "nrac")
    return name.lower().translate(table).replace(" ", ".")


class Browser:
    """Opens the door's pages and posts their forms, over loopback, with no cookies."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def get(self, path: str) -> str:
        """Return the page at *path*."""
        with self._opener.open(self.address + path, timeout=30) as reply:
            return str(reply.read().decode())

    def post(self, path: str, values: Mapping[str, str]) -> int:
        """Post a form and return the status."""
        body = urllib.parse.urlencode(values).encode()
        try:
            with self._opener.open(self.address + path, body, timeout=30) as reply:
                return int(reply.status)
        except urllib.error.HTTPError as error:
            return error.code


def filled(form: Form, who: Somebody, week: int, chance: random.Random) -> dict[str, str]:
    """Return what this person enters into the form of an answer page."""
    values = dict(form.hidden)
    for name, offered in form.choices.items():
        if value := _chosen(name, offered, who, week, chance):
            values[name] = value
    for name in form.texts:
        if name.endswith("when"):
            values[name] = PLAN[0]
        elif name.endswith("then"):
            values[name] = PLAN[1]
        elif name.endswith("comment") and chance.random() < 0.12:
            values[name] = chance.choice(COMMENTS)
            values |= {share: "on" for share in form.choices if share.endswith("share") and chance.random() < 0.6}
    return values


def _chosen(name: str, offered: list[str], who: Somebody, week: int, chance: random.Random) -> str:
    if "done" in offered:
        return chance.choices(["done", "not_yet", "na"], [0.72, 0.18, 0.10])[0]
    if {"0", "5"} <= set(offered):
        return "na" if "na" in offered and chance.random() < 0.04 else str(who.days(week, chance))
    if name.endswith("share"):
        return ""
    if len(offered) >= 6:
        return offered[min(len(offered) - 1, max(0, round(who.begins + who.gains * week)))]
    return chance.choice(offered)


def answer_form(page: str) -> Form | None:
    """Return the form of an answer page that takes answers, or None on a page that has none."""
    return next((form for form in forms_of(page) if form.choices or any(t.endswith("when") for t in form.texts)), None)


def reply_to(raw: Mapping[str, str], who: Somebody, words: str, now: datetime) -> bytes:
    """Return a reply to a mail with these headers, quoting it as mail programs do."""
    reply = EmailMessage()
    reply["From"] = f"{who.name} <{who.address}>"
    reply["To"] = raw["Reply-To"]
    reply["Subject"] = f"Re: {raw['Subject']}"
    reply["Date"] = format_datetime(now)
    reply["Message-ID"] = make_msgid(domain="example.org")
    reply["In-Reply-To"] = raw["Message-ID"]
    quoted = f"On {now:%a, %d %b %Y at %H:%M}, Followthrough wrote:\n> {raw['Subject']}\n> 1  Did it\n"
    reply.set_content(f"{words}\n\n{quoted}")
    return reply.as_bytes()
