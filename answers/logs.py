"""Logs without links and without what people wrote: a token in a log is a key left in a door."""

import logging
import re
import traceback

LINK = re.compile(r"(/(?:a|u|p|k|c|sign-in|enter|api/v1/answers)/)[^/?\s\"']+")
LOGGERS = ("uvicorn", "uvicorn.access", "uvicorn.error", "fastapi")


def redact(text: str) -> str:
    """Return *text* with every link's token left out.

    >>> redact('GET /a/Zm9vYmFyYmF6cXV4MTIzNA?c=2 HTTP/1.1')
    'GET /a/...?c=2 HTTP/1.1'
    """
    return LINK.sub(r"\1...", text)


class Discreet(logging.Filter):
    """Redacts links, and keeps of an error its kind and its lines: its words may hold answers or addresses."""

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
    for name in LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(one, Discreet) for one in logger.filters):
            logger.addFilter(Discreet())
