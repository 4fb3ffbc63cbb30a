"""The report as HTML, from the same plain values that its JSON has.

Nothing is decided here: what a page may show was settled where its values were made.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from content.dates import reasons

if TYPE_CHECKING:
    from content.pictures import Picture

TEMPLATES = Path(__file__).parent / "templates"
STANDINGS = {"enrolled": "All", "active": "Taking part", "unreachable": "Mail came back",
             "paused": "Paused", "left": "Left", "invited": "Never started"}  # fmt: skip


class Printable(Protocol):
    """What can be printed: its JSON is all that the page may know."""

    def to_json(self) -> dict[str, Any]:
        """Return the JSON object."""


def report_html(report: Printable) -> str:
    """Return the report as one file: style and pictures inside, no script, nothing fetched.

    It has one ``<style>`` and no style attributes, so that a page that serves it can allow just `style_source`.
    """
    found = report.to_json()
    drawn = {name: svg_of(one) for name, one in to_draw(found).items()}
    labels = {one["behaviour"]: one["label"] for one in found["observed"]}
    return (
        _environment()
        .get_template("report.html")
        .render(r=found, style=_style(), pictures=drawn, labels=labels, looks=looks(found["behaviours"]))
    )


Sketch = tuple[str, tuple[Any, ...]]
"""One picture that is to be drawn: what draws it, and from what."""


def svg_of(sketch: "Sketch | Mapping[str, Sketch] | None") -> Any:
    """Return the SVG of a picture, of several by their names, or ""."""
    if isinstance(sketch, Mapping):
        return {name: svg_of(one) for name, one in sketch.items()}
    return _svg(json.dumps(sketch)) if sketch else ""


@lru_cache(maxsize=500)
def _svg(sketch: str) -> str:
    """Return the SVG of a sketch as JSON, remembered: drawing takes longest of all, and figures seldom change."""
    return _drawn(json.loads(sketch)).svg


def _drawn(sketch: "Sketch") -> "Picture":
    from content import pictures

    name, parts = sketch
    found: Picture = getattr(pictures, name)(*parts)
    return found


def pictures_of(report: Printable) -> "dict[str, Picture]":
    """Return the pictures of a report by a name each, such as ``course-listening``."""
    found: dict[str, Picture] = {}
    for name, sketch in to_draw(report.to_json()).items():
        if isinstance(sketch, Mapping):
            found |= {f"{name}-{one}": _drawn(each) for one, each in sketch.items()}
        elif sketch:
            found[name] = _drawn(sketch)
    return found


def to_draw(found: Mapping[str, Any]) -> "dict[str, Sketch | dict[str, Sketch] | None]":
    """Return the pictures of a report's JSON, still to be drawn: those of the behaviours by their name."""
    steps, asked = found["completion"]["steps"], [one for one in found["completion"]["steps"] if one["day"] is not None]
    pulses: dict[str, list[Any]] = {}
    for one in found["observed"]:
        pulses.setdefault(one["behaviour"], []).append(one)
    last = max((one["week"] for one in found["completion"]["weeks"]), default=0)
    return {
        "course": {one["behaviour"]: ("course", (one["label"], one["check_ins"])) for one in found["behaviours"]},
        "beside": {name: ("beside", (own[0]["label"], own)) for name, own in pulses.items()},
        "answered": ("heat", ("Answered", asked, "answered")) if steps else None,
        "done": ("heat", ("Done", asked, "done")) if steps else None,
        "stay": ("stay", (found["stay"], max(last, found["stay"][-1]["week"]))) if found["stay"] else None,
    }


def looks(behaviours: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[str]]]:
    """Return the change in every way it was looked at: the name of each, and what it is for each behaviour."""
    return [(name, [say(one) for one in behaviours]) for name, say in LOOKS.items()]


def _with_interval(value: str, interval: str) -> Callable[[Mapping[str, Any]], str]:
    def say(one: Mapping[str, Any]) -> str:
        if one[value] is None:
            return "too few to say"
        ci = one[interval] if interval else None
        return change(one[value]) + (f" ({change(ci[0])} to {change(ci[1])})" if ci else "")

    return say


def _fits(one: Mapping[str, Any]) -> str:
    if one["shape_ok"] is None:
        return "cannot be tested"
    return f"{'yes' if one['shape_ok'] else 'no: do not quote the line alone'} (p {_p(one['shape_p'])})"


def _p(value: float) -> str:
    return "under .001" if value < 0.001 else f"{value:.3f}".removeprefix("0")


def _reliability(one: Mapping[str, Any]) -> str:
    if one["slope_reliability"] is None:
        return "cannot be told"
    return f"{one['slope_reliability']:.2f}" + (": rank nobody" if one["slope_reliability"] < RANKABLE else "")


def _counted(name: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda one: "not shown" if one[name] is None else str(one[name])


RANKABLE = 0.7
LOOKS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "Last check-in minus start, modelled (declared)": _with_interval("end_minus_baseline", "ci"),
    "A straight line, over those weeks": _with_interval("change_over_programme", "ci_change_over_programme"),
    "The line on another time scale, log2(1 + week)": _with_interval("change_over_programme_log2", ""),
    "Does a straight line fit?": _fits,
    "Reliability of one person’s change": _reliability,
    "People who answered": _counted("people"),
    "Baselines after the workshop, left out": _counted("late_baselines"),
}


def style_source() -> str:
    """Return the Content-Security-Policy source of the report's own style, such as ``'sha256-...'``."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()}'"


@lru_cache(maxsize=1)
def _style() -> str:
    return (TEMPLATES / "report.css").read_text("utf-8")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, auto_reload=False,
    )  # fmt: skip
    made.filters |= {
        "day": day,
        "percent": percent,
        "points": points,
        "change": change,
        "capital": lambda label: label[:1].upper() + label[1:],
        "minutes": minutes,
        "reasons": reasons,
    }
    made.globals |= {"STANDINGS": STANDINGS}
    return made


def day(moment: str) -> str:
    """Return the day of an ISO moment or date as it is written in a sentence.

    >>> day("2027-02-12T09:00:00+00:00")
    '12 February 2027'
    """
    at = date.fromisoformat(moment) if len(moment) == 10 else datetime.fromisoformat(moment)
    return f"{at.day} {at:%B %Y}"


def percent(share: float) -> str:
    """Return a share in whole per cent, without its sign.

    >>> percent(0.857), percent(0.004)
    ('86', '0')
    """
    return f"{share * 100:.0f}"


def points(value: float) -> str:
    """Return a mean or a limit with one decimal, with a true minus and no minus before nought.

    >>> points(3.849), points(-0.04)
    ('3.8', '0.0')
    """
    return f"{value:z.1f}".replace("-", "−")


def change(value: float) -> str:
    """Return a change with its sign and a true minus; nought has neither.

    >>> change(-0.5), change(0.04)
    ('−0.5', '0.0')
    """
    return _signed(f"{value:+z.1f}")


def minutes(value: float) -> str:
    """Return a length of time without more precision than an estimate has.

    >>> minutes(14.2), minutes(0.4), minutes(1.2)
    ('14 minutes', 'a minute', 'a minute')
    """
    return "a minute" if value < 1.5 else f"{value:.0f} minutes"


def _signed(printed: str) -> str:
    return printed.replace("-", "−") if printed.strip("+-0.") else printed.lstrip("+-")
