"""The local outbox's replies, and a real IMAP server where one is installed."""

import getpass
import grp
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from coaching.errors import Delayed, NotFound, Refused
from delivery.mailbox import ImapMailbox, Mailbox, OutboxMailbox
from delivery.outbox import drop_reply

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


@pytest.fixture(scope="module")
def dovecot(certificate: Any, free_port: Callable[[], int]) -> Iterator[Imap]:
    if not DOVECOT.exists():
        pytest.skip("needs the IMAP server dovecot (Debian: dovecot-imapd)")
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


@pytest.fixture
def imap(dovecot: Imap) -> Imap:
    return replace(dovecot, user=secrets.token_hex(4))


def _users() -> str:
    """Return the lines that let dovecot run as who runs the tests; as root it has users of its own."""
    if os.getuid() == 0:
        return ""
    user, group = getpass.getuser(), grp.getgrgid(os.getgid()).gr_name
    return f"default_internal_user = {user}\ndefault_internal_group = {group}\ndefault_login_user = {user}"


def _through(mailbox: Mailbox) -> list[bytes]:
    seen = []
    for arrived in mailbox.waiting():
        seen.append(arrived.raw)
        mailbox.put_away([arrived.key], "quarantine" if b"poison" in arrived.raw else "done")
    return seen


REPLIES = [b"Subject: one\r\n\r\n1\r\n", b"Subject: poison\r\n\r\n\xff\xfe\r\n", b"Subject: two\r\n\r\n2\r\n"]


def test_dropped_replies_are_read_in_order_and_put_away(tmp_path: Path) -> None:
    for raw in REPLIES:
        drop_reply(tmp_path, raw)
    assert _through(OutboxMailbox(tmp_path)) == REPLIES
    assert _through(OutboxMailbox(tmp_path)) == []
    held = {name: len(list((tmp_path / "replies" / name).iterdir())) for name in ("done", "quarantine")}
    assert held == {"done": 2, "quarantine": 1}


def test_a_reply_that_was_not_put_away_waits_again(tmp_path: Path) -> None:
    drop_reply(tmp_path, REPLIES[0])
    assert [arrived.key for arrived in OutboxMailbox(tmp_path).waiting()] == [
        arrived.key for arrived in OutboxMailbox(tmp_path).waiting()
    ]


def test_putting_away_twice_is_no_error(tmp_path: Path) -> None:
    key = drop_reply(tmp_path, REPLIES[0])
    for _ in range(2):
        OutboxMailbox(tmp_path).put_away([key], "done")


@pytest.mark.parametrize("key", ["../secret", "a/b", ""])
def test_a_key_cannot_leave_the_folder(tmp_path: Path, key: str) -> None:
    with pytest.raises(NotFound):
        OutboxMailbox(tmp_path).put_away([key], "done")


def test_a_mailbox_that_is_not_there_is_a_delay_without_secrets(free_port: Callable[[], int]) -> None:
    with pytest.raises(Delayed) as delayed:
        list(ImapMailbox(f"imap://ada:s3cret@127.0.0.1:{free_port()}").waiting())
    assert "s3cret" not in str(delayed.value)


@pytest.mark.parametrize(
    "url", ["imap://mail.example.org", "imap://a:hunter2@mail.example.org?tls=off", "smtp://a:b@c"]
)
def test_a_wrong_address_is_refused_at_once(url: str) -> None:
    with pytest.raises(Refused) as refused:
        ImapMailbox(url)
    assert "hunter2" not in str(refused.value)


def test_imap_replies_are_read_in_order_and_put_away(imap: Imap) -> None:
    imap.deliver(*REPLIES)
    assert _through(ImapMailbox(imap.url)) == REPLIES
    assert _through(ImapMailbox(imap.url)) == []
    assert (len(imap.held(".INBOX.done")), len(imap.held(".INBOX.quarantine"))) == (2, 1)


def test_imap_gives_more_than_one_bulk(imap: Imap) -> None:
    raws = [b"Subject: n\r\n\r\n%d\r\n" % number for number in range(60)]
    imap.deliver(*raws)
    assert _through(ImapMailbox(imap.url)) == raws


def test_imap_leaves_what_was_not_put_away_as_it_was(imap: Imap) -> None:
    imap.deliver(*REPLIES)
    assert [arrived.raw for arrived in ImapMailbox(imap.url).waiting()] == REPLIES
    assert [arrived.raw for arrived in ImapMailbox(imap.url).waiting()] == REPLIES
    assert not any(path.name.endswith("S") for path in (imap.mail / "cur").iterdir())


def test_imap_puts_away_after_the_round_and_twice(imap: Imap) -> None:
    imap.deliver(REPLIES[0])
    mailbox = ImapMailbox(imap.url)
    (arrived,) = mailbox.waiting()
    mailbox.put_away([arrived.key], "done")
    mailbox.put_away([arrived.key], "done")
    assert imap.held(".INBOX.done") == [REPLIES[0]]


def test_imap_does_not_put_away_what_another_mailbox_named(imap: Imap) -> None:
    imap.deliver(REPLIES[0])
    with pytest.raises(NotFound):
        ImapMailbox(imap.url).put_away(["1.1"], "done")


def test_imap_reads_the_first_part_of_a_huge_mail(imap: Imap) -> None:
    imap.deliver(b"Subject: big\r\n\r\n2\r\n" + b"x" * 3_000_000)
    (arrived,) = ImapMailbox(imap.url).waiting()
    assert len(arrived.raw) == 1 << 20


def test_imap_over_tls_trusts_only_what_it_was_told_to(imap: Imap) -> None:
    imap.deliver(REPLIES[0])
    url = f"imaps://{imap.user}:s3cret@127.0.0.1:{imap.secure}/INBOX"
    assert [arrived.raw for arrived in ImapMailbox(f"{url}?ca={imap.certificate}").waiting()] == [REPLIES[0]]
    with pytest.raises(Delayed, match="prove"):
        list(ImapMailbox(url).waiting())


def test_imap_upgrades_by_starttls(imap: Imap) -> None:
    imap.deliver(REPLIES[0])
    url = f"{imap.url}/INBOX?tls=starttls&ca={imap.certificate}"
    assert [arrived.raw for arrived in ImapMailbox(url).waiting()] == [REPLIES[0]]


def test_imap_with_a_wrong_password_says_which_setting(imap: Imap) -> None:
    with pytest.raises(Delayed, match="REPLY_URL") as delayed:
        list(ImapMailbox(imap.url.replace("s3cret", "wrong-one")).waiting())
    assert "wrong-one" not in str(delayed.value)
