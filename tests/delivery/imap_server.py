"""Debian's dovecot with a private configuration: an IMAP server of the tests' own."""

import contextlib
import getpass
import grp
import json
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
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
auth_mechanisms = plain login xoauth2
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/oauth2.conf
}}
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


TOKENS = """
tokeninfo_url = http://127.0.0.1:{port}/
introspection_mode = auth
introspection_url = http://127.0.0.1:{port}/
username_attribute = username
"""


class Issuer(BaseHTTPRequestHandler):
    """Whoever made the tokens, asked whose one is: that of ada is ``token-of-ada``."""

    def do_GET(self) -> None:
        """Answer with the user of the token."""
        said = self.headers.get("Authorization", "") + self.path
        user = said.partition("token-of-")[2].rstrip("/")
        self.send_response(200 if user else 401)
        self.end_headers()
        self.wfile.write(json.dumps({"username": user}).encode() if user else b"{}")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def issuing() -> Iterator[int]:
    """Yield the port of an issuer of tokens."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Issuer) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield int(server.server_address[1])
        server.shutdown()


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
    with issuing() as port, _started(folder, server, certificate, port, owner, owner_name):
        yield server
    shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _started(
    folder: Path, server: Imap, certificate: Any, issuer: int, owner: tuple[int, int], owner_name: str
) -> Iterator[None]:
    (folder / "oauth2.conf").write_text(TOKENS.format(port=issuer))
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
        yield
    finally:
        process.terminate()
        process.wait(20)
