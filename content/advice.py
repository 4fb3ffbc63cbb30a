"""What makes a programme weaker than it could be: a table of small functions, each yielding warnings.

A file with warnings can be used. The expected numbers are the default shape: twelve weeks and a follow-up, ten
acts on a widening ladder, check-ins a fortnight apart. That shape is our choice, informed by research on spacing.
"""

from collections.abc import Iterator
from itertools import pairwise

from content.ideas import coverage
from content.marked_yaml import Path
from content.rules import FOLLOW_UP_AFTER_DAYS, Finding, Rule, check_ins, ends_on, texts_in
from content.schema import ProgrammePart, StepPart

MOST_WORDS = 90
LEAST_GAP_DAYS = 2
MOST_TOUCHES, WINDOW_DAYS = 2, 7
"""What the budget allows a person; steps closer than that slide, or travel together."""


def _no_exclamation_marks(file: ProgrammePart) -> Iterator[Finding]:
    for path, text in texts_in(file.model_dump(exclude={"source"})):
        if "!" in text:
            yield path, "An exclamation mark: say it plainly."


def _acts_have_a_cue_and_a_check(file: ProgrammePart) -> Iterator[Finding]:
    for index, step in enumerate(file.steps):
        if step.task and not step.task.cue:
            yield ("steps", index, "task"), f"The act of '{step.name}' has no cue: when, or if what, is it done?"
        if step.task and not step.task.check:
            yield ("steps", index, "task"), f"The act of '{step.name}' has no check: how does one know by tonight?"


def _few_words(file: ProgrammePart) -> Iterator[Finding]:
    for index, step in enumerate(file.steps):
        worded = step.worded() if step.other_words else step
        for key, part in ((key, getattr(one, key)) for one in {id(step): step, id(worded): worded}.values()
                          for key in ("task", "plan", "retrieval")):  # fmt: skip
            said = part.model_dump(exclude={"behaviour", "practises", "because"}) if part else {}
            words = sum(len(text.split()) for _, text in texts_in(said))
            if words > MOST_WORDS:
                yield ("steps", index, key), f"{words} words to the participant; {MOST_WORDS} are enough."


def _behaviours_have_a_baseline(file: ProgrammePart) -> Iterator[Finding]:
    _, baseline, _ = check_ins(file)
    asked = next((step.check_in for step in file.steps if step.name == baseline), [])
    for name in file.behaviours:
        if name not in asked:
            yield ("behaviours", name), f"'{name}' has no baseline: ask it in a check-in on or before day 0."


def _behaviours_have_two_tasks(file: ProgrammePart) -> Iterator[Finding]:
    dated = [step for step in file.steps if step.after_days is not None]
    for name in file.behaviours:
        count = sum(1 for step in dated for part in (step.task, step.plan) if part and part.behaviour == name)
        if count < 2:
            yield ("behaviours", name), f"'{name}' has {count} tasks with a day of their own; it needs two or more."


def _behaviours_have_barriers(file: ProgrammePart) -> Iterator[Finding]:
    for name, behaviour in file.behaviours.items():
        if not behaviour.barriers:
            yield ("behaviours", name), f"'{name}' offers no barriers: nobody can say what got in the way."
        for index, barrier in enumerate(behaviour.barriers):
            if barrier.name not in behaviour.opening_questions:
                says = f"'{barrier.name}' has no opening question for the coach."
                yield ("behaviours", name, "barriers", index, "name"), says


def _coaches_have_a_question(file: ProgrammePart) -> Iterator[Finding]:
    """Find what a coach's brief would have to ask in words that fit every programme."""
    acts = {step.task.behaviour for step in file.steps if step.task}
    plans = {step.plan.behaviour for step in file.steps if step.plan}
    wanted = (("quiet", {file.primary}), ("plan", plans), ("success", acts))
    for name, behaviour in file.behaviours.items():
        missing = [key for key, where in wanted if name in where and not getattr(behaviour.coach_asks, key)]
        if missing:
            says = f"'{name}' has no question for the coach when this happens: {', '.join(missing)} (coach_asks)."
            yield ("behaviours", name), says


def _check_ins_are_equally_spaced(file: ProgrammePart) -> Iterator[Finding]:
    days, baseline, _ = check_ins(file)
    grid = [(name, day) for name, day in days.items() if name != baseline and day <= ends_on(file)]
    gaps = [after[1] - before[1] for before, after in pairwise(grid)]
    for (name, _), gap in zip(grid[1:], gaps, strict=True):
        if gap != gaps[0]:
            index = next(index for index, step in enumerate(file.steps) if step.name == name)
            says = f"{gap} days after the check-in before it, others {gaps[0]}: unequal gaps cannot be compared."
            yield ("steps", index, "after_days"), says
            return


def _the_end_is_meant(file: ProgrammePart) -> Iterator[Finding]:
    """Find a check-in that counts as the last one though nothing was practised since the one before it."""
    days, baseline, last = check_ins(file)
    before = [day for name, day in days.items() if name != baseline and day < days.get(last, 0)]
    if file.ends_after_days is not None or not before:
        return
    if not any(_is_act(step) and before[-1] < (step.after_days or 0) <= days[last] for step in file.steps):
        index = next(index for index, step in enumerate(file.steps) if step.name == last)
        yield (
            ("steps", index, "after_days"),
            (
                f"'{last}' counts as the last check-in, and nothing is practised since day {before[-1]}. If it follows "
                f"up, say ends_after_days: {before[-1]}."
            ),
        )


def _every_check_in_asks_every_behaviour(file: ProgrammePart) -> Iterator[Finding]:
    for index, step in enumerate(file.steps):
        missing = [name for name in file.behaviours if name not in step.check_in] if step.check_in else []
        if missing:
            yield ("steps", index, "check_in"), f"Change cannot be seen where a check-in leaves out {missing[0]}."


def _choices_differ(file: ProgrammePart) -> Iterator[Finding]:
    """Find a choice that stands twice: nobody could tell which of the two was meant."""
    asked: list[tuple[Path, list[str]]] = [
        (("questions", name, "choices"), one.choices) for name, one in file.questions.items()
    ]
    steps = [(index, step.retrieval) for index, step in enumerate(file.steps) if step.retrieval]
    asked += [(("steps", index, "retrieval", "choices"), one.choices) for index, one in steps]
    for path, choices in asked:
        folded = [choice.strip().casefold() for choice in choices]
        for index, one in enumerate(folded):
            if one in folded[:index]:
                yield (*path, index), f"The choice '{choices[index]}' stands here twice: say how they differ."


def _every_idea_is_practised(file: ProgrammePart) -> Iterator[Finding]:
    for practice in coverage(file) if file.ideas else ():
        if not practice.items:
            also = " on a day of its own; it is only offered" if practice.offered else ""
            yield ("ideas", practice.idea), f"No step practises the idea '{practice.idea}'{also}."


def _a_revised_plan_was_made(file: ProgrammePart) -> Iterator[Finding]:
    for index, step in enumerate(file.steps):
        if step.plan and step.plan.revise:
            day = step.after_days if step.after_days is not None else FOLLOW_UP_AFTER_DAYS
            earlier = [one for one in file.steps if one.plan and not one.plan.revise and (one.after_days or 0) < day]
            if not any(one.plan and one.plan.behaviour == step.plan.behaviour for one in earlier):
                yield ("steps", index, "plan"), "There is no earlier plan for this behaviour to revise."


def _steps_leave_room(file: ProgrammePart) -> Iterator[Finding]:
    days: dict[int, int] = {}
    for index, step in enumerate(file.steps):
        if step.after_days is not None and not step.pulse:
            days.setdefault(step.after_days, index)
    ordered = sorted(days)
    for before, after in pairwise(ordered):
        if after - before < LEAST_GAP_DAYS:
            yield ("steps", days[after], "after_days"), "Less than two days after the step before it: it will slide."
    for first, third in zip(ordered, ordered[MOST_TOUCHES:], strict=False):
        if third - first < WINDOW_DAYS:
            says = f"The third mail within seven days (from day {first}): a person gets at most two, so it will slide."
            yield ("steps", days[third], "after_days"), says


def _default_shape(file: ProgrammePart) -> Iterator[Finding]:
    grid = [step for step in file.steps if step.after_days is not None]
    within = [step for step in grid if (step.after_days or 0) <= ends_on(file)]
    _, baseline, _ = check_ins(file)
    counted = (
        ("behaviours", len(file.behaviours), 3, "behaviours, one of them primary"),
        ("steps", sum(map(_is_act, within)), 10, "acts within the programme (tasks, and the first plan)"),
        ("steps", sum(step.name == baseline for step in grid), 1, "baseline check-in on or before day 0"),
        ("steps", sum(bool(step.check_in) and step.name != baseline for step in within), 6, "check-ins after it"),
        ("steps", sum(bool(step.check_in) for step in grid if step not in within), 1, "follow-up after day 120"),
        ("steps", sum(bool(step.plan and not step.plan.revise) for step in within), 1, "if-then plan"),
        ("steps", sum(bool(step.plan and step.plan.revise) for step in within), 1, "second look at the plan"),
        ("steps", sum(bool(step.retrieval) for step in within), 2, "retrieval questions"),
        ("steps", sum(bool(step.pulse) for step in grid), 3, "observer pulses"),
    )
    for key, count, expected, what in counted:
        if count != expected:
            yield (key,), f"The default shape has {expected} {what}; this file has {count}."


def _is_act(step: StepPart) -> bool:
    return bool(step.task) or bool(step.plan and not step.plan.revise)


WARNINGS: tuple[Rule, ...] = (
    _no_exclamation_marks,
    _acts_have_a_cue_and_a_check,
    _few_words,
    _behaviours_have_a_baseline,
    _behaviours_have_two_tasks,
    _behaviours_have_barriers,
    _coaches_have_a_question,
    _check_ins_are_equally_spaced,
    _the_end_is_meant,
    _every_check_in_asks_every_behaviour,
    _every_idea_is_practised,
    _choices_differ,
    _a_revised_plan_was_made,
    _steps_leave_room,
    _default_shape,
)
