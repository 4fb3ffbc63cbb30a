import itertools
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.errors import Refused
from measure.cells import table, withhold

TABLES = st.dictionaries(st.text(max_size=3), st.integers(0, 40), min_size=1, max_size=7)


def test_small_cells_alone_go_where_no_total_is_printed():
    assert withhold({"a": 4, "b": 5, "c": 0}, None) == {"a": "withheld", "b": "shown", "c": "withheld"}


def test_the_smallest_of_the_others_goes_beside_a_lone_small_cell():
    assert withhold({"a": 3, "b": 9, "c": 20}, 32)["b"] == "withheld_to_protect"


def test_hidden_siblings_of_under_five_together_take_the_next_along():
    assert withhold({"a": 1, "b": 2, "c": 9, "d": 20}, 32)["c"] == "withheld_to_protect"


def test_two_small_cells_that_fill_their_bounds_are_not_protection_enough():
    assert withhold({"a": 4, "b": 4, "c": 9, "d": 20}, 37)["c"] == "withheld_to_protect"


def test_equal_counts_go_together_because_choosing_would_tell():
    status = withhold({"a": 3, "b": 9, "c": 9, "d": 20}, 41)
    assert status["b"] == status["c"] == "withheld_to_protect"


def test_the_total_goes_where_nothing_else_protects():
    assert table({"yes": 4, "no": 4}, 8).total is None
    assert table({"yes": 2, "no": 30}, 32).counts == {"yes": None, "no": None}


def test_a_table_of_large_cells_is_shown_whole():
    found = table({"a": 5, "b": 6}, 11)
    assert (found.counts, found.total) == ({"a": 5, "b": 6}, 11)


@given(cells=TABLES)
def test_no_small_count_is_ever_shown(cells):
    found = table(cells, sum(cells.values()))
    assert all(n is None or n >= 5 for n in found.counts.values())


@given(cells=TABLES, at_least=st.integers(3, 10))
def test_subtraction_leaves_more_than_one_hidden_cell_and_at_least_the_smallest_count(cells, at_least):
    found = table(cells, sum(cells.values()), at_least)
    hidden = [key for key, n in found.counts.items() if n is None]
    if hidden and found.total is not None:
        rest = found.total - sum(n or 0 for n in found.counts.values())
        assert len(hidden) >= 2
        assert rest >= at_least


@given(cells=TABLES, data=st.data())
def test_the_order_of_the_cells_does_not_matter(cells, data):
    turned = dict(data.draw(st.permutations(list(cells.items()))))
    assert withhold(turned, sum(cells.values())) == withhold(cells, sum(cells.values()))


@pytest.mark.parametrize(("at_least", "cells", "top"), [(3, 3, 11), (3, 4, 9), (4, 3, 12)])
def test_who_knows_the_rule_and_tries_every_table_still_cannot_tell_a_hidden_count(at_least, cells, top):
    """Group every table by what is printed of it: each hidden cell must take two values within its group."""
    printed = defaultdict(list)
    for counts in itertools.product(range(top + 1), repeat=cells):
        found = table(dict(enumerate(counts)), sum(counts), at_least)
        if (
            found.total is None or sum(counts) <= top
        ):  # larger totals are cut off by `top`, so their groups are not whole
            printed[(*found.counts.values(), *found.status.values(), found.total)].append(counts)
    for seen, tables in printed.items():
        hidden = [place for place in range(cells) if seen[place] is None]
        assert all(len({one[place] for one in tables}) > 1 for place in hidden), seen


@pytest.mark.parametrize(
    ("cells", "total", "at_least"),
    [({}, 0, 5), ({"a": -1}, -1, 5), ({"a": 1.5}, 1.5, 5), ({"a": 6, "b": 7}, 12, 5), ({"a": 6}, 6, 2)],
    ids=["empty", "negative", "fraction", "wrong-total", "under-three"],
)
def test_tables_that_do_not_add_up_are_refused(cells, total, at_least):
    with pytest.raises(Refused):
        withhold(cells, total, at_least)
