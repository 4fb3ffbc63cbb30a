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
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from actions.rehearsal.simulated import NEVER, Temper, after_silence, drawn, written
from coaching.silence import CHOICES
from commands.demonstration.forms import Form, forms_of
from content.silence import SUBJECT

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
QUITS = {3: 5, 11: 8, 19: 1}
"""Who of the cast stops answering, by number, and in which week."""
LINK = re.compile(r"/a/([A-Za-z0-9_-]{22})")


@dataclass(frozen=True, slots=True)
class Somebody:
    """One simulated person: their temper, and whether they answer by reply."""

    address: str
    name: str
    temper: Temper
    by_reply: bool


def cast(names: Sequence[str] = NAMES, seed: int = 7) -> list[Somebody]:
    """Return everybody who was at the workshop, always the same for a seed."""
    draw = random.Random(seed)  # noqa: S311 - a cast, not a secret
    return [_somebody(number, name, draw) for number, name in enumerate(names)]


def _somebody(number: int, name: str, draw: random.Random) -> Somebody:
    address = f"{_plain(name)}@example.org"
    return Somebody(address, name, drawn(draw, QUITS.get(number, NEVER)), by_reply=number % 4 == 1)


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
        if value := who.temper.chosen(name, offered, week, chance):
            values[name] = value
    for name in form.texts:
        if words := written(name, chance):
            values[name] = words
            if name.endswith("comment"):
                values |= {share: "on" for share in form.choices if share.endswith("share") and chance.random() < 0.6}
    return values


def answer_form(page: str) -> Form | None:
    """Return the form of an answer page that takes answers, or None on a page that has none."""
    return next((form for form in forms_of(page) if form.choices or any(t.endswith("when") for t in form.texts)), None)


def asks_how_to_go_on(mail: EmailMessage) -> bool:
    """Return whether a mail is the question after a silence, which those answer too who answer nothing else."""
    return str(mail["Subject"]) == SUBJECT


def in_a_reply(mail: EmailMessage, text: str, chance: random.Random) -> str | None:
    """Return what somebody replies to a mail, "" for nothing, None where it is not answered by a reply."""
    if asks_how_to_go_on(mail):
        said = after_silence([answer for answer, _ in CHOICES], chance)
        return next((str(n) for n, (answer, _) in enumerate(CHOICES, start=1) if answer == said), "")
    return chance.choice(["1", "1", "Did it", "2", "3"]) if "1, 2 or 3" in text else None


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
