"""The mails to a coach: the brief, and that somebody asked for a word. They and the desk's page say the same words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from content.mails import render
from content.words import SOURCE

FOOTER = (
    "Quotations are shown because the writer ticked that you may read them. "
    "Somebody you mark is left out for four weeks, unless they ask for a word."
)


class Named(Protocol):
    """Somebody a brief names."""

    @property
    def name(self) -> str:
        """What the coach calls them."""

    @property
    def cohort(self) -> str:
        """Their cohort."""

    @property
    def now(self) -> str:
        """Why now, in one sentence."""

    @property
    def words(self) -> str:
        """Their own words, or ""."""

    @property
    def ask(self) -> str:
        """One question to open with."""


@dataclass(frozen=True, slots=True)
class BriefMail:
    """What the mail says. *over* stands above the title; *desk* is the whole address where one answers it."""

    subject: str
    over: str
    people: Sequence[Named]
    rest: tuple[str, ...]
    desk: str
    locale: str = SOURCE
    footer: str = FOOTER


def write_brief(mail: BriefMail) -> tuple[str, str]:
    """Return *mail* as plain text and as HTML; the text is complete by itself."""
    return render("mails/brief", SOURCE, mail=mail)
