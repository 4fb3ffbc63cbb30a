"""What a mail that answers a mail says: the questions it is about, and the links that answer them."""

from collections.abc import Callable

from actions.contents import programme_from, spoken
from actions.house import House
from actions.outgoing.deciding import step_of
from actions.pages.questions import COMMENT, Asks, asked_by
from coaching.states import State
from coaching.tokens import Purpose
from content.written_back import AskedBack, Choice, WrittenBack
from delivery.marks import is_letter
from delivery.reading import read_lines
from storage import responses
from storage.batches import Asked, Bundle

Link = Callable[[str, Purpose], str]


def written_back(house: House, bundle: Bundle, link: Link, closes: str, locale: str) -> WrittenBack:
    """Return the mail of *bundle*; *link* makes the whole address of a path and a purpose."""
    first = bundle.asked[0]
    language = spoken(locale, *(one.programme for one in bundle.asked))
    answer = link("a", Purpose.ANSWER)
    asked = _open_questions(bundle, locale, language)
    return WrittenBack(
        kind=bundle.message.kind,
        name=bundle.recipient.name,
        programme=programme_from(first.programme.text, first.programme.name, locale).title,
        titles=tuple(step_of(one, locale).title for one in bundle.asked),
        asked=_asked(asked, answer),
        answer=answer,
        leave=link("u", Purpose.LEAVE),
        own_page=link("p", Purpose.OWN_PAGE),
        closes=closes,
        locale=language,
        read=_read(house, bundle),
        several=all(ask.lettered or ask.form == "days" for _, ask in asked),
    )


def _open_questions(bundle: Bundle, locale: str, language: str) -> list[tuple[str, Asks]]:
    """Return the questions that can still be answered, each with the title of its step."""
    return [
        (step_of(one, locale).title, ask)
        for one in bundle.asked
        if one.prompt.state != State.EXPIRED
        for ask in _asks(one, locale, language)
        if not ask.optional
    ]


def _asked(asked: list[tuple[str, Asks]], answer: str) -> tuple[AskedBack, ...]:
    """Return the questions that a mark of their own answers, as the mail that asked them printed them."""
    lettered = [(title, ask) for title, ask in asked if ask.lettered]
    tasks = [(title, ask) for title, ask in asked if ask.name == "task"]
    counted = tasks or [(title, ask) for title, ask in asked if not ask.lettered]
    if len(counted) > 1 or len(lettered) > 1 or any(ask.form == "words" for _, ask in counted):
        return ()
    return tuple(AskedBack(title, _choices(ask, answer)) for title, ask in (*counted, *lettered))


def _choices(ask: Asks, answer: str) -> tuple[Choice, ...]:
    marks = ((ask.printed(one.value), one.label) for one in ask.choices)
    return tuple(Choice(mark, label, f"{answer}?c={mark}") for mark, label in marks)


def _asks(one: Asked, locale: str, language: str) -> tuple[Asks, ...]:
    programme = programme_from(one.programme.text, one.programme.name, locale)
    return asked_by(programme, step_of(one, locale), one.prompt.step, language)


def _read(house: House, bundle: Bundle) -> tuple[str, ...]:
    """Return the marks in the reply that this mail asks about: its words were kept at the moment the mail was made."""
    with house.store.read() as session:
        ids = [one.prompt.id or 0 for one in bundle.asked]
        words = responses.written_at(session, ids, COMMENT, bundle.message.first_due_at)
    found = read_lines(words.splitlines())
    labelled = (one.value for one in found.labels if one.value.isdigit() or is_letter(one.value))
    return (*found.numbers, *found.letters, *labelled)
