"""Two rare worlds, once found by chance: mails that were put off or never confirmed still keep the others away."""

from pathlib import Path

import pytest

from tests.actions.test_promises import keeps_its_promises
from tests.actions.worlds import Somebody, World, life

NEAR, FAR = Somebody("Europe/Berlin", "", "", frozenset({1})), Somebody("Australia/Lord_Howe", "", "", frozenset({0}))


@pytest.mark.parametrize(
    "world",
    [
        World((NEAR, FAR), ((0, "check_in", "send"), (2, "task", "shift")), (6, 3), (), frozenset({7, 8}), ("sent",)),
        World((FAR,), ((0, "check_in", "send"),), (6, 7), (), frozenset(), ("unsure",)),
    ],
    ids=["a baseline put off again after an outage", "a relay that never confirms"],
)
def test_a_mail_put_off_or_unconfirmed_keeps_the_others_away(world: World, tmp_path: Path) -> None:
    one = life(tmp_path, world)
    keeps_its_promises(one)
    one.house.store.close()
