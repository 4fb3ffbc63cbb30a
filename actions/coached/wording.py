"""A brief's sentences: why now, and one question to open with. Nothing in them shames, guesses, or tells an hour."""

from datetime import date, timedelta

from actions.coached.knowing import Known
from actions.coached.telling import IN_A_ROW, is_shared, title_of
from coaching.briefing import FRESH, Reason, Why
from coaching.programmes import Barrier, Behaviour, Programme
from storage.coached import Said

NUMBERS = {3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight"}
USUAL = {
    Why.WORD: "What made you tap that?",
    Why.OBSTACLE: "What would have to be different for it to work?",
    Why.QUIET: "What would be useful to you now, and what can be left out?",
    Why.PLAN: "When in your week would it fit most easily?",
    Why.SUCCESS: "What did you do that the others could borrow?",
}
"""Questions to open with where the programme has none."""
NEAR = timedelta(days=6)
LONGEST = 240
"""Characters of somebody's words in a brief, so that five people stay a page. Our choice."""


def why_now(reason: Reason, one: Known, programme: Programme, today: date) -> str:
    """Return why this person, in one sentence."""
    day = on(reason.since.astimezone(one.zone).date(), today)
    behaviour = _behaviour(programme, reason.behaviour)
    label, title = behaviour.label if behaviour else programme.title, title_of(programme, _step(reason, one))
    if reason.why is Why.WORD:
        return f"Asked for a word with you {day}."
    if reason.why is Why.OBSTACLE:
        barrier = _barrier(behaviour, reason.barrier)
        return f"Said {day} what got in the way of “{title}”: {barrier.text if barrier else reason.barrier}."
    if reason.why is Why.QUIET:
        return (
            f"Answered until {_last(one, today)}; the last {_passed(one, reason)} questions passed without an answer."
        )
    if reason.why is Why.PLAN:
        return f"The if-then plan for {label} is not written yet; there was time until {day.removeprefix('on ')}."
    return f"Did “{title}” and wants you to read:"


def on(day: date, today: date) -> str:
    """Return a day near *today* by its name, another by its date.

    >>> on(date(2026, 11, 17), date(2026, 11, 23)), on(date(2026, 11, 3), date(2026, 11, 23))
    ('on Tuesday', 'on 3 November')
    """
    if day == today:
        return "today"
    return f"on {day:%A}" if timedelta(0) <= today - day <= NEAR else f"on {day.day} {day:%B}"


def opening(reason: Reason, programme: Programme) -> str:
    """Return one question to open with: the programme's for this behaviour and obstacle, else a usual one."""
    behaviour = _behaviour(programme, reason.behaviour)
    if behaviour is None:
        return USUAL[reason.why]
    by_name = behaviour.opening_questions if reason.barrier else behaviour.coach_asks
    return dict(by_name).get(reason.barrier or str(reason.why), USUAL[reason.why])


def own_words(reason: Reason, one: Known) -> str:
    """Return what the person wrote and lets the coach read: to what this is about, else the newest that is fresh."""
    shared = [said for said in one.said if is_shared(said)]
    here = [said for said in shared if said.prompt_id == reason.about]
    fresh = [said for said in shared if abs(reason.since - said.answered_at) <= FRESH]
    return shortened(next((said.words for said in (*reversed(here), *reversed(fresh))), ""))


def shortened(words: str) -> str:
    """Return *words* as a brief quotes them: whole, or cut at a word where they are long. The person's page has all.

    >>> shortened("It works."), len(shortened("a word " * 100)) <= LONGEST + 2
    ('It works.', True)
    """
    if len(words) <= LONGEST:
        return words
    return words[:LONGEST].rsplit(None, 1)[0] + " …"


def _step(reason: Reason, one: Known) -> str:
    return next((row.step for row in one.asked if row.prompt_id == reason.about), "")


def _behaviour(programme: Programme, name: str) -> Behaviour | None:
    return next((one for one in programme.behaviours if one.name == name), None)


def _barrier(behaviour: Behaviour | None, name: str) -> Barrier | None:
    return next((one for one in behaviour.barriers if one.name == name), None) if behaviour else None


def _last(one: Known, today: date) -> str:
    latest: Said = max(one.said, key=lambda said: said.answered_at)
    return on(latest.answered_at.astimezone(one.zone).date(), today).removeprefix("on ")


def _passed(one: Known, reason: Reason) -> str:
    begun = [row.prompt_id for row in one.asked].index(reason.about)
    n = sum(row.state == "expired" for row in one.asked[begun:])
    return NUMBERS.get(max(n, IN_A_ROW), str(n))
