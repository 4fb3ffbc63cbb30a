"""How a programme's texts are worded: plain, one recall window throughout, whole in every language, no placeholders."""

import re
from collections.abc import Iterator
from itertools import chain

from content.marked_yaml import Path
from content.readability import hard
from content.rules import Finding, Rule, fields_of, texts_in, translated
from content.schema import ProgrammePart

VARIABLE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\$?\{\w[\w. ]*\}|%\(\w+\)s|\[\[.*?\]\]|<%.*?%>|«\w+»")
"""What the mail merges of other products look like."""
WINDOW = re.compile(
    r"\b(?:last|past|letzten|vergangenen|derniers|dernières|últimos|últimas)\s+(?P<count>\w+)?\s*"
    r"(?P<unit>(?:working |work |business )?(?:days?|weeks?|months?)|"
    r"arbeitstage?n?|werktage?n?|tage?n?|wochen?|monate?n?|jours|semaines|días|semanas)\b",
    re.IGNORECASE,
)


def _no_variables(file: ProgrammePart) -> Iterator[Finding]:
    for path, text in texts_in(file.model_dump(exclude={"source"})):
        if found := dict.fromkeys(f"'{one[0][:40]}'" for one in VARIABLE.finditer(text)):
            yield path, f"{', '.join(found)} would be mailed as written: there are no variables. Write the words."


def _easy_to_read(file: ProgrammePart) -> Iterator[Finding]:
    for path, text in _units(file):
        if says := hard(text, file.language):
            yield path, says
    for locale, overlays in file.locales.items():
        for name, overlay in overlays.items():
            texts = [text for _, text in texts_in(overlay.model_dump(include={"cue", "act", "why", "check"}))]
            single = [overlay.asks or "", overlay.question or "", overlay.observer_asks or "", overlay.because or ""]
            says = next(filter(None, (hard(text, locale) for text in (" ".join(texts), *single))), "")
            if says:
                yield ("locales", locale, name), says


def _units(file: ProgrammePart) -> Iterator[tuple[Path, str]]:
    """Yield what is read in one go: a task as a whole, each question by itself."""
    for name, behaviour in file.behaviours.items():
        yield ("behaviours", name, "asks"), behaviour.asks
        yield ("behaviours", name, "observer_asks"), behaviour.observer_asks or ""
    for name, question in file.questions.items():
        yield ("questions", name, "asks"), question.asks
    for index, mail in enumerate(file.managers):
        yield ("managers", index, "says"), " ".join((mail.says, *mail.questions))
    for index, step in enumerate(file.steps):
        if step.task:
            said = (step.task.cue, step.task.act, step.task.why, step.task.check)
            yield ("steps", index, "task", "act"), " ".join(filter(None, said))
        if step.plan:
            yield ("steps", index, "plan", "asks"), step.plan.asks or ""
        if step.other_words:
            worded = step.worded()
            part = worded.task
            yield (
                ("steps", index, "other_words"),
                " ".join(filter(None, (part.cue, part.act, part.why, part.check) if part else ())),
            )
            yield ("steps", index, "other_words"), (worded.plan and worded.plan.asks) or ""
        if step.retrieval:
            yield ("steps", index, "retrieval", "question"), step.retrieval.question
            yield ("steps", index, "retrieval", "because"), step.retrieval.because or ""


def _one_recall_window(file: ProgrammePart) -> Iterator[Finding]:
    """Find questions that look back over another stretch than the first one does: their answers do not compare."""
    first = next(filter(None, (_window(one.asks) for one in file.behaviours.values())), "")
    asked = {name for step in file.steps for name in step.check_in}
    repeated = ((("questions", name, "asks"), one.asks) for name, one in file.questions.items() if name in asked)
    for path, text in chain(_recalled(file), repeated):
        window = _window(text)
        if path[0] == "behaviours" and not window:
            yield path, "This names no recall window. Ask about the last five working days: answers are 0 to 5."
        elif window and window != first:
            yield path, f"This looks back over '{window}', the first behaviour over '{first}': keep to one window."
    for locale, overlays in file.locales.items():
        windows = {name: _window(one.asks or "") for name, one in overlays.items() if name in file.behaviours}
        usual = next(filter(None, windows.values()), "")
        for name, window in windows.items():
            if window and window != usual:
                yield ("locales", locale, name, "asks"), f"This looks back over '{window}', others over '{usual}'."


def _recalled(file: ProgrammePart) -> Iterator[tuple[Path, str]]:
    for name, behaviour in file.behaviours.items():
        yield ("behaviours", name, "asks"), behaviour.asks
        if behaviour.observer_asks:
            yield ("behaviours", name, "observer_asks"), behaviour.observer_asks


def _window(text: str) -> str:
    """Return the stretch that a question looks back over.

    >>> _window("On how many of your last five working days did you listen?"), _window("How sure are you?")
    ('five working days', '')
    """
    found = WINDOW.search(text)
    return " ".join(filter(None, (found["count"], found["unit"]))).casefold() if found else ""


def _every_text_is_translated(file: ProgrammePart) -> Iterator[Finding]:
    """Find what stays in the file's own language for readers of another one that the file speaks."""
    names = translated(file)
    for locale, overlays in file.locales.items():
        if absent := [name for name in names if name not in overlays and fields_of(file, name)]:
            few = ", ".join(absent[:3]) + (f" and {len(absent) - 3} more" if len(absent) > 3 else "")
            yield ("locales", locale), f"Untranslated in '{locale}': {few}."
        for name in (name for name in names if name in overlays):
            said = overlays[name].model_dump(exclude_defaults=True)
            if missing := [field for field in fields_of(file, name) if _is_missing(file, name, field, said)]:
                yield ("locales", locale, name), f"Untranslated in '{locale}': {', '.join(missing)} of '{name}'."


def _is_missing(file: ProgrammePart, name: str, field: str, said: dict[str, object]) -> bool:
    own = _own(file, name, field)
    if isinstance(own, dict):
        translated = said.get(field) or {}
        return isinstance(translated, dict) and bool(set(own) - set(translated))
    return bool(own) and not said.get(field)


def _own(file: ProgrammePart, name: str, field: str) -> object:
    """Return what the file says there in its own language; barriers and opening questions by their names."""
    if name == file.programme:
        return file.title
    if behaviour := file.behaviours.get(name):
        if field == "coach_asks":
            return behaviour.coach_asks.model_dump(exclude_none=True)
        return {one.name: one.text for one in behaviour.barriers} if field == "barriers" else getattr(behaviour, field)
    if question := file.questions.get(name):
        return getattr(question, field)
    if mail := next((one for one in file.managers if one.name == name), None):
        return getattr(mail, field)
    step = next(step for step in file.steps if step.name == name)
    parts = (step, step.task, step.plan, step.retrieval)
    return next((getattr(part, field) for part in parts if part and getattr(part, field, None)), None)


WARNINGS: tuple[Rule, ...] = (_no_variables, _easy_to_read, _one_recall_window, _every_text_is_translated)
