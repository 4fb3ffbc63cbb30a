"""What must fit together where a programme file tries something: the steps, the words and the hours of a draw.

Rules as in `rules`: each takes the file and yields ``(path, sentence)``.
"""

from collections import Counter
from collections.abc import Iterator

from content.marked_yaml import Path
from content.rules import NIGHT_FROM, NIGHT_UNTIL, Finding, Rule, check_ins, ends_on, unknown
from content.schema import ExperimentPart, ProgrammePart, StepPart

TASK_WORDS, PLAN_WORDS = ("cue", "act", "check", "why"), ("asks", "example")


def _experiments_spare_the_ends(file: ProgrammePart) -> Iterator[Finding]:
    days, baseline, last = check_ins(file)
    never = {step.name for step in file.steps if step.remind is False}
    for path, one, name in _points(file):
        if one.tries != "reminder":
            continue
        if name not in days:
            yield path, unknown("check-in", name, list(days))
        elif name in (baseline, last) or days[name] > ends_on(file):
            yield path, f"'{name}' begins or ends the measurement: no draw may decide whether it is reminded of."
        elif name in never:
            yield path, f"'{name}' is never reminded of (remind: no), so there is nothing to draw."


def _words_and_hours_are_of_acts(file: ProgrammePart) -> Iterator[Finding]:
    """What measures is asked of everybody in the same words at the same hour."""
    steps = {step.name: step for step in file.steps}
    for path, one, name in _points(file):
        step = steps.get(name)
        if one.tries == "reminder":
            continue
        if step is None:
            yield path, unknown("step", name, list(steps))
        elif step.check_in or step.ask or step.pulse or not (step.task or step.plan):
            yield path, f"'{name}' is no task or plan alone: what asks comes to all in the same words at the same hour."
        elif step.after_days is None:
            yield path, f"'{name}' is only offered. A draw needs a step with a day of its own."


def _points(file: ProgrammePart) -> Iterator[tuple[Path, ExperimentPart, str]]:
    for index, one in enumerate(file.experiments):
        for place, name in enumerate(one.steps):
            yield ("experiments", index, "steps", place), one, name


def _nothing_is_drawn_twice(file: ProgrammePart) -> Iterator[Finding]:
    taken: set[str] = set()
    for path, _, name in _points(file):
        if name in taken:
            yield path, f"'{name}' is drawn twice. Leave it in one experiment."
        taken.add(name)
    named = Counter(one.name for one in file.experiments)
    for index, one in enumerate(file.experiments):
        if named[one.name] > 1:
            yield ("experiments", index, "name"), f"Two experiments are called '{one.name}'. Give each its own name."


def _hours_can_be_drawn(file: ProgrammePart) -> Iterator[Finding]:
    for index, one in enumerate(file.experiments):
        path: Path = ("experiments", index, "hours")
        if one.tries != "hour" and one.hours:
            yield path, f"'{one.name}' does not try hours. Leave 'hours' out."
        elif one.tries == "hour" and len(set(one.hours)) != 2:
            yield path[:2], f"'{one.name}' tries two hours: write hours: ['09:00', '14:00']."
        for hour in one.hours:
            if hour >= NIGHT_FROM or hour < NIGHT_UNTIL:
                yield path, f"{hour:%H:%M} is in the quiet hours (18:00 to 07:30)."


def _drawn_hours_can_be_kept(file: ProgrammePart) -> Iterator[Finding]:
    """Steps of one day travel in one mail, at one hour."""
    steps = {step.name: step for step in file.steps}
    for path, one, name in _points(file):
        step = steps.get(name)
        if one.tries != "hour" or step is None or step.after_days is None:
            continue
        if step.send_at:
            yield path, f"'{name}' has a send_at of its own. Leave that out, or the draw."
        beside = [other.name for other in file.steps if other is not step and other.after_days == step.after_days
                  and not other.pulse]  # fmt: skip
        if beside:
            yield path, f"'{name}' travels in one mail with '{beside[0]}', at one hour. Give it a day of its own."


def _two_wordings(file: ProgrammePart) -> Iterator[Finding]:
    tried = {name for _, one, name in _points(file) if one.tries == "wording"}
    for index, step in enumerate(file.steps):
        path: Path = ("steps", index)
        if step.name in tried and not step.other_words:
            yield path, f"An experiment tries two wordings of '{step.name}', and there is one: add other_words."
        if not step.other_words:
            continue
        if step.name not in tried:
            yield (
                (*path, "other_words"),
                f"No experiment draws the other words of '{step.name}': nobody would get them.",
            )
        yield from _fits((*path, "other_words"), step)


def _fits(path: Path, step: StepPart) -> Iterator[Finding]:
    said = step.other_words.said() if step.other_words else {}
    allowed = (*(TASK_WORDS if step.task else ()), *(PLAN_WORDS if step.plan else ()))
    for key in said:
        if key not in allowed:
            yield (*path, key), f"'{step.name}' has no '{key}' to say in other words. It has {', '.join(allowed)}."
    parts = [part for part in (step.task, step.plan) if part]
    if all(any(getattr(part, key, None) == text for part in parts) for key, text in said.items()):
        yield path, f"The other words of '{step.name}' are the same. Change a text, or leave them out."


def _both_wordings_are_translated(file: ProgrammePart) -> Iterator[Finding]:
    """Else people of one language would get one arm in another language: the draw would try that."""
    steps = {step.name: step for step in file.steps if step.other_words}
    for locale, overlays in file.locales.items():
        for name, texts in overlays.items():
            own = steps[name].other_words if name in steps else None
            given = texts.other_words.said() if texts.other_words else {}
            if own and (missing := [key for key in own.said() if getattr(texts, key, None) and key not in given]):
                yield (
                    ("locales", locale, name),
                    (f"'{name}' is translated, its other words are not ({', '.join(missing)}): translate both."),
                )


ERRORS: tuple[Rule, ...] = (
    _experiments_spare_the_ends,
    _words_and_hours_are_of_acts,
    _nothing_is_drawn_twice,
    _hours_can_be_drawn,
    _drawn_hours_can_be_kept,
    _two_wordings,
    _both_wordings_are_translated,
)
