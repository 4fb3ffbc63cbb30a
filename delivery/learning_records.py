"""A learning record store (xAPI 1.0.3), spoken to: statements go there in lots, each of which it takes whole or not."""

from collections.abc import Sequence
from typing import Any

import httpx

from coaching.errors import Refused
from delivery.web_accounts import RecordStore
from delivery.web_client import keep_discreet

LOT = 100
"""Statements in one request; our choice, stores take more."""
TIMEOUT_S = 60
WHY = {401: "did not take the user and password", 403: "does not let this user write", 404: "is not at this address",
       409: "has other statements under the same ids"}  # fmt: skip


def hand_over(store: RecordStore, statements: Sequence[dict[str, Any]]) -> int:
    """Post *statements* and return how many the store took: those it had already are taken, and kept once.

    Raises:
        Refused: it did not take a lot; the lots before it are there, and saying it again does no harm.
    """
    keep_discreet()
    login = (store.user, store.password) if store.user else None
    headers = {"X-Experience-API-Version": "1.0.3"}
    with httpx.Client(timeout=TIMEOUT_S, auth=login, headers=headers) as client:
        for first in range(0, len(statements), LOT):
            _post(client, store, statements[first : first + LOT], first)
    return len(statements)


def _post(client: httpx.Client, store: RecordStore, lot: Sequence[dict[str, Any]], before: int) -> None:
    try:
        answer = client.post(f"{store.url}/statements", json=list(lot))
    except httpx.HTTPError as error:
        raise _refused("does not answer", type(error).__name__, before) from None
    if answer.status_code != 200:
        raise _refused(WHY.get(answer.status_code, "did not take the answers"), str(answer.status_code), before)


def _refused(why: str, seen: str, before: int) -> Refused:
    return Refused(
        f"The learning record store {why} ({seen}). {before} statements are there. See FOLLOWTHROUGH_LRS_URL and say "
        "it again: what it has already, it keeps once."
    )
