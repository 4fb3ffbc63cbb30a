"""What was worked out before is not worked out again, and is not kept with the answers it came from."""

from actions.report import remembering
from actions.report.remembering import Remembering


def test_the_same_parts_are_worked_out_once() -> None:
    made: list[int] = []
    kept = Remembering[int]()
    for part in (1, 1, 2):
        kept.get(lambda part=part: made.append(part) or part, "a", part)
    assert made == [1, 2]


def test_what_was_unused_for_longest_goes_first() -> None:
    kept = Remembering[int]()
    for part in range(remembering.MOST):
        kept.get(lambda part=part: part, part)
    kept.get(lambda: -1, 0)
    kept.get(lambda: -1, "one more")
    assert len(kept.kept) == remembering.MOST and kept.get(lambda: -2, 0) == 0 and kept.get(lambda: -2, 1) == -2


def test_nobodys_answers_stay_in_memory() -> None:
    kept = Remembering[int]()
    kept.get(lambda: 3, [("secret-of-ada", 4)])
    assert "secret" not in repr(kept.kept)
