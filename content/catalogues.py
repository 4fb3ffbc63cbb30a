"""Keep the translators' files in step with the source: ``python -m content.catalogues`` (or ``make words``).

Every text that the templates and the code mark is collected; each catalogue keeps what it has, gets an empty entry
for what is new and loses what is gone. Entries stand in the order of their texts, so that branches merge.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from content.words import CATALOGUES, SOURCE, catalogue_of, languages

ROOT = Path(__file__).parent.parent
ROOMS = ("coaching", "actions", "answers", "content")
METHODS = [("content/templates/**", "jinja2.ext:babel_extract"), ("**.py", "python")]
KEYWORDS = {"say": None, "marked": None, "plural": (2, 3), "_": None, "gettext": None, "ngettext": (1, 2)}
OPTIONS = {"content/templates/**": {"trimmed": "true", "trim_blocks": "true", "lstrip_blocks": "true"}}


def collected() -> Catalog:
    """Return every text that is marked in the source, with the files it stands in."""
    texts = Catalog()
    for file, text, comments, context in _found():
        texts.add(text, None, locations=[(file, None)], auto_comments=comments, context=context)  # type: ignore[list-item]
    return texts


def _found() -> Iterator[tuple[str, str | tuple[str, ...], list[str], str | None]]:
    for room in ROOMS:
        found = extract_from_dir(
            ROOT / room,
            _methods(room),
            _options(room),
            KEYWORDS,
            comment_tags=("Translators:",),
            strip_comment_tags=True,
        )
        for file, _line, text, comments, context in found:
            yield f"{room}/{file}", text, comments, context


def _methods(room: str) -> list[tuple[str, str]]:
    return [(pattern.removeprefix(f"{room}/"), method) for pattern, method in METHODS]


def _options(room: str) -> dict[str, dict[str, str]]:
    return {pattern.removeprefix(f"{room}/"): options for pattern, options in OPTIONS.items()}


def renewed(language: str) -> bytes:
    """Return the catalogue of *language* with an entry for each text of the source, and no other."""
    catalogue = catalogue_of(language)
    catalogue.update(collected(), no_fuzzy_matching=True)
    return as_file(catalogue, (CATALOGUES / f"{language}.po").read_bytes())


def as_file(catalogue: Catalog, before: bytes) -> bytes:
    """Return *catalogue* as the text of a file whose head stays as it was *before*: its dates would only differ."""
    written = BytesIO()
    write_po(
        written, catalogue, width=0, omit_header=True, sort_output=True, ignore_obsolete=True, include_lineno=False
    )
    return before.partition(b"\n\n")[0].rstrip() + b"\n\n" + written.getvalue().lstrip()


def main() -> None:
    """Renew every catalogue and say what is still to be translated."""
    for language in (one for one in languages() if one != SOURCE):
        file = CATALOGUES / f"{language}.po"
        file.write_bytes(renewed(language))
        empty = [message for message in catalogue_of(language) if message.id and not message.string]
        print(f"{file.relative_to(ROOT)}: {len(empty)} texts to translate")


if __name__ == "__main__":
    main()
