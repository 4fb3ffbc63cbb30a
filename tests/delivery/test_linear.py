"""Reading takes time in step with a mail's length, whatever its author wished: four times the length, not sixteen."""

import time

import pytest

from delivery.replies import read_reply

HEAD = "From: a@b.c\r\nTo: bounce+t@example.org\r\nReturn-Path: <>\r\nContent-Type: {kind}; charset=utf-8\r\n\r\n"
"""With the marks of a bounce, so that the second opinion is asked too."""
PATTERNS = {
    "on": "On ", "on-lines": "On a\n",
    "on-wrote": "On Mon, 1 Jan 2026\nx\nx wrote\n", "on-comma": "On a, ", "dashes": "-",
    "from": "From: a\n", "bold-from": "*From:* a\n", "quotes": "> ", "nested-quotes": ">>>>> > a\n", "best": "Best\n",
    "blank": "\n", "spaces": " ", "numbers": "1 ", "numbered": "1. 1\n",
    "labels": "question 1: 3 ", "labelled": "Task: 1\n", "addresses": "<a@b>, ", "at": "a@",
    "colons": "a: ",
    "original": "-----Original Message-----\n", "rule": "________________________________\n", "away": "away until ",
    "commas": ", x@y", "status": "5.1.1 ", "dots": "5.", "smtp": "SMTP=a; on ",
}  # fmt: skip
TAGS = {
    "open": "<", "div": "<div>", "closed": "</div>", "blockquote": "<blockquote>", "comment": "<!--",
    "attribute": '<a b="',
    "entity": "&#9", "style": "<style>", "br": "<br>\n", "quote-class": '<div class="gmail_quote">',
}  # fmt: skip
CASES = [
    *((name, "text/plain", pattern) for name, pattern in PATTERNS.items()),
    *((f"html-{name}", "text/html", pattern) for name, pattern in TAGS.items()),
]
SMALL, TIMES = 25_000, 4
MOST = 10.0
"""Between a linear reader (4) and a quadratic one (16), with room for a busy machine."""
NOISE_S = 0.005


@pytest.mark.parametrize(("kind", "pattern"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_longer_mail_takes_longer_in_step(kind: str, pattern: str) -> None:
    small, large = (_mail(kind, pattern, octets) for octets in (SMALL, SMALL * TIMES))
    assert _fastest_s(large) < MOST * max(_fastest_s(small), NOISE_S)


def _mail(kind: str, pattern: str, octets: int) -> bytes:
    return (HEAD.format(kind=kind) + pattern * (octets // len(pattern))).encode()


def _fastest_s(raw: bytes) -> float:
    """Return the least processor time of a few readings."""
    seen = []
    for _ in range(3):
        began = time.process_time()
        read_reply(raw, "bounce@example.org")
        seen.append(time.process_time() - began)
    return min(seen)
