"""A message as it is posted to a webhook: what it says in short, its choices as links. A form writes it as JSON.

A form is one module with a ``write(post) -> object``: `content.plain_post`, `content.slack`, `content.teams`.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from content.choices import LETTERS, task_choices
from content.mails import Letter, render_text, write
from content.words import SOURCE, words_in

LARGEST = 20_000
"""Bytes of a body: what Standard Webhooks asks senders to stay under."""
SHORTEST = 200
MORE = "\n[...]"


@dataclass(frozen=True, slots=True)
class Link:
    """A place to go to. *value* is the answer that is chosen there, "" for none."""

    label: str
    address: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """Everything a posted message says.

    *id* is the message's own, the same for every attempt. *text* is complete by itself; *short* leaves the links to
    *choices* and *links*. *person* and *address* say whose it is, for a program that passes it on.
    """

    id: str
    kind: str
    title: str
    text: str
    short: str
    choices: tuple[Link, ...] = ()
    links: tuple[Link, ...] = ()
    answer: str = ""
    fields: str = ""
    person: str = ""
    address: str = ""
    at: datetime | None = None
    answer_until: datetime | None = None
    locale: str = SOURCE


Form = Callable[[Post], Any]


def body_of(post: Post, form: Form) -> bytes:
    """Return *post* as JSON of *form*, its text cut where the whole would be larger than receivers take."""
    while True:
        body = json.dumps(form(post), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
        most = max(len(post.text), len(post.short)) * 3 // 4
        if len(body) < LARGEST or most < SHORTEST:
            return body
        post = replace(post, text=_cut(post.text, most), short=_cut(post.short, most))


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - len(MORE)].removesuffix(MORE) + MORE


def post_of(letter: Letter, **columns: Any) -> Post:
    """Return what *letter* says, as it is posted; *columns* are those that the words do not decide."""
    bare = replace(letter, reply=False)
    return Post(
        title=letter.subject,
        text=write(bare)[0],
        short=render_text("posts/letter", letter.locale, letter=bare),
        choices=_choices(letter),
        links=_links(letter),
        answer=letter.answer,
        locale=letter.locale,
        **columns,
    )


def _choices(letter: Letter) -> tuple[Link, ...]:
    """Return the answers that a tap can give; the page that opens has them selected, and records by Save."""
    if letter.act:
        found = enumerate(task_choices(letter.locale), start=1)
        return tuple(Link(one.label, f"{letter.answer}?c={n}", one.value) for n, one in found)
    if letter.days:
        never = Link(words_in(letter.locale).say("No chance to"), f"{letter.answer}?c=na", "na")
        return (*(Link(str(n), f"{letter.answer}?c={n}", str(n)) for n in range(6)), never)
    if letter.recall and len(letter.parts) == 1 and letter.recall.step.retrieval:
        lettered = enumerate(zip(LETTERS, letter.recall.step.retrieval.choices, strict=False), start=1)
        return tuple(Link(f"{mark}  {words}", f"{letter.answer}?c={mark}", str(n)) for n, (mark, words) in lettered)
    return ()


def _links(letter: Letter) -> tuple[Link, ...]:
    """Return the other places: the answer page where no tap answers, what is still open, the own page, leaving."""
    words = words_in(letter.locale)
    page = (
        [] if letter.act or letter.days or not letter.parts else [Link(words.say("Open the questions"), letter.answer)]
    )
    start = [Link(words.say("Start"), letter.answer)] if not letter.parts else []
    still = [Link(one.title, one.address) for one in letter.open]
    own = Link(words.say("Your page"), letter.own_page)
    return (*page, *start, *still, own, Link(words.say("Leave the programme"), letter.leave))
