from actions.pages.seeing import seen_by
from coaching.seeing import HEADINGS, What
from content.words import words_in


def test_a_line_manager_is_named_as_one_and_sees_only_active_quiet_or_away() -> None:
    row = next(one for one in seen_by("Maria Lopez", "line-manager", 5, words_in("en")) if "Maria" in one.who)
    assert row.who == "Maria Lopez, your coach and line manager"
    assert dict(row.cells)[HEADINGS[What.TAKING_PART]] == "only active, quiet or away"


def test_without_a_coach_there_is_no_row_for_one() -> None:
    assert not any("coach" in one.who for one in seen_by("", "independent", 5, words_in("en")))


def test_whoever_runs_the_installation_is_not_left_out() -> None:
    assert any(one.who == "Whoever runs this installation" for one in seen_by("", "independent", 5, words_in("en")))
