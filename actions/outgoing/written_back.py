"""What a mail that answers a mail says: the questions it is about, and the links that answer them."""

from collections.abc import Callable

from actions.contents import programme_from, spoken
from actions.outgoing.deciding import step_of
from actions.pages.questions import Asks, asked_by
from coaching.states import State
from coaching.tokens import Purpose
from content.choices import TASK_VALUES
from content.written_back import Choice, WrittenBack
from storage.batches import Asked, Bundle

Link = Callable[[str, Purpose], str]


def written_back(bundle: Bundle, link: Link, closes: str, locale: str) -> WrittenBack:
    """Return the mail of *bundle*; *link* makes the whole address of a path and a purpose."""
    first = bundle.asked[0]
    language = spoken(locale, *(one.programme for one in bundle.asked))
    answer = link("a", Purpose.ANSWER)
    return WrittenBack(
        kind=bundle.message.kind,
        name=bundle.recipient.name,
        programme=programme_from(first.programme.text, first.programme.name, locale).title,
        titles=tuple(step_of(one, locale).title for one in bundle.asked),
        choices=_choices(bundle, answer, locale, language),
        answer=answer,
        leave=link("u", Purpose.LEAVE),
        own_page=link("p", Purpose.OWN_PAGE),
        closes=closes,
        locale=language,
    )


def _choices(bundle: Bundle, answer: str, locale: str, language: str) -> tuple[Choice, ...]:
    """Return the choices of the one question that a bare answer means, as the mail that asked it printed them."""
    asked = [ask for one in bundle.asked if one.prompt.state != State.EXPIRED for ask in _asks(one, locale, language)]
    tasks = [ask for ask in asked if ask.name == "task"]
    found = tasks or [ask for ask in asked if not ask.optional]
    if len(found) != 1 or found[0].form == "words":
        return ()
    printed = {value: str(n) for n, value in enumerate(TASK_VALUES, start=1)} if tasks else {}
    numbered = ((printed.get(one.value, one.value), one.label) for one in found[0].choices)
    return tuple(Choice(shown, label, f"{answer}?c={shown}") for shown, label in numbered)


def _asks(one: Asked, locale: str, language: str) -> tuple[Asks, ...]:
    programme = programme_from(one.programme.text, one.programme.name, locale)
    return asked_by(programme, step_of(one, locale), one.prompt.step, language)
