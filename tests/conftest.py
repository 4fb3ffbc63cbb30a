"""What all tests share: installations on both databases, and the rule that CI skips nothing."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.house import House
from tests import make
from tests.postgres import Cluster, cluster_or_reason

NO_SKIPS = os.environ.get("TESTS_FORBID_SKIPS") == "1"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Turn a skip into a failure where everything must be there (CI)."""
    report = yield
    if NO_SKIPS and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped although nothing may be: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL server of the tests' own, or a skip that says what is missing.

    Its folder is none of pytest's: each start of pytest closes that tree to other users, and the server is one.
    """
    with tempfile.TemporaryDirectory(prefix="followthrough-postgres-") as folder:
        cluster, reason = cluster_or_reason(Path(folder))
        if cluster is None:
            pytest.skip(reason)
        yield cluster
        cluster.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """An installation with an empty database, on SQLite and on PostgreSQL."""
    url = "" if request.param == "sqlite" else request.getfixturevalue("postgres").fresh_database()
    opened = make.house(tmp_path, url)
    yield opened
    opened.store.close()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[House]:
    """An installation on SQLite alone, for what has nothing to do with the database."""
    opened = make.house(tmp_path)
    yield opened
    opened.store.close()
