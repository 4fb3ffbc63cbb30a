"""Pages and mails from templates: one environment a language, values escaped, and a value that is missing is an error.

Texts are marked with ``{% trans %}`` or ``_("...")`` and said in the language of the environment.
"""

import hashlib
import re
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from content import charts
from content.dates import STATE_WORDS, reasons, short_day, written_day
from content.reports import day
from content.styles import inlined
from content.words import SOURCE, language_for, words_in

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
STYLE = HERE / "look" / "style.css"


def page(name: str, locale: str = SOURCE, **values: Any) -> str:
    """Return the page ``templates/pages/<name>.html`` in the language of *locale*, filled with *values*, escaped.

    >>> "&lt;b&gt;" in page("error", title="Gone", says="<b>", also="")
    True
    """
    return environment(language_for(locale)).get_template(f"pages/{name}.html").render(values)


class _Loader(FileSystemLoader):
    """Reads templates with the styles of mails written out, so that this is done once and not for every mail."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, *about = super().get_source(environment, template)
        return (inlined(source), *about)  # type: ignore[return-value]


@cache
def environment(language: str = SOURCE) -> Environment:
    """Return the Jinja2 environment that everything in one language shares. What is no HTML is not escaped."""
    words = words_in(language)
    made = Environment(
        loader=_Loader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_translations(words.catalogue, newstyle=True)  # type: ignore[attr-defined]
    made.globals |= {"stylesheet": style_address(), "locale": words.language, "own_line": charts.own_line}
    made.globals |= {"OWN_WIDTH": charts.OWN_WIDTH, "OWN_HEIGHT": charts.OWN_HEIGHT}
    made.globals |= {"counted": counted, "day": written_day, "short": short_day, "reasons": reasons}
    made.globals |= {"state_words": STATE_WORDS}
    made.filters |= {
        "counted": counted,
        "filled": filled,
        "headed": words.headed,
        "number": words.number,
        "parted": parted,
    }
    made.filters |= {"day": day, "titles": words.titles}
    return made


@lru_cache(maxsize=1)
def style() -> str:
    """Return the stylesheet."""
    return STYLE.read_text("utf-8")


@lru_cache(maxsize=1)
def style_hash() -> str:
    """Return twelve characters that change whenever the stylesheet does."""
    return hashlib.sha256(style().encode()).hexdigest()[:12]


def style_address() -> str:
    """Return the address of the stylesheet, which may be kept for ever."""
    return f"/style.css?v={style_hash()}"


def parted(text: str) -> tuple[str, str]:
    """Return the first sentence of *text* and the rest, so that a mail can stress what is to be done.

    >>> parted("put it away before they start. On a call? Close the window."), parted('ask "What happened?", and wait')
    (('put it away before they start.', 'On a call? Close the window.'), ('ask "What happened?", and wait', ''))
    """
    first, *rest = re.split(r"(?<=[.?!…])\s+", text, maxsplit=1)
    return first, rest[0] if rest else ""


SHOWN_IN_LIST = 140
"""Characters of a mail that the widest inbox lists show behind its subject."""


def filled(words: str) -> Markup:
    """Return *words* followed by as many blanks as keep what comes after them out of an inbox list.

    Blanks alone would run together; the mark between them (U+034F) is seen nowhere.

    >>> filled("Hold your next call standing.")[:40]
    Markup('Hold your next call standing.&#847; &#84')
    """
    return escape(words) + Markup("&#847; ") * max(0, SHOWN_IN_LIST - len(words))


def counted(n: int, one: str, several: str = "") -> str:
    """Return a number with its English noun, as prose writes it; for the pages of staff.

    >>> counted(1, "question"), counted(4, "question"), counted(12, "person", "people")
    ('one question', 'four questions', '12 people')
    """
    number = words_in(SOURCE).number(n) if n else "no"
    return f"{number} {one if n == 1 else several or one + 's'}"
