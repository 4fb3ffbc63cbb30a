"""What an observer's mail says: who it is about, what is asked, who reads it, and how to end it."""

from collections.abc import Mapping
from dataclasses import dataclass

from content.mails import render
from content.words import SOURCE, Words, marked, words_in

ABOUT_ONE = (
    marked("One question about %(name)s"),
    marked("Two questions about %(name)s"),
    marked("A few questions about %(name)s"),
)
ABOUT_SEVERAL = marked("A few questions about %(people)s people you work with")

PEERS, MANAGERS, LED, CUSTOMERS = marked("peers"), marked("managers"), marked("people they lead"), marked("customers")
KINDS: Mapping[str, str] = {
    "peer": PEERS, "peers": PEERS, "colleague": PEERS, "colleagues": PEERS,
    "kollege": PEERS, "kollegin": PEERS, "kollegen": PEERS, "kolleginnen": PEERS,
    "collègue": PEERS, "collègues": PEERS, "pair": PEERS, "pairs": PEERS,
    "manager": MANAGERS, "managers": MANAGERS, "line manager": MANAGERS, "boss": MANAGERS,
    "vorgesetzte": MANAGERS, "vorgesetzter": MANAGERS, "führungskraft": MANAGERS,
    "responsable": MANAGERS, "supérieur": MANAGERS, "supérieure": MANAGERS,
    "report": LED, "reports": LED, "direct report": LED, "direct reports": LED, "team": LED,
    "mitarbeiter": LED, "mitarbeiterin": LED, "mitarbeitende": LED,
    "équipe": LED, "collaborateur": LED, "collaboratrice": LED, "collaborateurs": LED,
    "customer": CUSTOMERS, "customers": CUSTOMERS, "kunde": CUSTOMERS, "kundin": CUSTOMERS, "kunden": CUSTOMERS,
    "client": CUSTOMERS, "cliente": CUSTOMERS, "clients": CUSTOMERS,
}  # fmt: skip
"""What rosters call kinds of colleagues, and what readers are told; any other word is shown as the roster has it."""
SAID = frozenset({*KINDS.values(), marked("colleagues")})
"""The kinds that have a word in each language; the last is all of them together."""


def kind_of(category: str) -> str:
    """Return which kind of colleague a roster's word means, or the word where it is no known one.

    >>> [kind_of(one) for one in ("Kollegin", "kollege", "colleague", "board")]
    ['peers', 'peers', 'peers', 'board']
    """
    return KINDS.get(category.strip().casefold(), category)


def kind_in_words(kind: str, words: Words) -> str:
    """Return what a kind of colleague is called in the reader's language.

    >>> [kind_in_words(one, words_in("de")) for one in ("peers", "board")]
    ['Kolleginnen und Kollegen', 'board']
    """
    return words.say(kind) if kind in SAID else kind


@dataclass(frozen=True, slots=True)
class About:
    """One person who is asked about: what they are called, and the questions about them."""

    name: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pulse:
    """Everything one such mail says. Addresses are whole URLs; *closes* is a day in words.

    *first* is the invitation: it says what this is. *least* are the raters and the people from which on a mean is
    shown to the person and to the company.
    """

    name: str
    programme: str
    about: tuple[About, ...]
    first: bool
    mails: int
    answer: str
    leave: str
    closes: str
    reply: bool
    least: tuple[int, int]
    locale: str = SOURCE

    @property
    def questions(self) -> int:
        """How many questions the mail asks in all."""
        return sum(len(one.questions) for one in self.about)

    @property
    def names(self) -> str:
        """What the people are called, in one line."""
        return ", ".join(one.name for one in self.about)

    @property
    def subject(self) -> str:
        """The subject line: how much is asked, and about whom."""
        words = words_in(self.locale)
        if len(self.about) == 1:
            return words.say(ABOUT_ONE[min(self.questions, len(ABOUT_ONE)) - 1], name=self.about[0].name)
        return words.say(ABOUT_SEVERAL, people=words.number(len(self.about)))


def write_pulse(pulse: Pulse) -> tuple[str, str]:
    """Return *pulse* as plain text and as HTML; the text is complete by itself."""
    return render("mails/pulse", pulse.locale, pulse=pulse)
