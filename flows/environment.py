"""The environment of Prefect's processes on one machine, as plain words.

Nothing here imports Prefect: its settings are read once, at import, so they have to be in place before that.
The names are those of Prefect 3.8 (``prefect/settings/models``).
"""

from pathlib import Path

HOST = "127.0.0.1"


def prefect_environment(home: Path, port: int, auth: str, ui: bool = True, database: str = "") -> dict[str, str]:
    """Return every variable that a Prefect server, a runner or a client beside it needs.

    *home* holds Prefect's own database and files and should be private (start its processes with umask 077: the
    database would otherwise be readable by everybody on the machine). *auth* is ``user:password``; the server
    refuses requests without it, and the UI asks for it. *database* is another place for its records, with its driver
    (``postgresql+asyncpg://``); by default they are a SQLite file in *home*.

    >>> environment = prefect_environment(Path("var/prefect"), 4200, "followthrough:s3cret")
    >>> environment["PREFECT_API_URL"], environment["PREFECT_SERVER_ANALYTICS_ENABLED"]
    ('http://127.0.0.1:4200/api', 'false')
    """
    return {
        **_where(home.absolute(), port, database),
        "PREFECT_SERVER_API_AUTH_STRING": auth,
        "PREFECT_API_AUTH_STRING": auth,
        **NOTHING_LEAVES_THIS_MACHINE,
        **_SHORT_GREETINGS,
        **_RESULTS_AND_LOGS,
        **_RETENTION,
        **_SERVICES_AT_EASE,
        "PREFECT_SERVER_UI_ENABLED": "true" if ui else "false",
    }


def server_arguments(port: int, listening: int | None = None) -> tuple[str, ...]:
    """Return the module and the arguments that run Prefect's server inside one process.

    Nothing else is started by it, so that nothing is left behind when it is killed. *listening* is the number of an
    inherited socket that listens on the port already.
    """
    application = ("--factory", "flows.server:application")
    patience = ("--timeout-keep-alive", "5", "--timeout-graceful-shutdown", "5")
    where = ("--host", HOST, "--port", str(port)) if listening is None else ("--fd", str(listening))
    return ("uvicorn", *application, *where, "--log-level", "warning", *patience)


def health_url(port: int) -> str:
    """Return the address that answers 200 once the server takes requests; it asks for no password."""
    return f"http://{HOST}:{port}/api/health"


def _where(home: Path, port: int, database: str) -> dict[str, str]:
    """Return the places: files under *home*, the API and the UI on loopback and the same origin."""
    return {
        "PREFECT_HOME": str(home),
        "PREFECT_PROFILES_PATH": str(home / "profiles.toml"),
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": database or f"sqlite+aiosqlite:///{home / 'prefect.db'}",
        "PREFECT_API_URL": f"http://{HOST}:{port}/api",
        "PREFECT_SERVER_API_HOST": HOST,
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_UI_URL": f"http://{HOST}:{port}",
        "PREFECT_SERVER_UI_API_URL": "/api",
        "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(home / "ui"),
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "90",
    }


NOTHING_LEAVES_THIS_MACHINE = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
}

# The server is ours and of the same version: two requests fewer for every run.
_SHORT_GREETINGS = {
    "PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED": "false",
    "PREFECT_CLIENT_CSRF_SUPPORT_ENABLED": "false",
}

_RESULTS_AND_LOGS = {
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    "PREFECT_TASKS_DEFAULT_PERSIST_RESULT": "false",
    "PREFECT_LOGGING_LEVEL": "INFO",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "WARNING",
    "PREFECT_LOGGING_COLORS": "false",
    "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
}

# Our choice: what happened is kept in our own tables for as long as the cohort says; these are only traces of runs.
_RETENTION = {
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(14 * 86_400),
    "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": "P3D",
}

# Seconds. Prefect's defaults suit a fleet of workers; one machine with a handful of schedules needs to look less often.
_SERVICES_AT_EASE = {
    "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "120",
    "PREFECT_SERVER_SERVICES_SCHEDULER_RECENT_DEPLOYMENTS_LOOP_SECONDS": "10",
    "PREFECT_SERVER_SERVICES_SCHEDULER_MIN_SCHEDULED_TIME": "PT10M",
    "PREFECT_SERVER_SERVICES_LATE_RUNS_LOOP_SECONDS": "60",
    "PREFECT_SERVER_SERVICES_LATE_RUNS_AFTER_SECONDS": "60",
    "PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_LOOP_SECONDS": "300",
    "PREFECT_SERVER_SERVICES_CANCELLATION_CLEANUP_LOOP_SECONDS": "300",
    "PREFECT_SERVER_SERVICES_FOREMAN_LOOP_SECONDS": "300",
    "PREFECT_SERVER_SERVICES_REPOSSESSOR_LOOP_SECONDS": "300",
    "PREFECT_SERVER_SERVICES_CLEANUP_RECONCILER_LOOP_SECONDS": "300",
    "PREFECT_SERVER_EVENTS_PROACTIVE_GRANULARITY": "PT60S",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_FLUSH_INTERVAL": "15",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "15",
}
