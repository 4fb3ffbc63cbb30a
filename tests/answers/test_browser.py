"""The answer page in real Chromium: a phone, a narrow one, a desktop, light and dark; without any script of ours."""

import pytest

from tests.answers.browsing import chromium, served
from tests.answers.visitors import Visit

__all__ = ["chromium", "served"]
pytestmark = pytest.mark.slow
SIZES = {"phone": (390, 844), "narrow": (320, 640), "desktop": (1280, 900)}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_a_tap_and_save_answers_a_task(chromium: object, served: tuple[Visit, str], size: str, scheme: str) -> None:
    visit, address = served
    width, height = SIZES[size]
    context = chromium.new_context(  # type: ignore[attr-defined]
        viewport={"width": width, "height": height}, color_scheme=scheme, java_script_enabled=False
    )
    page = context.new_page()
    page.goto(address + visit.link("a") + "?c=1")
    assert page.get_by_label("Did it").is_checked()
    page.get_by_role("button", name="Save").click()
    assert "Did it" in page.get_by_role("main").inner_text()
    assert context.cookies() == []
    context.close()


def test_the_page_fits_a_narrow_phone_and_its_targets_are_large(chromium: object, served: tuple[Visit, str]) -> None:
    visit, address = served
    page = chromium.new_page(viewport={"width": 320, "height": 640})  # type: ignore[attr-defined]
    for kind in ("a", "u", "p"):
        page.goto(address + visit.link(kind))
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, kind
    page.goto(address + visit.link("a"))
    heights = page.eval_on_selector_all("label:has(input), button", "all => all.map(one => one.offsetHeight)")
    assert min(heights) >= 44
    page.close()


def test_a_browser_that_runs_scripts_and_waits_changes_nothing(chromium: object, served: tuple[Visit, str]) -> None:
    visit, address = served
    before = visit.dump()
    page = chromium.new_page()  # type: ignore[attr-defined]
    for kind in ("a", "u", "p"):
        page.goto(address + visit.link(kind) + "?c=1")
        page.wait_for_timeout(300)
    page.close()
    assert visit.dump() == before
