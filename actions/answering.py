"""Take answers: checked whole, recorded once, and what held before is kept beside what holds now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session

from actions.house import House
from actions.leading import Leader, Led, with_windows
from actions.links import Opened, Spoken, open_link
from actions.pages.answer import Reading, calendar_by, read_page, standing
from actions.pages.answer_shape import AnswerPage, PromptPage, Sheet
from actions.pages.missed import MISSED
from actions.pages.questions import COMMENT, LONGEST, Asks, is_answered
from coaching.branching import MISSES
from coaching.errors import Refused
from coaching.states import State
from coaching.tokens import Purpose
from content.choices import NOT_YET
from content.words import Words, marked, words_in
from storage import prompts, responses
from storage.rows import PromptRow, ResponseRow


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody handed in: field to value. *channel* is page, api or mail.

    *whole*: the form showed what had been saved, so a text or a tick that is missing now was taken back.
    """

    values: Mapping[str, str]
    channel: str = "page"
    suspect: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Recorded:
    """What an answer came to: how many questions changed, of which prompts one came late or was left open, and what
    it led to.
    """

    page: AnswerPage
    changed: int
    late: frozenset[int] = field(default_factory=frozenset)
    left_open: frozenset[int] = field(default_factory=frozenset)
    led: tuple[Led, ...] = ()


class Unusable(Refused):
    """Nothing was recorded. ``args``: a tuple of (field, sentence); the field is "" for the page as a whole."""

    def __str__(self) -> str:
        return " ".join(sentence for _, sentence in self.args[0])


class AlreadyOver(Spoken):
    """The window is over and the one late answer was given."""


OVER = marked("Its time is over and your answer is in. Nothing more can be changed here.")


def answer(house: House, token: str, given: Given, now: datetime) -> Recorded:
    """Record what was handed in through the link in a mail, in one transaction.

    Raises:
        UnknownLink, LinkIsGone: the link opens nothing.
        Unusable: a value is not among its choices, a text is too long, or nothing was answered.
        AlreadyOver: the window is over and the late answer was given before.
    """
    with house.store.write() as session:
        recorded = record(house, session, open_link(session, token, Purpose.ANSWER), given, now)
        session.commit()
    return recorded


def record(house: House, session: Session, opened: Opened, given: Given, now: datetime) -> Recorded:
    """Record answers to one message inside the caller's transaction; see `answer`."""
    responses.hold(session, opened.carries)
    return enter(house, session, opened, read_page(house, session, opened, now), given, now)


def enter(house: House, session: Session, opened: Opened, reading: Reading, given: Given, now: datetime) -> Recorded:
    """Record answers to a page that was read in the same transaction; see `answer`."""
    page = reading.page
    values = _plain(page, given.values)
    if page.invites and not page.live:
        raise Unusable((("", "You have not started yet. Press Start first; the questions follow then."),))
    if page.sheets and not page.live:
        raise AlreadyOver(OVER, page.locale)
    faults = check(page, values)
    if faults:
        raise Unusable(faults)
    book = _Book(house, session, reading, opened, given, now)
    for sheet in page.sheets:
        book.enter(sheet, values)
    shown = with_windows(page, book.led, calendar_by(house, opened.participant, now), now)
    return Recorded(shown, book.changed, frozenset(book.late), frozenset(book.left_open), tuple(book.led))


def _plain(page: AnswerPage, values: Mapping[str, str]) -> dict[str, str]:
    """Return the values under the names of their fields, trimmed; a bare ``answer`` is that of the only question."""
    plain = {name: value.strip() for name, value in values.items()}
    if page.only and plain.get("answer"):
        plain.setdefault(page.only.field, plain["answer"])
    return plain


def check(page: AnswerPage, values: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return what is wrong with *values* as (field, sentence), in the order of the page."""
    words = words_in(page.locale)
    faults = [fault for one in page.live for fault in _faults(one, values, words)]
    for sheet in page.sheets:
        if len(values.get(sheet.comment, "")) > LONGEST:
            faults.append((sheet.comment, _too_long(words)))
    if not faults and not _says_something(page, values):
        faults.append(("", words.say("Nothing was chosen yet. Choose an answer, or write a line, and save again.")))
    return tuple(faults)


def _too_long(words: Words) -> str:
    return words.say("This is longer than %(most)s characters. Please shorten it.", most=LONGEST)


def _faults(one: PromptPage, values: Mapping[str, str], words: Words) -> Iterable[tuple[str, str]]:
    for ask in one.asks:
        value = values.get(ask.field, "")
        if ask.form == "words" and len(value) > LONGEST:
            yield ask.field, _too_long(words)
        elif ask.form != "words" and value and value not in ask.allowed:
            yield ask.field, words.say("This is not one of the answers. Choose one of those shown.")
    halves = [ask for ask in one.asks if ask.form == "words"]
    empty = [ask for ask in halves if not values.get(ask.field)]
    if halves and len(empty) == 1:
        yield empty[0].field, words.say("A plan needs both halves: the moment, and what you will do.")


def _says_something(page: AnswerPage, values: Mapping[str, str]) -> bool:
    named = [ask.field for ask in page.asks] + [sheet.comment for sheet in page.sheets]
    return any(values.get(name) for name in named)


class _Book:
    """Writes the answers of one hand-in, and the event of each prompt they touch."""

    def __init__(
        self, house: House, session: Session, reading: Reading, opened: Opened, given: Given, now: datetime
    ) -> None:
        self.house, self.session, self.reading, self.opened = house, session, reading, opened
        self.given, self.now = given, now
        self.changed = 0
        self.late: set[int] = set()
        self.left_open: set[int] = set()
        self.led: list[Led] = []

    def enter(self, sheet: Sheet, values: Mapping[str, str]) -> None:
        """Enter the answers to one enrollment's prompts; its comment stands with the first that takes an answer."""
        live = sheet.live
        share = bool(sheet.coach and values.get(sheet.share))
        for one in live:
            answers = {ask.name: (ask, values[ask.field]) for ask in one.asks if values.get(ask.field)}
            comment = values.get(sheet.comment, "") if one is live[0] else ""
            row = self.reading.prompts.get(one.id) or self.session.get_one(PromptRow, one.id)
            held = self.reading.held
            self._enter(one, row, held.get(one.id, {}), answers, comment, share)

    def _enter(
        self, one: PromptPage, row: PromptRow, held: dict[str, ResponseRow],
        answers: dict[str, tuple[Asks, str]], comment: str, share: bool,
    ) -> None:  # fmt: skip
        stands = standing(row.state, row.closes_at, held, self.now)
        if stands == "closed":
            raise AlreadyOver(OVER, self.reading.page.locale)
        fresh = [self._row(one.id, ask.name, value, ask.form, share) for ask, value in answers.values()]
        if comment:
            fresh.append(self._row(one.id, COMMENT, comment, "words", share))
        news = [new for new in fresh if _differs(held.get(new["question"]), new)]
        gone = self._taken_back(held, {new["question"] for new in fresh})
        if not news and not gone:
            return
        for new in news:
            new["late"] = stands == "late"
        old = [held[new["question"]].id or 0 for new in news if new["question"] in held]
        responses.replace(self.session, [*old, *gone], self.now)
        responses.add(self.session, news)
        self.changed += len(news) + len(gone)
        holds = {name: kept.value or kept.words for name, kept in held.items() if kept.id not in gone}
        holds |= {new["question"]: new["value"] or new["words"] for new in news}
        self._move(one, row, stands == "late", holds, len(news))
        if not row.asked_of:
            self._lead(one, row, {new["question"] for new in news}, held, holds, stands == "late")

    def _lead(
        self, one: PromptPage, row: PromptRow, changed: set[str], held: Mapping[str, ResponseRow],
        holds: Mapping[str, str], late: bool,
    ) -> None:  # fmt: skip
        """Do what the answer leads to: after a task that was missed, and after a knowledge question's first answer.

        A first answer that is no miss, or names no barrier, leads nowhere and has nothing to take back.
        """
        settled = not held and not late and not (holds.get("task") in MISSES and holds.get("barrier"))
        if one.step.task and changed & {"task", "barrier"} and (holds.get("task") or late) and not settled:
            leader = Leader(self.house, self.session, row.enrollment_id, self.now)
            before = ({"task": ""} if late else {}) | {name: kept.value for name, kept in held.items()}
            led = leader.after_task(one.id, one.step, before, holds)
            self.led += [led] if led else []
        if one.step.retrieval and "choice" in changed and "choice" not in held:
            Leader(self.house, self.session, row.enrollment_id, self.now).after_question(one.id, one.step)

    def _row(self, prompt_id: int, question: str, value: str, form: str, share: bool) -> dict[str, Any]:
        words = form == "words"
        return {
            "prompt_id": prompt_id,
            "question": question,
            "value": "" if words else value,
            "words": value if words else "",
            "share": share,
            "channel": self.given.channel,
            "late": False,
            "suspect": self.given.suspect,
            "answered_at": self.now,
        }

    def _taken_back(self, held: Mapping[str, ResponseRow], answered: set[str]) -> list[int]:
        """Return the texts that were saved before and are missing from a form that showed them."""
        if not self.given.whole:
            return []
        return [row.id or 0 for name, row in held.items() if row.words and name not in answered]

    def _move(self, one: PromptPage, row: PromptRow, late: bool, holds: dict[str, str], n: int) -> None:
        """Change the prompt's state, or note the news, as its answers ask."""
        details = {"questions": n, "channel": self.given.channel}
        state = self._settled(row)
        if one.standing == MISSED:
            self._note(one.id, state, "said_why", details)
        elif late:
            if state is not State.EXPIRED:
                prompts.move(self.session, [one.id], state, State.EXPIRED, self.now)
            self._note(one.id, State.EXPIRED, "late_answer", details)
            self.late.add(one.id)
        elif is_answered(one.step, holds):
            self._answered(one.id, state, details)
        else:
            self._leave_open(one.id, state, holds.get("task") == NOT_YET, details)

    def _answered(self, prompt_id: int, state: State, details: dict[str, Any]) -> None:
        if state is State.ANSWERED:
            self._note(prompt_id, state, "answer_changed", details)
            return
        prompts.move(self.session, [prompt_id], state, State.ANSWERED, self.now, details=details, answered_at=self.now)

    def _leave_open(self, prompt_id: int, state: State, not_yet: bool, details: dict[str, Any]) -> None:
        """Leave a prompt open until its window closes, and open it again where it was answered before."""
        if state is State.ANSWERED:
            prompts.move(
                self.session, [prompt_id], state, State.SENT, self.now, what="reopened", details=details,
                answered_at=None,
            )  # fmt: skip
        else:
            self._note(prompt_id, state, "left_open" if not_yet else "commented", details)
        self.left_open |= {prompt_id} if not_yet else set()

    def _settled(self, row: PromptRow) -> State:
        """Return the prompt's state once the answer itself has proved that its mail arrived."""
        if row.state not in (State.CLAIMED, State.UNSURE):
            return State(row.state)
        closes_at = row.closes_at or self._closes_at()
        was = State(row.state)
        prompts.move(self.session, [row.id or 0], was, State.SENT, self.now, cause="answered", closes_at=closes_at)
        return State.SENT

    def _closes_at(self) -> datetime:
        calendar = calendar_by(self.house, self.opened.participant, self.now)
        return calendar.closes_at(self.now, self.house.answer_days)

    def _note(self, prompt_id: int, state: State, what: str, details: dict[str, Any]) -> None:
        prompts.move(self.session, [prompt_id], state, state, self.now, what=what, details=details)


def _differs(held: ResponseRow | None, new: Mapping[str, Any]) -> bool:
    """Return whether *new* says anything else than what holds."""
    return held is None or (held.value, held.words, held.share) != (new["value"], new["words"], new["share"])
