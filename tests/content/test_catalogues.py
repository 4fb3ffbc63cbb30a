"""Every text of the product has its words in every language, and says the same with the same names in it."""

import re

import pytest
from babel.messages.catalog import Message

from content.catalogues import collected, renewed
from content.words import CATALOGUES, catalogue_of, languages
from delivery.phrases import MARKERS

TRANSLATED = languages()[1:]
NAMES = re.compile(r"%\(\w+\)s")


def forms(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or ())


def messages(language: str) -> list[Message]:
    return [message for message in catalogue_of(language) if message.id]


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_catalogue_is_in_step_with_the_source(language: str) -> None:
    assert renewed(language) == (CATALOGUES / f"{language}.po").read_bytes(), "run: make words"


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated(language: str) -> None:
    assert [one.id for one in messages(language) if one.fuzzy or not all(forms(one.string) or [""])] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_names_what_its_text_names(language: str) -> None:
    for one in messages(language):
        named = {name for text in forms(one.id) for name in NAMES.findall(text)}
        for said in forms(one.string):
            assert set(NAMES.findall(said)) <= named and (len(forms(one.id)) > 1 or set(NAMES.findall(said)) == named)


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_does_not_shout(language: str) -> None:
    assert [one.id for one in messages(language) if any("!" in said for said in forms(one.string))] == []


def test_the_line_to_reply_above_is_known_to_whoever_reads_replies() -> None:
    said = [catalogue_of(language).get("reply above this line").string for language in TRANSLATED]  # type: ignore[union-attr]
    assert [one for one in said if str(one).casefold() not in MARKERS] == []


def test_texts_are_collected_from_code_and_templates() -> None:
    texts = collected()
    for text in ("How did it go?", "Save my answer", "Still open: %(title)s"):
        assert text in texts
