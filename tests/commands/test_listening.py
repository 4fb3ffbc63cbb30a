"""Where the door is to listen: a place that cannot be had is a sentence, before anything starts."""

import socket
from pathlib import Path

import pytest

from coaching.errors import Refused
from commands.listening import check_free
from commands.machine import children_of
from commands.settings import read_settings
from tests.commands.test_cli import run


def test_a_port_that_somebody_has_is_named_with_one_that_nobody_has(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        place = f"127.0.0.1:{taken.getsockname()[1]}"
        done = run(tmp_path, "web", LISTEN=place)
    assert done.returncode == 1
    assert done.stderr.startswith(f"Something listens on {place} already. Stop it, or set FOLLOWTHROUGH_LISTEN to")


def test_serve_looks_at_the_place_for_mail_before_it_starts_anything(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, socket.create_server(("127.0.0.1", 0)) as door:
        free = f"127.0.0.1:{door.getsockname()[1]}"
        door.close()
        done = run(tmp_path, "serve", LISTEN=free, LISTEN_MAIL=f"lmtp://127.0.0.1:{taken.getsockname()[1]}")
    assert done.returncode == 1 and "set FOLLOWTHROUGH_LISTEN_MAIL to another port" in done.stderr
    assert not (tmp_path / "var" / "prefect").exists()


@pytest.mark.parametrize(
    ("host", "says"),
    [("nobody.invalid", "which nobody knows"), ("192.0.2.1", "nothing can listen there")],
    ids=["no name", "of another machine"],
)
def test_a_host_that_is_not_this_machine_is_refused(host: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        check_free(host, 8080)


def test_the_door_is_asked_for_at_an_ipv6_address_in_brackets(tmp_path: Path) -> None:
    given = {"DATABASE_URL": f"sqlite:///{tmp_path}/f.db", "SECRET": "s" * 32, "LISTEN": "[::1]:8080",
             "PREFECT_API_URL": "http://127.0.0.1:1/api"}  # fmt: skip
    settings = read_settings({f"FOLLOWTHROUGH_{name}": value for name, value in given.items()}, tmp_path / "none")
    (door, *_), _ = children_of(settings)
    assert door.ready == "http://[::1]:8080/healthz"
