"""Enrolling on both databases: checked whole, written once."""

import threading
from pathlib import Path

import pytest

from actions.enrolling import NobodyEnrolled, enroll
from actions.house import House
from coaching.errors import NotAllowed, Refused
from content.roster import read_roster
from tests import make


def test_everybody_gets_every_step(house: House) -> None:
    result = make.enrolled(house)
    assert (result.enrolled, result.already, result.prompts) == (3, 0, 9)


def test_a_second_run_enrols_nobody_twice(house: House) -> None:
    make.enrolled(house)
    again = make.enrolled(house, [*make.PEOPLE, "dora@example.org"])
    assert (again.enrolled, again.already) == (1, 3)


def test_two_runs_at_once_enrol_nobody_twice(house: House) -> None:
    people = [f"p{n}@example.org" for n in range(40)]
    results: list[int] = []
    threads = [threading.Thread(target=lambda: results.append(make.enrolled(house, people).enrolled)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [0, 0, 40]


def test_one_bad_row_enrols_nobody(house: House) -> None:
    roster = read_roster("r.csv", b"email,zone\nada@example.org,Europe/Berlin\nbo@example.org,Europe/Berln\n")
    with pytest.raises(NobodyEnrolled, match=r"row 3, zone.*Europe/Berlin"):
        enroll(house, make.cohort(), roster, make.NOW)
    assert make.enrolled(house).already == 0


def test_bad_rows_can_be_left_out(house: House) -> None:
    roster = read_roster("r.csv", b"email,zone\nada@example.org,Europe/Berlin\nbo@example.org,Europe/Berln\n")
    result = enroll(house, make.cohort(skip_bad_rows=True), roster, make.NOW)
    assert result.enrolled == 1
    assert [one.row for one in result.rejected] == [3]


def test_a_dry_run_leaves_nothing_behind(house: House) -> None:
    assert make.enrolled(house, dry_run=True).prompts == 9
    assert make.enrolled(house).already == 0


@pytest.mark.parametrize(
    "other",
    [
        {"workshop_on": make.WORKSHOP.replace(day=9)},
        {"programme": make.SHORT.replace("programme: short", "programme: other")},
    ],
    ids=["another date", "another programme"],
)
def test_a_cohort_keeps_its_programme_and_date(house: House, other: dict[str, object]) -> None:
    make.enrolled(house)
    with pytest.raises(NotAllowed, match="Cohort 'Hamburg'"):
        make.enrolled(house, **other)


def test_a_changed_programme_needs_a_new_version(house: House) -> None:
    make.enrolled(house)
    with pytest.raises(Refused, match="Raise `version:`"):
        make.enrolled(house, name="Other", programme=make.SHORT.replace("title: Short", "title: Shorter"))


def test_the_same_person_in_two_cohorts_gets_one_mail_a_day(house: House, tmp_path: Path) -> None:
    make.enrolled(house, ["ada@example.org"])
    make.enrolled(house, ["ADA@example.org "], name="Second")
    tally = make.sent(house, tmp_path, make.berlin("2026-11-25"))
    assert (tally.claimed, tally.sent) == (1, 1)


def test_an_unknown_country_is_named_with_its_row(house: House) -> None:
    roster = read_roster("r.csv", b"email,country\nada@example.org,XX\n")
    with pytest.raises(NobodyEnrolled, match=r"row 2, country.*'XX'"):
        enroll(house, make.cohort(), roster, make.NOW)
