"""Where a door is to listen: looked at before anything starts, so that a wrong place is a sentence."""

import errno
import os
import socket
from typing import TYPE_CHECKING

from coaching.errors import Refused

if TYPE_CHECKING:
    from commands.settings import Settings
    from delivery.listen_address import ListenAddress

LISTEN, LISTEN_MAIL = "FOLLOWTHROUGH_LISTEN", "FOLLOWTHROUGH_LISTEN_MAIL"


def check_free(host: str, port: int, setting: str = LISTEN) -> None:
    """Refuse a place that cannot be listened on, before anything is started there; *setting* names it.

    >>> check_free("127.0.0.1", 0)

    Raises:
        Refused: somebody else listens there, it is not of this machine, or it is not allowed.
    """
    try:
        family, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        socket.create_server(place[:2], family=family).close()
    except socket.gaierror:
        raise Refused(f"{setting} names the host '{host}', which nobody knows. {_EXAMPLE}") from None
    except OSError as fault:
        raise Refused(_sentence(fault, host, port, setting)) from None


_EXAMPLE = "Write an address of this machine, such as 127.0.0.1, and a port."


def _sentence(fault: OSError, host: str, port: int, setting: str) -> str:
    here = f"[{host}]" if ":" in host else host
    if fault.errno == errno.EADDRINUSE:
        return (
            f"Something listens on {here}:{port} already. Stop it, or set {setting} to another port, "
            f"for example {here}:{_any_port(host)}."
        )
    if fault.errno == errno.EACCES:
        return f"Port {port} is not for this user. Set {setting} to one above 1023, such as {here}:8080."
    why = os.strerror(fault.errno or 0)
    return f"{setting} is {here}:{port}, and nothing can listen there: {why}. {_EXAMPLE}"


def _any_port(host: str) -> int:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, 0), family=family) as probe:
        return int(probe.getsockname()[1])


def mail_address(settings: "Settings") -> "ListenAddress":
    """Return where to listen for mail.

    Raises:
        Refused: no address is set, or none that mail could be for.
    """
    if settings.listen_mail is None:
        raise Refused("No address is set. Set FOLLOWTHROUGH_LISTEN_MAIL, for example lmtp://127.0.0.1:2424.")
    if not (settings.reply_address or settings.bounce_address):
        raise Refused("No mail is for us before FOLLOWTHROUGH_REPLY_ADDRESS is set, for example coach@example.org.")
    return settings.listen_mail
