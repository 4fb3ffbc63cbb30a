"""What must fit together in a programme file: a table of small functions, each yielding errors.

A rule takes the file and yields ``(path, sentence)``; `lint` puts the line and column to it. An error makes the
file unusable; what is only unwise is in `advice`.
"""

from collections.abc import Callable, Iterator
from datetime import time
from itertools import chain
from typing import Any

from coaching.errors import nearest
from content.ideas import named
from content.marked_yaml import Path
from content.schema import Overlay, ProgrammePart, StepPart

Finding = tuple[Path, str]
Rule = Callable[[ProgrammePart], Iterator[Finding]]

NIGHT_FROM, NIGHT_UNTIL = time(18), time(7, 30)
"""The quiet hours an installation starts with; a step set inside them could never leave on its day."""

MOST_QUESTIONS, MOST_AT_THE_ENDS = 4, 7
"""A check-in, and the baseline, the last and the follow-up (the four automaticity items). Our choice."""

FOLLOW_UP_AFTER_DAYS = 120
"""Where a file does not say when it ends, check-ins after this day follow up; our choice."""
ASKS_OF_A_STEP = ("task", "check_in", "ask", "plan", "retrieval", "pulse")


def texts_in(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Yield every text of *value* with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, held in value.items():
            yield from texts_in(held, (*path, key))
    elif isinstance(value, list):
        for index, held in enumerate(value):
            yield from texts_in(held, (*path, index))


def held(step: StepPart) -> tuple[str, ...]:
    """Return the keys of what *step* asks."""
    return tuple(key for key in ASKS_OF_A_STEP if getattr(step, key))


def unknown(what: str, name: str, known: list[str]) -> str:
    """Return the sentence for a name that nothing in the file bears."""
    near = nearest(name, known)
    return f"There is no {what} '{name}' in this file." + (f" Did you mean '{near}'?" if near else "")


def ends_on(file: ProgrammePart) -> int:
    """Return the day after which check-ins follow up: the declared end, else day 120."""
    return FOLLOW_UP_AFTER_DAYS if file.ends_after_days is None else file.ends_after_days


def check_ins(file: ProgrammePart) -> tuple[dict[str, int], str, str]:
    """Return the check-ins' days by step, and the names of the baseline and of the last ("" where none).

    The first check-in on or before day 0 is the baseline, those after the declared end (else day 120) follow up, and
    the last of the rest is the last.
    """
    days = {step.name: step.after_days for step in file.steps if step.check_in and step.after_days is not None}
    ordered = dict(sorted(days.items(), key=lambda item: item[1]))
    baseline = next((name for name, day in ordered.items() if day <= 0), "")
    rest = [name for name, day in ordered.items() if name != baseline and day <= ends_on(file)]
    return ordered, baseline, rest[-1] if rest else ""


def _primary(file: ProgrammePart) -> Iterator[Finding]:
    if file.primary not in file.behaviours:
        yield ("primary",), unknown("behaviour", file.primary, list(file.behaviours))


def _names_are_used_once(file: ProgrammePart) -> Iterator[Finding]:
    seen = {file.programme: "the programme"}
    named: chain[tuple[Path, str, str]] = chain(
        ((("behaviours", name), name, "a behaviour") for name in file.behaviours),
        ((("questions", name), name, "a question") for name in file.questions),
        ((("steps", index, "name"), step.name, "a step") for index, step in enumerate(file.steps)),
        ((("managers", index, "name"), one.name, "a mail to managers") for index, one in enumerate(file.managers)),
    )
    for path, name, kind in named:
        if name in seen:
            yield path, f"The name '{name}' is taken: it already names {seen[name]}. Every name is used once."
        seen.setdefault(name, kind)


def _behaviours_exist(file: ProgrammePart) -> Iterator[Finding]:
    for index, step in enumerate(file.steps):
        for key, part in (("task", step.task), ("plan", step.plan)):
            if part and part.behaviour not in file.behaviours:
                yield ("steps", index, key, "behaviour"), unknown("behaviour", part.behaviour, list(file.behaviours))


def _questions_exist(file: ProgrammePart) -> Iterator[Finding]:
    behaviours, questions = list(file.behaviours), list(file.questions)
    lists = (
        ("check_in", "behaviour or question", behaviours + questions),
        ("ask", "question", questions),
        ("pulse", "behaviour", behaviours),
    )
    for index, step in enumerate(file.steps):
        for key, what, known in lists:
            for place, name in enumerate(getattr(step, key)):
                if name not in known:
                    yield ("steps", index, key, place), unknown(what, name, known)
                elif name in getattr(step, key)[:place]:
                    yield ("steps", index, key, place), f"'{name}' is asked twice in one step."


def _observers_have_a_wording(file: ProgrammePart) -> Iterator[Finding]:
    for index, step in enumerate(file.steps):
        for place, name in enumerate(step.pulse):
            behaviour = file.behaviours.get(name)
            if behaviour and not behaviour.observer_asks:
                yield ("steps", index, "pulse", place), f"The behaviour '{name}' has no observer_asks to ask here."


def _opening_questions_name_barriers(file: ProgrammePart) -> Iterator[Finding]:
    for name, behaviour in file.behaviours.items():
        known = [barrier.name for barrier in behaviour.barriers]
        for barrier in behaviour.opening_questions:
            if barrier not in known:
                yield ("behaviours", name, "opening_questions", barrier), unknown("barrier", barrier, known)


def _steps_have_one_when(file: ProgrammePart) -> Iterator[Finding]:
    for index, step in enumerate(file.steps):
        path: Path = ("steps", index)
        if step.when and (step.after_days is not None or step.until_days is not None):
            yield (*path, "when"), "An offered step has no day of its own: keep either 'when' or 'after_days'."
        elif not step.when and step.after_days is None:
            yield path, f"The step '{step.name}' has no day: add after_days, or 'when: offered'."
        elif step.until_days is not None and step.after_days is not None and step.until_days < step.after_days:
            yield (*path, "until_days"), f"until_days is before after_days ({step.after_days})."


def _steps_ask_something(file: ProgrammePart) -> Iterator[Finding]:
    for index, step in enumerate(file.steps):
        what = held(step)
        if not what:
            yield ("steps", index), f"The step '{step.name}' asks nothing: add one of {', '.join(ASKS_OF_A_STEP)}."
        if step.pulse and len(what) > 1:
            yield ("steps", index, "pulse"), "A pulse asks observers: give it a step of its own."
        for key in {"check_in", "pulse"}.intersection(what) if step.when else ():
            yield ("steps", index, key), "What measures change has a day of its own and cannot be offered."


def _check_ins_are_short(file: ProgrammePart) -> Iterator[Finding]:
    days, baseline, last = check_ins(file)
    for index, step in enumerate(file.steps):
        ends = step.name in (baseline, last) or days.get(step.name, 0) > ends_on(file)
        most = MOST_AT_THE_ENDS if ends else MOST_QUESTIONS
        if len(step.check_in) > most:
            yield ("steps", index, "check_in"), f"{len(step.check_in)} questions; this check-in takes at most {most}."


def _practises_name_ideas(file: ProgrammePart) -> Iterator[Finding]:
    """A file without a list of ideas may number them as it likes; one with a list is held to it."""
    for path, idea in named(file) if file.ideas else ():
        if idea not in file.ideas:
            yield path, unknown("idea", idea, list(file.ideas))


def _the_right_choice_exists(file: ProgrammePart) -> Iterator[Finding]:
    for index, step in enumerate(file.steps):
        if step.retrieval and not 1 <= step.retrieval.right <= len(step.retrieval.choices):
            count = len(step.retrieval.choices)
            says = f"right is {step.retrieval.right}; it counts the choices from 1 to {count}."
            yield ("steps", index, "retrieval", "right"), says


def _nothing_at_night(file: ProgrammePart) -> Iterator[Finding]:
    for index, step in enumerate(file.steps):
        if step.send_at and (step.send_at >= NIGHT_FROM or step.send_at < NIGHT_UNTIL):
            yield ("steps", index, "send_at"), f"{step.send_at:%H:%M} is in the quiet hours (18:00 to 07:30)."


def fields_of(file: ProgrammePart, name: str) -> tuple[str, ...]:
    """Return the text fields that *name* has to translate; empty if the file has no such name."""
    if name == file.programme:
        return ("title",)
    if name in file.behaviours:
        return ("label", "asks", "chance", "observer_asks", "barriers", "opening_questions", "coach_asks")
    if name in file.questions:
        return ("asks", "choices")
    if name in (one.name for one in file.managers):
        return ("title", "says", "questions")
    of = {"task": ("cue", "act", "check", "why"), "plan": ("asks", "example")}
    of["retrieval"] = ("question", "choices", "because")
    steps = [step for step in file.steps if step.name == name]
    if not steps:
        return ()
    other = ("other_words",) if steps[0].other_words else ()
    return ("title", *chain.from_iterable(of.get(key, ()) for key in held(steps[0])), *other)


def translated(file: ProgrammePart) -> list[str]:
    """Return every name whose texts have a language."""
    steps, mails = (step.name for step in file.steps), (mail.name for mail in file.managers)
    return [file.programme, *file.behaviours, *file.questions, *steps, *mails]


def _locales_translate_what_exists(file: ProgrammePart) -> Iterator[Finding]:
    names = translated(file)
    for locale, overlay in file.locales.items():
        for name, texts in overlay.items():
            path: Path = ("locales", locale, name)
            if name not in names:
                yield path, unknown("behaviour, question, step or mail", name, names)
                continue
            allowed = fields_of(file, name)
            for key in sorted(texts.model_fields_set.difference(allowed)):
                yield (*path, key), f"'{name}' has no '{key}' to translate. It has {', '.join(allowed)}."
            yield from _translations_match(file, path, name, texts)


def _translations_match(file: ProgrammePart, path: Path, name: str, texts: Overlay) -> Iterator[Finding]:
    behaviour, question = file.behaviours.get(name), file.questions.get(name)
    step = next((step for step in file.steps if step.name == name and step.retrieval), None)
    choices = question.choices if question else step.retrieval.choices if step and step.retrieval else []
    if choices and texts.choices is not None and len(texts.choices) != len(choices):
        yield (*path, "choices"), f"{len(texts.choices)} choices here, {len(choices)} in the base language."
    mail = next((one for one in file.managers if one.name == name), None)
    if mail and texts.questions is not None and len(texts.questions) != len(mail.questions):
        yield (
            (*path, "questions"),
            f"{len(texts.questions)} questions here, {len(mail.questions)} in the file's own.",
        )
    known = [barrier.name for barrier in behaviour.barriers] if behaviour else []
    for key in ("barriers", "opening_questions") if behaviour else ():
        for barrier in getattr(texts, key):
            if barrier not in known:
                yield (*path, key, barrier), unknown("barrier", barrier, known)


ERRORS: tuple[Rule, ...] = (
    _primary,
    _names_are_used_once,
    _behaviours_exist,
    _questions_exist,
    _observers_have_a_wording,
    _opening_questions_name_barriers,
    _steps_have_one_when,
    _steps_ask_something,
    _check_ins_are_short,
    _practises_name_ideas,
    _the_right_choice_exists,
    _nothing_at_night,
    _locales_translate_what_exists,
)
