"""Random worlds for the promises of the calendar: people, absences, outages and relays, lived through day by day."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import update
from sqlmodel import col, select

from actions import standing
from actions.enrolling import NewCohort, enroll
from actions.house import House
from actions.plans.calendars import calendar_of
from actions.sending import send_due
from coaching.calendars import Calendar
from coaching.designs import check_programme, parse
from coaching.errors import NotAllowed, Refused
from content.reader import read_programme
from content.roster import Roster, RosterRow
from delivery.channel import Outcome
from storage import absences, enrollments, messages, people
from storage.rows import MessageRow, ParticipantRow, PromptRow
from tests import make

BEGINS = date(2026, 3, 9)
"""Two weeks before the clocks change in Europe, one day after they did in America."""
DAYS = 40
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Kiritimati")
COUNTRIES = ("", "DE", "US", "SA", "JP")
WEEKS = ("", "01234", "0123", "24")
DESIGNS = ("", "wait-list:1", "stepped-start:3x1", "hold-back:2/2")
OUTCOMES = ("sent", "sent", "sent", "sent", "sent", "sent", "delayed", "unsure", "refused")
HOURS = (time(1), time(7, 40), time(9, 15), time(13, 20), time(17, 55), time(20))
"""When the house makes a pass, in UTC: in all zones of these worlds some lie in working hours and some at night."""


@dataclass(frozen=True)
class Somebody:
    """One participant of a world, by number; *cohorts* are those they are enrolled in."""

    zone: str
    country: str
    week: str
    cohorts: frozenset[int]


@dataclass(frozen=True)
class Happening:
    """Something that is done for one person on one day."""

    day: int
    who: int
    what: str
    length: int


@dataclass(frozen=True)
class World:
    """Everything that is drawn. *outages* are days without any pass; *workshops* one per cohort, in days.

    *designs* has what a draw decides, a design or "" per cohort; at the tasks of *hours* an hour is drawn.
    """

    people: tuple[Somebody, ...]
    steps: tuple[tuple[int, str, str], ...]
    workshops: tuple[int, ...]
    happenings: tuple[Happening, ...]
    outages: frozenset[int]
    outcomes: tuple[str, ...]
    designs: tuple[str, ...] = ()
    hours: tuple[int, ...] = ()


def somebodies(cohorts: int) -> st.SearchStrategy[Somebody]:
    """Return people who are in one or more of so many cohorts."""
    which = st.frozensets(st.integers(0, cohorts - 1), min_size=1)
    return st.builds(
        Somebody, st.sampled_from(ZONES), st.sampled_from(COUNTRIES), st.sampled_from(WEEKS), which
    )  # fmt: skip


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Return a world with one or two cohorts, up to three people, and whatever may come between."""
    cohorts = draw(st.integers(1, 2))
    group = draw(st.lists(somebodies(cohorts), min_size=1, max_size=3))
    step = st.tuples(
        st.integers(0, 24),
        st.sampled_from(["task", "task", "check_in"]),
        st.sampled_from(["skip", "skip", "send", "shift"]),
    )
    happening = st.builds(
        Happening, st.integers(0, DAYS - 10), st.integers(0, len(group) - 1),
        st.sampled_from(["away", "away", "away", "pause", "resume", "resume", "move", "days", "leave"]),
        st.integers(0, 14),
    )  # fmt: skip
    steps = draw(st.lists(step, min_size=2, max_size=8, unique_by=lambda one: one[0]))
    tasks = [days for days, kind, _ in steps if kind == "task"]
    outage = st.tuples(st.integers(0, DAYS - 8), st.integers(1, 4))
    return World(
        people=tuple(group),
        steps=tuple(steps),
        workshops=tuple(draw(st.lists(st.integers(0, 12), min_size=cohorts, max_size=cohorts))),
        happenings=tuple(draw(st.lists(happening, max_size=5))),
        outages=frozenset(
            first + n for first, length in draw(st.lists(outage, max_size=2)) for n in range(length)
        ),
        outcomes=tuple(draw(st.lists(st.sampled_from(OUTCOMES), min_size=1, max_size=9))),
        designs=tuple(draw(st.lists(st.sampled_from(DESIGNS), min_size=cohorts, max_size=cohorts))),
        hours=tuple(draw(st.lists(st.sampled_from(tasks), max_size=2, unique=True)) if tasks else ()),
    )  # fmt: skip


def programme_of(world: World) -> str:
    """Return the programme file of a world: a baseline, and its steps."""
    head, _, _ = make.SHORT.partition("steps:\n")
    lines = [
        head,
        "steps:\n",
        "  - {name: baseline, title: Start, after_days: -5, until_days: -1, check_in: [listening]}\n",
    ]
    for days, kind, then in sorted(world.steps):
        what = "check_in: [listening]" if kind == "check_in" else (
            "task: {behaviour: listening, cue: When, act: let them finish., check: One sentence.}"
        )  # fmt: skip
        late = "{then: " + then + "}"
        lines.append(f"  - {{name: s{days}, title: Step {days}, after_days: {days}, {what}, late: {late}}}\n")
    if world.hours:
        tried = ", ".join(f"s{days}" for days in world.hours)
        lines.append(f"experiments:\n  - {{name: noon, tries: hour, steps: [{tried}], hours: ['08:00', '16:30']}}\n")
    return "".join(lines)


def design_of(world: World, n: int) -> str:
    """Return what a draw decides for one cohort; nothing where the programme leaves nothing to compare."""
    written = world.designs[n] if n < len(world.designs) else ""
    try:
        if written:
            check_programme(parse(written), read_programme(programme_of(world), "p.yaml"))
    except Refused:
        return ""
    return written


@dataclass
class HandedOver:
    """One mail as the relay saw it: the moment, and what the calendar of its recipient was like then."""

    to: str
    at: datetime
    calendar: Calendar


@dataclass
class Post:
    """A relay that answers as the world has it, and keeps what it accepted (or may have), by Message-ID.

    A mail that may have gone twice counts when it surely went, the last time.
    """

    outcomes: tuple[str, ...]
    name: str = "post"
    loopback: bool = True
    n: int = 0
    now: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    calendars: dict[str, Calendar] = field(default_factory=dict)
    taken: dict[bytes, HandedOver] = field(default_factory=dict)

    @contextmanager
    def lane(self) -> "Iterator[Post]":
        """Return the way in: one for all."""
        yield self

    def send(self, bounce_to: str, to: str, raw: bytes) -> Outcome:
        """Take one mail."""
        state = self.outcomes[self.n % len(self.outcomes)]
        self.n += 1
        if state in ("sent", "unsure"):
            named = next(line for line in raw.splitlines() if line.lower().startswith(b"message-id"))
            self.taken[named] = HandedOver(to, self.now, self.calendars[to])
        return Outcome(state, "said", "250")  # type: ignore[arg-type]


def address(n: int) -> str:
    """Return the address of person *n*."""
    return f"p{n}@example.org"


class Life:
    """Lives one world through in a house."""

    def __init__(self, house: House, world: World) -> None:
        self.house, self.world = house, world
        self.post = Post(world.outcomes)
        self.text = programme_of(world)

    def live(self) -> "Life":
        """Enrol, let every day pass, and bring everything that is open to its end."""
        for day in range(DAYS):
            for hour in HOURS:
                now = datetime.combine(BEGINS + timedelta(days=day), hour, UTC)
                if hour == HOURS[1]:
                    self._enrol(day, now)
                if hour == HOURS[2]:
                    self._happen(day, now)
                if day not in self.world.outages and (hour == HOURS[3] or self._is_due(now)):
                    self._pass(now)
        return self

    def _enrol(self, day: int, now: datetime) -> None:
        """Enrol a cohort six days before its workshop where the world has room for that."""
        for n, workshop in enumerate(self.world.workshops):
            if day == max(0, workshop - 6 + 5 * n):
                rows = tuple(
                    RosterRow(row + 2, address(row), zone=one.zone, country=one.country,
                              working_days=tuple(map(int, one.week)))
                    for row, one in enumerate(self.world.people) if n in one.cohorts
                )  # fmt: skip
                if rows:
                    new = NewCohort(
                        f"cohort {n}", self.text, "p.yaml", BEGINS + timedelta(days=workshop), seed=f"seed {n}",
                        design=design_of(self.world, n), pooled=True,
                    )  # fmt: skip
                    enroll(self.house, new, Roster(rows, (), ()), now)

    def _happen(self, day: int, now: datetime) -> None:
        for one in self.world.happenings:
            if one.day == day and self._is_enrolled(one.who):
                self._do(one, now)

    def _is_enrolled(self, who: int) -> bool:
        with self.house.store.read() as session:
            return any(place.enrollment.state != "left" for place in enrollments.of_person(session, address(who)))

    def _do(self, one: Happening, now: datetime) -> None:
        who, today = address(one.who), now.date()
        if one.what == "away":
            first = today + timedelta(days=one.length % 4)
            standing.away(self.house, who, first, first + timedelta(days=one.length), now)
        elif one.what in ("move", "days"):
            # behind the product's back, as when a holiday table changes
            columns: dict[str, Any] = {"country": "JP"} if one.what == "move" else {"working_days": "024"}
            with self.house.store.write() as session:
                place = enrollments.of_person(session, who)[0]
                people.change_participant(session, place.participant.id or 0, **columns)
                session.commit()
        else:
            with self.house.store.read() as session:
                held = enrollments.of_person(session, who)
            cohort = held[one.length % len(held)].cohort.name
            with suppress(NotAllowed):  # they have left there
                getattr(standing, one.what)(self.house, who, now, cohort)

    def _pass(self, now: datetime) -> None:
        self.post.now = now
        self.post.calendars = self._calendars()
        send_due(self.house, self.post, now)
        with self.house.store.write() as session:
            waiting = col(MessageRow.retry_at).is_not(None)
            session.execute(update(MessageRow).where(waiting).values(retry_at=datetime(2026, 1, 1, tzinfo=UTC)))
            session.commit()

    def _calendars(self) -> dict[str, Calendar]:
        found = {}
        with self.house.store.read() as session:
            for n in range(len(self.world.people)):
                for place in enrollments.of_person(session, address(n))[:1]:
                    found[address(n)] = self._calendar(place.participant, absences.of_participant(
                        session, place.participant.id or 0))  # fmt: skip
        return found

    def _calendar(self, who: ParticipantRow, away: list[tuple[date, date]]) -> Calendar:
        return calendar_of(who.zone, who.country, who.region, who.working_days, away, BEGINS)

    def prompts(self) -> list[PromptRow]:
        """Return every prompt as it stands."""
        with self.house.store.read() as session:
            return list(session.exec(select(PromptRow).order_by(col(PromptRow.id))))

    def sent_on(self) -> dict[int, date]:
        """Return the day each message went (once), on its recipient's calendar, by message id."""
        with self.house.store.read() as session:
            surely = (MessageRow.state == "sent", col(MessageRow.may_have_repeated).is_(False))
            rows = session.exec(select(MessageRow).where(*surely))
            return {row.id or 0: row.local_day for row in rows}

    def _is_due(self, now: datetime) -> bool:
        with self.house.store.read() as session:
            due_at = messages.next_due_at(session)
        return due_at is not None and due_at <= now


def life(folder: Path, world: World, url: str = "") -> Life:
    """Live *world* through in a fresh house."""
    return Life(make.house(folder, url), world).live()
