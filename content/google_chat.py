"""Google Chat: a webhook of a space takes one card of its second version. Answers are links."""

from typing import Any

from content.posts import Link, Post

HOSTS = ("chat.googleapis.com",)


def write(post: Post) -> dict[str, Any]:
    """Return *post* as a card: its title, a paragraph of text each, and buttons that open links."""
    words = [{"textParagraph": {"text": escaped(one)}} for one in post.short.split("\n\n") if one.strip()]
    buttons = [_buttons(links) for links in (post.choices, post.links) if links]
    card = {"header": {"title": post.title}, "sections": [{"widgets": [*words, *buttons]}]}
    return {"cardsV2": [{"cardId": post.id, "card": card}]}


def escaped(text: str) -> str:
    r"""Return *text* with the signs escaped that begin the markup of a card, and its line breaks kept.

    >>> escaped("a < b & <users/all>\nc")
    'a &lt; b &amp; &lt;users/all&gt;<br>c'
    """
    plain = text.strip().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return plain.replace("\n", "<br>")


def _buttons(links: tuple[Link, ...]) -> dict[str, Any]:
    return {
        "buttonList": {"buttons": [{"text": one.label, "onClick": {"openLink": {"url": one.address}}} for one in links]}
    }
