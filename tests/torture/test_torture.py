"""The short form; the long one is ``make torture``."""

from pathlib import Path

import pytest

from tests import make
from tests.postgres import Cluster
from tests.torture.arena import Result, arena, kill_mail_server, kill_sender
from tests.torture.power import cut_power, whole_file

PEOPLE, KILLS = 150, 6

pytestmark = pytest.mark.slow


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    make.store(tmp_path).close()
    return f"sqlite:///{tmp_path}/followthrough.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, sqlite: str) -> str:
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres").fresh_database())
    return sqlite


def nobody_lost(result: Result, connections: int) -> None:
    assert (result.lost, result.unmarked, result.differing, result.adds_up) == (0, 0, 0, True)
    assert result.worst <= connections
    assert result.kills
    assert result.repeated <= result.kills * connections


def test_senders_killed_at_random_instants_lose_nobody(url: str, tmp_path: Path) -> None:
    connections = 3
    with arena(url, tmp_path, PEOPLE, connections) as place:
        for _ in range(KILLS):
            place.round(kill_sender)
        place.finish()
        nobody_lost(place.result(), connections)


def test_a_mail_server_killed_in_the_middle_loses_nobody(sqlite: str, tmp_path: Path) -> None:
    with arena(sqlite, tmp_path, PEOPLE) as place:
        for _ in range(3):
            place.let_time_pass()
            place.round(kill_mail_server)
        place.finish()
        nobody_lost(place.result(), 1)


def test_four_senders_at_once_repeat_nothing(url: str, tmp_path: Path) -> None:
    with arena(url, tmp_path, PEOPLE) as place:
        running = [place.start_sender() for _ in range(4)]
        for one in running:
            place.end(one)
        place.finish()
        result = place.result()
    assert (result.lost, result.repeated, result.adds_up) == (0, 0, True)


def test_a_power_cut_on_sqlite_keeps_the_file_whole_and_loses_nobody(sqlite: str, tmp_path: Path) -> None:
    with arena(sqlite, tmp_path, PEOPLE) as place:
        for _ in range(3):
            place.round(cut_power)
            assert whole_file(tmp_path / "followthrough.db")
        place.finish()
        result = place.result()
    assert (result.lost, result.differing, result.adds_up) == (0, 0, True)


def test_a_database_server_that_dies_loses_nobody_and_nothing_committed(postgres: Cluster, tmp_path: Path) -> None:
    with arena(postgres.fresh_database(), tmp_path, PEOPLE) as place:
        for _ in range(3):
            place.round(lambda arena, sender: postgres.crash())
        place.finish()
        nobody_lost(place.result(), 1)
