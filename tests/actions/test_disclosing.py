from dataclasses import replace

import pytest
from sqlmodel import select

from actions.disclosing import disclose
from actions.enrolling import enroll
from actions.house import House
from coaching.errors import NotFound
from content.disclosures import disclosure_html, disclosure_text
from storage.rows import DisclosureRow
from tests import make


def test_a_cohort_has_its_disclosure_from_enrolment_on(house: House) -> None:
    make.enrolled(house)
    with house.store.read() as session:
        row = session.exec(select(DisclosureRow)).one()
    assert (row.version, row.made_at) == (1, make.NOW)


def test_the_same_settings_stay_one_version_however_often_it_is_printed(house: House) -> None:
    make.enrolled(house)
    first, second = (disclose(house, "Hamburg", make.NOW) for _ in range(2))
    assert first == second and first.versions == 1


def test_a_later_change_of_settings_is_a_new_version_and_the_old_one_is_kept(house: House) -> None:
    make.enrolled(house)
    old = disclose(house, "Hamburg", make.NOW)
    later = replace(house, answer_days=9)
    new = disclose(later, "Hamburg", make.berlin("2027-01-11"))
    assert (new.version, new.versions) == (2, 2) and "for 9 working days" in disclosure_text(new.to_json())
    kept = disclose(later, "Hamburg", make.NOW, version=1)
    assert kept.page == old.page and kept.made_at == old.made_at and kept.versions == 2


def test_people_who_join_with_a_line_manager_make_a_new_version(house: House) -> None:
    make.enrolled(house)
    people = make.roster(["dana@example.org"], coach="boss@example.org", coach_role="line-manager")
    enroll(house, make.cohort(), people, make.berlin("2026-11-25"))
    found = disclose(house, "Hamburg", make.berlin("2026-11-26"))
    assert found.version == 2 and "Coach who is the line manager" in disclosure_text(found.to_json())


@pytest.mark.parametrize("whose", ["cohort", "person"])
def test_a_chat_of_the_cohort_or_of_a_person_is_named_by_its_host_alone(house: House, whose: str) -> None:
    secret = "https://hooks.slack.com/services/T0/B0/planted"
    new = make.cohort(webhook=secret if whose == "cohort" else "")
    people = make.roster(["ada@example.org"], webhook=secret if whose == "person" else "")
    enroll(house, new, people, make.NOW)
    page = disclosure_text(disclose(house, "Hamburg", make.NOW).to_json())
    assert "may go to a chat at hooks.slack.com" in " ".join(page.split()) and "planted" not in page


def test_an_endpoint_that_somebody_joins_with_makes_a_new_version(house: House) -> None:
    make.enrolled(house)
    people = make.roster(["dana@example.org"], webhook="https://hr.example.org/in")
    enroll(house, make.cohort(), people, make.berlin("2026-11-25"))
    assert disclose(house, "Hamburg", make.berlin("2026-11-26")).versions == 2


def test_a_dry_run_freezes_nothing(small: House) -> None:
    make.enrolled(small, dry_run=True)
    with small.store.read() as session:
        assert session.exec(select(DisclosureRow)).all() == []


def test_smaller_groups_than_were_promised_are_not_disclosed(small: House) -> None:
    make.enrolled(replace(small, min_cell=8))
    assert "groups of 8 or more" in disclosure_text(disclose(replace(small, min_cell=3), "Hamburg", make.NOW).to_json())


def test_a_version_there_is_not_is_refused_with_those_there_are(small: House) -> None:
    make.enrolled(small)
    with pytest.raises(NotFound, match="Known: 1"):
        disclose(small, "Hamburg", make.NOW, version=77)
    with pytest.raises(NotFound, match="Did you mean 'Hamburg'"):
        disclose(small, "Hamburgh", make.NOW)


def test_no_name_and_no_address_of_anybody_is_on_it(small: House) -> None:
    make.enrolled(small, coach="Maria Lopez <maria@example.org>")
    found = disclose(small, "Hamburg", make.NOW).to_json()
    page = disclosure_html(found) + disclosure_text(found)
    assert not any(word in page for word in ("ada", "Maria", "maria@", "@example.org"))
