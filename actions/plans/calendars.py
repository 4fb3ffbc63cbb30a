"""People's calendars: the one place that hands public holidays (library `holidays`) to `coaching`."""

from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta
from functools import lru_cache

from coaching.calendars import SATURDAY_AND_SUNDAY, Calendar, Hours
from coaching.errors import Refused, nearest

YEARS_AHEAD = 2
ALL_WEEK = frozenset(range(7))
NAMES = "en_US"
"""The language of holidays' names, as of every other reason. Left out, the library takes whatever the process's
environment says, and the same plan read otherwise in a service than in a terminal. A country it has no English for
keeps its own names."""


@lru_cache(maxsize=512)
def _country(country: str, region: str, first_year: int) -> tuple[frozenset[int], Mapping[date, str]]:
    """Return the weekend and the public holidays of a country and region, for three years."""
    if not country:
        return SATURDAY_AND_SUNDAY, {}
    import holidays

    check_place(country, region)
    years = range(first_year, first_year + YEARS_AHEAD + 1)
    table = holidays.country_holidays(country, subdiv=region or None, years=years, language=NAMES)
    return frozenset(getattr(table, "weekend", SATURDAY_AND_SUNDAY)), dict(table.items())


def check_place(country: str, region: str) -> None:
    """Refuse a country or region whose holidays are not known.

    Raises:
        Refused: with the codes that are.
    """
    import holidays

    known = holidays.list_supported_countries()
    if country not in known:
        near = nearest(country, known)
        hint = f"Did you mean '{near}'?" if near else "Use a two-letter code such as 'DE', or leave it empty."
        raise Refused(f"The holidays of country '{country}' are not known. {hint}")
    if region and region not in _regions(country, known[country]):
        codes = ", ".join(known[country]) or "none"
        raise Refused(f"Country '{country}' has no region '{region}'. Known: {codes}.")


def _regions(country: str, codes: Iterable[str]) -> set[str]:
    import holidays

    aliases = getattr(holidays.country_holidays(country), "subdivisions_aliases", {})
    return set(codes) | set(aliases)


def calendar_of(
    zone: str,
    country: str = "",
    region: str = "",
    working_days: str = "",
    absences: Iterable[tuple[date, date]] = (),
    around: date = date(2026, 1, 1),
) -> Calendar:
    """Return when somebody can be reached. *working_days* is digits, 0 for Monday; empty means the country's.

    *absences* are first and last days, both off; *around* picks the three years of holidays.
    """
    return _calendar(zone, country, region, working_days, tuple(absences), around.year)


@lru_cache(maxsize=4096)
def _calendar(
    zone: str, country: str, region: str, working_days: str, absences: tuple[tuple[date, date], ...], year: int
) -> Calendar:
    """Return the calendar that all people in one place share, so that it is made once for them."""
    weekend, off = _country(country, region, year)
    away = frozenset(day for first, last in absences for day in _days(first, last))
    days = frozenset(int(digit) for digit in working_days) if working_days else ALL_WEEK - weekend
    return Calendar(zone, days, off, away, weekend)


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range(min((last - first).days, 400) + 1))


@lru_cache(maxsize=1024)
def hours_of(usual: Hours, task_at: str = "", check_in_at: str = "") -> Hours:
    """Return the house's hours with a person's own in their place; "" keeps the usual one."""
    return Hours(
        time.fromisoformat(task_at) if task_at else usual.task_at,
        time.fromisoformat(check_in_at) if check_in_at else usual.check_in_at,
        usual.quiet_from,
        usual.quiet_until,
    )
