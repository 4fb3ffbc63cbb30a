"""Programmes as the enrollments run them: read once per version and language, then kept."""

from functools import lru_cache

from coaching.programmes import Programme
from content.reader import read_programme
from content.words import language_for
from storage.rows import ProgrammeRow


@lru_cache(maxsize=64)
def programme_from(text: str, name: str, locale: str = "en") -> Programme:
    """Return the programme that *text* describes, its words in *locale* where it has them."""
    return read_programme(text, name, locale)


def title_in(row: ProgrammeRow, locale: str) -> str:
    """Return what a programme is called in *locale*, as its mails call it."""
    return programme_from(row.text, row.name, locale).title


def spoken(locale: str, *programmes: ProgrammeRow) -> str:
    """Return the language in which the product speaks to somebody: that of *locale* where we speak it, else of their
    programmes, else English.
    """
    return language_for(locale, *(programme_from(one.text, one.name, "").locale for one in programmes))
