"""Signing in by OAuth: an access token instead of a password, as Microsoft 365 and Google ask for it.

The token is read from a file each time somebody signs in. Another program renews the file (tokens live for an hour);
which one is the operator's choice, and no secret that could make new tokens comes near us.
"""

import smtplib
from pathlib import Path

MECHANISM = "XOAUTH2"
LONGEST = 16_384
"""Octets of a token; those of Microsoft have two to three thousand."""


class NoToken(smtplib.SMTPException):
    """The file holds no token that could be used; ``str`` says which file, never what is in it."""


def read_token(file: str) -> str:
    """Return the access token in *file*, without the white space around it.

    Raises:
        NoToken: the file cannot be read, is empty, or holds something else.
    """
    try:
        with Path(file).open("rb") as opened:
            token = opened.read(LONGEST + 1).strip()
    except OSError as error:
        raise NoToken(f"The token file '{file}' cannot be read: {error.strerror}.") from None
    if not token or len(token) > LONGEST or not all(33 <= octet <= 126 for octet in token):
        raise NoToken(f"The token file '{file}' holds no access token: one line of letters, digits and signs.")
    return token.decode()


def said(user: str, token: str) -> str:
    r"""Return what *user* says to sign in with *token*.

    >>> said("coach@example.org", "t0k")
    'user=coach@example.org\x01auth=Bearer t0k\x01\x01'
    """
    return f"user={user}\1auth=Bearer {token}\1\1"


def sign_in(server: smtplib.SMTP, user: str, token: str) -> None:
    """Sign in to a mail server; nothing comes back.

    Raises:
        smtplib.SMTPException, OSError: it does not let us in, or does not know how.
    """
    if MECHANISM not in server.esmtp_features.get("auth", "").split():
        raise smtplib.SMTPNotSupportedError(f"The server does not offer {MECHANISM}.")

    def answer(challenge: bytes | None = None) -> str:
        return said(user, token) if challenge is None else ""  # a challenge tells why not, and wants an empty answer

    server.auth(MECHANISM, answer)
