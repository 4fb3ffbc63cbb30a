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
class WrittenBack:
    """Everything such a mail says. Addresses are whole URLs; *closes* is a day in words, "" where all is over.

    *kind* is clarify or unverified. *choices* are those of the one question, empty where several were asked.
    """

    kind: str
    name: str
    programme: str
    titles: tuple[str, ...]
    choices: tuple[Choice, ...]
    answer: str
    leave: str
    own_page: str
    closes: str
    locale: str = SOURCE

    @property
    def subject(self) -> str:
        """The subject line of its kind."""
        return words_in(self.locale).say(SUBJECTS[self.kind])


def write_back(mail: WrittenBack) -> tuple[str, str]:
    """Return *mail* as plain text and as HTML; the text is complete by itself."""
    return render(f"mails/{mail.kind}", mail.locale, mail=mail)
