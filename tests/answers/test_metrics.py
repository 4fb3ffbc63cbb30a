"""`/metrics`: for Prometheus, and for nobody who does not run the machine."""

from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from answers.app import make_app
from tests import make
from tests.answers.visitors import Visit

HERE = "127.0.0.1"


def samples(text: str) -> dict[tuple[str, ...], float]:
    """Return what a collector reads: name and label values, in order of the alphabet, to value."""
    return {
        (one.name, *sorted(one.labels.values())): one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
    }


@pytest.fixture
def here(tmp_path: Path) -> Visit:
    return Visit(tmp_path, client=HERE).enroll(("ada@example.org", "bo@example.org")).send(make.berlin("2026-11-25"))


def test_a_collector_reads_what_became_of_everything(here: Visit) -> None:
    read = samples(here.get("/metrics").text)
    assert read[("followthrough_messages", "prompt", "sent")] == 2
    assert read[("followthrough_prompts", "", "sent")] == 2
    assert read[("followthrough_due_messages",)] == 0
    assert ("followthrough_lag_seconds", "median") in read


def test_what_falls_due_shows_at_once(here: Visit) -> None:
    assert samples(here.get("/metrics").text)[("followthrough_due_messages",)] == 0
    here.later(days=14)
    read = samples(here.get("/metrics").text)
    assert read[("followthrough_due_messages",)] >= 2
    assert read[("followthrough_oldest_due_seconds",)] > 0


def test_no_person_and_no_cohort_is_named(here: Visit) -> None:
    text = here.get("/metrics").text
    assert not [word for word in ("ada", "example.org", "Hamburg") if word in text]


@pytest.mark.parametrize(
    ("client", "headers", "status"),
    [(HERE, {}, 200), ("192.0.2.7", {}, 404), (HERE, {"x-forwarded-for": "192.0.2.7"}, 404), ("10.0.0.9", {}, 200)],
    ids=["this machine", "elsewhere", "through a proxy", "a named network"],
)
def test_only_who_runs_the_machine_may_read(tmp_path: Path, client: str, headers: dict[str, str], status: int) -> None:
    visit = Visit(tmp_path, client=client)
    visit.app = make_app(visit.house, lambda: visit.now, metrics_from=("10.0.0.0/8",))
    assert visit.get("/metrics", headers=headers).status_code == status
