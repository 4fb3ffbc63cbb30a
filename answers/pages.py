"""Answering with a page."""

from typing import Any

from fastapi.responses import HTMLResponse

from content.rendering import page


def show(name: str, status: int = 200, **values: Any) -> HTMLResponse:
    """Return the page *name* as a response."""
    return HTMLResponse(page(name, **values), status)
