"""Mails in real Chromium: widths, light and dark, contrast, targets, headings, and no picture anywhere."""

import shutil
from collections.abc import Iterator
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe

from actions.previewing import preview_files
from content.notices import Note, write_note
from content.reader import source_text
from content.silence import SilenceMail, write_silence
from content.written_back import SUBJECTS, AskedBack, Choice, WrittenBack, write_back

pytestmark = pytest.mark.slow
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
WIDTHS = (320, 390, 700)
STEPS = ("baseline", "phone-in-the-drawer", "if-then", "oldest-question-first", "what-and-by-when", "observers-before")
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsversammlung"
CHOICES = (Choice("1", "Did it", "https://go.example.org/a/T?c=1"),)
BACK = WrittenBack(
    "clarify", LONG, "Lead", ("Phone in the drawer",), (AskedBack("Phone in the drawer", CHOICES),),
    "https://go.example.org/a/T", "https://go.example.org/u/T", "https://go.example.org/p/T", "Friday evening",
)  # fmt: skip
SILENCE = SilenceMail(
    LONG, ("Lead", LONG), CHOICES, "https://go.example.org/p/T", "https://go.example.org/u/T", 5, reply=True
)
AXE = {"rules": {"landmark-one-main": {"enabled": False}, "region": {"enabled": False}}}
"""A mail stands inside the page of a mail program, which has the landmarks."""
MEASURE = """() => {
  const parse = (c) => { const n = c.match(/[\\d.]+/g).map(Number); return n.length > 3 ? n : [...n, 1]; };
  const light = ([r, g, b]) => [r, g, b].map(v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const behind = (e) => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
    if (c[3] > 0) return c; } return [255, 255, 255, 1]; };
  const contrast = (e) => { const [a, b] = [light(parse(getComputedStyle(e).color)), light(behind(e))];
    return (Math.max(a, b) + .05) / (Math.min(a, b) + .05); };
  const speaks = e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
  const said = [...document.querySelectorAll('body *')].filter(speaks);
  return {
    pale: said.filter(e => contrast(e) < 4.5).map(e => e.textContent.trim().slice(0, 40)),
    small: [...document.querySelectorAll('a')].map(a => [a.textContent.trim(), a.getBoundingClientRect()])
      .filter(([, r]) => r.height < 44 || r.width < 44).map(([t, r]) => [t, r.width, r.height]),
    inbox: document.body.textContent.trim().slice(0, 140), seen: document.body.innerText,
    wide: document.documentElement.scrollWidth - innerWidth,
    headings: [...document.querySelectorAll('h1,h2,h3,h4')].map(h => +h.tagName[1]),
    lang: document.documentElement.lang, images: document.images.length, title: document.title,
  };
}"""


def mails() -> dict[str, str]:
    """Return mails of every kind as HTML, those of a programme in English and in German."""
    found = {}
    for locale, end in (("en", ""), ("de", " de")):
        for kind in SUBJECTS:
            found[f"{kind}{end}"] = write_back(replace(BACK, kind=kind, locale=locale))[1]
        found[f"silence{end}"] = write_silence(replace(SILENCE, locale=locale))[1]
    found["note"] = write_note(
        Note("S", "Your own data", ("It works once.",), "Open my data", "https://go.example.org/k/T")
    )[1]
    for locale in ("en", "de"):
        made = preview_files(source_text("lead-for-loyalty"), "lead-for-loyalty.yaml", locale)
        for step in STEPS:
            html = made[f"{step}-mail.html"]
            found[f"{step} {locale}"] = html.replace("@media not all", "@media (prefers-color-scheme:dark)")
    return found


@pytest.fixture(scope="module")
def measured() -> Iterator[dict[tuple[str, int, str], dict[str, object]]]:
    """What Chromium measures of every mail, at every width, in light and dark."""
    if CHROMIUM is None:
        pytest.skip("needs Chromium (Debian: chromium)")
    from playwright.sync_api import sync_playwright

    found = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for scheme in ("light", "dark"):
            page = browser.new_page(color_scheme=scheme)
            for name, html in mails().items():
                page.set_content(html)
                for width in WIDTHS:
                    page.set_viewport_size({"width": width, "height": 800})
                    found[name, width, scheme] = page.evaluate(MEASURE)
                found[name, 0, scheme] = {"axe": Axe().run(page, options=AXE).response["violations"]}
            page.close()
        browser.close()
    yield found


def every(measured: dict[tuple[str, int, str], dict[str, object]], what: str) -> dict[tuple[str, int, str], object]:
    return {key: one[what] for key, one in measured.items() if what in one}


def test_every_text_has_a_contrast_of_four_and_a_half(measured: dict) -> None:  # type: ignore[type-arg]
    assert {key: pale for key, pale in every(measured, "pale").items() if pale} == {}


def test_every_target_is_forty_four_pixels(measured: dict) -> None:  # type: ignore[type-arg]
    assert {key: small for key, small in every(measured, "small").items() if small} == {}


def test_nothing_is_wider_than_the_smallest_screen(measured: dict) -> None:  # type: ignore[type-arg]
    assert {key: wide for key, wide in every(measured, "wide").items() if wide > 0} == {}


def test_there_is_one_main_heading_and_none_is_skipped(measured: dict) -> None:  # type: ignore[type-arg]
    for key, levels in every(measured, "headings").items():
        assert levels[0] == 1 and levels.count(1) == 1 and set(levels) <= {1, 2}, key


def test_language_and_title_are_said_and_there_is_no_picture(measured: dict) -> None:  # type: ignore[type-arg]
    assert set(every(measured, "images").values()) == {0} and all(every(measured, "title").values())
    assert all(lang == ("de" if key[0].endswith(" de") else "en") for key, lang in every(measured, "lang").items())


def test_the_inbox_list_shows_what_the_mail_is_about_and_nobody_sees_it_twice(measured: dict) -> None:  # type: ignore[type-arg]
    for key, shown in every(measured, "inbox").items():
        assert "--" not in shown and len(shown.replace("\u034f", "").strip()) > 10, key
        assert "\u034f" not in measured[key]["seen"], key


def test_axe_has_nothing_to_say(measured: dict) -> None:  # type: ignore[type-arg]
    assert {key: [one["id"] for one in axe] for key, axe in every(measured, "axe").items() if axe} == {}
