"""Every page for everybody: axe finds nothing, everything fits, targets are large, edges show, keys are enough."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest
from axe_playwright_python.base import AXE_FILE_PATH

from content.rendering import style
from tests.answers.browsing import chromium, served
from tests.answers.eyes import MEASURE
from tests.answers.gallery import MAIL, Gallery, gallery
from tests.answers.test_who_sees_what import routes

__all__ = ["chromium", "served"]
pytestmark = pytest.mark.slow
WIDTHS = (320, 640, 1280)
"""A narrow phone, a desktop at 200 % zoom, a desktop."""
OF_PAGES = re.compile("landmark-one-main|region")
"""What a whole page has to have and a mail, which is shown inside one, must not."""
AXE = """async () => {
  const found = await axe.run(document, {iframes: false, resultTypes: ['violations', 'incomplete']});
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`);
}"""


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Gallery:
    return gallery(tmp_path_factory.mktemp("gallery"))


@pytest.fixture(scope="module")
def page(shown: Gallery, chromium: object) -> Iterator[object]:
    """A browser page to which the gallery's pages come with their own headers."""

    def answer(route: object) -> None:
        path = unquote(urlsplit(route.request.url).path)[1:]
        if path == "style.css":
            route.fulfill(body=style(), content_type="text/css")
        elif path in shown.pages:
            found = shown.pages[path]
            route.fulfill(status=200, headers=without_box(found.headers), body=found.content)
        else:
            route.fulfill(status=204)

    context = chromium.new_context()
    context.route("**/*", answer)
    yield context.new_page()
    context.close()


def without_box(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers without the sandbox of a shown mail, in which no script of the test could measure."""
    return {name: value.replace("sandbox allow", "") for name, value in headers.items()}


NO_PAGES = {
    "/api/v1/answers/{token}", "/api/v1/cohorts/{cohort:path}/report", "/api/v1/openapi.json", "/c/{token}.ics",
    "/ld/{cohort:path}/days.ics", "/enter/{session}", "/favicon.ico", "/healthz", "/metrics", "/readyz", "/style.css",
    "/ld/preview/{programme}", "/ld/draft/{key}", "/ld/{cohort:path}/codebook.csv", "/ld/{cohort:path}/rows.{kind}",
    "/sign-in/organisation", "/sign-in/organisation/back",
    "/ld/new/programme.yaml",
}  # fmt: skip
"""What is read by programs, or leads elsewhere."""


def test_every_page_of_the_door_is_looked_at(shown: Gallery) -> None:
    pages = [one for one in routes(shown.visit) if one.path not in NO_PAGES]
    assert len(pages) > 15
    assert [one.path for one in pages if not any(one.path_regex.match(path) for path in shown.paths)] == []


def go(page: object, name: str) -> None:
    page.goto("http://door/" + quote(name, safe=""))


def test_axe_finds_nothing_on_any_page_in_light_and_dark(shown: Gallery, page: object) -> None:
    axe, found = Path(AXE_FILE_PATH).read_text("utf-8"), {}
    for name in shown.pages:
        go(page, name)
        page.evaluate(axe)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            for width in (WIDTHS[0], WIDTHS[-1]):
                page.set_viewport_size({"width": width, "height": 800})
                violations = [one for one in page.evaluate(AXE) if not (name.startswith(MAIL) and OF_PAGES.match(one))]
                if violations:
                    found[name, scheme, width] = violations
    assert len(shown.pages) > 50 and found == {}


def test_every_page_fits_its_targets_are_large_and_its_edges_show(shown: Gallery, page: object) -> None:
    found = {}
    for name in shown.pages:
        go(page, name)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 800})
                seen = page.evaluate(MEASURE)
                faults = seen["small"] + seen["faint"] + (["scrolls sideways"] if seen["wide"] > width else [])
                if faults:
                    found[name, scheme, width] = faults
    assert found == {}
