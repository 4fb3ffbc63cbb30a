import pytest

from coaching import seeing
from coaching.seeing import Sight, What, Who


def test_nobody_but_the_writer_reads_free_text_unless_it_was_ticked_for_a_coach() -> None:
    readers = {who for who in Who if seeing.sight(who, What.WORDS) not in (Sight.NOTHING, Sight.TICKED)}
    assert readers == {Who.PARTICIPANT, Who.OPERATOR}


@pytest.mark.parametrize("what", [What.TAKING_PART, What.SCALES, What.WORDS])
def test_learning_and_development_sees_nothing_of_it_by_name(what: What) -> None:
    assert seeing.sight(Who.OFFICE, what) is Sight.NOTHING


@pytest.mark.parametrize("role", ["line-manager", "independent", ""])
def test_only_a_line_manager_is_kept_from_scale_answers_and_from_who_left(role: str) -> None:
    assert seeing.sees_answers(role) is seeing.sees_standing(role) is (role != "line-manager")


def test_every_cell_has_words_and_groups_name_the_size_that_is_set() -> None:
    cells = {(who, what): seeing.in_words(who, what, 7) for who in Who for what in What}
    assert all(cells.values())
    assert cells[Who.OFFICE, What.GROUPS] == cells[Who.LINE_MANAGER, What.GROUPS] == "groups of 7 or more"


@pytest.mark.parametrize("who", [Who.OBSERVER, Who.BUDDY])
def test_a_colleague_sees_nothing_at_all(who: Who) -> None:
    assert {seeing.sight(who, what) for what in What} == {Sight.NOTHING}
