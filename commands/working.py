"""`deploy` and `worker`: the flows on as many machines as there are, by Prefect's own work pool and workers."""

import os
import sys
from pathlib import Path

from commands.settings import FOLDER, Settings, read_settings
from flows.environment import NOTHING_LEAVES_THIS_MACHINE

POOL = "followthrough"


def deploy(pool: str, every_s: float) -> list[str]:
    """Register the flows at the Prefect server that is set, for the workers of *pool*; return their names.

    Raises:
        Refused: no server is set, or it does not answer.
    """
    settings = _with_server()
    os.environ.update(_environment(settings))
    from flows.alarms import Alarms
    from flows.deployments import pooled
    from flows.pool import deploy_all

    return deploy_all(
        pooled(every_s, bool(settings.reply_url or settings.outbox), settings.zone),
        pool,
        Alarms(settings.alert_url, settings.organisation),
    )


def work(pool: str, limit: int) -> None:
    """Become a worker of *pool* that runs at most *limit* runs at once, until told to stop; does not return.

    Raises:
        Refused: no server is set.
    """
    settings = _with_server()
    os.environ.update(_environment(settings))
    arguments = ["worker", "start", "--pool", pool, "--type", "process", "--limit", str(limit)]
    os.execv(sys.executable, [sys.executable, "-m", "prefect", *arguments])  # noqa: S606 - this very Python


def _with_server() -> Settings:
    from coaching.errors import Refused

    settings = read_settings()
    if not settings.prefect_api_url:
        raise Refused(
            "Several machines share one Prefect server, and none is set. Set FOLLOWTHROUGH_PREFECT_API_URL, for "
            "example http://prefect.example.org:4200/api."
        )
    return settings


def _environment(settings: Settings) -> dict[str, str]:
    """Return what Prefect's client, and the runs that a worker starts, need to know."""
    return {
        **NOTHING_LEAVES_THIS_MACHINE,
        "PREFECT_API_URL": settings.prefect_api_url,
        FOLDER: str(Path.cwd()),
    }
