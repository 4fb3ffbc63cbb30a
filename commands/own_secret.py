"""The secret that the product makes for itself where none is set, in a file of its owner's only."""

import os
import secrets
from pathlib import Path


def kept_secret(home: Path, name: str = "secret") -> bytes:
    """Return the secret kept in *home*, made on first use and readable by its owner only."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = home / name
    try:
        with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as fresh:
            fresh.write(secrets.token_urlsafe(32))
    except FileExistsError:
        pass
    return file.read_text().strip().encode()


def is_own(home: Path, secret: bytes) -> bool:
    """Return whether *secret* is the one kept in *home*, and none that somebody set."""
    file = home / "secret"
    return file.is_file() and file.read_text().strip().encode() == secret


def keep_secret(home: Path, secret: bytes) -> None:
    """Let *secret* be the one kept in *home*; another one that was there stays beside it as ``secret.before``."""
    file, fresh = home / "secret", home / "secret.fresh"
    if file.is_file() and not is_own(home, secret):
        file.replace(home / "secret.before")
    with os.fdopen(os.open(fresh, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as opened:
        opened.write(secret)
    fresh.replace(file)
