"""The product's own words in the language of whoever reads them: sentences, plurals, days and hours.

English is the language of the source: a text is its own key. `catalogues` holds one gettext file for each other
language, read when it is first needed; a text that it lacks stays English.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, get_day_names
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from coaching.words import marked

__all__ = [
    "SOURCE",
    "Words",
    "catalogue_of",
    "language_for",
    "languages",
    "marked",
    "preferred",
    "words_in",
    "words_of",
]

CATALOGUES = Path(__file__).parent / "catalogues"
SOURCE = "en"
DAYS_LIKE: Mapping[str, str] = {"en": "en_GB"}
"""Whose way of writing days a language takes where it has several: *24 November* is read the same everywhere."""


NUMBERS = (
    marked("one"), marked("two"), marked("three"), marked("four"), marked("five"), marked("six"), marked("seven"),
    marked("eight"), marked("nine"), marked("ten"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language. *language* is a code such as ``de``; *catalogue* has its texts."""

    language: str
    catalogue: NullTranslations

    def say(self, text: str, **values: object) -> str:
        """Return *text* in this language, its ``%(name)s`` filled with *values*; English where there is none.

        >>> words_in("de").say("Week %(week)s", week=3), words_in("de").say("No such sentence.")
        ('Woche 3', 'No such sentence.')
        """
        said = self.catalogue.gettext(text)
        return said % values if values else said

    def plural(self, n: int, one: str, several: str, **values: object) -> str:
        """Return the form for *n*, as the language counts; *values* holds whatever else the text names."""
        return self.catalogue.ngettext(one, several, n) % ({"n": n} | values)

    def titles(self, titles: Iterable[str]) -> str:
        """Return *titles* as a sentence has them: each in its own quotation marks, one named once.

        >>> words_in("de").titles(["Short", "Long", "Short"]), words_in("fr").titles(["Short"])
        ('„Short“ und „Long“', '«\xa0Short\xa0»')
        """
        return self.say(" and ").join(self.say("“%(title)s”", title=one) for one in dict.fromkeys(titles))

    def headed(self, title: str) -> str:
        """Return *title* as the heading of what follows on the next line.

        >>> words_in("en").headed("Phone in the drawer"), words_in("en").headed("Which rule do they learn?")
        ('Phone in the drawer:', 'Which rule do they learn?')
        >>> words_in("fr").headed("Le téléphone dans le tiroir")
        'Le téléphone dans le tiroir\xa0:'
        """
        return title if title.endswith((".", "?", ":")) else self.say("%(title)s:", title=title)

    def number(self, n: int) -> str:
        """Return a number as prose writes it.

        >>> words_in("en").number(3), words_in("de").number(3), words_in("de").number(12)
        ('three', 'drei', '12')
        """
        return self.say(NUMBERS[n - 1]) if 1 <= n <= len(NUMBERS) else str(n)

    def tenths(self, value: float) -> str:
        """Return a number with one decimal.

        >>> words_in("en").tenths(2.96), words_in("de").tenths(2.96)
        ('3.0', '3,0')
        """
        return format_decimal(value, "0.0", locale=self._dates)

    def weekday(self, n: int) -> str:
        """Return the name of a day of the week, Monday being 0."""
        return str(get_day_names("wide", "stand-alone", self._dates)[n])

    def day_of_month(self, day: date) -> str:
        """Return "24 November", "24. November", "1er novembre".

        >>> [words_in("fr").day_of_month(date(2026, 12, n)) for n in (1, 21)]
        ['1er décembre', '21 décembre']
        """
        return self._ordinal(format_skeleton("MMMMd", day, locale=self._dates))

    def day(self, day: date) -> str:
        """Return "Tuesday 24 November", "Dienstag, 24. November"."""
        return self.say(DAY, weekday=self.weekday(day.weekday()), day=self.day_of_month(day))

    def date(self, day: date) -> str:
        """Return "Tuesday 24 November 2026", "Dienstag, 24. November 2026"."""
        return self.say(
            DAY, weekday=self.weekday(day.weekday()), day=self._ordinal(format_date(day, "long", self._dates))
        )

    def hour(self, at: time) -> str:
        """Return an hour as clocks show it: "13:00"."""
        return format_time(at, "short", locale=self._dates)

    def moment(self, wall: datetime) -> str:
        """Return "Tuesday 24 November 2026, 13:00" for a moment on somebody's wall clock."""
        return f"{self.date(wall.date())}, {self.hour(wall.time())}"

    def until(self, wall: datetime, *, near: bool) -> str:
        """Return the end of a window: "Friday evening" where it is *near*, else its day with the date.

        >>> words_in("de").until(datetime(2026, 11, 27, 23, 59), near=True)
        'Freitagabend'
        """
        weekday = self.weekday(wall.weekday())
        if not near:
            return self.day(wall.date())
        if wall.hour >= EVENING:
            return self.say(marked("%(weekday)s evening"), weekday=weekday)
        return self.say(marked("%(weekday)s at %(hour)s"), weekday=weekday, hour=self.hour(wall.time()))

    def _ordinal(self, day: str) -> str:
        """Return a day as its language writes the first of a month, which the tables of formats leave out."""
        return f"1er {day[2:]}" if self.language == "fr" and day.startswith("1 ") else day

    @property
    def _dates(self) -> str:
        return DAYS_LIKE.get(self.language, self.language)


DAY = marked("%(weekday)s %(day)s")
EVENING = 17


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """Return the languages the product speaks, English first.

    >>> languages()[0], "de" in languages()
    ('en', True)
    """
    return (SOURCE, *sorted(file.stem for file in CATALOGUES.glob("*.po")))


@lru_cache(maxsize=1024)
def language_for(*locales: str) -> str:
    """Return the language of the first of these locales that we speak, else English.

    >>> [language_for(one) for one in ("de", "de-CH", "de_AT", "tlh", "")], language_for("tlh", "de")
    (['de', 'de', 'de', 'en', 'en'], 'de')
    """
    return next(filter(None, map(_known, locales)), SOURCE)


def _known(locale: str) -> str:
    known = {one.casefold(): one for one in languages()}
    wanted = locale.replace("_", "-").casefold()
    while wanted and wanted not in known:
        wanted = wanted.rpartition("-")[0]
    return known.get(wanted, "")


def words_in(*locales: str) -> Words:
    """Return the words of the first of these locales that we speak; see `language_for`."""
    return _words(language_for(*locales))


@cache
def _words(language: str) -> Words:
    if language == SOURCE:
        return Words(language, NullTranslations())
    return words_of((CATALOGUES / f"{language}.po").read_bytes(), language)


def words_of(catalogue: bytes, language: str) -> Words:
    """Return the words that a catalogue (the text of a ``.po`` file) holds; texts marked fuzzy are left out."""
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(catalogue), locale=Locale.parse(language, sep="-")))
    compiled.seek(0)
    return Words(language, GNUTranslations(compiled))


def catalogue_of(language: str) -> Catalog:
    """Return the catalogue of a language as its translator left it."""
    return read_po(BytesIO((CATALOGUES / f"{language}.po").read_bytes()), locale=Locale.parse(language, sep="-"))


def preferred(accept_language: str) -> str:
    """Return the language for what a browser says it reads, where nobody is known.

    >>> preferred("it-CH, de;q=0.8, en;q=0.7"), preferred("*"), preferred("")
    ('de', 'en', 'en')
    """
    named = [part.split(";")[0].strip() for part in accept_language[:200].split(",")]
    return language_for(*named)
