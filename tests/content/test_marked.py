"""No template that participants read holds a word that is not marked for translation."""

import re
from pathlib import Path

import pytest

from content.rendering import TEMPLATES

STAFF = {
    "api.html", "brief.html", "brief.txt", "coach.html", "coach_cohort.html", "coach_person.html", "coached.html",
    "cohort.html", "desk.html", "disclosure.html", "inbox.html", "inbox_said.html", "mail.html", "rehearsal.html",
    "sign_in.html",
}  # fmt: skip
"""Pages and mails of staff and the local inbox speak English."""
READ = [
    file for part in ("mails", "pages") for file in sorted((TEMPLATES / part).glob("*.*")) if file.name not in STAFF
]
MARKED = re.compile(r"\{%[-+]?\s*trans.*?endtrans\s*[-+]?%\}|_\(\"[^\"]*\"\)|_\('[^']*'\)", re.DOTALL)
TAGS = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<style.*?</style>", re.DOTALL)
SAID = re.compile(r"(?:aria-label|alt|title|placeholder)=\"([^\"]*)\"")
CODE = re.compile(r"<[^>]*>|&\w+;|#\w+|\?c=\w+")
"""Markup, entities and the fragments of addresses."""
WORD = re.compile(r"[^\W\d_]{2,}")


def unmarked(source: str) -> list[str]:
    plain = TAGS.sub(" ", MARKED.sub(" ", source))
    return WORD.findall(" ".join([*SAID.findall(plain), CODE.sub(" ", plain)]))


@pytest.mark.parametrize("file", READ, ids=lambda file: file.name)
def test_every_word_is_marked(file: Path) -> None:
    assert unmarked(file.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "source",
    ["<p>Hello</p>", '<p aria-label="Hello">{{ _("x") }}</p>', "{{ name }}, hello", "{% if x %}Hello{% endif %}"],
)
def test_a_forgotten_word_is_found(source: str) -> None:
    assert [word.casefold() for word in unmarked(source)] == ["hello"]
