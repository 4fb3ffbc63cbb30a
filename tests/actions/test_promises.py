"""The calendar's promises over random worlds: budget, quiet hours, days off, order, and nothing that is lost."""

import tempfile
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings

from actions.ledger import whole
from coaching import budget
from coaching.calendars import Hours
from coaching.states import State
from tests.actions.worlds import BEGINS, DAYS, Life, World, life, worlds
from tests.postgres import Cluster

END = BEGINS + timedelta(days=DAYS)


def keeps_its_promises(one: Life) -> None:
    nobody_gets_too_much(one)
    nothing_goes_at_night_or_on_a_day_off(one)
    the_order_is_kept(one)
    nothing_is_lost(one)


def nobody_gets_too_much(one: Life) -> None:
    days: dict[str, set[date]] = defaultdict(set)
    for mail in one.post.taken.values():
        days[mail.to].add(mail.calendar.day_of(mail.at))
    for touched in days.values():
        assert all(budget.fits(day, touched - {day}) for day in touched), sorted(touched)


def nothing_goes_at_night_or_on_a_day_off(one: Life) -> None:
    for mail in one.post.taken.values():
        wall = mail.calendar.wall(mail.at)
        assert not Hours().is_quiet(wall.time()), mail
        assert mail.calendar.works(wall.date()), mail


def the_order_is_kept(one: Life) -> None:
    went = one.sent_on()
    by_enrollment: dict[int, list[tuple[int, date]]] = defaultdict(list)
    for row in one.prompts():
        if row.message_id in went and row.state != State.FAILED:
            place = -5 if row.step == "baseline" else int(row.step[1:])
            by_enrollment[row.enrollment_id].append((place, went[row.message_id]))
    for steps in by_enrollment.values():
        days = [day for _, day in sorted(steps)]
        assert days == sorted(days), sorted(steps)


def nothing_is_lost(one: Life) -> None:
    ledger = whole(one.house)
    assert ledger.adds_up, ledger.why_not
    for row in one.prompts():
        assert row.reason or row.state not in (State.SKIPPED, State.FAILED), row
        if row.state in (State.PLANNED, State.CLAIMED):
            assert row.due_at and row.due_at.date() >= END - timedelta(days=1), row
            assert row.message_id, row


@given(worlds())
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_world_breaks_a_promise(world: World) -> None:
    with tempfile.TemporaryDirectory() as folder:
        one = life(Path(folder), world)
        keeps_its_promises(one)
        one.house.store.close()


def test_no_world_on_postgresql_breaks_a_promise(postgres: Cluster, tmp_path: Path) -> None:
    @given(worlds())
    @settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
    def lived(world: World) -> None:
        one = life(tmp_path, world, postgres.fresh_database())
        keeps_its_promises(one)
        one.house.store.close()

    lived()
