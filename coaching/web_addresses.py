"""Web addresses that something is posted to: which may be written down at all, before anybody looks one up.

Where the name leads is judged when a connection is opened, in `delivery.guard`.
"""

import re
from collections.abc import Collection
from urllib.parse import SplitResult, urlsplit

PORTS = (None, 443, 8443)
LONGEST_URL = 1000
_HIDDEN = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\\]")


def fault_of(url: str, loopback: Collection[str] = ()) -> str:
    """Return what is wrong with *url* as a sentence, or "".

    *loopback* are places of this machine, such as ``127.0.0.1:9000``, at which plain http and any port are taken.

    >>> fault_of("https://hooks.example.org/in/1"), fault_of("https://hooks.example.org:22/")
    ('', 'A webhook is reached at port 443 or 8443. Copy its address again.')
    """
    parts = _split(url)
    if parts is None or _HIDDEN.search(url) or len(url) > LONGEST_URL or parts.fragment:
        return "A webhook is a web address that begins with 'https://'. Copy it again from your chat program."
    if parts.netloc in loopback and parts.scheme in ("http", "https"):
        return ""
    if parts.scheme != "https":
        return "A webhook is a web address that begins with 'https://'. Copy it again from your chat program."
    if "@" in parts.netloc:
        return "A webhook has no user and no password in it: it begins with 'https://' and the host."
    if parts.port not in PORTS:
        return "A webhook is reached at port 443 or 8443. Copy its address again."
    return ""


def _split(url: str) -> SplitResult | None:
    """Return the parts of *url*, or None where it has no host or cannot be read."""
    try:
        parts = urlsplit(url)
        _ = parts.port
        return parts if parts.hostname else None
    except ValueError:
        return None


def place_of(url: str) -> str:
    """Return what makes *url* the same door as another one: host and path, in one spelling.

    >>> place_of("https://Hooks.Slack.com:443/services/T/B/x/?again") == place_of("https://hooks.slack.com/services/T/B/x")
    True
    """
    parts = urlsplit(url)
    return (parts.hostname or "").rstrip(".") + re.sub(r"/+", "/", parts.path).rstrip("/").casefold()


def host_of(url: str) -> str:
    """Return the host of *url*, the only part of it that may stand in a log.

    >>> host_of("https://hooks.slack.com/services/T/B/secret")
    'hooks.slack.com'
    """
    return urlsplit(url).hostname or ""
