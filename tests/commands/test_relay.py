"""`relay`, as an operator with two mail servers runs it."""

import json
import subprocess
from pathlib import Path

from actions.outgoing.relay_pauses import pause_relay
from storage import migrating
from storage.store import open_store
from tests import make
from tests.commands.test_cli import run

TWO = {"MAIL_URL": "smtp://127.0.0.1:9, smtp://127.0.0.1:19", "MAIL_FROM": "coach@example.org"}


def relay(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return run(folder, "relay", *arguments, **TWO)


def test_each_relay_is_shown_and_the_pauses_of_all_are_ended(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/var/followthrough.db")
    migrating.upgrade(store)
    with store.write() as session:
        pause_relay(session, "policy", "550 5.7.1", make.NOW, "smtp:127.0.0.1:9")
        session.commit()
    store.close()
    first, second = relay(tmp_path).stdout.splitlines()
    assert "refused everything" in first and "Mail goes by the next relay meanwhile" in first
    assert second == "smtp:127.0.0.1:19: Mail is not paused."
    shown = json.loads(relay(tmp_path, "--json", "--resume").stdout)
    assert (shown["relay"], shown["paused"]) == ("smtp:127.0.0.1:9", False)
    assert shown["next"] == [{"relay": "smtp:127.0.0.1:19", "paused": False}]
