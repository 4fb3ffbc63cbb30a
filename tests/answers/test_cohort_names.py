"""What a cohort may be called, held against the addresses that its name is part of."""

import re

import pytest

from actions.house import House
from answers.app import DESK, PARTS
from coaching.cohort_names import PAGES, check_name
from coaching.errors import NotAllowed, Refused
from tests import make

BEHIND = re.compile(r"\{cohort:path\}/([^/{]+)(?:\{kind\})?")


def test_every_page_of_a_cohort_is_a_word_that_no_name_can_end_in() -> None:
    routes = [getattr(route, "path", "") for part in (*PARTS, *DESK) for route in part.router.routes]
    behind = {found[1] for path in routes for found in BEHIND.finditer(path)}
    assert "people" in behind
    assert {one for one in behind if not any(page.startswith(one) for page in PAGES)} == set()


WRONG = ["x/people/y", "x/ledger", "x/rows.csv", "x/interviews", "new/x", "..", ".", "/x", "x/", "x//y", "x/../y"]


@pytest.mark.parametrize("name", WRONG)
def test_a_name_that_would_lead_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(Refused):
        check_name(name)


@pytest.mark.parametrize("name", ["North/South", "people", "a?b#c", "100 % ready", "Zürich, Herbst", "v1.2/..b"])
def test_any_other_name_is_taken(name: str) -> None:
    assert check_name(name) == name


def test_a_name_that_differs_in_case_alone_is_not_a_second_cohort(small: House) -> None:
    make.enrolled(small, name="Hamburg, autumn")
    with pytest.raises(NotAllowed, match=r"There is a cohort 'Hamburg, autumn'\. Write it like that"):
        make.enrolled(small, name="hamburg,  Autumn")
