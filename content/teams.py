"""Teams: an Adaptive Card of version 1.4, as its workflows for webhooks take it. Answers are links."""

from typing import Any

from content.posts import Link, Post

HOSTS = (".webhook.office.com", ".logic.azure.com", ".api.powerplatform.com")
KIND = "application/vnd.microsoft.card.adaptive"


def write(post: Post) -> dict[str, Any]:
    """Return *post* as a message with one card: the title, a text block a paragraph, a button a link."""
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [_block(post.title, size="Medium", weight="Bolder"), *map(_block, _paragraphs(post.short))],
        "actions": [_open(one) for one in (*post.choices, *post.links)],
    }
    return {"type": "message", "attachments": [{"contentType": KIND, "contentUrl": None, "content": card}]}


def _paragraphs(text: str) -> list[str]:
    return [one.strip() for one in text.split("\n\n") if one.strip()]


def _block(text: str, **looks: str) -> dict[str, Any]:
    return {"type": "TextBlock", "text": escaped(text), "wrap": True} | looks


def escaped(text: str) -> str:
    """Return *text* with the signs escaped that make links or emphasis in a card.

    >>> escaped("[click](https://x)")
    '\\\\[click\\\\](https://x)'
    """
    for sign in "\\[]*_`~":
        text = text.replace(sign, "\\" + sign)
    return text


def _open(one: Link) -> dict[str, str]:
    return {"type": "Action.OpenUrl", "title": one.label, "url": one.address}
