"""Days as people write them behind "away until", in four languages, and what is not sure."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.days import day_in

TODAY = date(2026, 11, 25)
"""A Wednesday."""
DAYS = [
    ("2026-12-03", "2026-12-03"), ("2026/12/3", "2026-12-03"), ("3.12.", "2026-12-03"), ("3.12.26", "2026-12-03"),
    ("3. 12. 2026", "2026-12-03"), ("03.12.2026", "2026-12-03"), ("13/12", "2026-12-13"), ("12/13", "2026-12-13"),
    ("13/12/2026", "2026-12-13"), ("5/5", "2027-05-05"),
    ("3 December", "2026-12-03"), ("December 3", "2026-12-03"), ("Dec 3rd", "2026-12-03"), ("the 3rd of December",
    "2026-12-03"), ("3 Dec 2026", "2026-12-03"), ("Thursday, 3 December 2026", "2026-12-03"), ("1 March", "2027-03-01"),
    ("3. Dezember", "2026-12-03"), ("zum 3. Dezember", "2026-12-03"), ("einschließlich 3. Dez.", "2026-12-03"),
    ("Donnerstag, den 3. Dezember 2026", "2026-12-03"), ("15. März", "2027-03-15"),
    ("3 décembre", "2026-12-03"), ("1er janvier", "2027-01-01"), ("jeudi 3 décembre inclus", "2026-12-03"),
    ("3 de diciembre", "2026-12-03"), ("el 3 de diciembre de 2026", "2026-12-03"), ("jueves 3 de diciembre",
    "2026-12-03"),
    ("Monday", "2026-11-30"), ("Wednesday", "2026-12-02"), ("on Friday", "2026-11-27"), ("Montag", "2026-11-30"),
    ("kommenden Montag", "2026-11-30"), ("Freitag abend", "2026-11-27"), ("lundi", "2026-11-30"), ("lunes",
    "2026-11-30"), ("el viernes", "2026-11-27"), ("Montag weg", "2026-11-30"),
    ("today", "2026-11-25"), ("tomorrow", "2026-11-26"), ("morgen", "2026-11-26"), ("demain", "2026-11-26"),
    ("mañana", "2026-11-26"), ("übermorgen", "2026-11-27"), ("29 February 2028", "2028-02-29"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "day"), DAYS, ids=[text for text, _ in DAYS])
def test_a_day_is_understood(text: str, day: str) -> None:
    assert day_in(text, TODAY) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "text",
    [
        "3/4", "03/04/2027", "next Monday", "nächsten Montag", "next week", "the end of November", "Christmas",
        "30 February",
        "31.11.", "32.1.", "13/13", "", "until", "3", "2026", "soon", "Monday or Tuesday", "3 or 4 December", "x" * 500,
        "3 December 4", "half past two",
    ],
)  # fmt: skip
def test_a_day_that_is_not_sure_is_none(text: str) -> None:
    assert day_in(text, TODAY) is None


@given(
    st.dates(date(2026, 1, 1), date(2030, 12, 31)), st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%d %B %Y", "%B %d, %Y"])
)
def test_a_day_with_its_year_is_that_day_whenever_it_is_read(day: date, form: str) -> None:
    assert day_in(f"{day:{form}}", TODAY) == day


@given(st.integers(0, 400), st.sampled_from(["%d.%m.", "%d %B", "%B %d"]))
def test_a_day_without_a_year_is_never_past(ahead: int, form: str) -> None:
    named = TODAY + timedelta(days=ahead)
    read = day_in(f"{named:{form}}", TODAY)
    assert read is not None and TODAY <= read <= TODAY + timedelta(days=366) and read.day == named.day


@given(st.text(max_size=200))
def test_no_words_make_it_raise(text: str) -> None:
    assert day_in(text, TODAY) is None or isinstance(day_in(text, TODAY), date)
