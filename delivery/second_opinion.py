"""Bounces in the odd formats of old and private servers, as `flufl.bounce` of Mailman's authors knows them.

It takes about one ordinary reply in fifteen for a bounce, so it is asked only where a mail has the marks of one; and
what it reads is cut short, because its patterns take quadratic time on long lines.
"""

import logging
from email import policy
from email.parser import BytesParser

from delivery.automatic import Bounce, status_in
from delivery.received import Received, ids_in

_OCTETS, _LINES, _LINE = 48_000, 600, 400
_FAULTS = (RecursionError, ValueError, LookupError, TypeError, AttributeError, AssertionError)
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)  # it logs each detector, and faults with their text


def second_opinion(mail: Received, raw: bytes) -> Bounce | None:
    """Return the bounce that `flufl.bounce` sees in *raw*, or None.

    Its status is the one in the text, else ``5.0.0`` for a permanent failure and ``4.0.0`` for a passing one.
    """
    from flufl.bounce import all_failures  # 40 ms to load, and most mails do not need it

    try:
        passing, permanent = all_failures(BytesParser(policy=policy.compat32).parsebytes(_cut(raw)))
    except _FAULTS:
        return None
    if not passing and not permanent:
        return None
    found = status_in("\n".join(part.text for part in mail.parts))
    return Bounce(found or ("5.0.0" if permanent else "4.0.0"), ids_in(mail.returned))


def _cut(raw: bytes) -> bytes:
    """Return the beginning of *raw*, in lines of bounded length."""
    return b"\n".join(line[:_LINE] for line in raw[:_OCTETS].splitlines()[:_LINES])
