"""Programmes as the enrollments run them: read once per version and language, then kept."""

from functools import lru_cache

from coaching.programmes import Programme
from content.reader import read_programme


@lru_cache(maxsize=64)
def programme_from(text: str, name: str, locale: str = "en") -> Programme:
    """Return the programme that *text* describes, its words in *locale* where it has them."""
    return read_programme(text, name, locale)
