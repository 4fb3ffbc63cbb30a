"""Columns of figures from tables as people have them."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.errors import Refused
from content.figures import read_figures

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1)
NUMBERS = st.lists(st.tuples(st.floats(allow_nan=False, allow_infinity=False), WORDS), min_size=1, max_size=20)


@given(rows=NUMBERS, delimiter=st.sampled_from(",;\t"))
def test_what_a_csv_writer_wrote_comes_back(rows: list[tuple[float, str]], delimiter: str) -> None:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter)
    writer.writerow(["value", "who"])
    writer.writerows([repr(value), who] for value, who in rows)
    found = read_figures("t.csv", file.getvalue().encode())
    assert found.numbers("value") == [value for value, _ in rows]
    assert found.words("who") == [who for _, who in rows]


@pytest.mark.parametrize("empty", ["", "NA", "NaN", "null", "."])
def test_the_usual_words_for_nothing_are_missing(empty: str) -> None:
    found = read_figures("t.csv", f"a,b\n1,{empty}\n2,3\n".encode())
    assert found.numbers("b")[0] is None
    assert found.complete("b").numbers("a") == [2.0]


def test_a_cell_that_is_no_number_is_named_by_its_row_and_not_repeated() -> None:
    with pytest.raises(Refused, match="row 4 of 'b' is no number") as caught:
        read_figures("t.csv", b"a,b\n1,2\n\n2,five\n").numbers("b")
    assert "five" not in str(caught.value)


def test_row_names_without_a_heading_are_no_item() -> None:
    found = read_figures("t.csv", b'"","x","y"\n1,2,3\n2,4,5\n')
    assert found.numeric() == ("x", "y")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("a,a\n1,2\n", "two columns 'a'", id="one name twice"),
        pytest.param("a,b\n1,2,3\n", "row 2 has more cells", id="a long row"),
        pytest.param("\n \n", "is empty", id="nothing"),
        pytest.param('a,b\n"1,2\n', "quotation mark", id="an open quotation"),
    ],
)
def test_a_table_that_cannot_be_trusted_is_refused(text: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        read_figures("t.csv", text.encode())
