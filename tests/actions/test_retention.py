"""What nobody needs for ever goes by itself, on its day and not before."""

from datetime import timedelta

import pytest

from actions.house import House
from actions.outgoing.sweeping import sweep
from actions.uploads import keep
from coaching.retention import KEPT, UPLOADS
from storage import uploads
from storage.retention import MADE_AT
from tests import make
from tests.coaching.test_disclosure import text


@pytest.mark.parametrize(("days", "there"), [(UPLOADS.days, True), (UPLOADS.days + 1, False)], ids=["last", "after"])
def test_a_roster_is_kept_for_its_days(house: House, days: int, there: bool) -> None:
    key = keep(house, "roster.csv", b"email\nada@example.org\n", make.NOW)
    sweep(house, make.NOW + timedelta(days=days))
    with house.store.read() as session:
        assert (uploads.find(session, key) is not None) is there


def test_every_period_is_applied_and_printed() -> None:
    assert {one.what for one in KEPT} == set(MADE_AT)
    assert all(one.in_words in text() for one in KEPT)
