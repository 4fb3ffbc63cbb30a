"""The whole way in real Chromium and by keys alone: from a roster to a report, without a terminal."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from actions import signing_in
from tests import make
from tests.answers.browsing import chromium, listening
from tests.answers.eyes import FOCUS
from tests.answers.lives import live
from tests.answers.visitors import Visit

__all__ = ["chromium"]
pytestmark = pytest.mark.slow
PEOPLE = tuple(f"person{n}@example.org" for n in range(11))
ROSTER = "\n".join(["email,name,zone,country", *(f"{one},Person {n},Europe/Berlin,DE" for n, one in enumerate(PEOPLE)),
                    "no address,Nobody,Europe/Berln,DE"])  # fmt: skip
NAME = """() => {
  const at = document.activeElement;
  const label = at.labels && at.labels.length ? at.labels[0].innerText : '';
  return (at.getAttribute('aria-label') || label || at.innerText || '').trim();
}"""


def beside(work: Callable[[], None]) -> None:
    """Do *work* in a thread of its own: Playwright keeps this one's event loop."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(work).result()


def tab_to(page: object, name: str) -> None:
    """Press Tab until what has the focus is called *name* or begins so; every stop must show its focus."""
    for _ in range(250):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        assert stop is None or stop["ring"], stop
        if stop and page.evaluate(NAME).startswith(name):
            return
    raise AssertionError(f"no stop is called {name}")


def press(page: object, name: str, key: str = "Enter") -> None:
    """Go to what is called *name* and press it."""
    tab_to(page, name)
    page.keyboard.press(key)


def go(page: object, name: str) -> None:
    """Go to what is called *name* and follow it to its page."""
    tab_to(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def type_into(page: object, name: str, words: str) -> None:
    """Go to a field and write over what is in it."""
    tab_to(page, name)
    page.keyboard.press("Control+A")
    page.keyboard.type(words)


def heading(page: object, words: str) -> None:
    page.get_by_role("heading", level=1).filter(has_text=words).wait_for()


def test_keys_alone_lead_from_a_roster_to_a_report(chromium: object, tmp_path: Path) -> None:
    visit = Visit(tmp_path, client="127.0.0.1")
    with listening(visit) as address:
        context = chromium.new_context()
        page = context.new_page()
        page.goto(address + "/sign-in/" + signing_in.link(visit.house, "ld@example.org", "ld", visit.now)[-22:])
        go(page, "Sign in")
        start(page)
        beside(partial(live, visit, PEOPLE, make.berlin("2027-02-25")))
        page.goto(address + "/sign-in/" + signing_in.link(visit.house, "ld@example.org", "ld", visit.now)[-22:])
        go(page, "Sign in")
        watch(page)
        context.close()


def start(page: object) -> None:
    """From the empty desk to a cohort."""
    go(page, "Hand in a roster")
    with page.expect_file_chooser() as chosen:
        press(page, "The file")
    chosen.value.set_files({"name": "people.csv", "mimeType": "text/csv", "buffer": ROSTER.encode()})
    go(page, "Look at it")
    heading(page, "One row to mend, 11 ready")
    type_into(page, "email, row 13", "person11@example.org")
    type_into(page, "zone, row 13", "Europe/Berlin")
    go(page, "Save and check again")
    heading(page, "12 people, and no faults")
    go(page, "Next: Programme")
    tab_to(page, "Enlightened leadership")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    tab_to(page, "Day of the workshop")
    page.keyboard.type("12022026")
    type_into(page, "Name of the cohort", "Bremen")
    type_into(page, "Country", "DE")
    press(page, "They are told", "Space")
    go(page, "Save and see the plan")
    heading(page, "12 people,")
    assert page.locator("table.cal td.h4").count() > 5
    go(page, "Next: Comparison")
    heading(page, "What could 12 people show?")
    go(page, "Save and go on")
    heading(page, "Start Bremen?")
    go(page, "Start")
    page.get_by_text("12 people are enrolled").wait_for()
    go(page, "Go on")
    heading(page, "Bremen")


def watch(page: object) -> None:
    """From the desk to the ledger, the people, the files and the report of a cohort that ran."""
    go(page, "Bremen")
    go(page, "Ledger")
    heading(page, "all accounted for")
    go(page, "Bremen")
    go(page, "People")
    heading(page, "12 people")
    go(page, "Bremen")
    go(page, "Files")
    with page.expect_download() as saved:
        press(page, "Every figure as a workbook")
    assert saved.value.suggested_filename == "report.xlsx"
    go(page, "Bremen")
    go(page, "Read the report")
    heading(page, "of five working days")
    assert "person0@example.org" not in page.content()
