"""Pages from templates: one environment, everything escaped, and a value that is missing is an error."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
STYLE = HERE / "look" / "style.css"


def page(name: str, **values: Any) -> str:
    """Return the page ``templates/pages/<name>.html`` filled with *values*; all of them are escaped.

    >>> "&lt;b&gt;" in page("error", title="Gone", says="<b>", also="")
    True
    """
    return environment().get_template(f"pages/{name}.html").render(values)


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the Jinja2 environment that all pages share."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals["stylesheet"] = style_address()
    made.filters["counted"] = counted
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


NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def counted(n: int, one: str, several: str = "") -> str:
    """Return a number with its noun, as prose writes it.

    >>> counted(1, "question"), counted(4, "question"), counted(12, "person", "people")
    ('one question', 'four questions', '12 people')
    """
    number = NUMBERS[n] if n < len(NUMBERS) else str(n)
    return f"{number} {one if n == 1 else several or one + 's'}"
