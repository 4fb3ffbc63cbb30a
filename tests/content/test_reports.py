import re
from html.parser import HTMLParser
from typing import Any

import pytest

from content import charts
from content.reports import report_html, style_source

CHECK_IN = {
    "step": "s",
    "title": "t",
    "measure": "check_in",
    "asked": 9,
    "n": 8,
    "low": 1.0,
    "high": 3.0,
    "withheld": "",
}


def check_in(week: int, mean: float | None) -> dict[str, Any]:
    return CHECK_IN | {"week": week, "mean": mean} | ({} if mean is not None else {"withheld": "still open"})


class Printed:
    def __init__(self, **changed: Any) -> None:
        self.changed = changed

    def to_json(self) -> dict[str, Any]:
        share = {"n": 8, "of": 9, "rate": 8 / 9, "low": 0.5, "high": 0.98}
        step = {"step": "s", "title": "Look up", "kind": "task", "day": 5, "week": 1, "sent": 9, "open": False,
                "answered": share, "done": None, "withheld": "", "stays": ""}  # fmt: skip
        week = {"week": 1, "asked": 9, "answered": share, "done": None, "withheld": "", "stays": ""}
        growth = {"end_minus_baseline": 1.2, "ci": [0.4, 2.0], "withheld": None, "responses": 40, "response_rate": 0.8,
                  "change_per_week": 0.1, "shape_ok": True}  # fmt: skip
        behaviour = {"behaviour": "b", "label": "listening", "asks": "How often?", "primary": True,
                     "check_ins": [check_in(0, 2.0), check_in(12, 3.2)]} | growth  # fmt: skip
        states = dict.fromkeys(("planned", "claimed", "handed_over", "failed", "skipped"), 1)
        return {
            "cohort": "<Hamburg>", "title": "Lead", "version": 1, "workshop_on": "2026-09-01",
            "as_of": "2027-02-12T09:00:00+00:00", "min_cell": 5, "headline": "More listening",
            "lead": ["By 1.2 days."], "people": {"enrolled": 9}, "behaviours": [behaviour],
            "completion": {"steps": [step], "weeks": [week]}, "cannot_show": ["Whether customers noticed."],
            "ledger": {"prompts": 8, "handed_over": 4, "by_state": states, "reasons": {"skipped": {"late": 1}},
                       "adds_up": True, "may_have_repeated": 0, "missed": 1},
            "withheld": [], "observed": [], "stopped": [], "comparisons": [], "stay": [], "stays": [], "minutes": 14.2,
            "evidence": [],
        } | self.changed  # fmt: skip


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def test_it_is_one_file_that_fetches_and_runs_nothing() -> None:
    tags = Tags(report_html(Printed())).seen
    assert not {tag for tag, _ in tags} & {"script", "link", "img", "iframe", "a"}
    assert not any({"src", "href", "style", "onclick"} & attrs.keys() for _, attrs in tags)
    assert "url(" not in report_html(Printed())


def test_a_page_may_allow_just_its_own_style() -> None:
    html = report_html(Printed())
    assert html.count("<style>") == 1 and re.fullmatch(r"'sha256-[\w+/]{43}='", style_source())


def test_every_picture_has_a_sentence_and_a_table() -> None:
    html = report_html(Printed())
    assert 'aria-label="listening: 2.0 days at the start, 3.2 days in week 12"' in html
    assert html.count("<figure>") == html.count("<figcaption>") == 1 and "<caption>" in html
    tags = Tags(html).seen
    assert all(attrs.get("scope") for tag, attrs in tags if tag == "th")
    assert ("html", {"lang": "en"}) in tags


def test_names_are_text_and_not_markup() -> None:
    assert "<Hamburg>" not in report_html(Printed())


def test_a_ledger_that_does_not_add_up_is_said_aloud() -> None:
    assert "It does not add up" in report_html(Printed(ledger=Printed().to_json()["ledger"] | {"adds_up": False}))


def test_an_empty_report_still_prints() -> None:
    empty = Printed(behaviours=[], completion={"steps": [], "weeks": []}, headline="Too few to say yet")
    assert "Too few to say yet" in report_html(empty)


def test_the_line_breaks_where_a_check_in_is_withheld() -> None:
    weeks = [check_in(0, 2.0), check_in(2, 2.5), check_in(4, None), check_in(6, 3.0), check_in(8, 3.0)]
    drawn = charts.course("listening", weeks)
    assert len(drawn.lines) == len(drawn.bands) == 2 and len(drawn.dots) == 4


@pytest.mark.parametrize("weeks", [[], [check_in(0, None)], [check_in(0, 2.0)]], ids=["none", "withheld", "one"])
def test_a_picture_of_next_to_nothing_can_be_drawn(weeks: list[dict[str, Any]]) -> None:
    assert charts.course("listening", weeks).lines == ()


def test_higher_means_stand_higher() -> None:
    low, high = charts.course("listening", [check_in(0, 1.0), check_in(2, 4.0)]).dots
    assert low.y > high.y and low.x < high.x
