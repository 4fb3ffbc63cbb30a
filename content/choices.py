"""The answers that belong to the product, not to a programme, in the reader's language."""

from coaching.programmes import NO_CHANCE, Choice
from content.words import marked, words_in

DONE, NOT_YET = "done", "not_yet"
TASK_VALUES = (DONE, NOT_YET, NO_CHANCE)
"""The answers to a task; mails print them as 1, 2 and 3."""
LETTERS = "abcdefghi"
"""What mails print before the choices of a knowledge question, so that their numbers are never a task's or a day's."""
LABELS = {
    DONE: marked("Did it"),
    NOT_YET: marked("Not yet, leave it open"),
    NO_CHANCE: marked("No chance"),
}


def task_choices(language: str = "en") -> tuple[Choice, ...]:
    """Return the answers to a task in the order they are numbered.

    >>> [choice.label for choice in task_choices("de")]
    ['Gemacht', 'Noch nicht, offen lassen', 'Keine Gelegenheit']
    """
    words = words_in(language)
    return tuple(Choice(value, words.say(LABELS[value])) for value in TASK_VALUES)
