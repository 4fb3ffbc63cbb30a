"""The estimators and the whole report beside their limits, and the growth model beside statsmodels' MixedLM."""

import random
import resource
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np

from actions.enrolling import NewCohort, enroll
from actions.house import House
from actions.reporting import report
from coaching.states import State
from content.reports import report_html
from content.roster import Roster, RosterRow
from measure.growth import growth
from measure.prompts import prompt_effects
from storage import migrating, prompts
from storage.core import insert_all
from storage.rows import PromptRow, ResponseRow
from storage.store import open_store

NOW = datetime(2026, 1, 5, 8, tzinfo=UTC)
WORKSHOP = date(2026, 1, 20)
CHECK_INS = 12
PROGRAMME = """programme: bench
version: 1
title: Bench
primary: listening
behaviours:
  listening: {{label: listening, asks: On how many of your last five working days?, chance: Nobody spoke}}
steps:
  - {{name: c0, after_days: -7, check_in: [listening]}}
{rest}
"""


def answers(people: int, occasions: int = 12, missing: float = 0.3) -> tuple[Any, Any, Any]:
    """Return person, time and value of *people* with levels and slopes of their own, a share of it *missing*."""
    draw = np.random.default_rng(1)
    level, slope = draw.normal(2.5, 0.8, people), draw.normal(0.08, 0.06, people)
    person, week = (grid.ravel() for grid in np.meshgrid(np.arange(people), np.arange(occasions), indexing="ij"))
    value = level[person] + slope[person] * week + draw.normal(0, 0.7, person.size)
    kept = draw.random(person.size) > missing
    return person[kept], week[kept].astype(float), value[kept]


def taken(work: Callable[[], Any]) -> tuple[float, float]:
    """Return the seconds that *work* takes, by the clock and on the processor: they part on a busy machine."""
    began, used = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - used


def line(what: str, took: tuple[float, float], limit: float, more: str = "") -> None:
    """Print one measurement beside its limit, which is held against the processor's time."""
    verdict = "" if took[1] <= limit else "  OVER THE LIMIT"
    print(f"  {what}: {took[0]:.2f} s, {took[1]:.2f} s on the processor (limit {limit:g} s){more}{verdict}")


def estimators() -> None:
    """Print the growth model and the micro-randomised estimate beside their limits."""
    growth(["a", "a", "b", "b"], [0, 1, 0, 1], [1.0, 2.0, 1.5, 2.0])  # the first call loads scipy
    for people, limit in ((10_000, 1.0), (100_000, 10.0)):
        columns = [column.tolist() for column in answers(people)]
        line(f"growth model, {people} people by 12, 30 % missing", taken(lambda c=columns: growth(*c)), limit)
    draw = np.random.default_rng(2)
    people, points = 10_000, 24
    who = np.repeat(np.arange(people), points).tolist()
    treated = draw.random(people * points) < 0.5
    outcome = (draw.random(people * points) < 0.45 + 0.05 * treated).astype(float).tolist()
    flags, half, ones = treated.astype(float).tolist(), [0.5] * len(who), [1.0] * len(who)
    took = taken(lambda: prompt_effects(who, outcome, flags, half, ones, {}, {}))
    line(f"micro-randomised prompts, {people} people by {points}", took, 1.0)


def ratio(people: int) -> None:
    """Print how many times as long statsmodels takes; on fewer people, as it needs 20 s for 10,000."""
    import pandas
    from statsmodels.regression.mixed_linear_model import MixedLM

    person, week, value = answers(people)
    frame = pandas.DataFrame({"person": person, "week": week, "value": value, "one": 1.0})
    columns = [column.tolist() for column in (person, week, value)]
    ours = min(taken(lambda: growth(*columns))[1] for _ in range(3))

    def theirs() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            design = frame[["one", "week"]]
            MixedLM(frame["value"], design, groups=frame["person"], exog_re=design).fit(reml=True)

    took = taken(theirs)[1]
    print(f"  {people} people by 12, on the processor: ours {ours:.3f} s, statsmodels' MixedLM {took:.2f} s,"
          f" {took / ours:.0f} times as long")  # fmt: skip


def whole_report(people: int = 10_000) -> None:
    """Print how long the whole report takes, from the database to the page, and the memory of this process."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/bench.db", throwaway=True)
        house = House(store, b"a secret of the benchmark", zone="Europe/Berlin")
        migrating.upgrade(house.store)
        _live_through(house, people)
        now = NOW + timedelta(days=400)
        first = taken(lambda: report_html(report(house, "Bench", now)))
        again = taken(lambda: report_html(report(house, "Bench", now)))
        house.store.close()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    line(f"whole report, {people} people by {CHECK_INS}, first print", first, 5.0)
    line("the same again", again, 5.0, f"; this process at most {memory:.0f} MB (limit 500 MB for a report alone)")


def _live_through(house: House, people: int) -> None:
    """Enrol *people* and let twelve check-ins go out and come back, in bulk."""
    rest = "\n".join(f"  - {{name: c{n}, after_days: {14 * n}, check_in: [listening]}}" for n in range(1, CHECK_INS))
    rows = tuple(RosterRow(n + 2, f"p{n}@example.org", f"Person {n}") for n in range(people))
    new = NewCohort("Bench", PROGRAMME.format(rest=rest), "bench.yaml", WORKSHOP)
    enroll(house, new, Roster(rows, (), ()), NOW)
    draw = random.Random(1)  # noqa: S311 # invented answers
    for n in range(CHECK_INS):
        with house.store.write() as session:
            table = PromptRow.__table__  # type: ignore[attr-defined]
            found = session.execute(table.select().where(table.c.step == f"c{n}", table.c.state == "planned")).all()
            ids, at = [one.id for one in found], found[0].due_at
            prompts.move(session, ids, State.PLANNED, State.CLAIMED, at)
            prompts.move(session, ids, State.CLAIMED, State.SENT, at, closes_at=at + timedelta(days=7))
            heard = [id_ for id_ in ids if draw.random() > 0.3]
            prompts.move(session, heard, State.SENT, State.ANSWERED, at, answered_at=at)
            prompts.move(session, sorted(set(ids) - set(heard)), State.SENT, State.EXPIRED, at)
            given = {"question": "listening", "channel": "page", "words": "", "share": False, "late": False,
                     "suspect": False, "answered_at": at, "replaced_at": None}  # fmt: skip
            insert_all(session, ResponseRow, [
                {"prompt_id": id_, "value": str(min(5, max(0, round(draw.gauss(1.5 + 0.15 * n, 1.2)))))} | given
                for id_ in heard
            ])  # fmt: skip
            session.commit()


def measure() -> None:
    """Print everything."""
    print("measuring")
    estimators()
    for people in (500, 2_000):
        ratio(people)
    whole_report()


if __name__ == "__main__":
    if sys.argv[1:] == ["report"]:
        whole_report()
    else:
        measure()
