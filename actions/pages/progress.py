"""A person's own line: what they answered to the programme's primary question so far. Shown to them alone."""

from dataclasses import dataclass

from actions.house import House
from actions.pages.answer_shape import AnswerPage, Sheet
from coaching.programmes import NO_CHANCE, Measure, Step, week_of
from content.words import Words, words_in
from storage import responses


@dataclass(frozen=True, slots=True)
class Point:
    """One answer: *when* and what was *said* in words, the *week*, and *days* out of five, None for no chance."""

    when: str
    said: str
    week: int
    days: int | None


@dataclass(frozen=True, slots=True)
class OwnLine:
    """The answers to one behaviour, oldest first. *label* is its short name, *says* the line in one sentence."""

    label: str
    says: str
    points: tuple[Point, ...]

    @property
    def course(self) -> tuple[tuple[int, int | None], ...]:
        """The answers as (week, days), for drawing."""
        return tuple((one.week, one.days) for one in self.points)


def own_lines(house: House, page: AnswerPage) -> tuple[OwnLine, ...]:
    """Return one line for each enrollment whose check-in is on *page*; none before its second answer."""
    words = words_in(page.locale)
    sheets = [one for one in page.sheets if not one.is_pulse and any(prompt.step.check_in for prompt in one.prompts)]
    if not sheets:
        return ()
    with house.store.read() as session:
        lines = [
            _line(sheet, responses.line_of(session, sheet.enrollment_id, sheet.programme.primary), words)
            for sheet in sheets
        ]
    return tuple(line for line in lines if len(line.points) > 1)


def _line(sheet: Sheet, answers: list[tuple[str, str]], words: Words) -> OwnLine:
    steps = {step.name: step for step in sheet.programme.steps}
    points = tuple(_point(steps[name], value, words) for name, value in answers if name in steps)
    return OwnLine(sheet.programme.behaviour(sheet.programme.primary).label, _says(points, words), points)


def _point(step: Step, value: str, words: Words) -> Point:
    is_first = step.measure is Measure.BASELINE
    week = 0 if is_first else week_of(step)
    when = words.say("Before the workshop") if is_first else words.say("Week %(week)s", week=week)
    if value == NO_CHANCE:
        return Point(when, words.say("No chance"), week, None)
    return Point(when, value, week, int(value))


def _says(points: tuple[Point, ...], words: Words) -> str:
    """Return the line in one sentence: the newest answer and the first. It does not judge; both are the person's."""
    days = [one for one in points if one.days is not None]
    if not days:
        return words.say("No chance each time so far.")
    first, last = days[0], days[-1]
    values = {"days": last.days, "first": first.days, "week": first.week}
    if first is last:
        return words.say("%(days)s of five working days so far.", **values)
    if not first.week:
        return words.say("Now %(days)s of five working days; before the workshop %(first)s.", **values)
    return words.say("Now %(days)s of five working days; in week %(week)s %(first)s.", **values)
