"""The answer page in real Chromium: a phone, a narrow one, a desktop, light and dark; without any script of ours."""

from pathlib import Path

import pytest

from tests import make
from tests.answers.browsing import chromium, listening, served
from tests.answers.eyes import FOCUS
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


def test_on_a_phone_a_tapped_choice_is_saved_without_scrolling(chromium: object, tmp_path: Path) -> None:
    visit = Visit(tmp_path).enroll(programme="lead-for-loyalty", coach="maria@example.org")
    for day in ("2026-11-25", "2026-12-04", "2026-12-07"):
        visit.send(make.berlin(day, "14:00"))
    with listening(visit) as address:
        page = chromium.new_page(viewport={"width": 390, "height": 664})  # type: ignore[attr-defined]
        page.goto(f"{address}{visit.link('a')}?c=1")
        save = page.get_by_role("button", name="Save my answer").bounding_box()
        assert page.get_by_label("Did it").is_checked() and save["y"] + save["height"] <= 664
        page.get_by_role("textbox").focus()
        box = page.get_by_role("textbox").bounding_box()
        assert box["y"] + box["height"] <= page.get_by_role("button", name="Save my answer").bounding_box()["y"]
        page.close()


def test_keys_alone_choose_and_save_and_the_focus_is_always_seen(chromium: object, served: tuple[Visit, str]) -> None:
    visit, address = served
    page = chromium.new_page(java_script_enabled=True)  # type: ignore[attr-defined]
    page.goto(address + visit.link("a", nth=0))
    stops = []
    for _ in range(30):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(FOCUS))
        if stops[-1]["type"] == "radio":
            page.keyboard.press("Space")
            page.keyboard.press("ArrowRight")
        if stops[-1]["type"] == "textarea":
            page.keyboard.type("after the calls")
        if stops[-1]["tag"] == "button":
            break
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Saved, as a late answer").wait_for()
    assert [one for one in stops if not one["ring"]] == []
    assert [one["name"] for one in stops] == [
        "baseline.listening",
        "baseline.thanking",
        "comment",
        "share",
        "Save my answers",
    ]
    assert "1 of 5 days" in page.get_by_role("main").inner_text()
    page.close()


def test_every_stop_on_the_own_page_shows_its_focus_and_keys_alone_leave(
    chromium: object, served: tuple[Visit, str]
) -> None:
    visit, address = served
    page = chromium.new_page()  # type: ignore[attr-defined]
    page.goto(address + visit.link("p"))
    stops = []
    for _ in range(60):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(FOCUS))
        if stops[-1] and stops[-1]["name"] == "Leave":
            break
    assert [one for one in stops if not one["ring"]] == []
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Leave", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="You have left “Short”").wait_for()
    page.close()


def test_a_screen_reader_hears_each_question_with_its_choices(chromium: object, served: tuple[Visit, str]) -> None:
    visit, address = served
    page = chromium.new_page()  # type: ignore[attr-defined]
    page.goto(address + visit.link("a", nth=0))
    heard = page.locator("body").aria_snapshot()
    asked = "On how many of your last five working days did you let people finish?"
    days = page.get_by_role("group", name=asked).get_by_role("radio")
    assert [one.get_attribute("value") for one in days.all()] == ["0", "1", "2", "3", "4", "5", "na"]
    assert 'radio "Nobody spoke to me"' in heard and 'textbox "Anything that helped, or got in the way?' in heard
    assert 'checkbox "maria@example.org may read this one"' in heard and 'button "Save my answers"' in heard
    page.close()
