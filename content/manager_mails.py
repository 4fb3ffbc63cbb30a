"""What a mail to a manager says: what they could ask the people who report to them. It names nobody."""

from dataclasses import dataclass

from content.mails import render
from content.words import SOURCE


@dataclass(frozen=True, slots=True)
class ManagerLetter:
    """Everything such a mail says. *leave* is a whole URL."""

    name: str
    programme: str
    title: str
    says: str
    questions: tuple[str, ...]
    leave: str
    locale: str = SOURCE


def write_manager_mail(letter: ManagerLetter) -> tuple[str, str]:
    """Return *letter* as plain text and as HTML; the text is complete by itself."""
    return render("mails/manager", letter.locale, letter=letter)
