"""What a mail without prompts says: a few sentences and one link, as text and as HTML."""

from dataclasses import dataclass

from content.mails import tidy
from content.rendering import environment
from content.words import SOURCE, language_for


@dataclass(frozen=True, slots=True)
class Note:
    """A short mail. *address* is the whole URL that *label* opens; *leave* ends such mails, "" where none can be."""

    subject: str
    title: str
    paragraphs: tuple[str, ...]
    label: str
    address: str
    locale: str = SOURCE
    leave: str = ""


def write_note(note: Note) -> tuple[str, str]:
    """Return *note* as plain text and as HTML; the text is complete by itself.

    >>> text, html = write_note(Note("S", "T", ("One & two.",), "Open", "https://x.org/k/1"))
    >>> print(text.strip())
    T
    <BLANKLINE>
    One & two.
    <BLANKLINE>
    Open: https://x.org/k/1
    >>> "One &amp; two." in html
    True
    """
    values = {"note": note}
    templates = environment(language_for(note.locale))
    text = templates.get_template("mails/note.txt").render(values)
    return tidy(text), templates.get_template("mails/note.html").render(values)
