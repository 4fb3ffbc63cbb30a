"""Other people's collections of mails, fetched for the tests and kept out of the project.

``.ci/run`` fetches the source distributions by name; by hand: ``python -m pip download --no-deps --no-binary
talon,flufl.bounce -d .corpora talon==1.4.4 flufl.bounce==6.0.0``.
"""

import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from delivery.replies import read_reply

CORPORA = Path(__file__).parents[2] / ".corpora"


def _files(archive: str, folder: str, ending: str) -> dict[str, bytes]:
    """Return the files of a source distribution by name, nothing of it unpacked."""
    path = CORPORA / archive
    if not path.exists():
        pytest.skip(f"needs {archive} in .corpora (see the top of this file)")
    return dict(_members(path, folder, ending))


def _members(path: Path, folder: str, ending: str) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(path) as held:
        for member in held:
            if member.isfile() and folder in member.name and member.name.endswith(ending):
                file = held.extractfile(member)
                if file is not None:
                    yield Path(member.name).name, file.read()


def test_the_replies_of_talon_are_read_to_their_first_line() -> None:
    mails = _files("talon-1.4.4.tar.gz", "fixtures/standard_replies/", ".eml")
    first = {name: read_reply(raw).first_line for name, raw in mails.items()}
    assert len(first) == 12 and set(first.values()) == {"Hello"}


def test_the_html_replies_of_talon_are_read_to_their_first_line() -> None:
    pages = _files("talon-1.4.4.tar.gz", "fixtures/html_replies/", ".html")
    head = b"From: a@example.org\nContent-Type: text/html; charset=utf-8\n\n"
    first = {name: read_reply(head + page).first_line for name, page in pages.items()}
    assert len(first) >= 9 and set(first.values()) == {"Hi. I am fine."}


def test_no_reply_of_talon_is_taken_for_a_bounce() -> None:
    mails = _files("talon-1.4.4.tar.gz", "fixtures/standard_replies/", ".eml")
    assert {read_reply(raw, "bounce@example.org").kind for raw in mails.values()} == {"needs_review"}


def test_the_bounces_of_flufl_are_bounces() -> None:
    mails = _files("flufl_bounce-6.0.0.tar.gz", "tests/data/", ".txt")
    head = b"Delivered-To: bounce+tok@example.org\n"
    kinds = [read_reply(head + raw, "bounce@example.org").kind for raw in mails.values()]
    assert len(kinds) == 117 and kinds.count("bounce") >= 112
    assert "answer" not in kinds and "command" not in kinds
