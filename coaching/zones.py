"""Time zones as people write them, checked against the tz database.

The database is the one Python finds (the system's, else the ``tzdata`` package). An offset such as ``UTC+1`` is
never turned into a name: the ``Etc/GMT`` names count the other way round, so the likeliest-looking name would be
wrong by twice the offset.
"""

import re
from functools import lru_cache
from zoneinfo import available_timezones

from coaching.errors import UnknownZone, nearest

NO_ZONES = frozenset({"localtime", "posixrules", "Factory"})
AREAS = {"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
OFFSET = re.compile(r"(?:utc|gmt|z)?\s*[+\-−]?\s*\d{1,2}(?::?\d{2})?(?:\s*h)?")
LEADING_OFFSET = re.compile(r"^\((?:utc|gmt)[^)]*\)\s*")

# Windows and Outlook names with the zone Unicode CLDR's windowsZones.xml gives for territory 001 (in the tz
# database's present spelling), and the abbreviations people write that are no names in the database.
OTHER_NAMES = {
    "w. europe standard time": "Europe/Berlin",
    "central europe standard time": "Europe/Budapest",
    "central european standard time": "Europe/Warsaw",
    "romance standard time": "Europe/Paris",
    "gmt standard time": "Europe/London",
    "greenwich standard time": "Atlantic/Reykjavik",
    "e. europe standard time": "Europe/Chisinau",
    "fle standard time": "Europe/Kyiv",
    "gtb standard time": "Europe/Bucharest",
    "turkey standard time": "Europe/Istanbul",
    "russian standard time": "Europe/Moscow",
    "israel standard time": "Asia/Jerusalem",
    "egypt standard time": "Africa/Cairo",
    "south africa standard time": "Africa/Johannesburg",
    "w. central africa standard time": "Africa/Lagos",
    "e. africa standard time": "Africa/Nairobi",
    "morocco standard time": "Africa/Casablanca",
    "arab standard time": "Asia/Riyadh",
    "arabian standard time": "Asia/Dubai",
    "pakistan standard time": "Asia/Karachi",
    "india standard time": "Asia/Kolkata",
    "bangladesh standard time": "Asia/Dhaka",
    "se asia standard time": "Asia/Bangkok",
    "singapore standard time": "Asia/Singapore",
    "china standard time": "Asia/Shanghai",
    "taipei standard time": "Asia/Taipei",
    "tokyo standard time": "Asia/Tokyo",
    "korea standard time": "Asia/Seoul",
    "aus eastern standard time": "Australia/Sydney",
    "e. australia standard time": "Australia/Brisbane",
    "cen. australia standard time": "Australia/Adelaide",
    "w. australia standard time": "Australia/Perth",
    "new zealand standard time": "Pacific/Auckland",
    "hawaiian standard time": "Pacific/Honolulu",
    "alaskan standard time": "America/Anchorage",
    "pacific standard time": "America/Los_Angeles",
    "us mountain standard time": "America/Phoenix",
    "mountain standard time": "America/Denver",
    "central standard time": "America/Chicago",
    "central standard time (mexico)": "America/Mexico_City",
    "eastern standard time": "America/New_York",
    "atlantic standard time": "America/Halifax",
    "newfoundland standard time": "America/St_Johns",
    "e. south america standard time": "America/Sao_Paulo",
    "argentina standard time": "America/Buenos_Aires",
    "sa pacific standard time": "America/Bogota",
    "cest": "Europe/Berlin",
    "mez": "Europe/Berlin",
    "mesz": "Europe/Berlin",
    "edt": "America/New_York",
    "cdt": "America/Chicago",
    "mdt": "America/Denver",
    "pst": "America/Los_Angeles",
    "pdt": "America/Los_Angeles",
}


def check_zone(name: str, whose: str = "") -> str:
    """Return the name of the zone as the tz database spells it.

    Only case and surrounding spaces are forgiven. Everything else is refused with the likeliest name, because a
    guess that is wrong would show only in hours nobody expected.

    >>> check_zone(" europe/berlin ")
    'Europe/Berlin'

    Raises:
        UnknownZone: *name* is not in the tz database; *whose* is the participant's key or "".
    """
    found = zone_names().get(name.strip().casefold())
    if found is None:
        raise UnknownZone(whose, name, nearest_zone(name))
    return found


@lru_cache(maxsize=1)
def zone_names() -> dict[str, str]:
    """Return every usable name by its case-folded form; the database is read once."""
    usable = (one for one in available_timezones() if not one.startswith(("posix/", "right/")))
    return {one.casefold(): one for one in sorted(usable) if one not in NO_ZONES}


@lru_cache(maxsize=1024)
def nearest_zone(seen: str) -> str:
    """Return the zone *seen* probably means, or "": a name to offer, never one to use unasked.

    >>> nearest_zone("berlin"), nearest_zone("W. Europe Standard Time"), nearest_zone("UTC+1")
    ('Europe/Berlin', 'Europe/Berlin', '')
    """
    words = " ".join(seen[:100].casefold().split())
    if OFFSET.fullmatch(words):
        return ""
    if words in OTHER_NAMES:
        return OTHER_NAMES[words]
    tries = [part.strip().replace(" ", "_") for part in LEADING_OFFSET.sub("", words).split(",")]
    return _as_written(tries) or _misspelt(tries[0])


def _as_written(tries: list[str]) -> str:
    """Return the first zone that is named in full, or by its city alone, in *tries*."""
    for one in tries:
        found = zone_names().get(one) if "/" in one else None
        found = found or _cities().get(one.rpartition("/")[2])
        if found:
            return found
    return ""


def _misspelt(written: str) -> str:
    """Return the zone whose city is spelt most alike. The first letter has to agree, which keeps this quick."""
    city = written.rpartition("/")[2]
    alike = [one for one in _cities() if one[0] == city[:1]]
    return _cities().get(nearest(city, alike), "") if len(city) > 3 else ""


@lru_cache(maxsize=1)
def _cities() -> dict[str, str]:
    """Return the zones that are named after a place, by the case-folded last part of their names."""
    places = (one for one in zone_names().values() if one.partition("/")[0] in AREAS)
    return {one.rpartition("/")[2].casefold(): one for one in places}
