"""A PostgreSQL server for the tests: private, on a socket and a loopback port, gone when they are."""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path

import psycopg

from storage import migrating
from storage.store import open_store

TEMPLATE = "followthrough_template"


@dataclass
class Cluster:
    """A running server. *run_as* is the user its commands run as: it refuses to be root."""

    folder: Path
    binaries: Path
    port: int
    run_as: list[str]

    def url(self, database: str) -> str:
        """Return the address of one database."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def fresh_database(self) -> str:
        """Return the address of a new database that has the schema already."""
        name = f"test_{secrets.token_hex(6)}"
        self._run_sql(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        return self.url(name)

    def empty_database(self) -> str:
        """Return the address of a new database without any table."""
        name = f"test_{secrets.token_hex(6)}"
        self._run_sql(f"CREATE DATABASE {name}")
        return self.url(name)

    def start(self) -> None:
        """Make the files, start the server, and make the database that others are copied from."""
        options = f"-p {self.port} -k {self.folder} -c fsync=off -c max_connections=200 -c listen_addresses=127.0.0.1"
        self._run("initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        self._run("pg_ctl", "-D", self.data, "-o", options, "-l", f"{self.folder}/log", "-w", "start")
        self._run_sql(f"CREATE DATABASE {TEMPLATE}")
        store = open_store(self.url(TEMPLATE))
        migrating.upgrade(store)
        store.close()

    def crash(self) -> None:
        """End the server without letting it tidy up, and start it again."""
        self._run("pg_ctl", "-D", self.data, "-m", "immediate", "-l", f"{self.folder}/log", "-w", "restart")

    def stop(self) -> None:
        """Stop the server at once."""
        self._run("pg_ctl", "-D", self.data, "-m", "immediate", "stop")

    @property
    def data(self) -> str:
        """The server's own folder."""
        return str(self.folder / "data")

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self.run_as, str(self.binaries / program), *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd="/", timeout=60)

    def _run_sql(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[arg-type]


def cluster_or_reason(folder: Path) -> tuple[Cluster | None, str]:
    """Return a started server, or None and what is missing."""
    binaries = _binaries()
    if binaries is None:
        return None, "PostgreSQL's server programs (initdb, pg_ctl) are not installed"
    run_as: list[str] = []
    if os.geteuid() == 0:
        if not _has_user("postgres") or not shutil.which("runuser"):
            return None, "PostgreSQL refuses to run as root, and there is no user 'postgres' to run it"
        run_as = ["runuser", "-u", "postgres", "--"]
        _hand_over(folder)
    cluster = Cluster(folder, binaries, _free_port(), run_as)
    cluster.start()
    return cluster, ""


def _binaries() -> Path | None:
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


def _has_user(name: str) -> bool:
    try:
        return bool(pwd.getpwnam(name))
    except KeyError:
        return False


def _hand_over(folder: Path) -> None:
    """Let the user 'postgres' reach and own *folder*."""
    shutil.chown(folder, "postgres")
    for parent in folder.parents:
        if parent.stat().st_mode & 0o001 == 0:
            parent.chmod(parent.stat().st_mode | 0o011)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
