"""How far somebody is: what came and whether it was answered, and never what was answered."""

from pathlib import Path

import pytest

from actions.pages.own import own_page
from tests.answers.coached import coached, says
from tests.answers.visitors import Visit


@pytest.fixture
def visit(tmp_path: Path) -> Visit:
    return coached(tmp_path, ["Ada"])


def test_a_way_counts_what_was_answered_and_what_is_to_come(visit: Visit) -> None:
    says(visit, "Ada", "not_yet", "back-to-back")
    way = own_page(visit.house, visit.link("p").rpartition("/")[2], visit.now).parts[0].way
    assert [(one.when, one.answered, one.open) for one in way.stops] == [
        ("Before the workshop", False, False),
        ("Week 1", False, True),
    ]
    says(visit, "Ada", "done")
    way = own_page(visit.house, visit.link("p").rpartition("/")[2], visit.now).parts[0].way
    assert (way.answered, way.to_come, way.marks[1]) == (1, 3, "answered")


def test_the_page_draws_it_says_it_in_a_sentence_and_has_its_table(visit: Visit) -> None:
    says(visit, "Ada", "done", words="secret words of ada")
    shown = visit.get(visit.link("p")).text
    assert "You have given one answer so far. Still to come: three." in shown
    assert shown.count('<circle class="answered"') == 1 and shown.count('<circle class="coming"') == 3
    assert "<td>Phone in the drawer</td><td>answered</td>" in shown
    assert "secret words of ada" not in shown and "Did it" not in shown
