"""Discord: a webhook of a channel takes embeds of its own markup, and calls nobody. Answers are links."""

import re
from typing import Any

from coaching.web_addresses import place_of
from content.posts import MORE, Link, Post

HOSTS = ("discord.com", "discordapp.com", "ptb.discord.com", "canary.discord.com")
LONGEST_TITLE, LONGEST = 256, 3600
"""A title takes 256 characters, the texts of all embeds of a message 6,000 together (Discord's reference of messages);
so many are left for our words beside the links."""
MARKUP = re.compile(r"([\\`*_~|>\[\]()#<@:-])")
_WEBHOOK = re.compile(r"/webhooks/(\d+)")


def place(url: str) -> str:
    """Return what makes *url* the same webhook as another one: its number, whichever host and version leads there.

    >>> place("https://ptb.discord.com/api/v10/webhooks/12/abc") == place("https://discord.com/api/webhooks/12/abc/slack")
    True
    """
    found = _WEBHOOK.search(url)
    return f"{HOSTS[0]}/webhooks/{found.group(1)}" if found else place_of(url)


def write(post: Post) -> dict[str, Any]:
    """Return *post* as one embed for its words and one for its links; nobody is mentioned whatever they say."""
    said = escaped(post.short.strip())
    words = said if len(said) <= LONGEST else said[: LONGEST - len(MORE)].rstrip("\\") + MORE
    lines = [*(_link(one) for one in post.choices), " · ".join(_link(one) for one in post.links)]
    embeds = [
        {"title": post.title[:LONGEST_TITLE], "description": words},
        {"description": "\n".join(filter(None, lines))},
    ]
    return {
        "embeds": [one for one in embeds if one.get("title") or one["description"]],
        "allowed_mentions": {"parse": []},
    }


def escaped(text: str) -> str:
    """Return *text* with the signs escaped that Discord's markup knows.

    >>> escaped("[click](https://x) @everyone")
    '\\\\[click\\\\]\\\\(https\\\\://x\\\\) \\\\@everyone'
    """
    return MARKUP.sub(r"\\\1", text)


def _link(one: Link) -> str:
    return f"[{escaped(one.label)}]({one.address})"
