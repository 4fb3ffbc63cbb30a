"""An HTML reply as lines of text, with what it quotes marked by ``>``.

A scanner of our own that only moves forward: ``html.parser`` takes quadratic time on crafted input (50 KB of
``<a `` kept Python 3.11.7 busy for more than 18 s), and a reply needs words and quotes, not a tree.
"""

import html
import re
from dataclasses import dataclass, field

FROM_HERE_ON_QUOTED = "\x1equoted\x1e"
"""A line that no mail can hold (controls are removed from text): everything behind it is quoted."""

_NAME = re.compile(r"</?\s?([A-Za-z][A-Za-z0-9:]{0,20})")
_HIDDEN = re.compile(r"display\s?:\s?none|mso-hide\s?:\s?all")
"""How our mails hide their preheader, which stands above our marker line; programs that quote keep one of the two."""
_HIDES = frozenset(("div", "span", "p", "td"))
_LINES = frozenset(
    ("p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "hr", "blockquote", "pre")
)
_UNSEEN = frozenset(["head", "style", "script", "title", "template", "noscript"])
_NESTING = frozenset(("div", "blockquote"))
_QUOTES = ("gmail_quote", "yahoo_quoted", "protonmail_quote", "tutanota_quote", "moz-cite-prefix", "zmail_extra")
_REST_IS_QUOTE = (
    "divrplyfwdmsg",
    "appendonsend",
    "outlookmessageheader",
    "olk_src_body_section",
    "mail-editor-reference-message-container",
    "border-top:solid #e1e1e1 1.0pt",
    "border-top:solid #b5c4df 1.0pt",
)
_SIGNATURES = ("gmail_signature", "ms-outlook-mobile-signature", "moz-signature", 'id="signature"', "id=signature")
_ATTRIBUTES_READ = 600
_MOST_LINES = 10_000
"""Lines that are read, blank ones counted: more than any honest reply has."""


@dataclass(slots=True)
class _Sheet:
    """What has been read so far: finished lines, the words of the open one, and the open quotes."""

    lines: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    nesting: list[tuple[str, bool]] = field(default_factory=list)
    quoted: int = 0
    unseen: str = ""

    def end_line(self) -> None:
        text = " ".join("".join(self.words).split())
        self.lines.append(f"> {text}" if self.quoted else text)
        self.words.clear()


def lines_of_html(source: str) -> list[str]:
    """Return the lines a person sees in *source*; quoted ones begin with ``>``, signatures are left out.

    >>> lines_of_html("<div>2</div><blockquote>How many?</blockquote>")
    ['2', '> How many?']
    """
    sheet, place = _Sheet(), 0
    while place < len(source) and len(sheet.lines) < _MOST_LINES:
        start = source.find("<", place)
        if start < 0:
            start = len(source)
        if not sheet.unseen:
            sheet.words.append(_unescaped(source[place:start]))
        place = _past(source, start)
        _tag(sheet, source[start : min(place, start + _ATTRIBUTES_READ)])
    sheet.end_line()
    return [line for line in sheet.lines if line.strip("> ")]


def _past(source: str, start: int) -> int:
    """Return where the text goes on behind the tag or comment at *start*; an unclosed one takes the rest."""
    if source.startswith("<!--", start):
        end = source.find("-->", start + 4)
        return end + 3 if end >= 0 else len(source)
    end = source.find(">", start)
    return end + 1 if end >= 0 else len(source)


def _tag(sheet: _Sheet, tag: str) -> None:
    found = _NAME.match(tag)
    if found is None:
        return
    name, closing = found.group(1).lower(), tag.startswith("</")
    if sheet.unseen:
        if closing and name == sheet.unseen:
            sheet.unseen = ""
        return
    hidden = name in _UNSEEN or (name in _HIDES and _HIDDEN.search(tag.lower()))
    if hidden and not closing and not tag.endswith("/>"):
        sheet.unseen = name
        return
    if name in _LINES and (sheet.words or name == "br"):
        sheet.end_line()
    if closing:
        _close(sheet, name)
    else:
        _open(sheet, name, tag.lower())


def _open(sheet: _Sheet, name: str, tag: str) -> None:
    if any(mark in tag for mark in _REST_IS_QUOTE) and not sheet.quoted:
        sheet.end_line()
        sheet.lines.append(FROM_HERE_ON_QUOTED)
    if name in _NESTING and len(sheet.nesting) < 1_000:
        quotes = name == "blockquote" or any(mark in tag for mark in (*_QUOTES, *_SIGNATURES))
        sheet.nesting.append((name, quotes))
        sheet.quoted += quotes


def _close(sheet: _Sheet, name: str) -> None:
    if name in _NESTING and any(one == name for one, _ in sheet.nesting[-5:]):
        while sheet.nesting:
            last, quotes = sheet.nesting.pop()
            sheet.quoted -= quotes
            if last == name:
                return


def _unescaped(text: str) -> str:
    try:
        return html.unescape(text)
    except ValueError:  # a character number of thousands of digits
        return text
