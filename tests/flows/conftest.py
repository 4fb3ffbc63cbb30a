"""One Prefect server for all tests of flows, started the way `serve` starts it.

Prefect reads its settings when it is imported, so they are put in place here, before any test of this folder is.
A test that takes the fixture ``prefect_server`` may call a flow directly (it is recorded there), or start runners
against it; a runner removes the deployments of the one before it.
"""

import atexit
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from commands.children import free_port
from flows.environment import prefect_environment
from tests.flows.serving import SOON, PrefectServer, prefect_running

HOME = Path(tempfile.mkdtemp(prefix="prefect-of-tests-"))
PORT = free_port(0)
AUTH = f"followthrough:{secrets.token_hex(8)}"
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
os.environ.update(prefect_environment(HOME, PORT, AUTH, ui=False) | SOON)


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[PrefectServer]:
    """A real server, restarted when it dies; about ten seconds, once a session."""
    from prefect.settings import get_current_settings

    assert get_current_settings().api.url == f"http://127.0.0.1:{PORT}/api", "Prefect was imported too early"
    with prefect_running(HOME, PORT, AUTH) as server:
        yield server
