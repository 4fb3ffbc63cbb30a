"""A disclosure on paper: one page as HTML or as text, from the same plain values."""

from typing import Any

from content.rendering import environment, style


def disclosure_html(found: dict[str, Any], style_at: str = "") -> str:
    """Return the page as HTML: one file with its style inside, or with the stylesheet at *style_at*."""
    inside = "" if style_at else style()
    return environment().get_template("pages/disclosure.html").render(d=found, style=inside, style_at=style_at)


def disclosure_text(found: dict[str, Any]) -> str:
    """Return the page as plain text."""
    return environment().get_template("disclosure.txt").render(d=found).strip() + "\n"
