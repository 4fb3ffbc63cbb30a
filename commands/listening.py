"""Where the door is to listen: looked at before anything starts, so that a wrong place is a sentence."""

import errno
import os
import socket

from coaching.errors import Refused


def check_free(host: str, port: int) -> None:
    """Refuse a place that cannot be listened on, before anything is started there.

    >>> check_free("127.0.0.1", 0)

    Raises:
        Refused: somebody else listens there, it is not of this machine, or it is not allowed.
    """
    try:
        family, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        socket.create_server(place[:2], family=family).close()
    except socket.gaierror:
        raise Refused(f"FOLLOWTHROUGH_LISTEN names the host '{host}', which nobody knows. {_EXAMPLE}") from None
    except OSError as fault:
        raise Refused(_sentence(fault, host, port)) from None


_EXAMPLE = "Write an address of this machine, such as 127.0.0.1:8080."


def _sentence(fault: OSError, host: str, port: int) -> str:
    here = f"[{host}]" if ":" in host else host
    if fault.errno == errno.EADDRINUSE:
        return (
            f"Something listens on {here}:{port} already. Stop it, or set FOLLOWTHROUGH_LISTEN to another port, "
            f"for example {here}:{_any_port(host)}."
        )
    if fault.errno == errno.EACCES:
        return f"Port {port} is not for this user. Set FOLLOWTHROUGH_LISTEN to one above 1023, such as {here}:8080."
    why = os.strerror(fault.errno or 0)
    return f"FOLLOWTHROUGH_LISTEN is {here}:{port}, and nothing can listen there: {why}. {_EXAMPLE}"


def _any_port(host: str) -> int:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, 0), family=family) as probe:
        return int(probe.getsockname()[1])
