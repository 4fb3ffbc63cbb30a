"""A preview as files: each mail and page on a phone, on a desktop and in the dark, side by side, without a server."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from content.languages import name_of
from content.rendering import environment, style

DARK_RULE = re.compile(r"@media\s*\(prefers-color-scheme:\s*dark\)")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One mail, the page it opens and the one after Save, or a page alone.

    *name* names its files; *when* says in words when it comes.
    """

    name: str
    when: str
    sender: str
    subject: str
    text: str
    mail: str
    page: str
    saved: str = ""

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """What is shown of it, by the word that its files carry."""
        found = (("mail", self.mail), ("page", with_style(self.page)), ("saved", with_style(self.saved)))
        return tuple((kind, html) for kind, html in found if html)

    @property
    def said(self) -> tuple[tuple[str, str], ...]:
        """Each part with what it is, in words."""
        named = {"mail": "The mail", "page": "The page it opens" if self.mail else "The page", "saved": "After Save"}
        return tuple((kind, named[kind]) for kind, _ in self.parts)


def files(title: str, locale: str, sheets: Sequence[Sheet], query: str = "") -> dict[str, str]:
    """Return the files of a preview by name: ``index.html``, and two for each part of a sheet.

    *query* ends the addresses by which the first names the others.

    >>> made = files("Mine", "en", [Sheet("act", "day 5", "Maria", "Act", "Do it.", "<p>Do it.</p>", "<p>Did it?</p>")])
    >>> sorted(made)[:4]
    ['act-mail-dark.html', 'act-mail.html', 'act-mail.txt', 'act-page-dark.html']
    """
    made = {"index.html": index(title, locale, sheets, query)}
    for one in sheets:
        for kind, html in one.parts:
            made[f"{one.name}-{kind}.html"] = always(html, "light")
            made[f"{one.name}-{kind}-dark.html"] = always(html, "dark")
        if one.mail:
            made[f"{one.name}-mail.txt"] = one.text
    return made


def index(title: str, locale: str, sheets: Sequence[Sheet], query: str = "") -> str:
    """Return the page that shows them all; its frames name the other files."""
    return (
        environment()
        .get_template("preview/index.html")
        .render(title=title, reads=name_of(locale), sheets=sheets, query=query)
    )


def with_style(page: str) -> str:
    """Return a page with the stylesheet inside it, so that a folder needs nothing beside it."""
    return re.sub(r'<link rel="stylesheet"[^>]*>', lambda _: f"<style>{style()}</style>", page)


def always(html: str, scheme: str) -> str:
    """Return *html* as a reader in light or in dark sees it, whatever the browser's own setting is.

    >>> always("<style>@media (prefers-color-scheme:dark){p{color:red}}</style>", "dark")
    '<style>@media all{p{color:red}}</style>'
    """
    html = DARK_RULE.sub("@media all" if scheme == "dark" else "@media not all", html)
    return html.replace('name="color-scheme" content="light dark"', f'name="color-scheme" content="{scheme}"')
