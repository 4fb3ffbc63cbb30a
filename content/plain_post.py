"""The form of a program's own webhook: one JSON object, described in ``docs/webhooks.md``."""

from typing import Any

from content.posts import Link, Post

HOSTS: tuple[str, ...] = ()


def write(post: Post) -> dict[str, Any]:
    """Return *post* as a program reads it. Without a person it is a nudge, and carries no link."""
    data: dict[str, Any] = {
        "id": post.id, "kind": post.kind, "language": post.locale, "title": post.title, "text": post.text,
        "choices": [{"value": one.value} | _link(one) for one in post.choices],
        "links": [_link(one) for one in post.links],
    }  # fmt: skip
    if post.person:
        data["person"] = {"key": post.person, "address": post.address}
        data["answer_page"], data["fields"] = post.answer, post.fields
    if post.answer_until:
        data["answer_until"] = post.answer_until.isoformat()
    said_at = post.at.isoformat() if post.at else None
    return {"type": f"message.{post.kind}", "timestamp": said_at, "data": data}


def _link(one: Link) -> dict[str, str]:
    return {"label": one.label, "url": one.address}
