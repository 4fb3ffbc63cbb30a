"""The Prefect server is killed while a pass sends; the long form is part of ``make torture``."""

from pathlib import Path

import pytest

from tests import make
from tests.flows.serving import PrefectServer
from tests.torture.arena import arena
from tests.torture.scheduled import kill_prefect

pytestmark = pytest.mark.slow


def test_a_prefect_server_that_is_killed_under_way_loses_nobody_and_repeats_nothing(
    prefect_server: PrefectServer, tmp_path: Path
) -> None:
    make.store(tmp_path).close()
    with arena(f"sqlite:///{tmp_path}/followthrough.db", tmp_path, people=60) as place:
        kill_prefect(place, prefect_server, kills=1, mails_a_second=10)
        result = place.result()
    assert (result.kills, result.lost, result.repeated, result.unmarked, result.adds_up) == (1, 0, 0, 0, True)
