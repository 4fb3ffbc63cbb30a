"""The report as values: what is counted, what is estimated, what is withheld, and the JSON of it."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Share:
    """*n* of *of* people, as a share between 0 and 1 with Wilson's 95 % interval."""

    n: int
    of: int
    rate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class StepFigures:
    """One step. *sent* counts prompts handed over, *open* those that can still be answered in time.

    *answered* is of those handed over; "not yet" counts as an answer. *done* is of those who answered the task.
    Both are None where withheld, or where nothing has been sent; *day* and *week* are None for a step without a
    day of its own.
    """

    step: str
    title: str
    kind: str
    day: int | None
    week: int | None
    sent: int
    open: int | None
    answered: Share | None
    done: Share | None
    withheld: str


@dataclass(frozen=True, slots=True)
class WeekFigures:
    """One week of the programme (0: before it), in people: *answered* anything asked that week, *done* a task."""

    week: int
    asked: int
    answered: Share | None
    done: Share | None
    withheld: str


@dataclass(frozen=True, slots=True)
class CheckIn:
    """The mean of one behaviour at one check-in, in days out of five, over *n* people who gave a number.

    *low* and *high* are the 95 % t interval, inside the scale. *withheld* is why there is no mean, or "".
    """

    step: str
    title: str
    week: int
    measure: str
    asked: int
    n: int | None
    mean: float | None
    low: float | None
    high: float | None
    withheld: str


@dataclass(frozen=True, slots=True)
class BehaviourFigures:
    """One behaviour. *growth* has the fields of ``measure.change.Change``, all in days out of five."""

    behaviour: str
    label: str
    asks: str
    primary: bool
    check_ins: tuple[CheckIn, ...]
    growth: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        """Return the figures with the growth fields beside the others."""
        found = {"behaviour": self.behaviour, "label": self.label, "asks": self.asks, "primary": self.primary}
        return found | {"check_ins": [asdict(one) for one in self.check_ins]} | dict(self.growth)


@dataclass(frozen=True, slots=True)
class ObservedFigures:
    """One behaviour in one pulse over a cohort; *own* is the mean of the same people's self-ratings beside it.

    The two are never averaged. *withheld* is why there is no mean, or "".
    """

    behaviour: str
    label: str
    step: str
    week: int
    people: int | None
    raters: int | None
    mean: float | None
    own: float | None
    withheld: str


@dataclass(frozen=True, slots=True)
class Report:
    """Everything the report says, whatever it is printed as. There is no name and no free text in it.

    *people* has enrolled, active, paused and left (None where a small count would show). *late* and *suspect* count
    answers that came after their window and within a second of the page.
    """

    cohort: str
    programme: str
    title: str
    version: int
    workshop_on: date
    as_of: datetime
    late_too: bool
    min_cell: int
    headline: str
    lead: tuple[str, ...]
    people: Mapping[str, int | None]
    steps: tuple[StepFigures, ...]
    weeks: tuple[WeekFigures, ...]
    behaviours: tuple[BehaviourFigures, ...]
    observed: tuple[ObservedFigures, ...]
    late: int | None
    suspect: int | None
    ledger: Mapping[str, Any]
    withheld: tuple[tuple[str, str], ...]
    cannot_show: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the JSON object; every number is finite or null, days are ISO dates, moments ISO 8601 in UTC.

        ``completion`` is ``{"steps": [...], "weeks": [...]}`` with ``answered`` and ``done`` as ``{"n", "of",
        "rate", "low", "high"}`` or null; ``behaviours`` is a list with ``check_ins`` and the growth fields.
        """
        found = {
            "cohort": self.cohort,
            "programme": self.programme,
            "title": self.title,
            "version": self.version,
            "workshop_on": self.workshop_on.isoformat(),
            "as_of": self.as_of.isoformat(),
            "late_too": self.late_too,
            "min_cell": self.min_cell,
            "headline": self.headline,
            "lead": list(self.lead),
            "people": dict(self.people),
            "completion": {"steps": [asdict(one) for one in self.steps], "weeks": [asdict(one) for one in self.weeks]},
            "behaviours": [one.to_json() for one in self.behaviours],
            "observed": [asdict(one) for one in self.observed],
            "late": self.late,
            "suspect": self.suspect,
            "ledger": dict(self.ledger),
            "withheld": [{"what": what, "why": why} for what, why in self.withheld],
            "cannot_show": list(self.cannot_show),
        }
        return dict(finite(found))


def finite(value: Any) -> Any:
    """Return *value* with every number that is not finite as None, and tuples as lists, all the way down.

    >>> finite({"low": float("nan"), "ci": (1.0, float("inf"))})
    {'low': None, 'ci': [1.0, None]}
    """
    if isinstance(value, Mapping):
        return {key: finite(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [finite(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
