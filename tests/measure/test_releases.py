"""Several reports, several breakdowns: nothing that is hidden follows from everything that was ever printed."""

import random
from collections import defaultdict
from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measure.cells import table
from measure.releases import GONE, Account, changed, judge

LEAST = 5
BREAKDOWNS = {"team": ("north", "south", "west"), "standing": ("in", "silent", "left")}


def account(**cells: dict[int, str]) -> Account:
    people = {person for codes in cells.values() for person in codes}
    return Account(tuple(cells), {one: tuple(codes.get(one, "") for codes in cells.values()) for one in people})


def of(*numbers: int) -> dict[int, str]:
    return dict.fromkeys(numbers, "1")


def test_the_first_print_is_free():
    assert judge([], account(answered=of(1, 2, 3, 4, 5)), LEAST) == "first"


@pytest.mark.parametrize(
    ("more", "verdict"), [(0, "same"), (1, "stays"), (4, "stays"), (5, "again")], ids=["none", "one", "four", "five"]
)
def test_a_print_is_renewed_for_nobody_or_five(more, verdict):
    assert judge([account(answered=of(*range(9)))], account(answered=of(*range(9 + more))), LEAST) == verdict


def test_five_in_one_cell_do_not_cover_one_in_another():
    before = account(a=of(*range(9)), b=of(*range(9)))
    assert judge([before], account(a=of(*range(14)), b=of(*range(10))), LEAST) == "stays"


def test_going_back_and_forth_is_measured_against_every_print():
    first = account(answered=of(*range(10)))
    second = account(answered=of(*range(5, 15)))
    third = account(answered=of(*range(1, 10), 15))
    assert changed(first, third) == {"answered": 2} and max(changed(second, third).values()) >= LEAST
    assert judge([first, second], third, LEAST) == "stays"


def test_an_answer_that_changed_counts_like_one_that_came():
    assert judge([account(mean=of(*range(9)))], account(mean=of(*range(9)) | {3: "2"}), LEAST) == "stays"


def test_an_erasure_is_a_change_even_when_nothing_is_left_to_compare():
    codes = dict.fromkeys(range(9), ("1",))
    before = Account(("answered",), codes | {3: (GONE,)})
    now = Account(("answered",), {n: code for n, code in codes.items() if n != 3})
    assert changed(before, now) == {"answered": 1} and judge([before], now, LEAST) == "stays"


def test_a_cell_that_is_new_brings_all_its_people():
    before = account(start=of(*range(9)))
    assert judge([before], account(start=of(*range(9)), end=of(*range(5))), LEAST) == "again"
    assert judge([before], account(start=of(*range(9)), end=of(*range(4))), LEAST) == "stays"


def test_a_cell_that_shows_itself_must_not_give_away_its_neighbour():
    """West was hidden with north beside it. South's people moved: north, now shown and as it was, would tell west."""
    before = account(north=of(*range(5)), west=of(5, 6), south=of(*range(7, 19)))
    now = account(north=of(*range(5)), west=of(5, 6, *range(7, 12)), south=of(*range(12, 19)))
    assert judge([before], now, LEAST) == "again"
    assert judge([replace(before, hidden=frozenset({"north", "west"}))], now, LEAST) == "stays"


@dataclass
class Books:
    """Everything that was printed of one group (*equations*), and who was not to be counted by it (*hidden*)."""

    prints: dict[str, list[Account]] = field(default_factory=lambda: defaultdict(list))
    equations: list[frozenset[int]] = field(default_factory=list)
    hidden: list[frozenset[int]] = field(default_factory=list)

    def report(self, standing: dict[int, dict[str, str]]) -> None:
        for breakdown, names in BREAKDOWNS.items():
            members = {name: frozenset(one for one in standing if standing[one][breakdown] == name) for name in names}
            printed = table({name: len(own) for name, own in members.items()}, len(standing), LEAST)
            shown = [name for name, n in printed.counts.items() if n is not None]
            now = account(**{name: of(*own) for name, own in members.items()})
            now = replace(now, hidden=frozenset(members) - frozenset(shown))
            last = self.prints[breakdown][-1:]
            self.hidden += [own for name, own in members.items() if name not in shown]
            self.hidden += [own ^ _members(one, name) for one in last for name, own in members.items()]
            if shown and judge(self.prints[breakdown], now, LEAST) in ("first", "again"):
                self.prints[breakdown].append(now)
                self.equations += [members[name] for name in shown] + [frozenset(standing)]

    def small(self) -> list[frozenset[int]]:
        """Return the hidden cells of a few people, and the few whom two reports differ by."""
        return [one for one in self.hidden if 0 < len(one) < LEAST]


def _members(one: Account, cell: str) -> frozenset[int]:
    place = one.cells.index(cell)
    return frozenset(person for person, code in one.codes.items() if code[place])


def solved(equations: list[frozenset[int]], wanted: frozenset[int]) -> bool:
    """Whether the size of *wanted* follows from the sizes of *equations*, whatever the people who share a way are."""
    sets = [*equations, wanted]
    people = sorted(set().union(*sets))
    ways = {one: tuple(one in group for group in sets) for one in people}
    columns = sorted(set(ways.values()))
    rows = np.array([[float(way[n]) for way in columns] for n in range(len(sets))])
    return bool(np.linalg.matrix_rank(rows) == np.linalg.matrix_rank(rows[:-1])) if len(rows) > 1 else False


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), people=st.integers(12, 40), reports=st.integers(2, 6), moving=st.integers(0, 9))
def test_no_hidden_count_follows_from_all_tables_that_were_released(seed, people, reports, moving):
    """The unknowns are the numbers of people who went the same way through all tables: a reader knows the ways."""
    dice, books = random.Random(seed), Books()
    weights = {name: [dice.choice((1, 3, 12)) for _ in cells] for name, cells in BREAKDOWNS.items()}
    standing = {
        n: {name: dice.choices(cells, weights[name])[0] for name, cells in BREAKDOWNS.items()} for n in range(people)
    }
    for _ in range(reports):
        books.report(standing)
        for one in dice.sample(sorted(standing), min(moving, people)):
            name = dice.choice(list(BREAKDOWNS))
            standing[one] = standing[one] | {name: dice.choice(BREAKDOWNS[name])}
    assert not [one for one in books.small() if solved(books.equations, one)]


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), reports=st.integers(2, 8), moving=st.integers(0, 7))
def test_two_prints_of_one_cell_differ_by_five_people_or_nobody(seed, reports, moving):
    dice, books = random.Random(seed), Books()
    standing = {n: {name: dice.choice(cells) for name, cells in BREAKDOWNS.items()} for n in range(30)}
    for _ in range(reports):
        books.report(standing)
        for one in dice.sample(range(30), moving):
            standing[one] = standing[one] | {"standing": dice.choice(BREAKDOWNS["standing"])}
    for prints in books.prints.values():
        pairs = [(a, b) for n, a in enumerate(prints) for b in prints[n + 1 :]]
        assert all(n == 0 or n >= LEAST for a, b in pairs for n in changed(a, b).values())
