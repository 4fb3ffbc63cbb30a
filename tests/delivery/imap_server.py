"""Debian's dovecot with a private configuration: an IMAP server of the tests' own."""

import contextlib
import getpass
import grp
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DOVECOT = Path("/usr/sbin/dovecot")
NOBODY = 65534

CONFIGURATION = """
protocols = imap
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {login}
listen = 127.0.0.1
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 0
passdb {{
  driver = static
  args = password=s3cret
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {secure}
    ssl = yes
  }}
}}
namespace inbox {{
  inbox = yes
}}
"""


@dataclass(frozen=True)
class Imap:
    """A server; one user is one test's."""

    folder: Path
    plain: int
    secure: int
    certificate: Path
    user: str = "ada"

    @property
    def mail(self) -> Path:
        return self.folder / "mail" / self.user

    @property
    def url(self) -> str:
        return f"imap://{self.user}:s3cret@127.0.0.1:{self.plain}"

    def deliver(self, *raws: bytes) -> None:
        new = self.mail / "new"
        new.mkdir(parents=True, exist_ok=True)
        for raw in raws:
            number = len(self.held("")) + 1
            path = new / f"{1_700_000_000 + number}.M{number}.here"
            path.write_bytes(raw)
            for made in (self.mail, new, path):
                os.chown(made, (self.folder / "mail").stat().st_uid, -1)

    def held(self, folder: str) -> list[bytes]:
        place = self.mail / folder
        files = [path for part in ("new", "cur") for path in (place / part).glob("*") if (place / part).is_dir()]
        return [path.read_bytes() for path in sorted(files, key=lambda path: path.name)]


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextlib.contextmanager
def running_dovecot(certificate: Any, free_port: Callable[[], int]) -> Iterator[Imap]:
    """Yield a running server whose users all have the password ``s3cret``."""
    folder = Path(tempfile.mkdtemp(prefix="imap-"))  # short: the path of a socket has at most 107 octets
    server = Imap(folder, free_port(), free_port(), certificate.file)
    owner = (NOBODY, NOBODY) if os.getuid() == 0 else (os.getuid(), os.getgid())  # dovecot reads no mail as root
    owner_name = "nobody" if os.getuid() == 0 else getpass.getuser()
    folder.chmod(0o755)
    (folder / "mail").mkdir()
    os.chown(folder / "mail", *owner)
    configuration = folder / "dovecot.conf"
    configuration.write_text(
        CONFIGURATION.format(
            folder=folder, login=owner_name, user=getpass.getuser(), group=grp.getgrgid(os.getgid()).gr_name,
            uid=owner[0], gid=owner[1],
            plain=server.plain, secure=server.secure, certificate=certificate.file,
            key=certificate.file.with_name("key.pem"),
        )
    )  # fmt: skip
    process = subprocess.Popen([str(DOVECOT), "-F", "-c", str(configuration)])
    try:
        for _ in range(200):
            if _answers(server.plain) or process.poll() is not None:
                break
            time.sleep(0.05)
        assert process.poll() is None, (folder / "log").read_text()
        yield server
    finally:
        process.terminate()
        process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)
