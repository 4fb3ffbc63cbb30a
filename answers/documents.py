"""What the OpenAPI document says of faults: every status a caller can meet, so that programs can be written for it."""

from typing import Any

FAULTS = {
    400: "The body cannot be read.",
    401: "Nobody from learning and development is signed in.",
    404: "This link or this name opens nothing here.",
    409: "The one late answer was given before; nothing was recorded.",
    410: "The link is no longer in force: left, erased, revoked, used up or too old.",
    413: "More than 64 KB were sent.",
    415: "The body is no form.",
    422: "Something is missing or wrong; nothing was recorded. The answer says what, beside each field.",
    429: "Asked too often within a minute.",
    503: "The database does not answer.",
}
PAGE: dict[str, Any] = {"text/html": {"schema": {"type": "string"}}}
OBJECT: dict[str, Any] = {
    "application/json": {
        "schema": {
            "type": "object",
            "required": ["error"],
            "properties": {
                "error": {"type": "string"},
                "faults": {"type": "object", "additionalProperties": {"type": "string"}},
            },
        }
    }
}
LINK = (404, 410, 429)
"""What may become of any link."""
FORM = (400, 413, 415, 422)
"""What may become of any form."""


def documented(*statuses: int, content: dict[str, Any] = PAGE) -> dict[int | str, dict[str, Any]]:
    """Return the `responses` of a route that may answer with these statuses.

    >>> sorted(documented(404, 429))
    [404, 429]
    """
    return {status: {"description": FAULTS[status], "content": content} for status in statuses}
