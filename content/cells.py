"""What may stand in one cell of a roster, a function per kind of cell; addresses have a file of their own.

Each takes the trimmed text of a filled cell and returns the value the product works with, or raises ``Refused`` with
a sentence that says what to do. The sentences do not repeat addresses or names: they can end in a log.

Line breaks and hidden characters: in free text (name, team, region, start group) any run of spaces and line breaks
becomes one space, because people press Alt+Enter; between observers a line break separates (``content.addresses``);
everywhere else it is a fault, and so are control characters and direction marks everywhere. So nothing that is
returned can break a mail header.
"""

import re

from coaching.errors import Refused
from content.endpoints import read_endpoint

FORMULA_STARTS = tuple("=+-@＝＋－＠")  # the wide forms start a formula in East Asian spreadsheets
SHEET_ERROR = re.compile(r"#(?:N/A|REF!|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|NV|BEZUG!|WERT!|ZAHL!|SPILL!|CALC!)")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
LONGEST_TEXT = 200  # characters; our choice
LOCALE = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?", re.IGNORECASE)

DAY_NAMES = (
    ("mon", "monday", "mo", "montag"),
    ("tue", "tues", "tu", "tuesday", "di", "dienstag"),
    ("wed", "weds", "we", "wednesday", "mi", "mittwoch"),
    ("thu", "thur", "thurs", "th", "thursday", "do", "donnerstag"),
    ("fri", "friday", "fr", "freitag"),
    ("sat", "saturday", "sa", "samstag", "sonnabend"),
    ("sun", "sunday", "su", "so", "sonntag"),
)
DAYS = {name: day for day, names in enumerate(DAY_NAMES) for name in names}
THROUGH = re.compile(r"\s*(?:[-‐‑‒–—−]|\b(?:to|through|bis)\b)\s*")
NO_DAYS = "Working days are names of days, such as 'Mon-Thu' or 'Mon, Tue, Fri'."
BETWEEN_DAYS = re.compile(r"(?:[,;/&+\s]|\b(?:and|und)\b)+")

ROLES = {
    "independent": ("independent", "unabhängig", "unabhängige", "unabhängiger"),
    "line-manager": ("line-manager", "linemanager", "führungskraft", "vorgesetzte", "vorgesetzter"),
}
ROLE_BY_NAME = {name: role for role, names in ROLES.items() for name in names}
# Names people write where ISO 3166-1 and ISO 639 codes belong. Offered, not taken: a list cannot know every spelling.
COUNTRY_CODES = {
    "AT": "austria österreich", "AU": "australia australien", "BE": "belgium belgien",
    "BR": "brazil brasilien", "CA": "canada kanada", "CH": "switzerland schweiz", "CN": "china",
    "CZ": "czechia tschechien", "DE": "germany deutschland ger", "DK": "denmark dänemark", "ES": "spain spanien",
    "FI": "finland finnland", "FR": "france frankreich", "GB": "uk england britain scotland wales großbritannien",
    "GR": "greece griechenland el", "HU": "hungary ungarn", "IE": "ireland irland", "IN": "india indien",
    "IT": "italy italien", "JP": "japan", "LU": "luxembourg luxemburg", "MX": "mexico mexiko",
    "NL": "netherlands niederlande holland", "NO": "norway norwegen", "NZ": "neuseeland", "PL": "poland polen",
    "PT": "portugal", "RO": "romania rumänien", "SE": "sweden schweden", "SG": "singapore singapur",
    "TR": "turkey türkei türkiye", "US": "usa america", "ZA": "südafrika",
}  # fmt: skip
CODE_BY_COUNTRY = {name: code for code, names in COUNTRY_CODES.items() for name in names.split()} | {
    "united kingdom": "GB", "great britain": "GB", "vereinigtes königreich": "GB", "united states": "US",
    "vereinigte staaten": "US", "united states of america": "US", "new zealand": "NZ", "south africa": "ZA",
    "czech republic": "CZ", "united arab emirates": "AE",
}  # fmt: skip
LANGUAGE_CODES = {
    "de": "german deutsch", "en": "english englisch", "es": "spanish spanisch español",
    "fr": "french französisch français", "it": "italian italienisch italiano", "nl": "dutch niederländisch nederlands",
    "pl": "polish polnisch polski", "pt": "portuguese portugiesisch português",
}  # fmt: skip
CODE_BY_LANGUAGE = {name: code for code, names in LANGUAGE_CODES.items() for name in names.split()}


def check_plain(seen: str) -> str:
    """Return *seen* unless a spreadsheet would calculate it, or has failed to.

    >>> check_plain('=HYPERLINK("https://example.org")')
    Traceback (most recent call last):
    coaching.errors.Refused: What begins with '=' is a formula to a spreadsheet. Type plain text, or clear the cell.
    """
    if seen.startswith(FORMULA_STARTS):
        raise Refused(
            f"What begins with '{seen[0]}' is a formula to a spreadsheet. Type plain text, or clear the cell."
        )
    if SHEET_ERROR.match(seen):
        raise Refused("The spreadsheet shows an error in this cell. Type the value, or clear the cell.")
    return seen


def check_text(seen: str) -> str:
    """Return free text on one line, with every run of spaces and line breaks as one space."""
    text = " ".join(seen.split())
    if CONTROL.search(text):
        raise Refused("There is an invisible control character in this cell. Type the text again.")
    if len(text) > LONGEST_TEXT:
        raise Refused(f"This is longer than {LONGEST_TEXT} characters. Shorten it.")
    return text


def check_one_word(seen: str) -> str:
    """Return *seen* unless it hides a line break or a control character, or is too long to be meant."""
    if CONTROL.search(seen):
        raise Refused("There is a line break or an invisible character in this cell. Type it again on one line.")
    if len(seen) > LONGEST_TEXT:
        raise Refused(f"This is longer than {LONGEST_TEXT} characters. Check the columns of this row.")
    return seen


def check_country(seen: str) -> str:
    """Return the two letters in capitals. Whether the country has a holiday table is another question."""
    code = CODE_BY_COUNTRY.get(" ".join(seen.casefold().split()))
    if code:
        raise Refused(f"A country is two letters (ISO 3166). Write '{code}'.")
    if not re.fullmatch(r"[A-Za-z]{2}", seen):
        raise Refused("A country is two letters (ISO 3166), such as 'DE' or 'GB'.")
    return seen.upper()


def check_locale(seen: str) -> str:
    """Return a language tag in its usual case.

    >>> check_locale("PT_br")
    'pt-BR'
    """
    found = LOCALE.fullmatch(seen)
    if not found:
        code = CODE_BY_LANGUAGE.get(seen.casefold())
        raise Refused(
            f"A language is a code. Write '{code}'." if code else "A language is a code, such as 'en' or 'de'."
        )
    language, script, place = found.groups()
    parts = (language.lower(), script and script.title(), place and place.upper())
    return "-".join(part for part in parts if part)


def check_working_days(seen: str) -> tuple[int, ...]:
    """Return the days in order, 0 for Monday. A span may run over the end of the week.

    >>> check_working_days("Sun-Wed"), check_working_days("Mo., Di und Fr")
    ((0, 1, 2, 6), (0, 1, 4))
    """
    written = THROUGH.sub("-", seen.casefold().replace(".", " ").strip())
    days = {day for part in BETWEEN_DAYS.split(written) if part for day in _span(part)}
    if not days:
        raise Refused(NO_DAYS)
    return tuple(sorted(days))


def _span(part: str) -> list[int]:
    ends = [DAYS.get(name) for name in part.split("-")]
    first, last = ends[0], ends[-1]
    if first is None or last is None or len(ends) > 2:
        raise Refused(NO_DAYS)
    return [(first + step) % 7 for step in range((last - first) % 7 + 1)]


def check_coach_role(seen: str) -> str:
    """Return ``independent`` or ``line-manager``."""
    role = ROLE_BY_NAME.get(re.sub(r"[\s_-]+", "-", seen.casefold()))
    if not role:
        raise Refused("Write 'independent' or 'line-manager', or leave the cell empty.")
    return role


def check_webhook(seen: str) -> str:
    """Return where a person's messages are posted to, with its form; see `content.endpoints`. Nobody is called."""
    return read_endpoint(seen).written
