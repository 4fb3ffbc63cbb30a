"""Small pictures as numbers: where lines, bands and dots lie, for SVG templates to draw. No colours here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT = 260, 150
LEFT, RIGHT, TOP, BOTTOM = 22, 12, 14, 24
"""The picture's size and the margins around its plot, in SVG units."""
STRIP = 120
"""The width of the strip on which a share and its interval are drawn."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One mean: where it lies, what it says ("" for most), and at which height that stands."""

    x: float
    y: float
    label: str = ""
    text_y: float = 0


@dataclass(frozen=True, slots=True)
class Course:
    """A mean over the weeks: stretches of *lines* and *bands* as SVG path data, *ticks* of the weeks.

    A check-in that is withheld breaks the line: nothing is drawn through what is not known.
    """

    lines: tuple[str, ...]
    bands: tuple[str, ...]
    dots: tuple[Dot, ...]
    ticks: tuple[Dot, ...]
    says: str


def course(label: str, check_ins: Sequence[Mapping[str, Any]], top: float = 5) -> Course:
    """Return the picture of one behaviour; *check_ins* are those of the report's JSON, *top* the end of its scale.

    The weeks stand at their true distance, so that a pause of three months looks like one.
    """
    weeks = [one["week"] for one in check_ins]
    first, last = min(weeks, default=0), max(weeks, default=1)
    wide = max(last - first, 1)

    def at(week: float, value: float) -> tuple[float, float]:
        x = LEFT + (week - first) / wide * (WIDTH - LEFT - RIGHT)
        return round(x, 1), round(TOP + (1 - value / top) * (HEIGHT - TOP - BOTTOM), 1)

    stretches = [list(one) for one in _stretches(check_ins)]
    shown = [one for stretch in stretches for one in stretch]
    return Course(
        lines=tuple(_path([at(one["week"], one["mean"]) for one in run]) for run in stretches if len(run) > 1),
        bands=tuple(_band(run, at) for run in stretches if len(run) > 1),
        dots=tuple(_dot(one, at, one in (shown[0], shown[-1]), _rises(shown, one)) for one in shown),
        ticks=tuple(
            Dot(at(week, 0)[0], HEIGHT - 6, "start" if week == 0 else str(week)) for week in _apart(weeks, wide)
        ),
        says=_says(label, shown),
    )


def _stretches(check_ins: Sequence[Mapping[str, Any]]) -> Iterable[list[Mapping[str, Any]]]:
    """Yield runs of check-ins that have a mean."""
    run: list[Mapping[str, Any]] = []
    for one in check_ins:
        if one["mean"] is not None:
            run.append(one)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _apart(weeks: Sequence[int], wide: int) -> list[int]:
    """Return the weeks whose numbers have room below the picture."""
    kept: list[int] = []
    for week in weeks:
        if not kept or (week - kept[-1]) / wide * (WIDTH - LEFT - RIGHT) >= 17 + 12 * (kept[-1] == 0):
            kept.append(week)
    return kept


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + " L".join(f"{x:g} {y:g}" for x, y in points)


def _band(run: Sequence[Mapping[str, Any]], at: Any) -> str:
    upper = [at(one["week"], one["high"]) for one in run]
    lower = [at(one["week"], one["low"]) for one in reversed(run)]
    return _path([*upper, *lower]) + " Z"


def _dot(one: Mapping[str, Any], at: Any, is_end: bool, rises: bool) -> Dot:
    """Return the mean's dot; the label of an end stands clear of the band, and of a line that rises from it."""
    x, y = at(one["week"], one["mean"])
    text_y = at(one["week"], one["low"])[1] + 13 if rises else max(11, at(one["week"], one["high"])[1] - 5)
    return Dot(x, y, f"{one['mean']:.1f}" if is_end else "", round(text_y, 1))


def _rises(shown: Sequence[Mapping[str, Any]], one: Mapping[str, Any]) -> bool:
    """Whether *one* is the first of several and the next is higher."""
    return len(shown) > 1 and one is shown[0] and bool(shown[1]["mean"] > one["mean"])


def _says(label: str, shown: Sequence[Mapping[str, Any]]) -> str:
    """Return the picture in one sentence, for whoever does not see it."""
    if not shown:
        return f"{label}: too few answers to draw"
    told = [f"{one['mean']:.1f} days {_when(one['week'])}" for one in shown]
    return f"{label}: " + ", ".join([told[0], *told[1:][-1:]])


def _when(week: int) -> str:
    return f"in week {week}" if week else "at the start"


@dataclass(frozen=True, slots=True)
class Strip:
    """A share on a strip from 0 to 100 %: its dot and the ends of its interval."""

    x: float
    low: float
    high: float


def strip(share: Mapping[str, Any]) -> Strip:
    """Return where a share and its interval lie; *share* has rate, low and high between 0 and 1.

    >>> strip({"rate": 0.5, "low": 0.25, "high": 0.75})
    Strip(x=60.0, low=30.0, high=90.0)
    """
    return Strip(*(round(share[name] * STRIP, 1) for name in ("rate", "low", "high")))


OWN_WIDTH, OWN_HEIGHT = 340, 150
OWN_SIDE, OWN_TOP, OWN_FOOT = 28, 16, 26


@dataclass(frozen=True, slots=True)
class OwnPicture:
    """One person's answers over the weeks: stretches of *lines* as SVG path data, *dots*, *ticks*, and the *rules*
    at the ends of the scale.
    """

    lines: tuple[str, ...]
    dots: tuple[Dot, ...]
    ticks: tuple[Dot, ...]
    rules: tuple[Dot, ...]


def own_line(points: Sequence[tuple[int, int | None]]) -> OwnPicture:
    """Return the picture of (week, days out of five); None was no chance, and the line breaks there.

    >>> own_line([(0, 2), (2, None), (4, 5)]).dots[1]
    Dot(x=312.0, y=16.0, label='5', text_y=8.0)
    """
    first, last = points[0][0], points[-1][0]
    wide, tall = OWN_WIDTH - 2 * OWN_SIDE, OWN_HEIGHT - OWN_TOP - OWN_FOOT

    def at(week: float, days: float) -> tuple[float, float]:
        x = OWN_SIDE + (week - first) / max(last - first, 1) * wide
        return round(x, 1), round(OWN_TOP + (1 - days / 5) * tall, 1)

    runs: list[list[tuple[float, float]]] = [[]]
    for week, days in points:
        runs[-1:] = [runs[-1], []] if days is None else [[*runs[-1], at(week, days)]]
    found = [(at(week, days), days) for week, days in points if days is not None]
    return OwnPicture(
        lines=tuple(_path(run) for run in runs if len(run) > 1),
        dots=tuple(Dot(x, y, str(days), y - 8) for (x, y), days in found),
        ticks=tuple(Dot(at(week, 0)[0], OWN_HEIGHT - 8, str(week or "")) for week, _ in points),
        rules=tuple(Dot(0, at(first, days)[1], str(days)) for days in (0, 5)),
    )
