"""What is known of a coach's people before it is decided what the coach sees: read once, in a handful of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from sqlmodel import Session

from actions.contents import programme_from
from coaching.branching import DONE
from coaching.programmes import Programme
from storage import coached
from storage.coached import Asked, Of, Person, Said


@dataclass(frozen=True, slots=True)
class Known:
    """One person: what they said and were asked, and whether they are away today ("" for no)."""

    person: Person
    said: Sequence[Said]
    asked: Sequence[Asked]
    absence: str

    @property
    def zone(self) -> ZoneInfo:
        """The zone of their calendar."""
        return ZoneInfo(self.person.zone or self.person.cohort_zone)


@dataclass(frozen=True, slots=True)
class Everybody:
    """All people of one coach, or those asked for, with the programme versions they run."""

    people: tuple[Known, ...]
    programmes: Mapping[int, Programme]


def know(session: Session, of: Of, now: datetime, locale: str = "") -> Everybody:
    """Return whom *of* names, as of *now*; the words of programmes in *locale* where they have it."""
    people = coached.people(session, of)
    said = _by_enrollment(_standing(coached.said(session, of)))
    asked = _by_enrollment(coached.asked(session, of))
    away = _away(coached.absences(session, {one.participant_id for one in people}), people, now)
    versions = {one.programme_id for one in people}
    versions |= {one.programme_id for each in said.values() for one in each}
    versions |= {one.programme_id for each in asked.values() for one in each}
    texts = coached.programmes(session, versions)
    return Everybody(
        tuple(
            Known(one, said.get(one.enrollment_id, ()), asked.get(one.enrollment_id, ()),
                  away.get(one.participant_id, ""))
            for one in people
        ),
        {id_: programme_from(text, name, locale) for id_, (name, text) in texts.items()},
    )  # fmt: skip


def _standing(said: Sequence[Said]) -> list[Said]:
    """Return the answers without the barriers of tasks that were done after all."""
    done = {one.prompt_id for one in said if one.question == "task" and one.value == DONE}
    return [one for one in said if one.question != "barrier" or one.prompt_id not in done]


class _OfOne(Protocol):
    @property
    def enrollment_id(self) -> int: ...


One = TypeVar("One", bound=_OfOne)


def _by_enrollment(rows: Iterable[One]) -> dict[int, list[One]]:
    found: dict[int, list[One]] = defaultdict(list)
    for one in rows:
        found[one.enrollment_id].append(one)
    return found


def _away(
    rows: Iterable[tuple[int, str, date, date | None]], people: Collection[Person], now: datetime
) -> dict[int, str]:
    """Return "away" or "pause" for the people absent on their own calendar today."""
    today = {one.participant_id: now.astimezone(ZoneInfo(one.zone or one.cohort_zone)).date() for one in people}
    return {
        who: kind for who, kind, first, last in rows if first <= today[who] and (last is None or today[who] <= last)
    }
