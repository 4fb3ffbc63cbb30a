"""The languages a programme file speaks."""

from functools import lru_cache

from content.lint import examine

NAMES = {
    "cs": "Čeština", "da": "Dansk", "de": "Deutsch", "en": "English", "es": "Español", "fr": "Français",
    "it": "Italiano", "nl": "Nederlands", "pl": "Polski", "pt": "Português", "sv": "Svenska", "tr": "Türkçe",
}  # fmt: skip
"""How languages call themselves; one that is not here is shown by its code."""


@lru_cache(maxsize=64)
def languages_of(text: str, name: str) -> tuple[str, ...]:
    """Return the language of a programme file and those it is translated to, as codes; a broken file speaks none."""
    file, _ = examine(text, name)
    return (file.language, *file.locales) if file else ()


def name_of(code: str) -> str:
    """Return what a language calls itself.

    >>> name_of("de"), name_of("de-AT"), name_of("tlh")
    ('Deutsch', 'Deutsch (de-AT)', 'tlh')
    """
    if code in NAMES:
        return NAMES[code]
    general = code.partition("-")[0]
    return f"{NAMES[general]} ({code})" if general in NAMES else code
