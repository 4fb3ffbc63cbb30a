"""Answering with a page."""

from typing import Any

from fastapi.responses import HTMLResponse

from content.rendering import page


def show(name: str, status: int = 200, locale: str = "en", **values: Any) -> HTMLResponse:
    """Return the page *name* in the language of *locale* as a response."""
    return HTMLResponse(page(name, locale, **values), status)
