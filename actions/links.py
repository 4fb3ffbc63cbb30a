"""What a link opens, and the two ways in which it opens nothing: never known, and no longer in force."""

from dataclasses import dataclass

from sqlmodel import Session

from actions.house import House
from coaching.errors import Refused
from coaching.tokens import Purpose, derive
from content.words import language_for, marked, words_in
from storage import tokens
from storage.rows import MessageRow, ParticipantRow, RecipientRow, TokenRow

NO_LONGER = marked("This link is no longer in force. Nothing is kept under it.")
NEVER = marked("This address opens nothing here. Use the link in your newest mail.")


class UnknownLink(Refused):
    """No such link was ever made for this purpose. What it looked like is not repeated."""

    def __str__(self) -> str:
        return NEVER


class Spoken(Refused):
    """A refusal that is read by a participant. ``args``: the sentence, and the reader's locale where it is known."""

    def __str__(self) -> str:
        sentence, *locale = self.args
        return words_in(*locale).say(sentence)

    @property
    def language(self) -> str:
        """The language it speaks; "" where the reader is not known."""
        return language_for(self.args[1]) if len(self.args) > 1 else ""


class LinkIsGone(Spoken):
    """The link was ours and opens nothing any more."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A link that is in force, with the message it came in and whose it is."""

    token: TokenRow
    message: MessageRow | None
    recipient: RecipientRow
    participant: ParticipantRow | None = None

    @property
    def carries(self) -> int:
        """The message whose prompts the link is about: its own, or the one that was reminded of; 0 for none."""
        return (self.message.about_id or self.message.id or 0) if self.message else 0


def open_link(session: Session, token: str, purpose: Purpose) -> Opened:
    """Return what *token* opens. Its end and whether it was used are the caller's business.

    Raises:
        UnknownLink: it was never made, or for something else.
        LinkIsGone: it was revoked, or its owner's data were erased.
    """
    found = tokens.opened(session, token, purpose)
    if found is None:
        raise UnknownLink()
    if found.token.revoked_at or found.recipient.erased_at:
        raise LinkIsGone(NO_LONGER, found.recipient.locale)
    return Opened(found.token, found.message, found.recipient, found.participant)


PATHS = {Purpose.ANSWER: "a", Purpose.LEAVE: "u", Purpose.OWN_PAGE: "p"}


def path_of(house: House, opened: Opened, purpose: Purpose) -> str:
    """Return the path of another link that came in the same mail, or "" outside a mail."""
    if opened.message is None:
        return ""
    return f"/{PATHS[purpose]}/{derive(house.secret, purpose, opened.message.key)}"
