"""Which answers may be in a row-level file beside the report: none that would tell what few others answered.

Whoever has both can subtract: a mean of nine and the rows of eight give the ninth, who did not agree. So the answers to
a question are in a file only once nobody can answer it any more, and if those who stand behind a figure of the report
and are not in the file are nobody or enough, for figures that may be printed and for those that were.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from actions.report import barriers
from actions.report.change import WAITING, number_of_days
from actions.report.counts import HANDED_OVER, OPEN
from storage.agreements import Listed
from storage.releases import Release
from storage.reports import Asked, Given

Cell = tuple[str, str]
"""Step and question; for a barrier the name of its block in the report, and ``barrier``."""
Codes = Mapping[int, str]
"""What each person gave, by enrollment."""
STILL_OPEN = "still open; it comes when nobody can answer it any more"


def few_others(least: int) -> str:
    """Return why a question is held back that fewer than *least* others stand behind."""
    return f"held back: beside the report it would tell what fewer than {least} others answered"


def cell_of(step: str, question: str, value: str, behaviour: str) -> Cell:
    """Return the cell of an answer; *behaviour* is that of the step's task.

    >>> cell_of("early", "attention", "3", ""), cell_of("drawer", "barrier", "tired", "attention")
    (('early', 'attention'), ('barrier attention tired', 'barrier'))
    """
    return (barriers.name(behaviour, value), question) if question == "barrier" else (step, question)


class Beside:
    """What stands beside a file: what was asked of whom, what everybody answered, and what reports printed of it."""

    def __init__(
        self, asked: Iterable[Asked], given: Sequence[Given], prints: Mapping[str, Sequence[Release]],
        behaviours: Mapping[str, str],
    ) -> None:  # fmt: skip
        self.asked, self.given, self.prints, self.behaviours = list(asked), given, prints, behaviours

    def held_back(self, rows: Iterable[Listed], least: int, now: datetime) -> dict[Cell, str]:
        """Return the cells of *rows* that must not be in a file, each with the reason.

        What is held back tells nothing of who answered its step either, so the rest is looked at again without it.
        """
        open_now = {one.step for one in self.asked if _is_open(one, now)}
        behind, behind_steps = self._behind(), self._behind_steps()
        found: dict[Cell, str] = {}
        left = [(self._cell_of(one), one) for one in rows]
        while True:
            cells, steps, of_step = _known(left)
            for cell, known in cells.items():
                whole = [(group, steps[step]) for step in of_step[cell] for group in behind_steps[step]]
                if of_step[cell] & open_now:
                    found[cell] = STILL_OPEN
                elif any(_is_few(*pair, least) for pair in [*whole, *((group, known) for group in behind[cell])]):
                    found[cell] = few_others(least)
            if not found.keys() & cells.keys():
                return found
            left = [(cell, one) for cell, one in left if cell not in found]

    def _cell_of(self, one: Listed | Given) -> Cell:
        return cell_of(one.step, one.question, one.value, self.behaviours.get(one.step, ""))

    def _behind(self) -> dict[Cell, list[Codes]]:
        """Return the groups that figures about a cell are or may be made of: of all, in time, numbers, and printed."""
        found: dict[Cell, list[dict[int, str]]] = defaultdict(lambda: [{}, {}, {}])
        for one in self.given:
            groups = found[self._cell_of(one)]
            in_time = not (one.late or one.late_baseline)
            for group, counts in zip(groups, (True, in_time, in_time and number_of_days(one) is not None), strict=True):
                if counts:
                    group[one.enrollment_id] = one.value
        everything: dict[Cell, list[Codes]] = defaultdict(list, {cell: list(groups) for cell, groups in found.items()})
        for name, cell, codes in self._printed():
            kind, _, rest = name.partition(" ")
            if kind == "behaviour":
                everything[cell, rest].append(codes)
            elif kind == "barrier":
                everything[name, "barrier"].append(dict.fromkeys(codes, ""))
        return everything

    def _behind_steps(self) -> dict[str, list[Codes]]:
        """Return the groups that figures about a step are or may be made of: whom it went to, and who was printed."""
        found: dict[str, list[Codes]] = defaultdict(list)
        sent: dict[str, dict[int, str]] = defaultdict(dict)
        for one in self.asked:
            if one.state in HANDED_OVER:
                sent[one.step][one.enrollment_id] = ""
        for step, people in sent.items():
            found[step].append(people)
        for name, cell, codes in self._printed():
            step, _, what = cell.rpartition(" ")
            if name.startswith(("week ", "step ")) and what in ("answered", "done"):
                found[step].append(dict.fromkeys(codes, ""))
        return found

    def _printed(self) -> Iterator[tuple[str, str, Codes]]:
        """Yield (block, cell, what each gave) of everything that was ever printed."""
        for name, prints in self.prints.items():
            for one in prints:
                for n, cell in enumerate(one.cells):
                    yield name, cell, {id_: codes[n] for id_, codes in one.codes.items() if codes[n]}


def _known(
    rows: Iterable[tuple[Cell, Listed]],
) -> tuple[dict[Cell, dict[int, str]], dict[str, dict[int, str]], dict[Cell, set[str]]]:
    """Return what a file would tell of each cell, whom it would tell of at each step, and the steps of each cell."""
    cells: dict[Cell, dict[int, str]] = defaultdict(dict)
    steps: dict[str, dict[int, str]] = defaultdict(dict)
    of_step: dict[Cell, set[str]] = defaultdict(set)
    for cell, one in rows:
        cells[cell][one.enrollment_id] = one.value
        steps[one.step][one.enrollment_id] = ""
        of_step[cell].add(one.step)
    return cells, steps, of_step


def _is_open(one: Asked, now: datetime) -> bool:
    return one.state in WAITING or (one.state in OPEN and not (one.closes_at and one.closes_at <= now))


def _is_few(group: Codes, known: Codes, least: int) -> bool:
    """Return whether a few of *group* are not told of by what is *known*; "" is a code that anything told matches."""
    others = sum(id_ not in known or bool(code and code != known[id_]) for id_, code in group.items())
    return 0 < others < least
