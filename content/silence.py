"""The mail that asks after a silence: four answers, each a link and a number."""

from dataclasses import dataclass

from content.mails import render
from content.words import SOURCE, marked, words_in
from content.written_back import Choice

SUBJECT = marked("One question about these mails")


@dataclass(frozen=True, slots=True)
class SilenceMail:
    """Everything it says. Addresses are whole URLs; *days* are the working days it waits for an answer.

    *follow_up* is the day after the workshop on which questions come once more, 0 for none.
    """

    name: str
    programmes: tuple[str, ...]
    choices: tuple[Choice, ...]
    own_page: str
    leave: str
    days: int
    reply: bool
    follow_up: int = 0
    locale: str = SOURCE

    @property
    def programme(self) -> str:
        """The line above the title."""
        return " · ".join(self.programmes)

    @property
    def preheader(self) -> str:
        """What an inbox list shows behind the subject: what is asked."""
        return words_in(self.locale).say(
            "A few mails of %(programmes)s have gone out without an answer. That is all right. Which of these suits "
            "you from here on?",
            programmes=self.named,
        )

    @property
    def named(self) -> str:
        """The programmes in a sentence, each in quotation marks."""
        return words_in(self.locale).titles(self.programmes)

    @property
    def subject(self) -> str:
        """The subject line."""
        return words_in(self.locale).say(SUBJECT)


def write_silence(mail: SilenceMail) -> tuple[str, str]:
    """Return *mail* as plain text and as HTML; the text is complete by itself."""
    return render("mails/silence", mail.locale, mail=mail)
