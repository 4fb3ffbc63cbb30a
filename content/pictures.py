"""The report's pictures, drawn by matplotlib: SVG whose text is text for pages, PNG for mails and slides.

Each says in one sentence what it shows (``says``) and stands beside a table in the report. Colours are the page's
own, by name, so that a picture follows it into the dark; no two things are told apart by colour alone. matplotlib is
loaded when something is drawn.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from content.svg import plain_svg

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK = {"--ink": "#1c2730", "--soft": "#55626d", "--line": "#dcd9d0", "--card": "#ffffff", "--accent": "#0a6570",
       "--band": "#cfe3e4"}  # fmt: skip
"""The page's colours in the light; the SVG names them, the PNG has them."""
DPI = 72
"""A point of the figure is a unit of the SVG."""
FONT = 11
FAR = 8
"""Weeks without a check-in across which no line is drawn: nobody knows what lies between."""
Point = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: *svg* for a page, and the sentence for whoever does not see it."""

    svg: str
    says: str
    figure: "Figure"

    def png(self, scale: float = 2) -> bytes:
        """Return the picture for a mail or a slide, *scale* pixels a point."""
        out = io.BytesIO()
        self.figure.savefig(out, format="png", dpi=DPI * scale, facecolor=INK["--card"])
        return out.getvalue()


def course(label: str, check_ins: Sequence[Point], top: float = 5) -> Picture:
    """Return the means of one behaviour over the weeks with their intervals, on the whole scale from 0 to *top*.

    A check-in that is withheld breaks the line, and so does a long pause: nothing is drawn through what is not known.
    Weeks stand at their true distance.
    """
    figure, axes = _blank(260, 160)
    shown = [one for one in check_ins if one["mean"] is not None]
    for run in _runs(check_ins):
        weeks = [one["week"] for one in run]
        _band(axes, weeks, [one["low"] for one in run], [one["high"] for one in run])
        axes.plot(weeks, [one["mean"] for one in run], color=INK["--accent"], lw=2.5)
    for one in shown:
        _whisker(axes, one["week"], one["low"], one["high"])
        _dot(axes, one["week"], one["mean"])
    for one in shown[:1] + shown[1:][-1:]:
        up = one["high"] < top - 0.9
        at = (one["week"], one["high"] if up else one["low"])
        _say(axes, f"{one['mean']:.1f}", at, 3 if up else -3, "center")
    _weeks(axes, [one["week"] for one in check_ins])
    axes.set_ylim(0, top)
    axes.set_yticks([0, top], ["0", f"{top:g}"])
    axes.tick_params(left=False)
    if not shown:
        axes.text(0.5, 0.5, "Too few answers to say", transform=axes.transAxes, ha="center", color=INK["--soft"])
    return _picture(figure, _course_says(label, shown))


def _course_says(label: str, shown: Sequence[Point]) -> str:
    if not shown:
        return f"{label}: too few answers to draw"
    told = [f"{one['mean']:.1f} days {_when(one['week'])}" for one in shown]
    return f"{label}: " + ", ".join([told[0], *told[1:][-1:]])


def _when(week: int) -> str:
    return f"in week {week}" if week else "at the start"


def beside(label: str, pulses: Sequence[Point], top: float = 5) -> Picture:
    """Return what colleagues saw of one behaviour (dashed, squares) beside what the same people said (line, dots)."""
    figure, axes = _blank(260, 160)
    for name, style in (("own", "-"), ("mean", "--")):
        known = [(one["week"], one[name]) for one in pulses if one[name] is not None]
        colour = INK["--accent" if name == "own" else "--ink"]
        if known:
            axes.plot(*zip(*known, strict=True), color=colour, lw=2, ls=style)
        for week, value in known:
            _dot(axes, week, value, colour, square=name == "mean")
    _weeks(axes, [one["week"] for one in pulses])
    axes.set_ylim(0, top)
    axes.set_yticks([0, top], ["0", f"{top:g}"])
    axes.tick_params(left=False)
    last = next((one for one in reversed(pulses) if one["mean"] is not None), None)
    told = "too few answers to draw"
    if last:
        own = "too few" if last["own"] is None else f"{last['own']:.1f}"
        told = f"colleagues saw {last['mean']:.1f} days {_when(last['week'])}, people themselves said {own}"
    return _picture(figure, f"{label}: {told}")


def heat(title: str, steps: Sequence[Point], what: str) -> Picture:
    """Return one row of squares, a step each in the order of the days, darker where the share *what* is larger.

    The percentage and of how many people it is stand in the square; a step without one has a dot, which is no nought.
    """
    figure, axes = _blank(max(260, 48 * len(steps) + 36), 74, bottom=18, top=2)
    for place, one in enumerate(steps):
        _square(axes, place, one[what])
        day = "" if one["day"] is None else f"{one['day']}".replace("-", "−")
        axes.text(place + 0.5, -0.1, day, ha="center", va="top", color=INK["--soft"], fontsize=FONT)
    axes.set_xlim(0, max(len(steps), 1))
    axes.set_ylim(0, 1)
    axes.set_axis_off()
    known = [one[what]["rate"] for one in steps if one[what]]
    span = f"between {min(known) * 100:.0f} and {max(known) * 100:.0f} %" if known else "too few to say"
    return _picture(figure, f"{title} by step: {span}")


def _square(axes: "Axes", place: int, share: Point | None) -> None:
    """Draw one square; its words stand on the page's own ground, so that they can be read on every shade."""
    if share is None:
        axes.text(place + 0.5, 0.5, "·", ha="center", va="center", color=INK["--soft"], fontsize=FONT)
        return
    left, right, alpha = place + 0.03, place + 0.97, 0.08 + 0.72 * share["rate"]
    axes.fill([left, right, right, left], [0, 0, 1, 1], color=INK["--accent"], alpha=alpha, lw=0)
    left, right = place + 0.12, place + 0.88
    axes.fill([left, right, right, left], [0.12, 0.12, 0.88, 0.88], color=INK["--card"], lw=0)
    axes.text(place + 0.5, 0.66, f"{share['rate'] * 100:.0f}", ha="center", va="center", color=INK["--ink"],
              fontsize=FONT, fontweight="bold")  # fmt: skip
    axes.text(place + 0.5, 0.3, f"of {share['of']}", ha="center", va="center", color=INK["--soft"], fontsize=9)


def stay(points: Sequence[Point], last_week: int) -> Picture:
    """Return the share of people who had not fallen silent, as steps with a 95 % band, from 0 to 100 %."""
    figure, axes = _blank(860, 220, left=44)
    weeks = [0, *(one["week"] for one in points), last_week]
    ends = [week for week in weeks[1:] for _ in range(2)]
    low, high, share = (_steps([1.0, *(one[name] for one in points)]) for name in ("low", "high", "share"))
    _band(axes, [0, *ends[:-1]], low, high)
    axes.plot([0, *ends[:-1]], share, color=INK["--accent"], lw=2.5)
    _say(axes, f"{share[-1] * 100:.0f} %", (last_week, share[-1]), 5, "right")
    _weeks(axes, sorted({0, last_week, *(one["week"] for one in points)}))
    axes.set_ylim(0, 1)
    axes.set_yticks([0, 0.5, 1], ["0 %", "50 %", "100 %"])
    axes.tick_params(left=False)
    return _picture(figure, f"Of 100 people, {share[-1] * 100:.0f} had not fallen silent by week {last_week}")


def _blank(wide: float, tall: float, left: float = 22, bottom: float = 24, top: float = 14) -> "tuple[Figure, Axes]":
    """Return an empty figure of that many points, with room for the labels."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(wide / DPI, tall / DPI), dpi=DPI)
    figure.patch.set_visible(False)
    axes = figure.add_axes((left / wide, bottom / tall, (wide - left - 14) / wide, (tall - bottom - top) / tall))
    axes.patch.set_visible(False)
    for name, spine in axes.spines.items():
        spine.set_visible(name == "bottom")
        spine.set_color(INK["--line"])
    axes.tick_params(colors=INK["--soft"], labelsize=FONT, length=0)
    return figure, axes


def _steps(levels: Sequence[float]) -> list[float]:
    """Return each level twice, as a line that holds it until the next begins."""
    return [level for level in levels for _ in range(2)]


def _band(axes: "Axes", x: Sequence[float], low: Sequence[float], high: Sequence[float]) -> None:
    axes.fill([*x, *reversed(x)], [*high, *reversed(low)], color=INK["--band"], lw=0)


def _say(axes: "Axes", text: str, at: tuple[float, float], offset: float, side: Any) -> None:
    """Write a figure in bold above a point, or below it where *offset* is negative."""
    axes.annotate(
        text,
        at,
        xytext=(0, offset),
        textcoords="offset points",
        ha=side,
        va="bottom" if offset > 0 else "top",
        color=INK["--ink"],
        fontweight="bold",
        fontsize=FONT,
    )


def _dot(axes: "Axes", x: float, y: float, colour: str = INK["--accent"], square: bool = False) -> None:
    """Draw a dot as a line without length, so that the SVG needs no references."""
    for inner, wide in ((INK["--card"], 9), (colour, 6)):
        axes.plot([x, x], [y, y], color=inner, lw=wide, solid_capstyle="projecting" if square else "round")


def _whisker(axes: "Axes", x: float, low: float, high: float) -> None:
    """Draw an interval, which a single check-in would not show as a band."""
    axes.plot([x, x], [low, high], color=INK["--accent"], lw=1)


def _weeks(axes: "Axes", weeks: Sequence[int]) -> None:
    """Write the weeks that have room under the picture; the first one is the start."""
    first, last = min(weeks, default=0), max(weeks, default=1)
    wide = max(last - first, 1)
    axes.set_xlim(first - 0.03 * wide, last + 0.03 * wide)
    room = axes.get_window_extent().width
    kept: list[int] = []
    for week in weeks:
        if not kept or (week - kept[-1]) / wide * room >= 18 + 12 * (kept[-1] == 0):
            kept.append(week)
    axes.set_xticks(kept, ["start" if week == 0 else str(week) for week in kept])


def _runs(check_ins: Sequence[Point]) -> list[list[Point]]:
    """Return the stretches of check-ins that have a mean, each at most FAR weeks after the one before."""
    runs: list[list[Point]] = [[]]
    for one in check_ins:
        if one["mean"] is None or (runs[-1] and one["week"] - runs[-1][-1]["week"] > FAR):
            runs.append([])
        runs[-1] += [one] if one["mean"] is not None else []
    return [run for run in runs if run]


def _picture(figure: "Figure", says: str) -> Picture:
    for axes in figure.axes:
        for artist in (*axes.get_children(), *axes.spines.values()):
            artist.set_clip_on(False)
    return Picture(plain_svg(figure, says, {colour: f"var({name})" for name, colour in INK.items()}), says, figure)
