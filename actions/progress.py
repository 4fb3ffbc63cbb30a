"""A person's own line: what they answered to the programme's primary question so far. Shown to them alone."""

from dataclasses import dataclass

from actions.answer_pages import AnswerPage, Sheet
from actions.house import House
from actions.writing import week_of
from coaching.programmes import NO_CHANCE, Measure
from content.words import Words, words_in
from storage import responses


@dataclass(frozen=True, slots=True)
class Point:
    """One answer: *when* in weeks of the programme, *value* in words (days out of five, or "No chance")."""

    when: str
    value: str


@dataclass(frozen=True, slots=True)
class OwnLine:
    """The answers to one behaviour, oldest first; *label* is its short name."""

    label: str
    points: tuple[Point, ...]


def own_lines(house: House, page: AnswerPage) -> tuple[OwnLine, ...]:
    """Return one line for each enrollment whose check-in is on *page*; none before its second answer."""
    words = words_in(page.locale)
    with house.store.read() as session:
        sheets = [
            one for one in page.sheets if not one.is_pulse and any(prompt.step.check_in for prompt in one.prompts)
        ]
        lines = [
            _line(sheet, responses.line_of(session, sheet.enrollment_id, sheet.programme.primary), words)
            for sheet in sheets
        ]
    return tuple(line for line in lines if len(line.points) > 1)


def _line(sheet: Sheet, answers: list[tuple[str, str]], words: Words) -> OwnLine:
    steps = {step.name: step for step in sheet.programme.steps}
    points = []
    for name, value in answers:
        step = steps.get(name)
        if step is None:
            continue
        is_first = step.measure is Measure.BASELINE
        when = words.say("Before the workshop") if is_first else words.say("Week %(week)s", week=week_of(step))
        points.append(Point(when, words.say("No chance") if value == NO_CHANCE else value))
    return OwnLine(sheet.programme.behaviour(sheet.programme.primary).label, tuple(points))
