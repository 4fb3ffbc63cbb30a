"""The director of the demonstration: moves the clock through half a year; flows run, people answer.

``python -m commands.demonstration.director``, as a child beside the web door, the Prefect server and the flows.
"""

import email
import email.policy
import heapq
import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

from actions.house import House
from actions.uploads import keep
from commands.demonstration.people import (
    COLLEAGUES,
    LINK,
    Browser,
    Somebody,
    answer_form,
    asks_how_to_go_on,
    cast,
    filled,
    in_a_reply,
    reply_to,
)
from commands.demonstration.places import addresses_of
from commands.opening import open_house
from delivery.outbox import drop_reply, messages
from flows.asking import Asker, asking, wait_until_served
from storage.clocks import set_moment
from storage.messages import next_due_at

PROGRAMME = "lead-for-loyalty"
THEIRS, YOURS = "Hamburg, spring", "Your cohort"
YOU = "you@example.org"
COACH = "Maria Lopez <maria.lopez@example.org>"
ZONE = "Europe/Berlin"
HALF_A_YEAR = timedelta(days=196)
BEFORE = timedelta(days=9)
SOON = timedelta(minutes=11)
"""After a due moment: mails of one hour are spread over ten minutes."""
READING = timedelta(seconds=40)
"""How long people take over a page, on the demonstration's clock; under a second would be suspect."""
LOOK_AGAIN = (timedelta(days=2), timedelta(days=3))
"""When a check-in may be reminded of."""


@dataclass
class Director:
    """Moves one installation through time. *workshops* are the days of people's workshops, by address."""

    house: House
    outbox: Path
    asker: Asker
    browser: Browser
    people: dict[str, Somebody]
    said: Callable[[str], None]
    workshops: dict[str, date]
    chance: random.Random = field(default_factory=lambda: random.Random(11))  # noqa: S311
    moments: list[datetime] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    answered: int = 0

    def play(self, end: datetime) -> None:
        """Play everything that falls due up to *end*."""
        while (moment := self._next()) <= end:
            self._visit(moment)
        self._visit(end)

    def _next(self) -> datetime:
        with self.house.store.read() as session:
            due = next_due_at(session)
        waiting = [self.moments[0]] if self.moments else []
        return min([*waiting, *([due + SOON] if due else [])], default=datetime.max.replace(tzinfo=UTC))

    def _visit(self, moment: datetime) -> None:
        while self.moments and self.moments[0] <= moment:
            heapq.heappop(self.moments)
        self._set_clock(max(moment, self.house.clock(datetime.now(UTC))))
        self.asker.run("tick/tick")
        fresh = [mail for mail in messages(self.outbox) if mail.key not in self.seen]
        self.seen |= {mail.key for mail in fresh}
        if fresh:
            answers = self._answer([email.message_from_bytes(mail.raw, policy=email.policy.default) for mail in fresh])
            self.said(f"{moment:%a %d %b %Y}  {len(fresh):3} mails sent, {answers:3} answered")
            for later in LOOK_AGAIN:
                heapq.heappush(self.moments, moment + later)

    def brief(self) -> None:
        """Send the coach the week's brief."""
        self.asker.run("send-briefs/send-briefs")
        self.asker.run("tick/tick")

    def _set_clock(self, moment: datetime) -> None:
        set_moment(self.house.store, moment, datetime.now(UTC))

    def _answer(self, mails: list[EmailMessage]) -> int:
        """Let everybody who wants to read their mail do so, then answer by form or by reply."""
        opened, replies = [], 0
        today = self.house.clock(datetime.now(UTC)).date()
        for mail in mails:
            who = self.people.get(str(mail["To"].addresses[0].addr_spec))
            week = (today - self.workshops[who.address]).days // 7 if who else 0
            if who is None or not (asks_how_to_go_on(mail) or who.temper.wants_to_answer(week, self.chance)):
                continue
            text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
            if who.by_reply and (said := in_a_reply(mail, text, self.chance)) is not None:
                replies += self._reply(mail, who, said)
            elif (link := LINK.search(text)) and (form := answer_form(self.browser.get(link.group(0)))):
                values = filled(form, who, week, self.chance)
                opened += [(link.group(0), values)] if len(values) > len(form.hidden) else []
        if opened:
            self._set_clock(self.house.clock(datetime.now(UTC)) + READING)
        posted = sum(self.browser.post(path, values) == 200 for path, values in opened)
        if replies:
            self.asker.run("collect/collect")
        return posted + replies

    def _reply(self, mail: EmailMessage, who: Somebody, words: str) -> int:
        if not words:
            return 0
        headers = {name: str(mail[name]) for name in ("Reply-To", "Subject", "Message-ID")}
        drop_reply(self.outbox, reply_to(headers, who, words, self.house.clock(datetime.now(UTC))))
        return 1


def enrol(director: Director, name: str, roster: str, workshop_on: date) -> None:
    """Enrol a cohort through the real flow; its roster travels by key."""
    now = director.house.clock(datetime.now(UTC))
    key = keep(director.house, "roster.csv", roster.encode(), now)
    parameters = {"roster_key": key, "programme": PROGRAMME, "workshop_on": workshop_on.isoformat(), "cohort": name,
                  "zone": ZONE, "country": "DE"}  # fmt: skip
    director.asker.run("enroll/enroll", parameters)


def roster_of(people: list[Somebody]) -> str:
    """Return the roster of simulated people."""
    lines = [f'{who.address},{who.name},"{COACH}"' for who in people]
    return "\n".join(["email,name,coach", *lines])


def working_day(day: date) -> date:
    """Return *day*, or the Friday before it."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def main() -> None:
    """Play both cohorts up to now and say where to look."""
    house, settings = open_house()
    assert settings.outbox is not None
    began = time.monotonic()
    now = datetime.now(UTC)
    people, colleagues = cast(), cast(COLLEAGUES, seed=3)
    latest = working_day((now - timedelta(hours=14)).date())
    theirs, yours = working_day((now - HALF_A_YEAR).date()), latest - timedelta(days=14)
    set_moment(house.store, datetime.combine(theirs, datetime.min.time(), UTC) - BEFORE + timedelta(hours=9), now)
    say("Starting the flows ...")
    wait_until_served("enroll/enroll")
    with asking() as client:
        browser = Browser(settings.public_url)
        director = Director(
            house,
            settings.outbox,
            Asker(client),
            browser,
            {one.address: one for one in [*people, *colleagues]},
            say,
            {one.address: theirs for one in people} | {one.address: yours for one in colleagues},
        )
        enrol(director, THEIRS, roster_of(people), theirs)
        say(f"{len(people)} simulated people were enrolled after a workshop on {theirs}. Half a year goes by:")
        start = datetime.combine(yours, datetime.min.time(), UTC) - BEFORE + timedelta(hours=9)
        director.play(start)
        enrol(director, YOURS, roster_of(colleagues) + f'\n{YOU},Alex,"{COACH}"', yours)
        say(f"You ({YOU}) and {len(colleagues)} simulated colleagues were enrolled after a workshop on {yours}.")
        director.play(now)
        director.brief()
    set_moment(house.store, datetime.now(UTC), datetime.now(UTC))
    say(f"Done after {time.monotonic() - began:.0f} s. Every answer came in through the door or by reply.\n")
    print(addresses_of(house, settings, (THEIRS, YOURS), YOU, datetime.now(UTC)), flush=True)
    signal.pause()


def say(words: str) -> None:
    """Print a line of progress."""
    print(words, flush=True)


if __name__ == "__main__":
    main()
