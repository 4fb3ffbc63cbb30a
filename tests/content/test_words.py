"""The product's own words: languages, plurals, days, and what happens to a text that a language lacks."""

from datetime import UTC, date, datetime

import pytest

from content.words import language_for, preferred, words_in, words_of

HEAD = 'msgid ""\nmsgstr ""\n"Language: de\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
HALF = f"""{HEAD}msgid "My page"
msgstr "Meine Seite"

msgid "Save my answer"
msgstr ""

#, fuzzy
msgid "Leave"
msgstr "Blatt"

msgid "one question"
msgid_plural "%(n)s questions"
msgstr[0] "eine Frage"
msgstr[1] "%(n)s Fragen"
"""


@pytest.mark.parametrize(
    ("locale", "language"),
    [("de", "de"), ("de-CH", "de"), ("de_AT", "de"), ("DE-de-1996", "de"), ("en-US", "en"), ("tlh", "en"), ("", "en")],
)
def test_a_region_falls_back_to_its_language_and_an_unknown_one_to_english(locale: str, language: str) -> None:
    assert language_for(locale) == language


def test_the_first_language_we_speak_is_taken() -> None:
    assert language_for("", "de") == language_for("tlh", "de-AT") == "de"
    assert preferred("tlh-CH, tlh;q=0.9, de;q=0.8, en;q=0.7") == "de"


def test_a_text_without_a_translation_stays_english_and_its_neighbours_do_not() -> None:
    words = words_of(HALF.encode(), "de")
    assert [words.say(text) for text in ("My page", "Save my answer", "Not in any catalogue")] == [
        "Meine Seite", "Save my answer", "Not in any catalogue",
    ]  # fmt: skip


def test_a_translation_that_is_marked_as_unsure_is_not_said() -> None:
    assert words_of(HALF.encode(), "de").say("Leave") == "Leave"


def test_plurals_follow_the_language() -> None:
    words = words_of(HALF.encode(), "de")
    assert [words.plural(n, "one question", "%(n)s questions") for n in (1, 4)] == ["eine Frage", "4 Fragen"]


@pytest.mark.parametrize(
    ("locale", "near", "far", "long"),
    [
        ("en", "Friday evening", "Friday 4 December", "Friday 4 December 2026, 13:05"),
        ("de", "Freitagabend", "Freitag, 4. Dezember", "Freitag, 4. Dezember 2026, 13:05"),
    ],
)
def test_days_are_written_as_the_language_writes_them(locale: str, near: str, far: str, long: str) -> None:
    words, evening = words_in(locale), datetime(2026, 12, 4, 23, 59, 59, tzinfo=UTC)
    assert (words.until(evening, near=True), words.until(evening, near=False)) == (near, far)
    assert words.moment(datetime(2026, 12, 4, 13, 5, tzinfo=UTC)) == long


def test_a_window_that_ends_by_day_says_the_hour() -> None:
    noon = datetime(2026, 12, 4, 12, 30, tzinfo=UTC)
    assert [words_in(one).until(noon, near=True) for one in ("en", "de")] == ["Friday at 12:30", "Freitag um 12:30 Uhr"]


def test_a_date_has_its_year() -> None:
    assert words_in("de").date(date(2026, 12, 2)) == "Mittwoch, 2. Dezember 2026"
