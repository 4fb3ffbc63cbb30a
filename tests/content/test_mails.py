"""The two parts of a mail say the same: whoever reads plain text misses neither a word nor a link."""

import re
from functools import cache
from html import unescape

import pytest

from actions.previewing import preview
from content.reader import source_text
from content.rendering import SHOWN_IN_LIST, TEMPLATES
from content.styles import inlined
from delivery.letters import Seen, read_mail

BLOCK = re.compile(r"</(?:p|h1|h2|li|div)>|<br>")
HIDDEN = re.compile(r'<div style="display:none[^>]*>(.*?)</div>', re.DOTALL)
TAG = re.compile(r"<style.*?</style>|<title>.*?</title>|<[^>]+>", re.DOTALL)


@cache
def mails() -> tuple[Seen, ...]:
    """Return every mail of a shipped programme, in English."""
    return tuple(read_mail(one.raw) for one in preview(source_text("lead-for-loyalty"), "lead-for-loyalty.yaml"))


def links(text: str) -> set[str]:
    return {link.partition("#")[0] for link in re.findall(r"https://[^\s\"<]+", text)}


@pytest.mark.parametrize("n", range(len(mails())))
def test_the_text_part_has_every_link_of_the_page_part(n: int) -> None:
    assert links(mails()[n].html) <= links(mails()[n].text)


def test_the_text_part_has_every_sentence_of_the_page_part() -> None:
    for mail in mails():
        plain = unescape(TAG.sub(" ", BLOCK.sub("\n", HIDDEN.sub("", mail.html))))
        sentences = [" ".join(one.split()) for one in re.split(r"(?<=[.?])\s|\n", plain) if len(one.split()) > 4]
        flat = " ".join(mail.text.split()).casefold()
        known = ("·", "Leave the programme")
        assert [one for one in sentences if one.casefold() not in flat and not any(part in one for part in known)] == []


@pytest.mark.parametrize("n", range(len(mails())))
def test_the_inbox_list_shows_the_mail_s_own_words_before_any_marker(n: int) -> None:
    body = unescape(TAG.sub("", mails()[n].html.partition("<body")[2].partition(">")[2]))
    shown = body[:SHOWN_IN_LIST].replace("\u034f", "").strip()
    assert shown and "--" not in shown and shown in " ".join(mails()[n].text.split())


def test_the_inbox_list_shows_the_act() -> None:
    act = "put your phone or scanner in a drawer"
    (mail,) = [one for one in mails() if one.subject == "Phone in the drawer"]
    assert act in HIDDEN.search(mail.html).group(1)  # type: ignore[union-attr]
    assert "\u034f" not in mail.text and mail.text.count(act) == 1


def test_numbers_are_asked_for_only_where_every_question_is_answered_by_days() -> None:
    baseline = mails()[0]
    assert "Answer 7 questions" in baseline.html and "Or just reply" not in baseline.text


def test_a_mail_is_small() -> None:
    assert max(len(mail.html) for mail in mails()) < 12_000


def test_nothing_is_loaded_from_anywhere() -> None:
    assert [mail.subject for mail in mails() if re.search(r"<img|<link|<script|url\(|@import", mail.html)] == []


def test_an_act_among_other_questions_names_what_its_answers_belong_to() -> None:
    both = next(mail for mail in mails() if mail.text.count("Week 2:") == 2)
    assert f"{both.subject}:\n1  Did it:" in both.text


def test_the_baseline_is_no_week_of_the_programme() -> None:
    assert "Before the workshop: check-in 1" in mails()[0].text and "Week 0" not in mails()[0].text


def test_styles_are_written_out_once_for_all_mails() -> None:
    assert "style." not in "".join(mail.html for mail in mails())
    templates = (TEMPLATES / "mails").glob("*.html")
    assert [file.name for file in templates if "style." in inlined(file.read_text("utf-8"))] == []
