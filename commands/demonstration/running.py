"""`demo`: the real system in a folder of its own, with simulated people and a director."""

import os
import shutil
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from coaching.errors import Refused
from commands.children import Child, Notice, free_port, python_module, run_children
from commands.machine import children_of
from commands.opening import open_house
from commands.settings import PREFIX, Settings, read_settings
from storage.clocks import set_moment

HOME = Path("var/demo")
PORT = 8080
MARK = "demonstration"


def demonstrate(home: Path = HOME) -> None:
    """Run the demonstration until Ctrl-C. What an earlier one left in *home* goes; it never touches another database.

    Raises:
        Refused: *home* holds something else, or the flows ended and with them the demonstration.
    """
    _clear(home)
    environment = _environment(home.absolute())
    settings = read_settings(environment)
    settings = read_settings(environment | {PREFIX + "SECRET": settings.secret.decode()})
    _set_clock(settings)
    children, interface = children_of(settings, environment, poll_s=0.2, every_s=5)
    children = [*children, _director(children)]
    print("Followthrough, the whole of it in a minute. Nothing leaves this machine.", flush=True)
    print(f"Prefect's own pages, with every run: {interface} ({_login(home)})\n", flush=True)
    ended: list[str] = []
    run_children(children, _listener(ended))
    shutil.rmtree(home / "prefect", ignore_errors=True)
    if ended:
        raise Refused(ended[0])


def _clear(home: Path) -> None:
    if home.exists() and any(home.iterdir()):
        if not (home / MARK).exists():
            raise Refused(f"{home} holds something that is no demonstration. Move it away.")
        shutil.rmtree(home)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    (home / MARK).write_text("This folder belongs to `followthrough demo`, which empties it at each start.\n")


def _environment(home: Path) -> dict[str, str]:
    """Return the settings of a demonstration; whatever else is set for real work does not reach it."""
    for name in [one for one in os.environ if one.startswith(PREFIX)]:
        if name not in (PREFIX + "LISTEN",):
            del os.environ[name]
    host, _, port = os.environ.pop(PREFIX + "LISTEN", f"127.0.0.1:{PORT}").rpartition(":")
    free = free_port(int(port), host or "127.0.0.1")
    return {
        PREFIX + "DATABASE_URL": f"sqlite:///{home}/demo.db",
        PREFIX + "MAIL_URL": f"outbox:{home}/outbox",
        PREFIX + "MAIL_FROM": "Maria Lopez <coach@example.org>",
        PREFIX + "REPLY_ADDRESS": "coach@example.org",
        PREFIX + "LISTEN": f"{host or '127.0.0.1'}:{free}",
        PREFIX + "ZONE": "Europe/Berlin",
        PREFIX + "LOG": "quiet",
    }


def _set_clock(settings: Settings) -> None:
    """Give the new database a clock of its own before anything looks at it."""
    house, _ = open_house(settings)
    set_moment(house.store, datetime.now(UTC), datetime.now(UTC))
    house.store.close()


def _director(children: list[Child]) -> Child:
    flows = next(one for one in children if one.name == "flows")
    return Child("director", python_module("commands.demonstration.director"), flows.env)


def _login(home: Path) -> str:
    return f"user and password are in {home}/prefect-password"


class _Ended:
    """Stops the whole when the flows or the director end before their time."""

    def __init__(self, ended: list[str]) -> None:
        self.ended, self.began = ended, time.monotonic()

    def __call__(self, notice: Notice) -> None:
        if notice.what == "ready":
            print(f"[{time.monotonic() - self.began:5.1f} s] {notice.child} is ready", file=sys.stderr, flush=True)
        if notice.what == "died" and notice.child == "flows":
            self._stop("The flows ended, and with them the demonstration: nothing else sends or records.")
        if notice.what == "died" and notice.child == "director" and "code 0" not in notice.detail:
            self._stop(f"The demonstration broke off ({notice.detail.partition(',')[0]}).")

    def _stop(self, why: str) -> None:
        if not self.ended:
            self.ended.append(why)
            os.kill(os.getpid(), signal.SIGTERM)


def _listener(ended: list[str]) -> _Ended:
    return _Ended(ended)
