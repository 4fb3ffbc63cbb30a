"""What labelled answers mean on a page: each for one question, or nothing at all."""

from collections.abc import Sequence

from actions.pages.questions import Asks
from delivery.labels import Labelled
from delivery.marks import is_letter

WORDS = {"yes": "done", "no": "not_yet"}
"""What the plain words mean where a task is asked about."""


def by_labels(asked: Sequence[Asks], labels: Sequence[Labelled]) -> dict[str, str]:
    """Return field and value for each label, or nothing where one of them could mean several questions or none.

    Where there is a task, only *task* is sure to be it: how it went is a question too, so a question's label counts
    beside the task's or where it chooses a letter. Numbers are whole: one for each question, counted as mails do.
    """
    tasks = [ask for ask in asked if ask.name == "task"]
    of_tasks = [one for one in labels if one.about == "task"]
    of_questions = [one for one in labels if one.about == "question"]
    lettered = bool(of_questions) and all(is_letter(one.value) for one in of_questions)
    if len(asked) == 1 and len(of_questions) == len(labels):
        tasks = []
    elif tasks and of_questions and not (of_tasks or lettered):
        return {}
    questions = [ask for ask in asked if ask not in tasks]
    pairs = [*_paired(tasks, of_tasks), *_paired(questions, of_questions)]
    values = {ask.field: _value(ask, one.value) for ask, one in pairs}
    return values if len(values) == len(labels) and all(values.values()) else {}


def _paired(asked: Sequence[Asks], labels: Sequence[Labelled]) -> list[tuple[Asks, Labelled]]:
    """Return each label with the question it names, or nothing where that is not sure.

    Mails number a check-in's questions and no knowledge question: its letter stands behind them, or alone.
    """
    numbered = sorted((one for one in labels if one.number), key=lambda one: one.number)
    bare = [one for one in labels if not one.number]
    counted, named = _counted(asked, len(numbered), bool(bare)), _named(asked, bare)
    in_order = [one.number for one in numbered] == [*range(1, len(counted) + 1)]
    if len(named) != len(bare) or not in_order or any(ask.form == "words" for ask in asked):
        return []
    return [*zip(counted, numbered, strict=True), *zip(named, bare, strict=True)]


def _counted(asked: Sequence[Asks], n: int, more: bool) -> list[Asks]:
    """Return the questions that labels numbered from 1 to *n* mean: those that mails number, or all in their order."""
    plain = [ask for ask in asked if not ask.lettered]
    if not n or list(asked[: len(plain)]) != plain:
        return []
    return plain if more or n == len(plain) else list(asked)


def _named(asked: Sequence[Asks], bare: Sequence[Labelled]) -> list[Asks]:
    """Return the one question that a label without a number can mean: a letter chooses at a knowledge question."""
    if len(bare) != 1:
        return []
    found = [ask for ask in asked if ask.lettered == is_letter(bare[0].value)]
    return found if len(found) == 1 else []


def _value(ask: Asks, said: str) -> str:
    """Return the value of *ask* that was said; a knowledge question's is a letter."""
    if ask.lettered:
        return ask.letter(said)
    return ask.chosen(said) or (ask.chosen(WORDS.get(said, "")) if ask.name == "task" else "")
