"""What a preview shows after Save: somebody answered, and the page that follows is shown as they see it."""

from datetime import datetime, timedelta

from actions.answering import Given, answer
from actions.house import House
from actions.pages.answer import answer_page
from actions.pages.questions import Asks
from actions.pages.saved import saved_page
from coaching.programmes import Programme
from coaching.tokens import Purpose, derive
from content.choices import DONE
from content.rendering import page
from content.words import Words, marked, words_in
from storage import staging

DAYS_BEFORE, DAYS_NOW = "1", "3"
"""What the invented person says at the baseline, and in every check-in after it."""
A_WHILE = timedelta(days=28)
WHEN, THEN = marked("I open my first call of the day"), marked("ask one question before I answer")
"""The plan that the invented person writes."""


def stage_baseline(house: House, programme: Programme, key: str, steps: tuple[str, ...], at: datetime) -> None:
    """Let the person of a mail with a later check-in have answered the baseline, so that they have a line."""
    baseline = next((one for one in programme.grid if one.check_in and not one.is_pulse), None)
    if baseline is None or baseline.name in steps or not any(programme.step(one).check_in for one in steps):
        return
    with house.store.write() as session:
        values = dict.fromkeys(baseline.check_in, DAYS_BEFORE)
        staging.stage_answered(session, key, baseline, values, at - A_WHILE)
        session.commit()


def page_after(house: House, key: str, at: datetime) -> str:
    """Answer everything that the mail with *key* asks; return the page that follows, "" where nothing is asked."""
    token = derive(house.secret, Purpose.ANSWER, key)
    asked = answer_page(house, token, at)
    words = words_in(asked.locale)
    given = {one.field: said for one in asked.asks if (said := _said(one, words))}
    if not given:
        return ""
    saved = saved_page(house, answer(house, token, Given(given), at), given, at)
    return page("saved", saved.page.locale, page=saved.page, saved=saved, nonce="", action="")


def _said(ask: Asks, words: Words) -> str:
    """Return what the invented person answers; questions that may be left out are."""
    if ask.optional:
        return ""
    if ask.form == "words":
        half = WHEN if ask.name == "when" else THEN
        return words.say(half)
    if ask.form == "days":
        return DAYS_NOW
    return DONE if ask.name == "task" else ask.allowed[len(ask.allowed) // 2]
