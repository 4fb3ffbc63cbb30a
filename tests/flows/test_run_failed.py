"""What a run that failed leaves in Prefect's records: what kind, where, and what to do; nobody's words."""

import asyncio
import pickle

import pytest

from commands.children import free_port
from flows.discretion import RunFailed, discreet
from storage.store import open_store


@discreet
async def asks_a_database_that_is_away() -> None:
    store = open_store(f"postgresql://ada:planted-password@127.0.0.1:{free_port(0)}/x")
    with store.read() as session:
        session.connection()


@discreet
async def fails_otherwise() -> None:
    raise KeyError("planted-name")


def failed(run: object) -> str:
    with pytest.raises(RunFailed) as fault:
        asyncio.run(run())  # type: ignore[operator]
    return str(pickle.loads(pickle.dumps(fault.value)))  # as Prefect does


def test_a_database_that_is_away_is_said_to_be_and_what_to_do() -> None:
    said = failed(asks_a_database_that_is_away)
    assert said.startswith("The database cannot be used (OperationalError at ")
    assert "the next run goes on by itself" in said
    assert "planted" not in said


def test_any_other_failure_says_its_kind_and_place() -> None:
    said = failed(fails_otherwise)
    assert said.startswith("KeyError at tests/flows/test_run_failed.py:") and "planted" not in said
