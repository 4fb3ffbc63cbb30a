"""Mails that answer a mail: what did you mean, and: somebody else answered. Each kind has templates of its own."""

from collections.abc import Mapping
from dataclasses import dataclass

from content.mails import render
from content.words import SOURCE, marked, words_in

SUBJECTS: Mapping[str, str] = {
    "clarify": marked("Which answer did you mean?"),
    "unverified": marked("A reply that was not counted"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer as it is printed: its number, its words and the address that has it ready."""

    printed: str
    label: str
    address: str


@dataclass(frozen=True, slots=True)
class AskedBack:
    """One question with a few answers, as the mail that asked it printed them; *title* is its step's."""

    title: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class WrittenBack:
    """Everything such a mail says. Addresses are whole URLs; *closes* is a day in words, "" where all is over.

    *kind* is clarify or unverified. *asked* are the questions that one mark answers, empty where several numbers are
    wanted (*several*, where numbers say it). *read* are the numbers and letters that a program found in the reply: what
    it says back, and no more, as anybody may write a reply in another's name.
    """

    kind: str
    name: str
    programme: str
    titles: tuple[str, ...]
    asked: tuple[AskedBack, ...]
    answer: str
    leave: str
    own_page: str
    closes: str
    locale: str = SOURCE
    read: tuple[str, ...] = ()
    several: bool = False

    @property
    def example(self) -> str:
        """What a reply that is sure looks like, "" where it is not a mark or two."""
        return " ".join(one.choices[0].printed for one in self.asked)

    @property
    def preheader(self) -> str:
        """What an inbox list shows behind the subject: what the mail is about."""
        return "; ".join((*self.titles, *(one.title for one in self.asked if one.title not in self.titles)))

    @property
    def subject(self) -> str:
        """The subject line of its kind."""
        return words_in(self.locale).say(SUBJECTS[self.kind])


def write_back(mail: WrittenBack) -> tuple[str, str]:
    """Return *mail* as plain text and as HTML; the text is complete by itself."""
    return render(f"mails/{mail.kind}", mail.locale, mail=mail)
