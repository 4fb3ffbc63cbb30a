"""Somebody at the door: an installation with one mail out, and a visitor who opens its links."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import MetaData, func, select
from sqlmodel import SQLModel, col
from sqlmodel import select as pick

from actions.house import House
from answers.app import make_app
from coaching.tokens import Purpose, derive
from storage.rows import EventRow, MessageRow, PromptRow, RecipientRow, ResponseRow
from tests import make

LINKS = {"a": Purpose.ANSWER, "u": Purpose.LEAVE, "p": Purpose.OWN_PAGE, "k": Purpose.KEY, "b": Purpose.BUDDY}


@dataclass
class Visit:
    """A door with its own clock; *now* may be set, and `later` lets it run on."""

    folder: Path
    now: datetime = make.NOW
    client: str = "192.0.2.7"
    app: FastAPI = field(init=False)
    house: House = field(init=False)
    settings: Mapping[str, Any] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.house = make.house(self.folder, **self.settings)
        self.app = make_app(self.house, lambda: self.now, outbox=self.folder / "outbox")

    def later(self, **by: float) -> "Visit":
        self.now += timedelta(**by)
        return self

    def enroll(self, people: tuple[str, ...] = ("ada@example.org",), **columns: Any) -> "Visit":
        make.enrolled(self.house, people, self.now, **columns)
        return self

    def send(self, at: datetime | None = None) -> "Visit":
        self.now = at or self.now
        make.sent(self.house, self.folder, self.now)
        return self

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False, client=(self.client, 1))
            async with httpx.AsyncClient(transport=transport, base_url="http://door", cookies=self.cookies) as client:
                return await client.request(method, path, **more)

        answer = asyncio.run(send())
        self.cookies.update(answer.cookies)
        return answer

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.ask("GET", path, **more)

    def post(self, path: str, data: Mapping[str, str] | None = None, **more: Any) -> httpx.Response:
        return self.ask("POST", path, data=dict(data or {}), **more)

    def press(self, path: str, do: str, after_s: float = 5, **values: str) -> httpx.Response:
        """Open a page, wait, and press the button of one of its forms."""
        nonce = nonce_in(self.get(path).text)
        return self.later(seconds=after_s).post(path, values | {"do": do, "nonce": nonce})

    def save(self, path: str, after_s: float = 5, **values: str) -> httpx.Response:
        """Open the page, wait, and save *values*; ``__`` in a name stands for a dot and ``_`` for a hyphen."""
        nonce = nonce_in(self.get(path).text)
        self.later(seconds=after_s)
        named = {name.replace("__", ".").replace("_", "-"): value for name, value in values.items()}
        return self.post(path, named | {"nonce": nonce})

    def link(self, kind: str, person: str = "ada@example.org", nth: int = -1) -> str:
        """Return the path of a link in the person's nth mail that went out, oldest first."""
        with self.house.store.read() as session:
            statement = (
                pick(MessageRow.key)
                .join(RecipientRow, col(RecipientRow.id) == col(MessageRow.recipient_id))
                .where(RecipientRow.folded == person, MessageRow.state == "sent")
                .where((MessageRow.kind == "key") == (kind == "k"))
                .order_by(col(MessageRow.due_at))
            )
            key = session.exec(statement).all()[nth]
        return f"/{kind}/{derive(self.house.secret, LINKS[kind], key)}"

    def prompt(self, step: str) -> PromptRow:
        with self.house.store.read() as session:
            return session.exec(pick(PromptRow).where(PromptRow.step == step)).one()

    def responses(self) -> list[ResponseRow]:
        with self.house.store.read() as session:
            return list(session.exec(pick(ResponseRow).order_by(col(ResponseRow.id))))

    def held(self) -> dict[str, str]:
        return {row.question: row.value or row.words for row in self.responses() if row.replaced_at is None}

    def events(self, step: str) -> list[str]:
        with self.house.store.read() as session:
            wanted = EventRow.prompt_id == self.prompt(step).id
            return [row.what for row in session.exec(pick(EventRow).where(wanted).order_by(col(EventRow.nth)))]

    def dump(self) -> dict[str, list[Any]]:
        """Return every row of every table."""
        metadata: MetaData = SQLModel.metadata
        with self.house.store.engine.connect() as connection:
            return {name: sorted(map(repr, connection.execute(select(one)))) for name, one in metadata.tables.items()}

    def count(self, row: type[SQLModel]) -> int:
        with self.house.store.read() as session:
            return session.exec(pick(func.count()).select_from(row)).one()


def nonce_in(page: str) -> str:
    return unescape(re.search(r'name="nonce" value="([^"]+)"', page).group(1))


def pass_in(page: str) -> str:
    return unescape(re.search(r'name="pass" value="([^"]+)"', page).group(1))


def checked_in(page: str) -> list[tuple[str, str]]:
    """Return (field, value) of what is selected on a page."""
    found = re.findall(r'<input type="(?:radio|checkbox)" name="([^"]+)" value="([^"]+)" checked', page)
    return [(unescape(name), value) for name, value in found]
