"""The report as values: what is counted, what is estimated, what is withheld, and the JSON of it."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from actions.report.tried import Tried


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
    """One step. *sent* counts the people it went to; *open* says that the window of somebody has not closed.

    *answered* is of those it went to; "not yet" counts as an answer. *done* is of those who answered the task.
    Both are None where withheld, or where nothing has been sent; *day* and *week* are None for a step without a
    day of its own. *stays* is the day of an earlier print that is shown, or "".
    """

    step: str
    title: str
    kind: str
    day: int | None
    week: int | None
    sent: int
    open: bool
    answered: Share | None
    done: Share | None
    withheld: str
    stays: str = ""


@dataclass(frozen=True, slots=True)
class WeekFigures:
    """One week of the programme (0: before it), in people: *answered* anything asked that week, *done* a task."""

    week: int
    asked: int
    answered: Share | None
    done: Share | None
    withheld: str
    stays: str = ""


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
    """One behaviour. *growth* has the fields of ``measure.change.Change``, all in days out of five.

    *stays* is the day of an earlier print that is shown, or "".
    """

    behaviour: str
    label: str
    asks: str
    primary: bool
    check_ins: tuple[CheckIn, ...]
    growth: Mapping[str, Any]
    stays: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the figures with the growth fields beside the others."""
        found = {"behaviour": self.behaviour, "label": self.label, "asks": self.asks, "primary": self.primary,
                 "stays": self.stays}  # fmt: skip
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
class Stay:
    """The share who had not fallen silent just after *week*, with its 95 % band."""

    week: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Stopped:
    """How many different people chose a barrier of a behaviour's tasks; None where few did, or nobody."""

    behaviour: str
    label: str
    barrier: str
    people: int | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A comparison: *measured* says of whom with whom, *estimate* and its interval in the unit that *unit* names.

    *what* is what differs. *drawn* says whether who came first, or got what, was drawn: without that nothing is called
    an effect. *df* and *people* are known where people were drawn one by one: such effects can be pooled.
    """

    measured: str
    estimate: float
    low: float | None
    high: float | None
    unit: str
    drawn: bool
    note: str = ""
    what: str = "change"
    df: int | None = None
    people: int = 0


@dataclass(frozen=True, slots=True)
class Fade:
    """By how many days people say less or more in week *to* than in week *since*, of the *n* who answered both.

    *acts* is how many acts the programme still sent in between: with none, what is left is left without prompts.
    """

    label: str
    since: int
    to: int
    n: int
    change: float
    low: float
    high: float
    acts: int


@dataclass(frozen=True, slots=True)
class Report:
    """Everything the report says, whatever it is printed as. There is no name and no free text in it.

    *people* has enrolled and where they stand (None where a small count would show). *late* and *suspect* count
    answers that came after their window and within a second of the page. *stays* lists what is shown as it was on an
    earlier day, and *evidence* what each kind of figure is evidence of.
    """

    cohort: str
    programme: str
    title: str
    version: int
    workshop_on: date
    as_of: datetime
    min_cell: int
    headline: str
    lead: tuple[str, ...]
    minutes: float | None
    people: Mapping[str, int | None]
    stay: tuple[Stay, ...]
    steps: tuple[StepFigures, ...]
    weeks: tuple[WeekFigures, ...]
    behaviours: tuple[BehaviourFigures, ...]
    observed: tuple[ObservedFigures, ...]
    stopped: tuple[Stopped, ...]
    comparisons: tuple[Difference, ...]
    fade: tuple[Fade, ...]
    tried: tuple[Tried, ...]
    late: int | None
    suspect: int | None
    ledger: Mapping[str, Any]
    withheld: tuple[tuple[str, str], ...]
    stays: tuple[tuple[str, datetime], ...]
    cannot_show: tuple[str, ...]
    evidence: tuple[tuple[str, str], ...]

    def to_json(self) -> dict[str, Any]:
        """Return the JSON object; every number is finite or null, days are ISO dates, moments ISO 8601 in UTC.

        ``completion`` is ``{"steps": [...], "weeks": [...]}`` with ``answered`` and ``done`` as ``{"n", "of",
        "rate", "low", "high"}`` or null; ``behaviours`` is a list with ``check_ins`` and the growth fields.
        """
        plain = ("cohort", "programme", "title", "version", "min_cell", "headline", "minutes", "late", "suspect")
        lists = ("stay", "observed", "stopped", "comparisons", "fade", "tried")
        found = {name: getattr(self, name) for name in plain}
        found |= {name: [asdict(one) for one in getattr(self, name)] for name in lists}
        found |= {
            "workshop_on": self.workshop_on.isoformat(),
            "as_of": self.as_of.isoformat(),
            "lead": list(self.lead),
            "people": dict(self.people),
            "completion": {"steps": [asdict(one) for one in self.steps], "weeks": [asdict(one) for one in self.weeks]},
            "behaviours": [one.to_json() for one in self.behaviours],
            "ledger": dict(self.ledger),
            "withheld": [{"what": what, "why": why} for what, why in self.withheld],
            "stays": [{"what": what, "as_of": as_of.isoformat()} for what, as_of in self.stays],
            "cannot_show": list(self.cannot_show),
            "evidence": [{"figure": figure, "grade": grade} for figure, grade in self.evidence],
        }
        return dict(finite(found))


def step_from(figures: Mapping[str, Any], stays: str) -> StepFigures:
    """Return the figures of a step from their JSON."""
    return StepFigures(**{**figures, **_shares(figures), "stays": stays})


def week_from(figures: Mapping[str, Any], stays: str) -> WeekFigures:
    """Return the figures of a week from their JSON."""
    return WeekFigures(**{**figures, **_shares(figures), "stays": stays})


def _shares(figures: Mapping[str, Any]) -> dict[str, Share | None]:
    return {name: Share(**figures[name]) if figures[name] else None for name in ("answered", "done")}


def behaviour_from(figures: Mapping[str, Any], stays: str) -> BehaviourFigures:
    """Return the figures of a behaviour from their JSON."""
    check_ins = tuple(CheckIn(**one) for one in figures["check_ins"])
    return BehaviourFigures(**{**figures, "check_ins": check_ins, "stays": stays})


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
