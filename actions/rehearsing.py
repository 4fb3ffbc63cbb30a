"""Rehearse a programme: the same functions, a clock of its own, a temporary database, and simulated people.

Whatever a live run would do with the same roster, version, other mails, holidays, answers, absences and moments,
a rehearsal does, because nothing in it decides anything: it only says when it is and what people did.
"""

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from actions.contents import programme_from
from actions.enrolling import NewCohort, enroll
from actions.house import House
from actions.pages.answer_shape import AnswerPage
from actions.rehearsal.acting import Form, Stagehand
from actions.rehearsal.acts import Act, What
from actions.rehearsal.people import Guest, colleagues, guests
from actions.rehearsal.scribe import Scribe
from actions.rehearsal.shape import Rehearsed, drawn_up
from actions.rehearsal.simulated import written
from actions.rehearsal.stage import stage
from coaching.designs import longest_wait
from coaching.years import check_year
from content.roster import Roster
from storage import rehearsals
from storage.messages import next_due_at

SOON = timedelta(minutes=11)
"""A pass comes so long after a due moment: mails of one hour are spread over ten minutes."""
LOOK_AGAIN = tuple(timedelta(days=n) for n in (2, 3, 4, 5))
"""Passes after a day of check-ins: on the second or third working day they may be reminded of."""
MINUTE = timedelta(minutes=1)
AFTERWARDS = timedelta(days=60)
"""Nothing of a programme is still open so long after its last day."""
HOLIDAY = timedelta(days=4)
BREAK = timedelta(days=21)


def rehearse(
    house: House, new: NewCohort, roster: Roster, out: Path, now: datetime, wall: Callable[[], datetime],
    said: Callable[[float], None] = lambda share: None,
) -> Rehearsed:  # fmt: skip
    """Run a programme with simulated people and return what became of it; its mails lie in folders under *out*.

    *wall* reads the clock on the wall, *said* is told which part of the time is over. Nothing in *house* changes.

    Raises:
        BadProgramme, NobodyEnrolled, Refused: as `enroll`.
    """
    with _seldom_collecting(), stage(house, [row.email for row in roster.people], now) as on_stage:
        scribe = Scribe(out, now.date())
        hand = Stagehand(on_stage, scribe, wall)
        hand.set_clock(now)
        enroll(on_stage, new, roster, now)
        asked = colleagues((one.email for row in roster.people for one in row.observers), new.seed)
        people = asked | guests([row.email for row in roster.people], new.seed, _weeks(new))
        run = Run(hand, scribe, new, people, now, said)
        run.play()
        return drawn_up(on_stage, new, now, run.at, tuple(run.acts), run.answered, scribe.files)


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    """Let Python look for garbage seldom: a rehearsal makes many short-lived rows.

    About a seventh of the time went there (measured).
    """
    before = gc.get_threshold()
    gc.set_threshold(100_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


class Run:
    """One rehearsal under way: what is to happen next, and what happened."""

    def __init__(
        self, hand: Stagehand, scribe: Scribe, new: NewCohort, people: Mapping[str, Guest], now: datetime,
        said: Callable[[float], None],
    ) -> None:  # fmt: skip
        self.hand, self.scribe, self.new, self.people, self.said = hand, scribe, new, people, said
        check_year("The day of the workshop", new.workshop_on, "2026-12-02")
        self.began, self.at = now, now
        self.last = max(now, datetime.combine(new.workshop_on, now.timetz()) + timedelta(weeks=_weeks(new)))
        self.ahead: list[tuple[datetime, int, Will]] = []
        self.looks: set[datetime] = {now}
        self.acts: list[Act] = []
        self.answered = 0
        self.shown: set[str] = set()
        self.due: datetime | None = None

    def play(self) -> None:
        """Play until nothing is planned, nobody has anything left to do and every window is closed."""
        while (at := self._next()) is not None and at <= self.last + AFTERWARDS:
            self.at = at
            self._live(at)
            if self._is_time(at):
                self._send(at)
            self.said(min(1.0, (at - self.began) / (self.last - self.began + MINUTE)))

    def _next(self) -> datetime | None:
        """Return the moment at which anything happens next, always later than the last."""
        waiting = [self.ahead[0][0]] if self.ahead else []
        found = [*waiting, *self.looks, *([self.due + SOON] if self.due else [])]
        if not found and (over := self._last_window()):
            self.looks.add(over + MINUTE)
            return over + MINUTE
        return max(min(found), self.at + MINUTE if self.acts else self.at) if found else None

    def _last_window(self) -> datetime | None:
        with self.hand.house.store.read() as session:
            return rehearsals.last_window(session)

    def _is_time(self, at: datetime) -> bool:
        wanted = {look for look in self.looks if look <= at}
        self.looks -= wanted
        return bool(wanted) or (self.due is not None and self.due + SOON <= at)

    def _send(self, at: datetime) -> None:
        """Make a pass and let people see what came."""
        self.scribe.day = at.date()
        self.hand.send(at)
        self.acts.append(Act(at, "pass"))
        fresh = self.scribe.fresh()
        if self._asks_check_in(key for key, _ in fresh):
            self.looks |= {_quarter(at + later) for later in LOOK_AGAIN}
        asking = self._asks_after_silence(key for key, _ in fresh)
        for key, to in fresh:
            if guest := self.people.get(to):
                self._meet(guest, key, at, key in asking)
        self._ask_what_is_due()

    def _asks_check_in(self, keys: Iterable[str]) -> bool:
        with self.hand.house.store.read() as session:
            return rehearsals.asks_check_in(session, keys)

    def _asks_after_silence(self, keys: Iterable[str]) -> set[str]:
        with self.hand.house.store.read() as session:
            return rehearsals.ask_after_silence(session, keys)

    def _ask_what_is_due(self) -> None:
        with self.hand.house.store.read() as session:
            self.due = next_due_at(session)

    def _meet(self, guest: Guest, key: str, at: datetime, asks_after_silence: bool) -> None:
        """Let somebody get a mail: they answer it later, or not, and once they do what their habit is."""
        week = (at.date() - self.new.workshop_on).days // 7
        chance = guest.chance(week, at.date())
        if asks_after_silence:
            if said := guest.after_silence(chance):
                self._later(at + guest.delay(chance), Will(guest, key, "silence", week, said))
        elif guest.answers(week, chance):
            self._later(at + guest.delay(chance), Will(guest, key, "answer", week))
        if guest.habit in HABITS and week >= guest.week and guest.address not in self.shown:
            self.shown.add(guest.address)
            self._later(at + guest.delay(chance), Will(guest, key, HABITS[guest.habit], week))

    def _later(self, at: datetime, will: "Will") -> None:
        self.ahead.append((_quarter(at), len(self.ahead), will))
        self.ahead.sort(key=lambda one: one[0])

    def _live(self, at: datetime) -> None:
        """Let people do what they meant to do by now: first what changes their calendar, then all answers at once."""
        now = [will for moment, _, will in self.ahead if moment <= at]
        self.ahead = self.ahead[len(now) :]
        for will in now:
            if will.what != "answer":
                self._change(will, at)
        if any(will.what != "answer" for will in now):
            self._ask_what_is_due()
        answers = [will for will in now if will.what == "answer"]
        while answers:
            first = {will.guest.address: will for will in reversed(answers)}
            self._answer(list(first.values())[::-1], at)
            answers = [will for will in answers if will is not first[will.guest.address]]

    def _change(self, will: "Will", at: datetime) -> None:
        monday = at.date() + timedelta(days=7 - at.weekday())
        act = Act(at, will.what, will.guest.address)
        if will.what == "away":
            act = replace(act, first=monday, last=monday + HOLIDAY)
        if will.said:
            act = replace(act, values={"answer": will.said})
        taken = self._act(act, will.key)
        if taken and "pause" in (will.what, will.said):
            self._later(at + BREAK, replace(will, what="resume", said=""))

    def _answer(self, wills: "Sequence[Will]", at: datetime) -> None:
        """Answer what the mails' pages ask, all in one go; where they invite, start first."""
        if self.new.consent == "opt-in":
            for will in wills:
                if will.guest.address + " started" not in self.shown:
                    self.shown.add(will.guest.address + " started")
                    self._act(Act(at, "start", will.guest.address), will.key)
        entered: dict[str, dict[str, str]] = {will.key: {} for will in wills}
        forms = [Form(will.key, partial(_enter, entered[will.key], will)) for will in wills]
        for will, page in zip(wills, self.hand.answer(forms, at), strict=True):
            if page:
                step = page.prompts[0].step.name
                self.acts.append(Act(at, "answer", will.guest.address, step, entered[will.key]))
                self.answered += 1

    def _act(self, act: Act, key: str) -> bool:
        taken = self.hand.play(act, key)
        if taken:
            self.acts.append(act)
        return taken


@dataclass(frozen=True, slots=True)
class Will:
    """What somebody means to do with one mail, in this week of the programme; *said* is the choice after a silence."""

    guest: Guest
    key: str
    what: What
    week: int
    said: str = ""


HABITS: Mapping[str, What] = {"leaves": "leave", "away": "away", "pauses": "pause"}


def _enter(kept: dict[str, str], will: Will, page: AnswerPage) -> dict[str, str]:
    """Fill the form of a page, and keep what was entered."""
    kept.update(_filled(page, will.guest, will.week))
    return kept


def _weeks(new: NewCohort) -> int:
    """Return how many weeks the programme goes on after the workshop, for those who begin last."""
    programme = programme_from(new.programme_text, new.programme_file)
    waits = longest_wait(new.design)
    return -(-(max((step.after_days or 0 for step in programme.grid), default=0) + waits) // 7)


def _quarter(at: datetime) -> datetime:
    """Return *at*, or the next full quarter of an hour."""
    spare = timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)
    return at if not spare else at - spare + timedelta(minutes=15)


def _filled(page: AnswerPage, guest: Guest, week: int) -> dict[str, str]:
    """Return what somebody enters into the form of a page."""
    chance = guest.chance("answer", *(one.step.name for one in page.live))
    values = {}
    for ask in page.asks:
        wanted = not ask.optional or chance.random() < 0.25
        value = written(ask.field, chance) if ask.form == "words" else guest.temper.chosen(
            ask.field, ask.allowed, week, chance
        )  # fmt: skip
        if value and wanted:
            values[ask.field] = value
    for sheet in page.sheets if values else ():
        if words := written(sheet.comment, chance):
            values[sheet.comment] = words
    return values
