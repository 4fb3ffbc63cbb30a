"""Small pictures as numbers: where lines and dots lie, for SVG templates to draw. No colours here."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dot:
    """One point: where it lies, what it says ("" for most), and at which height that stands."""

    x: float
    y: float
    label: str = ""
    text_y: float = 0


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


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + " L".join(f"{x:g} {y:g}" for x, y in points)
