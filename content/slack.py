"""Slack: an incoming webhook takes blocks of its own markup. Answers are links: it has no way in for buttons."""

from typing import Any

from content.posts import Link, Post

HOSTS = ("hooks.slack.com", "hooks.slack-gov.com")
LONGEST = 2900
"""A section takes 3,000 characters of text (Slack's reference of blocks)."""


def write(post: Post) -> dict[str, Any]:
    """Return *post* as sections of Slack's markup, without previews of its links."""
    said = [f"*{escaped(post.title)}*", *_pieces(escaped(post.short))]
    choices = ["\n".join(_link(one) for one in post.choices)] if post.choices else []
    links = [" · ".join(_link(one) for one in post.links)] if post.links else []
    return {
        "text": post.title,
        "unfurl_links": False,
        "unfurl_media": False,
        "blocks": [_section(text) for text in (*said, *choices, *links) if text],
    }


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def _link(one: Link) -> str:
    return f"<{escaped(one.address)}|{escaped(one.label).replace('|', '/')}>"


def escaped(text: str) -> str:
    """Return *text* with the three signs escaped that mean something to Slack, so that nobody is called by it.

    >>> escaped("a < b & <!channel>")
    'a &lt; b &amp; &lt;!channel&gt;'
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _pieces(text: str) -> list[str]:
    """Return *text* in pieces that a section takes, cut between lines where it can be."""
    pieces = []
    while text := text.strip():
        end = len(text) if len(text) <= LONGEST else max(text.rfind("\n", 0, LONGEST), 0) or LONGEST
        pieces.append(text[:end])
        text = text[end:]
    return pieces
