"""Every zone, every day of two years, against a second library that reads the tz database by itself."""

from datetime import UTC, date, datetime, time, timedelta

from dateutil import tz

from coaching.calendars import Calendar
from coaching.zones import zone_names

FIRST, DAYS = date(2026, 1, 1), 730
HOURS = (time(9), time(13))
NIGHT = (time(0), time(1, 30), time(2), time(2, 30), time(3), time(23, 45))
"""Hours at which clocks are changed somewhere: looked at where the day's offset is not the next day's."""


def shown(zone: tz.tzfile, moment: datetime) -> datetime:
    """Return what a wall clock in *zone* shows at *moment*, written as if it were UTC."""
    return moment.astimezone(zone).replace(tzinfo=UTC)


def theirs(zone: tz.tzfile, day: date, hour: time) -> datetime:
    """Return the first moment at which a wall clock shows *hour* on *day*; in a gap, counted on from before it.

    Worked out from what dateutil shows at moments in UTC: the other way round it errs in Ireland and Morocco,
    where summer is standard time.
    """
    wall = datetime.combine(day, hour, UTC)
    before, after = (shown(zone, wall + timedelta(hours=n)) - (wall + timedelta(hours=n)) for n in (-26, 26))
    tries = [wall - offset for offset in (before, after)]
    return min((one for one in tries if shown(zone, one) == wall), default=wall - before)


def differences(name: str) -> list[str]:
    calendar, zone = Calendar(name), tz.gettz(name)
    assert zone is not None, name
    midnights = [datetime.combine(FIRST, time(0), UTC) + timedelta(days=n) for n in range(-1, DAYS + 2)]
    offsets = [shown(zone, one) - one for one in midnights]
    found = []
    for n in range(DAYS):
        day, near = FIRST + timedelta(days=n), set(offsets[n : n + 3])
        for hour in (*HOURS, *NIGHT) if len(near) > 1 else HOURS[:1]:
            plain = datetime.combine(day, hour, UTC) - offsets[n]
            other = theirs(zone, day, hour) if len(near) > 1 else plain
            if (ours := calendar.at(day, hour)) != other:
                found.append(f"{name} {day} {hour}: {ours} is not {other}")
    return found


def test_every_zone_agrees_with_a_second_library_on_every_day_of_two_years() -> None:
    assert [line for name in zone_names().values() for line in differences(name)] == []


def test_a_change_was_looked_at_where_there_is_one() -> None:
    """The table is worth something only if the clocks change in it."""
    zone = tz.gettz("Europe/Berlin")
    assert theirs(zone, date(2026, 3, 29), time(2, 30)) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert theirs(zone, date(2026, 10, 25), time(2, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
