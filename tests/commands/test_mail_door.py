"""`listen` as a process: a mail that was handed over is an answer, and what is wrong is said in a sentence."""

import asyncio
import os
import signal
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlmodel import select

from actions.house import House
from coaching.errors import BadSetting, Refused
from commands.children import free_port, listening_socket
from commands.listening import mail_address
from commands.machine import children_of
from commands.mail_door_process import serve
from commands.settings import read_settings
from delivery.listen_address import ListenAddress
from storage.rows import ArrivalRow
from tests import make
from tests.actions.post import Post

PROGRAM = [sys.executable, "-m", "commands", "listen"]


def arrivals(house: House) -> list[str]:
    with house.store.read() as session:
        return list(session.exec(select(ArrivalRow.outcome)))


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def mail_door(folder: Path, port: int, **settings: str) -> Iterator["subprocess.Popen[bytes]"]:
    ours = {f"FOLLOWTHROUGH_{name}": value for name, value in settings.items()}
    environment = os.environ | ours | {"FOLLOWTHROUGH_LISTEN_MAIL": f"lmtp://127.0.0.1:{port}"}
    with subprocess.Popen(PROGRAM, cwd=folder, env=environment) as process:
        try:
            end = time.monotonic() + 60
            while not listens(port):
                assert time.monotonic() < end and process.poll() is None, "the mail door did not open"
                time.sleep(0.05)
            yield process
        finally:
            process.terminate()
            process.wait(30)


@pytest.mark.slow
def test_a_mail_that_is_handed_over_is_an_answer_and_ctrl_c_ends_the_door(tmp_path: Path) -> None:
    house = make.house(tmp_path)
    make.enrolled(house, ["ada@example.org"])
    post = Post(house, tmp_path)
    assert post.send(make.berlin("2026-11-25"))
    raw, port = post.reply("3 4"), free_port(0)
    to = raw.partition(b"To: ")[2].partition(b"\r\n")[0].decode()
    url = house.store.engine.url.render_as_string(hide_password=False)
    settings = {"DATABASE_URL": url, "REPLY_ADDRESS": house.reply_address, "SECRET": house.secret.decode()}
    with mail_door(tmp_path, port, **settings) as process:
        with smtplib.LMTP("127.0.0.1", port) as server:
            server.sendmail("ada@example.org", [to], raw)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
    assert arrivals(house) in (["answered"], ["over"])  # the process lives today, whatever day that is


@pytest.mark.parametrize(
    ("settings", "says"),
    [({}, "FOLLOWTHROUGH_LISTEN_MAIL"), ({"LISTEN_MAIL": "lmtp://0.0.0.0:24"}, "on this machine only"),
     ({"LISTEN_MAIL": "lmtp://127.0.0.1:1", "MAIL_URL": "smtp://127.0.0.1", "MAIL_FROM": "a@b.org"}, "REPLY_ADDRESS")],
)  # fmt: skip
def test_a_setting_that_keeps_the_door_shut_is_named(tmp_path: Path, settings: dict[str, str], says: str) -> None:
    given = {f"FOLLOWTHROUGH_{name}": value for name, value in settings.items()} | {"FOLLOWTHROUGH_SECRET": "s" * 16}
    with pytest.raises((Refused, BadSetting), match=says):
        mail_address(read_settings(given, tmp_path / "none.toml"))


def test_an_address_that_is_taken_is_said_in_a_sentence(tmp_path: Path) -> None:
    with listening_socket(0) as taken, pytest.raises(Refused, match="cannot be taken at"):
        asyncio.run(serve(make.house(tmp_path), ListenAddress("lmtp", "127.0.0.1", taken.getsockname()[1])))


def test_serve_opens_a_mail_door_where_an_address_is_set(tmp_path: Path) -> None:
    given = {"FOLLOWTHROUGH_PREFECT_API_URL": "http://127.0.0.1:4200/api", "FOLLOWTHROUGH_SECRET": "s" * 16}
    settings = read_settings(given, tmp_path / "none.toml")
    names = [one.name for one in children_of(settings, mail_doors=["acme", "beta"])[0]]
    assert names == ["web door", "mail door acme", "mail door beta", "flows"]
    assert [one.name for one in children_of(settings)[0]] == ["web door", "flows"]
