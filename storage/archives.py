"""The file of a backup: a tar of what it says about itself, the database's copy, and the secret where it is kept."""

import hashlib
import json
import os
import shutil
import tarfile
from dataclasses import asdict, dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from coaching.errors import Refused

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says about itself. *mark* knows the secret again without telling it; *sha256* is the copy's."""

    kind: str
    schema: str
    taken_at: datetime
    mark: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A backup that was opened; *secret* is None where the operator keeps it."""

    manifest: Manifest
    database: Path
    secret: bytes | None


def mark_of(secret: bytes) -> str:
    """Return by what a secret is known again."""
    return hashlib.sha256(b"followthrough secret mark" + secret).hexdigest()[:16]


def sha256_of(file: Path) -> str:
    """Return the hash of a file."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def pack(file: Path, manifest: Manifest, database: Path, secret: bytes | None) -> None:
    """Write a backup, readable by its owner only; *file* appears when it is whole.

    Raises:
        Refused: *file* is there already, or cannot be written.
    """
    part = file.with_name(file.name + ".part")
    said = asdict(manifest) | {"format": FORMAT, "taken_at": manifest.taken_at.isoformat()}
    try:
        with os.fdopen(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as raw:
            with tarfile.open(fileobj=raw, mode="w") as tar:
                _add(tar, "manifest.json", json.dumps(said, indent=2).encode())
                tar.add(database, "database", filter=_private)
                if secret is not None:
                    _add(tar, "secret", secret)
            raw.flush()
            os.fsync(raw.fileno())
        os.link(part, file)
    except FileExistsError:
        raise Refused(f"'{file}' is there already, and backups are not written over. Name another file.") from None
    except OSError as error:
        raise Refused(f"'{file}' cannot be written: {error.strerror}.") from None
    finally:
        part.unlink(missing_ok=True)


def _private(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.mode, member.uid, member.gid, member.uname, member.gname = 0o600, 0, 0, "", ""
    return member


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    member = _private(tarfile.TarInfo(name))
    member.size = len(content)
    tar.addfile(member, BytesIO(content))


def unpack(file: Path, folder: Path) -> Unpacked:
    """Open a backup; its database lies in *folder* then. Nothing else of it is written anywhere.

    Raises:
        Refused: it is no backup, or damaged, or written by a later version.
    """
    try:
        with tarfile.open(file) as tar:
            said = json.loads(_read(tar, "manifest.json"))
            manifest = _manifest(said)
            with (folder / "database").open("xb") as copy, tar.extractfile("database") as inside:  # type: ignore[union-attr]
                shutil.copyfileobj(inside, copy)
            secret = _read(tar, "secret") if "secret" in tar.getnames() else None
    except OSError as error:
        if error.strerror:
            raise Refused(f"'{file}' cannot be read: {error.strerror}.") from None
        raise _no_backup(file) from None
    except (tarfile.TarError, ValueError, KeyError, TypeError):
        raise _no_backup(file) from None
    if sha256_of(folder / "database") != manifest.sha256:
        raise Refused(f"'{file}' is damaged: its database is not the one that was written. Use another backup.")
    return Unpacked(manifest, folder / "database", secret)


def _no_backup(file: Path) -> Refused:
    return Refused(f"'{file}' is no whole backup of Followthrough. Name a file that `followthrough backup` wrote.")


def _manifest(said: dict[str, Any]) -> Manifest:
    if said["format"] != FORMAT:
        raise Refused("The backup was written by a later version. Upgrade Followthrough, then restore it.")
    names = {name: said[name] for name in ("kind", "schema", "mark", "sha256")}
    return Manifest(taken_at=datetime.fromisoformat(said["taken_at"]), **names)


def _read(tar: tarfile.TarFile, name: str) -> bytes:
    inside = tar.extractfile(name)
    if inside is None:
        raise KeyError(name)
    return inside.read()
