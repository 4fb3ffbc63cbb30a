"""Passes that Prefect's server asks for, while that server is killed: whoever sends carries on without it."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.flows.serving import NO_TICK_OF_ITS_OWN, PrefectServer
from tests.supervised import PATIENCE_S
from tests.torture.arena import DAY, Arena

OVER = ("Completed", "Failed", "Crashed")


def kill_prefect(place: Arena, server: PrefectServer, kills: int, mails_a_second: int) -> None:
    """Kill the Prefect server *kills* times while a pass of the real flows sends; then let passes send the rest."""
    with flows(place, mails_a_second):
        until(lambda: server.deployment("tick"), "the flows are registered")
        server.pause("tick")
        run = server.run_now("tick", now=DAY.isoformat())
        for _ in range(kills):
            seen = place.count() + place.chance.randint(1, mails_a_second)
            until(lambda seen=seen: place.count() > seen, "some mails have gone")  # type: ignore[misc]
            server.die_and_return()
            place.kills += 1
        until(lambda: server.state(run) in OVER or place.count() == place.people, "that pass is over")
    if place.let_time_pass():
        with flows(place, 1000):
            until(lambda: server.deployment("tick"), "the flows are registered")
            run = server.run_now("tick", now=DAY.isoformat())
            until(lambda: server.state(run) in OVER, "the rest has gone")


@contextmanager
def flows(place: Arena, mails_a_second: int) -> Iterator[None]:
    """Run the flows as `serve` does, sending to the mail server of the place."""
    settings = {
        "DATABASE_URL": place.url,
        "MAIL_URL": f"smtp://127.0.0.1:{place.port}",
        "MAIL_RATE": str(mails_a_second),
        "MAIL_FROM": "coach@example.org",
        "REPLY_ADDRESS": "coach@example.org",
        "SECRET": "a secret of the torture, long enough",
        "ZONE": "Europe/Berlin",
    }
    named = {f"FOLLOWTHROUGH_{name}": value for name, value in settings.items()}
    command = [sys.executable, "-m", "commands.flows_process", "0.2", NO_TICK_OF_ITS_OWN]
    paths = {"PYTHONPATH": str(Path.cwd())}
    with subprocess.Popen(command, cwd=place.folder, env=os.environ | named | paths) as process:
        try:
            yield
        finally:
            process.terminate()
            process.wait(PATIENCE_S)


def until(happened: Callable[[], object], what: str) -> None:
    """Wait until *happened* returns something."""
    give_up_at = time.monotonic() + 4 * PATIENCE_S
    while not happened():
        assert time.monotonic() < give_up_at, f"waited in vain until {what}"
        time.sleep(0.02)
