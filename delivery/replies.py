"""What came back by mail, read without knowing what was asked.

The order decides: a report of a server, a complaint and an automatic answer are never answers, whatever stands in
them; quoted words are never answers either. What is not sure is `needs_review`, never guessed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from delivery.automatic import (
    RECIPIENTS,
    bounce,
    complained_of,
    has_marks_of_bounce,
    is_absence,
    is_automatic,
    is_complaint,
    reaction,
    tells_of_reaction,
)
from delivery.hypertext import lines_of_html
from delivery.labels import Labelled
from delivery.quotes import own_lines
from delivery.reading import Reading, command_in, read_lines
from delivery.received import Part, Received, Unreadable, ids_in, open_mail
from delivery.second_opinion import second_opinion

Kind = Literal["answer", "bounce", "complaint", "auto", "reaction", "command", "needs_review"]
_MOST_LINES = 5_000
"""Lines that are looked at: more than people write and quote; 100 KB of one-letter lines would take 0.1 s."""
_RE = ("re:", "aw:", "sv:", "antw:", "rif:", "ref:", "r:", "res:", "odp:")


@dataclass(frozen=True, slots=True)
class Reply:
    """One mail that came back.

    *answer* is a number as text, a letter, ``yes``, ``no``, ``done``, ``not_yet``, ``na``, or "" where there is none
    that is sure. *numbers* is the run of numbers (and ``na``) at the beginning, for a check-in with several questions;
    *letters* are those among them, which choose at knowledge questions; *labels* are answers that say for which
    question they are.
    *recipients* may carry a token of ours; the sender's address proves nothing. *status* is that of a bounce,
    *until* the date behind *away until* as it was written, *absent* says that an automatic answer speaks of an
    absence. What is not *readable* is built as no mail program builds it.
    """

    kind: Kind
    text: str = ""
    first_line: str = ""
    answer: str = ""
    comment: str = ""
    numbers: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    labels: tuple[Labelled, ...] = ()
    recipients: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    sender: str = ""
    message_id: str = ""
    status: str = ""
    command: str = ""
    until: str = ""
    absent: bool = False
    readable: bool = True


def read_reply(raw: bytes, bounce_address: str = "") -> Reply:
    """Return what *raw* is and says. No octets make it raise, and its time grows with their number only.

    *bounce_address* is ours: what comes back to it with a tag may be a bounce however it is written.
    """
    try:
        mail = open_mail(raw)
    except Unreadable:
        return Reply("needs_review", readable=False)
    reported = bounce(mail)
    if reported is None and not is_complaint(mail) and has_marks_of_bounce(mail, bounce_address):
        reported = second_opinion(mail, raw)
    if reported is not None:
        return _reply(mail, "bounce", status=reported.status, references=reported.references)
    if is_complaint(mail):
        return _reply(mail, "complaint", recipients=complained_of(mail), references=ids_in(mail.returned))
    sign = reaction(mail)
    if is_automatic(mail):
        words = words_of(mail)
        return _reply(mail, "auto", words, absent=is_absence(mail, words))
    return _reply(mail, "reaction", [sign] if sign else []) if sign is not None else _human(mail)


def words_of(mail: Received) -> list[str]:
    """Return the lines its sender wrote, of the text part where it has words, else of the HTML part."""
    for kind in ("text/plain", "text/html"):
        lines = [line for part in mail.parts if part.kind == kind and not part.attached for line in _lines(part)]
        if any(line.strip() for line in lines):
            return own_lines(lines[:_MOST_LINES])
    return []


def _lines(part: Part) -> list[str]:
    if part.kind == "text/html":
        return lines_of_html(part.text)
    lines = part.text.split("\n")
    return _unwrapped(lines) if part.flowed else lines


def _unwrapped(lines: list[str]) -> list[str]:
    """Return the paragraphs of format=flowed (RFC 3676): a line that ends in a space goes on in the next."""
    whole: list[list[str]] = []
    open_line = False
    for raw in lines:
        line = raw[1:] if raw.startswith(" ") else raw
        if open_line and not line.startswith(">") and line != "-- ":
            whole[-1].append(line)
        else:
            whole.append([line])
        open_line = line.endswith(" ") and line != "-- " and not line.startswith(">")
    return ["".join(pieces) for pieces in whole]


def _human(mail: Received) -> Reply:
    lines = words_of(mail)
    if tells_of_reaction(lines):
        return _reply(mail, "reaction", lines)
    read = read_lines(lines) if lines else _from_subject(mail)
    answers = read.answer or read.numbers or read.letters or read.labels
    kind: Kind = "command" if read.command else "answer" if answers else "needs_review"
    return _reply(mail, kind, lines, read)


def _from_subject(mail: Received) -> Reading:
    """Return the command a mail without words has for its subject, as programs send that unsubscribe by mail."""
    subject = mail.header("Subject")
    return Reading() if subject.lower().startswith(_RE) else Reading(command=command_in(subject)[0])


def _reply(
    mail: Received,
    kind: Kind,
    lines: Sequence[str] = (),
    read: Reading | None = None,
    status: str = "",
    recipients: tuple[str, ...] = (),
    references: tuple[str, ...] = (),
    absent: bool = False,
) -> Reply:
    found = read or Reading()
    return Reply(
        kind,
        text="\n".join(lines),
        first_line=next((line.strip() for line in lines if line.strip()), ""),
        answer=found.answer,
        comment=found.comment,
        numbers=found.numbers,
        letters=found.letters,
        labels=found.labels,
        recipients=(*mail.addresses(*RECIPIENTS), *recipients),
        references=tuple(dict.fromkeys((*mail.ids("In-Reply-To", "References"), *references))),
        sender=next(iter(mail.addresses("From")[-1:]), ""),
        message_id=next(iter(mail.ids("Message-ID")), ""),
        status=status,
        command=found.command,
        until=found.until,
        absent=absent,
    )
