"""Logs without links and without what people wrote: a token in a log is a key left in a door. As text or as JSON."""

import json
import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from typing import Any

LINK = re.compile(r"(/(?:a|u|p|k|c|sign-in|enter|api/v1/answers)/)[^/?\s\"']+")
ADDRESS = re.compile(r"[^\s@<>\"'(]+@[^\s@<>\"'),;]+")
WEB = ("uvicorn", "uvicorn.access", "uvicorn.error", "fastapi")
OURS = ("coaching", "content", "storage", "delivery", "measure", "actions", "flows", "answers", "commands")


def redact(text: str) -> str:
    """Return *text* with every link's token and every address left out.

    >>> redact('GET /a/Zm9vYmFyYmF6cXV4MTIzNA?c=2 HTTP/1.1')
    'GET /a/...?c=2 HTTP/1.1'
    >>> redact('550 <ada@example.org> unknown')
    '550 <...@...> unknown'
    """
    return ADDRESS.sub("...@...", LINK.sub(r"\1...", text))


class Discreet(logging.Filter):
    """Redacts links and addresses, and keeps of an error its kind and its lines: its words may hold answers."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change *record* in place; every record passes."""
        record.msg, record.args = redact(record.getMessage()), ()
        if record.exc_info and record.exc_info[0]:
            kind, _, lines = record.exc_info
            record.exc_text = "".join(traceback.format_tb(lines)) + kind.__name__
            record.exc_info = None
        return True


def keep_discreet() -> None:
    """Let the web server's loggers say nothing private, however they are set up later."""
    for name in WEB:
        logger = logging.getLogger(name)
        if not any(isinstance(one, Discreet) for one in logger.filters):
            logger.addFilter(Discreet())


class Quiet(logging.Filter):
    """Passes what our rooms say, and of libraries warnings only: Prefect tells of each run, every minute."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether *record* is said."""
        return record.levelno >= logging.WARNING or record.name.partition(".")[0] in OURS


class Brief(logging.Filter):
    """Makes one line of what Prefect says: a trace of its own client for each run it cannot record helps nobody."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep in place the first line of *record* and the kind of its error; every record passes."""
        if record.name.partition(".")[0] == "prefect":
            kind = record.exc_info[0] if record.exc_info else None
            first = record.getMessage().strip().partition("\n")[0]
            record.msg, record.args = f"{first} ({kind.__name__})" if kind else first, ()
            record.exc_info = record.exc_text = None
        return True


class JsonLines(logging.Formatter):
    """One JSON object a line: ``at`` (UTC), ``level``, ``where``, ``what``, and the facts that were given as such."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of *record*."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "where": record.name,
            "what": record.getMessage(),
        }
        facts: dict[str, Any] = getattr(record, "facts", {})
        if record.exc_text:
            line["error"] = record.exc_text
        return json.dumps(line | {name: value for name, value in facts.items() if name not in line}, default=str)


class TextLines(logging.Formatter):
    """One line for people: the moment, how bad, where, what, and the facts."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of *record*."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds")
        facts = " ".join(f"{name}={value}" for name, value in getattr(record, "facts", {}).items())
        said = f"{at} {record.levelname.lower()} {record.name}: {record.getMessage()} {facts}".rstrip()
        return f"{said}\n{record.exc_text}" if record.exc_text else said


def log_to_stderr(form: str, least: int = logging.INFO) -> None:
    """Let everything this process logs go to standard error, discreetly; libraries say warnings only.

    *form* is ``text``, ``json``, or ``quiet``: text, and of our own rooms warnings only as well.

    What libraries set up for themselves is replaced: one form, and one filter that nothing gets around.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else TextLines())
    handler.addFilter(Quiet())
    handler.addFilter(Brief())
    handler.addFilter(Discreet())
    root = logging.getLogger()
    for name in logging.root.manager.loggerDict:
        _empty(logging.getLogger(name))
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(logging.WARNING if form == "quiet" else least)


def _empty(logger: logging.Logger) -> None:
    """Take a logger's own way to the terminal away; what it keeps elsewhere (Prefect's record of runs) stays."""
    printing = [one for one in logger.handlers if isinstance(one, logging.StreamHandler)]
    for one in printing:
        logger.removeHandler(one)
    if printing:
        logger.propagate = True
