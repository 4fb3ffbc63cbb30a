"""What a report prints of an experiment within a programme."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TriedWeek:
    """One week of the programme: of so many draws each way, in how many an answer came within three days."""

    week: int
    first: int
    first_answered: int
    second: int
    second_answered: int


@dataclass(frozen=True, slots=True)
class Tried:
    """One experiment: *estimate* is by how many points of a hundred more answered with the first of *arms*.

    *per_week* is by how much that difference grew from week to week, None where the draws fall in one week or are too
    few. *weeks* is empty where some week has few people either way. *treated* of *drawn* came out as the first arm, and
    *expected* were to be; *chance* is how often a fair draw is as far off, and *check* says so.
    """

    experiment: str
    tries: str
    arms: tuple[str, str]
    draws: int
    people: int
    estimate: float
    low: float
    high: float
    p: float
    per_week: float | None
    per_week_low: float | None
    per_week_high: float | None
    weeks: tuple[TriedWeek, ...]
    drawn: int
    treated: int
    expected: float
    chance: float
    check: str
