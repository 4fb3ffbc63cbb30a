"""Zones: what is accepted, and what is offered instead."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.errors import UnknownZone
from coaching.zones import OTHER_NAMES, check_zone, nearest_zone, zone_names


@given(st.sampled_from(sorted(zone_names().values())), st.sampled_from([str.upper, str.lower, str.swapcase, str]))
def test_every_zone_is_known_in_any_case(zone, written):
    assert check_zone(f" {written(zone)}\t") == zone


@pytest.mark.parametrize("name", ["localtime", "Factory", "posixrules", "posix/Europe/Berlin", "right/Europe/Berlin"])
def test_names_that_are_no_zones_of_people_are_unknown(name):
    with pytest.raises(UnknownZone):
        check_zone(name)


@pytest.mark.parametrize(
    ("seen", "offered"),
    [
        pytest.param("berlin", "Europe/Berlin", id="city"),
        pytest.param("New York", "America/New_York", id="city of two words"),
        pytest.param("America/New York", "America/New_York", id="space for underscore"),
        pytest.param("Berlin, Germany", "Europe/Berlin", id="city and country"),
        pytest.param("Germany/Berlin", "Europe/Berlin", id="wrong area"),
        pytest.param("Europe/Berln", "Europe/Berlin", id="misspelt"),
        pytest.param("Berln", "Europe/Berlin", id="misspelt city"),
        pytest.param("W. Europe Standard Time", "Europe/Berlin", id="Windows"),
        pytest.param("(UTC+01:00) Amsterdam, Berlin, Bern, Rom", "Europe/Amsterdam", id="Outlook"),
        pytest.param("MESZ", "Europe/Berlin", id="abbreviation"),
    ],
)
def test_an_unknown_zone_offers_the_likely_one(seen, offered):
    with pytest.raises(UnknownZone, match=f"Did you mean '{offered}'"):
        check_zone(seen)


@pytest.mark.parametrize("seen", ["UTC+1", "GMT-05:00", "+02:00", "gmt + 2", "1", "-5"])
def test_an_offset_offers_no_zone_because_etc_counts_the_other_way(seen):
    assert nearest_zone(seen) == ""


@pytest.mark.parametrize("seen", ["", "   ", "Mars/Olympus", "/", "x", "xyz"])
def test_nothing_alike_offers_nothing(seen):
    with pytest.raises(UnknownZone, match="Use an IANA name"):
        check_zone(seen)


def test_every_other_name_leads_to_a_zone_that_exists():
    assert {zone for zone in OTHER_NAMES.values() if zone_names().get(zone.casefold()) != zone} == set()


@given(st.text())
def test_what_is_offered_is_always_a_zone(seen):
    offered = nearest_zone(seen)
    assert offered == "" or check_zone(offered) == offered


def test_the_refusal_names_whose_zone_it_was_and_survives_pickling():
    with pytest.raises(UnknownZone) as refused:
        check_zone("Mars/Olympus", whose="ada")
    assert "Participant 'ada'" in str(pickle.loads(pickle.dumps(refused.value)))
