"""Somebody whose language is German is spoken to in German: in every mail, and on every page its links open.

The programme's own texts are one planted word, so that each remaining word has to come from the German catalogue or
from the CLDR's names of days and months. An English one would be neither.
"""

import re
from email import message_from_bytes
from email.policy import default
from html.parser import HTMLParser
from itertools import product
from pathlib import Path

import pytest
from babel.dates import get_day_names, get_month_names

from actions.previewing import preview, preview_files
from content.languages import name_of
from content.words import catalogue_of, languages
from content.written_back import SUBJECTS, AskedBack, Choice, WrittenBack, write_back
from delivery.letters import read_mail
from delivery.outbox import messages
from tests import make
from tests.answers.visitors import Visit, nonce_in

PLANTED = "Qua"
TRANSLATED = languages()[1:]
PROGRAMME = """
programme: quas
version: 1
title: Qua
primary: qua
behaviours:
  qua:
    label: Qua
    asks: Qua
    chance: Qua
    observer_asks: Qua
    barriers: [{name: quo, text: Qua}]
steps:
  - {name: baseline, title: Qua, after_days: -7, until_days: -1, check_in: [qua]}
  - {name: plan, title: Qua, after_days: 2, plan: {behaviour: qua, asks: Qua, example: Qua}}
  - {name: task, title: Qua, after_days: 5, task: {behaviour: qua, cue: Qua, act: Qua, check: Qua, why: Qua}}
  - {name: check, title: Qua, after_days: 14, check_in: [qua]}
  - {name: recall, title: Qua, after_days: 14, retrieval: {question: Qua, choices: [Qua, Qua], right: 1, because: Qua}}
  - {name: pulse, title: Qua, after_days: 42, pulse: [qua]}
  - {name: again, title: Qua, after_days: 21, plan: {behaviour: qua, revise: yes}}
"""
SENDINGS = (("2026-11-25", "13:15"), ("2026-11-30", "13:15"), ("2026-12-04", "09:15"), ("2026-12-07", "09:15"),
            ("2026-12-16", "13:15"), ("2026-12-23", "09:15"))  # fmt: skip
WORD = re.compile(r"[^\W\d_]{2,}")
COACHES = [{}, {"coach": "maria@example.org"}, {"coach": "maria@example.org", "coach_role": "line-manager"}]


class Visible(HTMLParser):
    """Collects what a reader sees or hears of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.hidden = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.texts += [value or "" for name, value in attrs if name in ("aria-label", "alt", "title", "placeholder")]
        self.hidden = tag if tag in ("style", "script") else self.hidden

    def handle_endtag(self, tag: str) -> None:
        self.hidden = "" if tag == self.hidden else self.hidden

    def handle_data(self, data: str) -> None:
        self.texts += [] if self.hidden else [data]


def words_of_html(page: str) -> set[str]:
    reader = Visible()
    reader.feed(page)
    return words(" ".join(reader.texts))


def words(text: str) -> set[str]:
    plain = re.sub(r"https?://\S+|\S+@\S+|Europe/\w+", " ", text)
    return {one.casefold() for one in WORD.findall(plain)}


def german() -> set[str]:
    """Return every word that may stand in a German mail or page."""
    return spoken("de")


def spoken(language: str) -> set[str]:
    """Return every word that may stand in a mail or page of this language."""
    texts = [one.string for one in catalogue_of(language) if one.id]
    said = [form for text in texts for form in ([text] if isinstance(text, str) else text)]
    days, months = get_day_names("wide", "stand-alone", language), get_month_names("wide", "format", language)
    names = [*days.values(), *months.values()]
    evenings = [f"{name}abend" for name in names] if language == "de" else []
    plain = [re.sub(r"%\(\w+\)s", " ", one) for one in said]
    return words(" ".join([*plain, *names, *evenings, PLANTED, name_of(language)]))


@pytest.fixture(params=COACHES, ids=["no coach", "a coach", "a manager"])
def half_year(request: pytest.FixtureRequest, tmp_path: Path) -> Visit:
    """A door behind which Qua got a baseline, a reminder, a plan, a task, a check-in and a revision, in German."""
    visit = Visit(tmp_path)
    people = make.roster(("qua@example.org",), name=PLANTED, locale="de-CH", **request.param)
    make.enroll(visit.house, make.cohort(PLANTED, PROGRAMME), people, visit.now)
    for day, hour in SENDINGS:
        visit.send(make.berlin(day, hour))
    return visit.later(hours=1)


def test_no_english_is_left_in_a_german_mail(half_year: Visit) -> None:
    mails = messages(half_year.folder / "outbox")
    assert len(mails) >= 6
    for mail in mails:
        text, html = parts(mail.raw)
        assert (words(text) | words_of_html(html)) - german() == set()
        assert words(mail.subject) - german() == set() and 'lang="de"' in html


def parts(raw: bytes) -> tuple[str, str]:
    mail = message_from_bytes(raw, policy=default)
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    return text.get_content(), html.get_content()


def test_no_english_is_left_on_a_page_that_a_german_mail_opens(half_year: Visit) -> None:
    pages = [half_year.get(half_year.link(kind, "qua@example.org", nth)).text for kind in "aup" for nth in range(6)]
    for page in pages:
        assert words_of_html(page) - german() == set() and '<html lang="de">' in page


WISHES = [
    {"do": "away", "until": "2026-12-30"}, {"do": "away"}, {"do": "away", "until": "soon"}, {"do": "pause"},
    {"do": "resume"}, {"do": "hours", "task_at": "10:00", "check_in_at": "14:00"}, {"do": "hours"}, {"do": "days"},
    {"do": "days", "day1": "1"}, {"do": "language"}, {"do": "language", "locale": "en"}, {"do": "dance"},
    {"do": "replies"}, {"do": "replies", "share_replies": "1"},
]  # fmt: skip


def test_no_english_is_left_in_what_the_own_page_says_it_did(half_year: Visit) -> None:
    link = half_year.link("p", "qua@example.org")
    for wish in WISHES[:10] + WISHES[11:]:
        page = half_year.post(link, wish | {"nonce": nonce_in(half_year.get(link).text)}).text
        assert words_of_html(page) - german() == set(), wish


def test_no_english_is_left_in_what_answering_says(half_year: Visit) -> None:
    for nth in range(6):
        link = half_year.link("a", "qua@example.org", nth)
        asked = half_year.get(link).text
        fields = dict.fromkeys(re.findall(r'type="radio" name="([^"]+)" value="[1d]', asked), "1")
        fields |= dict.fromkeys(re.findall(r'type="text" class="long" name="([^"]+)"', asked), "Qua")
        fields |= {name: "done" for name in fields if name.endswith(".task")}
        for given in ({}, dict.fromkeys(fields, "x" * 4001), fields | {"comment": PLANTED}):
            page = half_year.save(link, **{name.replace(".", "__"): value for name, value in given.items()}).text
            assert words_of_html(page) - german() == set(), (nth, given)


def test_no_english_is_left_around_ones_own_data(half_year: Visit) -> None:
    own = half_year.link("p", "qua@example.org")
    half_year.post(own, {"do": "key", "nonce": nonce_in(half_year.get(own).text)})
    half_year.later(hours=20)
    half_year.send()
    mail = messages(half_year.folder / "outbox")[0]
    text, html = parts(mail.raw)
    key = "/k/" + re.search(r"/k/([\w-]+)", text).group(1)
    shut = half_year.get(key).text
    opened = half_year.post(key, {"nonce": nonce_in(shut)}).text
    passed = {"pass": re.search(r'name="pass" value="([^"]+)"', opened).group(1)}
    wishes = [{"do": "erase"}, {"do": "address", "address": "a@example.org", "again": "b@example.org"},
              {"do": "address", "address": "a@example.org", "again": "a@example.org"},
              {"do": "erase", "sure": "1"}]  # fmt: skip
    pages = [html, shut, opened, *(half_year.post(key, passed | wish).text for wish in wishes)]
    for page in pages:
        assert words_of_html(page) - german() == set()
    assert words(text) - german() == set()


def test_no_english_is_left_where_somebody_has_gone(half_year: Visit) -> None:
    leave, answer, own = (half_year.link(kind, "qua@example.org") for kind in "uap")
    gone = [half_year.press(leave, "leave"), *map(half_year.get, (leave, answer, own))]
    gone.append(half_year.press(leave, "everything"))
    for page in gone:
        assert words_of_html(page.text) - german() == set()


def test_an_unknown_link_speaks_the_browsers_language(half_year: Visit) -> None:
    said = half_year.get("/a/nothing", headers={"accept-language": "tlh, de-AT;q=0.9"}).text
    assert words_of_html(said) - german() == set() and "Hier ist nichts" in said


def test_a_programme_written_in_german_speaks_german_where_nobody_chose(tmp_path: Path) -> None:
    visit = Visit(tmp_path)
    text = PROGRAMME.replace("version: 1", "version: 1\nlanguage: de")
    make.enroll(visit.house, make.cohort(PLANTED, text), make.roster(("qua@example.org",)), visit.now)
    visit.send(make.berlin("2026-11-25"))
    assert "Sie können Ihre Antwort bis" in visit.get(visit.link("a", "qua@example.org")).text


def test_an_english_reader_of_a_german_programme_is_spoken_to_in_english(tmp_path: Path) -> None:
    visit = Visit(tmp_path)
    text = PROGRAMME.replace("version: 1", "version: 1\nlanguage: de")
    make.enroll(visit.house, make.cohort(PLANTED, text), make.roster(("qua@example.org",), locale="en-GB"), visit.now)
    visit.send(make.berlin("2026-11-25"))
    assert "You can change it until" in visit.get(visit.link("a", "qua@example.org")).text


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_english_is_left_in_any_mail_or_page_of_a_translated_preview(language: str) -> None:
    known = spoken(language) | words("Sam Maria Lopez Preview Lead")
    for shown in preview(PROGRAMME, "qua.yaml", language):
        mail = read_mail(shown.raw)
        assert (words(mail.text) | words_of_html(mail.html) | words(mail.subject)) - known == set()
    made = preview_files(PROGRAMME, "qua.yaml", language)
    pages = {name: text for name, text in made.items() if name.endswith(("-page.html", "-saved.html"))}
    assert len(pages) > 12
    assert {name for name, text in pages.items() if words_of_html(text) - known} == set()


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("kind", SUBJECTS)
def test_no_english_is_left_in_a_mail_that_answers_a_mail(kind: str, language: str) -> None:
    asked = (AskedBack(PLANTED, (Choice("1", PLANTED, "https://x.org/a"),)),)
    for some, read in product((asked, ()), ((), ("2", "3"))):
        back = WrittenBack(kind, PLANTED, PLANTED, (PLANTED,), some, "", "", "", PLANTED, language, read)
        text, html = write_back(back)
        assert (words(text) | words_of_html(html)) - spoken(language) == set()
