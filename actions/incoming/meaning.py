"""What a reply means on the page of the mail it answers: each mark for one question, or nothing at all."""

from collections.abc import Mapping, Sequence

from actions.incoming.labelled import WORDS, by_labels
from actions.pages.answer_shape import AnswerPage
from actions.pages.questions import Asks
from delivery.reading import read_lines
from delivery.replies import Reply

Meaning = tuple[dict[str, str], str]
NOTHING: Meaning = ({}, "")


def meant(page: AnswerPage, reply: Reply) -> Meaning:
    """Return the fields and values that a reply means, and its comment; ({}, "") when it could mean several things.

    Letters choose at knowledge questions, in their order. A bare number is the task's where there is one, else the
    only other question's; the words of a choice are that choice. Several numbers answer as many questions in their
    order, where no task could claim the first. Answers that say what they answer are read by what they say.
    """
    asked = [ask for ask in page.asks if not ask.optional]
    if reply.labels:
        values = by_labels(asked, reply.labels)
        return (values, reply.comment) if values else NOTHING
    lettered = [ask for ask in asked if ask.lettered]
    if not reply.letters or not lettered:
        return _without_letters(page, [ask for ask in asked if not ask.lettered] or asked, reply)
    chosen = _by_letters(lettered, reply.letters)
    says_more = bool(reply.numbers or (reply.answer and reply.answer not in reply.letters))
    if not chosen or not says_more:
        return (chosen, reply.comment) if chosen else NOTHING
    rest, comment = _by_numbers(page, [ask for ask in asked if not ask.lettered], reply)
    return (chosen | rest, comment) if rest else NOTHING


def _by_letters(lettered: Sequence[Asks], letters: Sequence[str]) -> dict[str, str]:
    """Return what as many letters as there are knowledge questions choose, or nothing."""
    values = {ask.field: ask.letter(mark) for ask, mark in zip(lettered, letters, strict=False)}
    return values if len(letters) == len(lettered) and all(values.values()) else {}


def _without_letters(page: AnswerPage, asked: Sequence[Asks], reply: Reply) -> Meaning:
    """Return what a reply means where no letter chooses; a lone one is somebody's initial and stays in the comment."""
    values, comment = _by_numbers(page, asked, reply)
    if values and reply.letters:
        return values, reply.text.partition("\n")[2].strip() or " ".join(reply.letters)
    if values:
        return values, comment
    return _by_words(page, reply)


def _by_words(page: AnswerPage, reply: Reply) -> Meaning:
    found = _by_label(page, reply)
    marks = reply.numbers or reply.letters
    return found if found[0] or marks else _by_mark_and_words(page, reply)


def _by_numbers(page: AnswerPage, asked: Sequence[Asks], reply: Reply) -> Meaning:
    if page.only:
        return _for_one(page.only, reply)
    if any(ask.form == "words" for ask in asked) or not asked or len(reply.numbers) != len(asked):
        return NOTHING
    values = {ask.field: number for ask, number in zip(asked, reply.numbers, strict=True)}
    return (values, reply.comment) if all(values[ask.field] in ask.allowed for ask in asked) else NOTHING


def _for_one(only: Asks, reply: Reply) -> Meaning:
    """Return what one number or one word means for the question that a bare answer belongs to."""
    said = reply.numbers[0] if len(reply.numbers) == 1 else reply.answer
    if len(reply.numbers) > 1 or said in reply.letters:
        return NOTHING
    value = only.chosen(said) or only.chosen(WORDS.get(said, ""))
    return ({only.field: value}, reply.comment) if value else NOTHING


def _by_mark_and_words(page: AnswerPage, reply: Reply) -> Meaning:
    """Return the choice whose mark and whose words stand side by side, as "1 erledigt" or a line of the mail does."""
    mark, _, words = reply.first_line.strip().partition(" ")
    asked = [ask for ask in page.asks if ask.lettered or ask is page.only]
    hits = {
        ask.field: value for ask in asked if (value := ask.chosen(mark.strip(".)").lower())) and _say(ask, value, words)
    }
    return (hits, reply.text.partition("\n")[2].strip()) if len(hits) == 1 else NOTHING


def _say(ask: Asks, value: str, words: str) -> bool:
    """Return whether *words* are those of the choice, or mean it by themselves."""
    said = read_lines([words]).answer
    return bool(words.strip()) and (_bare(ask.label_of(value)) == _bare(words) or WORDS.get(said, said) == value != "")


def _by_label(page: AnswerPage, reply: Reply) -> Meaning:
    """Return the choice whose words are the whole first line, if one alone has them."""
    said = _bare(reply.first_line)
    asked = [ask for ask in page.asks if ask.lettered or ask is page.only] if said else []
    found: Mapping[str, list[str]] = {
        ask.field: [one.value for one in ask.choices if _bare(one.label) == said] for ask in asked
    }
    hits = [(field, value) for field, values in found.items() for value in values]
    return (dict(hits), reply.text.partition("\n")[2].strip()) if len(hits) == 1 else NOTHING


def _bare(words: str) -> str:
    """Return *words* in one case, one spacing and without the marks around them.

    >>> _bare("“Nobody came to me.”") == _bare("nobody  came to me")
    True
    """
    return " ".join(words.casefold().strip(" .!?\"'*_“”„«»").split())
