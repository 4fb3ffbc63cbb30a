"""Words that mean one thing in the language of whoever wrote, and another elsewhere."""

from collections.abc import Sequence
from dataclasses import replace

from delivery.answer_words import LOCAL
from delivery.labels import MOST
from delivery.marks import CLOSED, SHORT, mark_of, plain_line, with_comment
from delivery.reading import behind_greeting, read_lines
from delivery.replies import Reply

UNCLEAR = "?"


def in_language(reply: Reply, locale: str) -> Reply:
    """Return *reply* as its words mean it in the language of *locale*, that of its writer; "" is no language.

    >>> in_language(Reply("needs_review", text="Tak, w poniedziałek"), "pl-PL").answer
    'yes'
    """
    words = LOCAL.get(locale.split("-")[0].lower(), {})
    if not words or reply.kind not in ("answer", "needs_review"):
        return reply
    lines = reply.text.split("\n")
    local = _translated(lines, words)
    if local == lines:
        return reply
    read = read_lines(local)
    sure = read.answer or read.numbers or read.letters or read.labels
    return replace(
        reply, kind="answer" if sure else "needs_review", answer=read.answer, comment=read.comment if sure else "",
        numbers=read.numbers, letters=read.letters, labels=read.labels,
    )  # fmt: skip


def _translated(lines: Sequence[str], words: dict[str, str]) -> list[str]:
    """Return *lines* with the local word that begins the first of them put plainly, and numbers alone on the next."""
    start = behind_greeting(lines)
    made = [*lines[:start], *(_plainly(line, words) for line in lines[start : start + 1])]
    for line in lines[start + 1 : start + MOST]:
        meant = words.get(plain_line(line), "")
        if not (meant.isdigit() or mark_of(plain_line(line)) or not line.strip()):
            break
        made.append(meant if meant.isdigit() else line)
    return [*made, *lines[len(made) :]]


def _plainly(line: str, words: dict[str, str]) -> str:
    """Return *line* as it is where it answers in any language by itself, or begins with no local word."""
    written = line.strip()
    head = next((written[:at] for at, sign in enumerate(written[:SHORT]) if sign in ",;:.! "), written)
    meant = words.get(plain_line(head), "")
    whole = CLOSED.get(plain_line(written), "") or with_comment(written)[0]
    return f"{meant}{written[len(head) :]}" if meant and (meant == UNCLEAR or not whole) else line
