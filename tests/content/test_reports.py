import re
from html.parser import HTMLParser
from typing import Any

from content.reports import report_html, style_source

PEOPLE = {"enrolled": 9, "active": None, "paused": None, "left": None, "unreachable": None}
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
                  "change_per_week": 0.1, "shape_ok": True, "shape_p": 0.4, "ci_change_over_programme": [0.3, 1.9],
                  "change_over_programme": 1.1, "change_over_programme_log2": 1.3, "slope_reliability": 0.41,
                  "people": 8, "late_baselines": 0, "notes": [], "stays": ""}  # fmt: skip
        behaviour = {"behaviour": "b", "label": "listening", "asks": "How often?", "primary": True,
                     "check_ins": [check_in(0, 2.0), check_in(12, 3.2)]} | growth  # fmt: skip
        states = dict.fromkeys(("planned", "claimed", "handed_over", "failed", "skipped"), 1)
        seen = {"behaviour": "listening", "label": "listening", "step": "seen", "week": 6, "people": 5, "raters": 6,
                "mean": 2.96, "own": 4.0, "withheld": ""}  # fmt: skip
        return {
            "cohort": "<Hamburg>", "title": "Lead", "version": 1, "workshop_on": "2026-09-01",
            "as_of": "2027-02-12T09:00:00+00:00", "min_cell": 5, "headline": "More listening",
            "lead": ["By 1.2 days."], "people": PEOPLE, "behaviours": [behaviour],
            "completion": {"steps": [step], "weeks": [week]}, "cannot_show": ["Whether customers noticed."],
            "ledger": {"prompts": 8, "handed_over": 4, "by_state": states, "reasons": {"skipped": {"late": 1}},
                       "adds_up": True, "may_have_repeated": 0, "missed": 1},
            "observed": [seen, seen | {"mean": None, "own": None, "withheld": "still open"}], "withheld": [],
            "stopped": [], "comparisons": [], "fade": [], "tried": [], "stay": [], "stays": [], "minutes": 14.2,
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
    assert html.count("<svg") == html.count('role="img" aria-label="') == 5 and html.count("<caption>") == 2
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


def test_a_look_that_hangs_on_straightness_is_said() -> None:
    bent = [Printed().to_json()["behaviours"][0] | {"shape_ok": False, "shape_p": 0.0004}]
    html = report_html(Printed(behaviours=bent))
    assert "no: do not quote the line alone (p under .001)" in html and "0.41: rank nobody" in html


def test_a_change_whose_interval_includes_none_is_no_finding() -> None:
    flat = [Printed().to_json()["behaviours"][0] | {"ci": [-0.2, 1.0]}]
    assert "No clear change: <strong>+1.2 days</strong>" in report_html(Printed(behaviours=flat))


def test_what_stayed_as_it_was_has_its_day() -> None:
    html = report_html(Printed(stays=[{"what": "Answers in week 1", "as_of": "2027-02-03T09:00:00+00:00"}]))
    assert "Answers in week 1: as of 3 February 2027" in html


def test_a_comparison_that_was_not_drawn_is_no_effect() -> None:
    one = {"measured": "A than B", "estimate": 0.5, "low": 0.1, "high": 0.9, "unit": "days", "note": ""}
    assert "no: a difference, not an effect" in report_html(Printed(comparisons=[one | {"drawn": False}]))
    assert "Nothing was compared" in report_html(Printed())


def test_what_colleagues_saw_stands_beside_and_what_is_withheld_says_why() -> None:
    page = report_html(Printed())
    assert "What colleagues saw, beside what people say" in page
    assert '<td class="number">3.0</td><td class="number">4.0</td>' in page and "still open" in page


def tried(**changed: Any) -> dict[str, Any]:
    """Return an experiment as a report prints it."""
    week = {"week": 3, "first": 40, "first_answered": 26, "second": 38, "second_answered": 19}
    return {"experiment": "said", "tries": "wording", "arms": ["as written", "other words"], "draws": 160, "people": 40,
            "estimate": 12.5, "low": 1.2, "high": 23.8, "p": 0.03, "per_week": -2.0, "per_week_low": -6.1,
            "per_week_high": 2.1, "weeks": [week, week | {"week": 5}], "drawn": 164, "treated": 80, "expected": 82.0,
            "chance": 0.8, "check": "Of 164 draws 80 came out as 'as written'."} | changed  # fmt: skip


def test_an_experiment_is_told_week_by_week_with_how_the_draw_came_out() -> None:
    html = report_html(Printed(tried=[tried()]))
    assert "The experiment “said”: as written, or other words" in html and "26 of 40" in html and "19 of 38" in html
    assert "from week to week that difference changed by" in html and "Of 164 draws 80 came out" in html
    assert all(attrs.get("scope") for tag, attrs in Tags(html).seen if tag == "th")


def test_weeks_with_few_people_are_not_shown_and_said_to_be_withheld() -> None:
    html = report_html(Printed(tried=[tried(weeks=[], per_week=None)]))
    assert "single weeks are not shown" in html and "from week to week that" not in html
