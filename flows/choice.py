"""Which of the runs that are due to start: a decision about values, without a server."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from prefect.client.schemas.objects import FlowRun


@dataclass(frozen=True, slots=True)
class Choice:
    """What to do with the runs that are due: start these, skip those, leave the rest waiting."""

    start: list[FlowRun]
    skip: list[FlowRun]


def choose(due: Iterable[FlowRun], busy: Collection[UUID | None], free: int) -> Choice:
    """Return which of the runs that are *due*, in the order of their times, to start and which to skip.

    Runs made by a schedule ask what is due now, so of several with the same parameters only the newest is started,
    and none while one is under way (*busy* holds the deployments of those). Runs that somebody asked for, and runs
    that had begun before, all run. No more than *free* are started; the others wait.
    """
    runs = list(due)
    newest = {question(run): run.id for run in runs if is_tick(run)}
    outdated = [run for run in runs if is_tick(run) and newest[question(run)] != run.id]
    rest = [run for run in runs if run not in outdated and not (is_tick(run) and run.deployment_id in busy)]
    return Choice(rest[: max(0, free)], outdated)


def question(run: FlowRun) -> tuple[UUID | None, str]:
    """Return what a run asks: its deployment and its parameters, comparable."""
    return run.deployment_id, json.dumps(run.parameters, sort_keys=True, default=str)


def is_tick(run: FlowRun) -> bool:
    """Return whether a schedule made this run and it has never begun."""
    return run.auto_scheduled and not run.run_count
