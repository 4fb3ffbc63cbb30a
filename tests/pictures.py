"""`make pictures`: every page of the door as people see it, and the few that stand in the README and the docs.

The people are invented and the clock stands still, so that the same source makes the same pictures. All pages go to
``var/pictures`` (a phone and a desktop, light and dark), the chosen ones to ``docs/pictures``.
"""

import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from playwright.sync_api import Browser, Page, Route, sync_playwright

from actions.enrolling import enroll
from content.rendering import style
from content.roster import read_roster
from delivery.letters import read_mail
from delivery.outbox import messages
from tests import make
from tests.answers.browsing import CHROMIUM, FLAGS
from tests.answers.desk import CHOICES, fill, office
from tests.answers.gallery import gallery
from tests.answers.lives import live
from tests.answers.test_accessibility import without_box
from tests.answers.visitors import Visit

ALL, CHOSEN = Path("var/pictures"), Path("docs/pictures")
WIDTHS = (390, 1100)
NAMES = (
    "Ada Kaya", "Bo Lindgren", "Cem Aydin", "Dora Weiss", "Emil Hansen", "Fay Brown", "Gil Moreau", "Hana Novak",
    "Ivo Petrov", "Jo Silva", "Kim Sato", "Lena Vogel", "Max Ott", "Nia Owusu", "Ole Berg", "Pia Conti", "Quin Hale",
    "Rosa Diaz", "Sam Lee", "Tia Marsh", "Udo Kern", "Vera Blom", "Will Ashe", "Yara Haddad",
)  # fmt: skip
ROSTER = "email,name,zone,country,working_days\n" + "\n".join(
    f"{name.split()[0].lower()}@example.org,{name},Europe/Berlin,DE,{'Mon-Thu' if n % 5 == 0 else ''}"
    for n, name in enumerate(NAMES)
)
FAULTY = ROSTER.replace("cem@example.org", "cem at example.org").replace(
    "fay@example.org,Fay Brown,Europe/Berlin", "fay@example.org,Fay Brown,Europe/Berln"
)
PEOPLE = tuple(f"{name.split()[0].lower()}@example.org" for name in NAMES)


def main() -> None:
    """Make all pictures; a name or more on the command line make those of the docs alone that begin so."""
    wanted = tuple(sys.argv[1:])
    with tempfile.TemporaryDirectory() as folder:
        pages = {} if wanted else gallery(Path(folder) / "all").pages
        chosen = {name: one for name, one in docs(Path(folder) / "docs").items() if name.startswith(wanted or "")}
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            for name, (body, headers, width, height) in chosen.items():
                with _shown(browser, {name: (body, headers)}, "light") as page:
                    _take(page, name, CHOSEN / f"{name}.png", width, height)
            _take_all(browser, pages)
            browser.close()


def docs(folder: Path) -> dict[str, tuple[bytes, dict[str, str], int, int]]:
    """Return the pages of the docs: name to body, headers, width and height (0 for the whole page)."""
    visit = Visit(folder, client="127.0.0.1")
    drafted = _draft(visit)
    found = {
        "mend": (visit.get(f"{drafted[0]}/people"), 1100, 620),
        "plan": (visit.get(f"{drafted[1]}/plan"), 1100, 760),
    }
    new = make.cohort(programme="lead-for-loyalty", coach="Maria Lopez <maria@example.org>", seed="pictures")
    enroll(visit.house, new, read_roster("people.csv", ROSTER.encode()), visit.now)
    live(visit, PEOPLE, make.berlin("2026-12-06"))
    visit.send(make.berlin("2026-12-07", "09:15"))
    found["answer"] = (visit.get(visit.link("a", "bo@example.org") + "?c=1"), 420, 0)
    mail = _mail(visit, "bo@example.org")
    live(visit, PEOPLE, make.berlin("2027-02-26"))
    office(visit)
    found["cohort"] = (visit.get("/ld/Hamburg"), 1100, 760)
    found["ledger"] = (visit.get("/ld/Hamburg/ledger"), 1100, 0)
    found["report"] = (visit.get("/ld/Hamburg/report.html"), 1100, 1400)
    made = {name: (one.content, without_box(one.headers), *size) for name, (one, *size) in found.items()}
    return made | {"mail": (mail.encode(), {"content-type": "text/html; charset=utf-8"}, 420, 0)}  # type: ignore[return-value]


def _draft(visit: Visit) -> tuple[str, str]:
    """Return the addresses of two drafts: one with faults, one with everything chosen."""
    office(visit)
    both = []
    for roster in (FAULTY, ROSTER):
        both.append(fill(visit, "/ld/new", file=roster).headers["location"].rpartition("/")[0])
    fill(visit, f"{both[1]}/choices", **(CHOICES | {"name": "Bremen, spring", "workshop_on": "2027-01-13"}))
    return both[0], both[1]


def _mail(visit: Visit, to: str) -> str:
    return next(read_mail(one.raw).html for one in messages(visit.folder / "outbox") if one.to == to)


@contextmanager
def _shown(browser: Browser, pages: dict[str, tuple[bytes, dict[str, str]]], scheme: str) -> Iterator[Page]:
    """Yield a page to which *pages* come by their names, with their own headers."""

    def answer(route: Route) -> None:
        path = unquote(urlsplit(route.request.url).path)[1:]
        if path == "style.css":
            route.fulfill(body=style(), content_type="text/css")
        elif path in pages:
            route.fulfill(status=200, headers=pages[path][1], body=pages[path][0])
        else:
            route.fulfill(status=204)

    context = browser.new_context(color_scheme=scheme, java_script_enabled=False)  # type: ignore[arg-type]
    context.route("**/*", answer)
    yield context.new_page()
    context.close()


def _take(page: Page, name: str, file: Path, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height or 800})
    page.goto("http://door/" + quote(name, safe=""))
    file.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(file), full_page=not height)


def _take_all(browser: Browser, pages: "dict[str, object]") -> None:
    kept = {name: (one.content, without_box(one.headers)) for name, one in pages.items()}  # type: ignore[attr-defined]
    for scheme in ("light", "dark"):
        with _shown(browser, kept, scheme) as page:
            for name in kept:
                for width in WIDTHS:
                    file = re.sub(r"\W+", "-", name).strip("-")
                    _take(page, name, ALL / f"{file}-{width}-{scheme}.png", width, 0)


if __name__ == "__main__":
    main()
