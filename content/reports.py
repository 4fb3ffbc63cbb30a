"""The report and the coach's page as HTML, from the same plain values that their JSON has.

Nothing is decided here: what a page may show was settled where its values were made.
"""

import base64
import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from content import charts

TEMPLATES = Path(__file__).parent / "templates"
REASONS = {
    "late": "too late", "away": "away", "paused": "paused", "left": "left", "suppressed": "address closed",
    "budget": "no room between other mails", "edited": "changed by hand", "not_drawn": "not drawn",
    "erased": "erased", "not_started": "never started",
    "refused": "refused by the server", "gave_up": "given up", "bounced": "came back",
    "delayed": "delayed", "lease_ran_out": "taken up again", "connection": "connection lost", "shifted": "shifted",
    "own_reasons": "away, paused, left or not started",
}  # fmt: skip


class Printable(Protocol):
    """What can be printed: its JSON is all that the page may know."""

    def to_json(self) -> dict[str, Any]:
        """Return the JSON object."""


def report_html(report: Printable) -> str:
    """Return the report as one file: style and pictures inside, no script, nothing fetched.

    It has one ``<style>`` and no style attributes, so that a page that serves it can allow just `style_source`.
    """
    found = report.to_json()
    pictures = {one["behaviour"]: charts.course(one["label"], one["check_ins"]) for one in found["behaviours"]}
    return _environment().get_template("report.html").render(r=found, style=_style(), pictures=pictures)


def coach_html(page: Printable, style: str = "/style.css") -> str:
    """Return a coach's page of one cohort; *style* is the address of the stylesheet."""
    return _environment().get_template("pages/coach_cohort.html").render(page=page.to_json(), stylesheet=style)


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
        "finer": finer,
        "reasons": reasons,
    }
    made.globals |= {"strip": charts.strip, "WIDTH": charts.WIDTH, "HEIGHT": charts.HEIGHT, "STRIP": charts.STRIP}
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


def finer(value: float) -> str:
    """Return a change per week, which needs two decimals.

    >>> finer(0.131)
    '+0.13'
    """
    return _signed(f"{value:+z.2f}")


def _signed(printed: str) -> str:
    return printed.replace("-", "−") if printed.strip("+-0.") else printed.lstrip("+-")


def reasons(counted: Mapping[str, int]) -> str:
    """Return reasons with their counts, the most frequent first.

    >>> reasons({"left": 6, "away": 14})
    '14 away, 6 left'
    """
    ordered = sorted(counted.items(), key=lambda one: -one[1])
    return ", ".join(f"{n} {REASONS.get(reason, reason.replace('_', ' '))}" for reason, n in ordered)
