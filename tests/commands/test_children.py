"""The supervisor, with real processes."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from commands.children import (
    SETTLED_AFTER_S,
    Child,
    Notice,
    Watched,
    free_port,
    listening_socket,
    python_module,
    restart_delay_s,
)
from tests.supervised import Supervisor, is_alive, kill, wait_until

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to see processes")

MODULES = {
    "napper": "import time\nwhile True: time.sleep(0.05)",
    "stubborn": "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nopen('deaf', 'w').close()\n"
    "while True: time.sleep(0.05)",
    "parent": "import os, subprocess, sys\nborn = subprocess.Popen([sys.executable, '-m', 'napper'])\n"
    "open('born.part', 'w').write(str(born.pid))\nos.replace('born.part', 'born')\nborn.wait()",
    "greeter": "import socket, sys\nsocket.socket(fileno=int(sys.argv[1])).accept()[0].sendall(b'hello')",
    "private": "import os\nopen('mine', 'w').close()\nprint(os.umask(0))",
}


@pytest.fixture(autouse=True)
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Small programs that the children run, and a folder of their own."""
    for name, source in MODULES.items():
        (tmp_path / f"{name}.py").write_text(source)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    yield tmp_path


def child(name: str, module: str = "napper", *arguments: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "argv": python_module(module, *arguments), **more}


def test_a_killed_child_starts_again() -> None:
    with Supervisor([child("one")]) as supervisor:
        first = supervisor.until_started("one")
        kill(first)
        assert "SIGKILL" in supervisor.until("one", "died")
        assert supervisor.until_started("one") != first


def test_the_death_of_one_child_leaves_the_other_alone() -> None:
    with Supervisor([child("one"), child("two")]) as supervisor:
        one, two = supervisor.until_started("one"), supervisor.until_started("two")
        kill(one)
        supervisor.until_started("one")
        assert is_alive(two)


def test_a_killed_supervisor_leaves_nothing_behind(modules: Path) -> None:
    with Supervisor([child("one"), child("parent", "parent")]) as supervisor:
        started = [supervisor.until_started("one"), supervisor.until_started("parent")]
        wait_until((modules / "born").exists, "the grandchild is born")
        started.append(int((modules / "born").read_text()))
        kill(supervisor.process.pid)
        wait_until(lambda: not any(map(is_alive, started)), "children and grandchild are gone")


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda one: one.name)
def test_a_wish_to_stop_stops_the_last_started_first(asked: signal.Signals) -> None:
    with Supervisor([child("one"), child("two")]) as supervisor:
        pids = [supervisor.until_started("one"), supervisor.until_started("two")]
        supervisor.process.send_signal(asked)
        assert [(each["child"], each["what"]) for each in supervisor.rest()] == [("two", "stopped"), ("one", "stopped")]
        assert not any(map(is_alive, pids))


def test_a_stopped_supervisor_ends_without_complaint() -> None:
    with Supervisor([child("one")]) as supervisor:
        supervisor.until_started("one")
        supervisor.process.terminate()
        supervisor.rest()
        assert supervisor.process.returncode == 0


def test_a_child_that_does_not_listen_is_killed(modules: Path) -> None:
    with Supervisor([child("one", "stubborn", stop_within_s=0.2)]) as supervisor:
        supervisor.until_started("one")
        wait_until((modules / "deaf").exists, "the child ignores SIGTERM")
        supervisor.process.terminate()
        assert supervisor.rest() == [{"child": "one", "what": "killed", "detail": "ended by SIGKILL"}]


def test_what_a_dead_child_had_started_goes_with_it(modules: Path) -> None:
    with Supervisor([child("parent", "parent")]) as supervisor:
        parent = supervisor.until_started("parent")
        wait_until((modules / "born").exists, "the grandchild is born")
        born = int((modules / "born").read_text())
        kill(parent)
        wait_until(lambda: not is_alive(born), "the grandchild is gone")


def test_a_child_is_ready_when_its_address_answers() -> None:
    port = free_port(0)
    web = child("web", "http.server", str(port), "--bind", "127.0.0.1", ready=f"http://127.0.0.1:{port}/")
    with Supervisor([web]) as supervisor:
        supervisor.until("web", "ready")
        assert [each["what"] for each in supervisor.seen] == ["started", "ready"]


def test_what_a_child_writes_is_private(modules: Path) -> None:
    with Supervisor([child("one", "private")]) as supervisor:
        supervisor.until("one", "died")
        assert (modules / "mine").stat().st_mode & 0o777 == 0o600


def test_a_notice_holds_no_variable_of_the_child() -> None:
    with Supervisor([child("one", env={"PASSWORD": "s3cret"})]) as supervisor:
        supervisor.until_started("one")
        supervisor.process.terminate()
        assert "s3cret" not in str(supervisor.seen + supervisor.rest())


@pytest.mark.parametrize(("deaths", "delay_s"), [(1, 1), (2, 2), (3, 4), (5, 16), (6, 30), (4000, 30)])
def test_each_death_in_a_row_waits_longer_and_never_over_half_a_minute(deaths: int, delay_s: float) -> None:
    assert restart_delay_s(deaths) == delay_s


@pytest.mark.parametrize(("lived_s", "deaths"), [(SETTLED_AFTER_S - 1, 4), (SETTLED_AFTER_S, 1)], ids=["soon", "late"])
def test_a_child_that_lived_a_minute_begins_with_the_short_wait_again(lived_s: float, deaths: int) -> None:
    notices: list[Notice] = []
    with Path(os.devnull).open("rb") as nothing:
        watched = Watched(Child("one", (sys.executable, "-c", "")), notices.append, nothing.fileno(), deaths=3)
        watched.look(now=100.0)
    assert watched.running is not None
    watched.running.wait()
    watched.look(now=100.0 + lived_s)
    assert (watched.deaths, notices[-1].what) == (deaths, "died")


def test_a_port_in_use_is_not_offered() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert free_port(taken.getsockname()[1]) != taken.getsockname()[1]


def test_two_that_start_at_once_never_share_a_port() -> None:
    with listening_socket(0) as first, listening_socket(first.getsockname()[1]) as second:
        assert first.getsockname() != second.getsockname()


def test_who_connects_between_two_lives_of_a_child_waits_and_is_answered() -> None:
    with listening_socket(0) as listening, Path(os.devnull).open("rb") as nothing:
        web = Child("web", (sys.executable, "-m", "greeter", str(listening.fileno())), sockets=(listening,))
        watched = Watched(web, lambda _: None, nothing.fileno())
        watched.look(now=100.0)
        assert watched.running is not None
        watched.running.kill()
        watched.running.wait()
        watched.look(now=100.0)
        with socket.create_connection(listening.getsockname(), timeout=30) as early:
            watched.look(now=200.0)
            assert early.recv(5) == b"hello"
        assert watched.running.wait() == 0


def test_a_free_port_is_kept() -> None:
    port = free_port(0)
    assert free_port(port) == port


def test_the_supervisor_starts_without_heavy_imports() -> None:
    heavy = "{'prefect', 'pydantic', 'typer', 'httpx', 'numpy', 'sqlalchemy', 'asyncio'}"
    seen = subprocess.check_output(
        [sys.executable, "-c", f"import sys, commands.children; print(sorted({heavy} & set(sys.modules)))"], text=True
    )
    assert seen.strip() == "[]"


def test_a_child_without_a_module_says_how_to_use_it() -> None:
    done = subprocess.run([sys.executable, "-m", "commands.child"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.split(":")[0]) == (2, "usage")
