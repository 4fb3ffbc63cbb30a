"""The real flows in their own process; and nothing personal in Prefect's records, whatever went wrong."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from actions.house import House
from actions.ledger import whole
from actions.uploads import keep
from delivery.outbox import OutboxMail, drop_reply, messages
from storage import people
from tests import make
from tests.delivery.web_server import WebServer
from tests.flows.serving import NO_TICK_OF_ITS_OWN, PrefectServer
from tests.supervised import PATIENCE_S

NAMES = (
    "Zacharias",
    "zacharias.quillfeather",
    "planted-team-name",
    "Mars/Olympus",
    "planted-coach",
    "planted-words-of-a-reply",
    "planted-place-of-a-hook",
)
HEADER = b"email,name,team,coach,zone,webhook\n"
ROSTER = (
    HEADER
    + b"zacharias.quillfeather@example.org,Zacharias Quill,planted-team-name,planted-coach@example.org,,\n"
    + b"ada@example.org,Ada,planted-team-name,planted-coach@example.org,,\n"
)
BAD = HEADER + b"zacharias.quillfeather@example.org,Zacharias,planted-team-name,,Mars/Olympus,\n"
TOKEN = re.compile(r"/[aup]/([A-Za-z0-9_-]{22})")
pytestmark = pytest.mark.slow


@pytest.fixture
def hook() -> Iterator[WebServer]:
    """A place on the web that refuses what is posted to it."""
    with WebServer([(500, {}, b"planted-words-of-a-hook")] * 9) as server:
        yield server


@pytest.fixture
def flows(prefect_server: PrefectServer, small: House, hook: WebServer, tmp_path: Path) -> Iterator[PrefectServer]:
    """The process that `serve` runs the flows in, over an installation of its own; what it says goes to a file."""
    settings = {
        "FOLLOWTHROUGH_DATABASE_URL": f"sqlite:///{tmp_path}/followthrough.db",
        "FOLLOWTHROUGH_MAIL_URL": f"outbox:{tmp_path}/outbox",
        "FOLLOWTHROUGH_REPLY_ADDRESS": "coach@example.org",
        "FOLLOWTHROUGH_WEBHOOK_LOOPBACK": hook.place,
        "FOLLOWTHROUGH_ZONE": "Europe/Berlin",
    }
    command = [sys.executable, "-m", "commands.flows_process", "0.2", NO_TICK_OF_ITS_OWN]
    with (
        (tmp_path / "said").open("wb") as said,
        subprocess.Popen(command, cwd=tmp_path, env=os.environ | settings, stdout=said, stderr=said) as process,
    ):
        until(lambda: prefect_server.deployment("enroll"), 200)
        yield prefect_server
        process.terminate()
        process.wait(60)


def until(there: Any, within_s: float = PATIENCE_S) -> Any:
    """Return what *there* returns as soon as it is something."""
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        if found := there():
            return found
        time.sleep(0.1)
    raise AssertionError("it did not happen in time")


def ended(server: PrefectServer, name: str, **parameters: Any) -> str:
    """Run a flow and return the name of the state it ended in."""
    run = server.run_now(name, **parameters)
    final = ("Completed", "Failed", "Crashed", "Cancelled")
    return str(until(lambda: state if (state := server.state(run)) in final else None))


def enrolled(server: PrefectServer, house: House, content: bytes, cohort: str) -> str:
    """Enrol a roster by its key, as the UI would."""
    key = keep(house, "roster.csv", content, make.NOW)
    asked = {"roster_key": key, "programme": "lead-for-loyalty", "workshop_on": "2026-12-02", "cohort": cohort}
    return ended(server, "enroll", **asked, now=make.NOW.isoformat())


def replied(folder: Path, mail: OutboxMail, words: str) -> None:
    """Answer *mail* as its reader would."""
    seen = BytesParser(policy=policy.default).parsebytes(mail.raw)
    reply = EmailMessage()
    reply["From"], reply["To"], reply["Subject"] = mail.to, seen["Reply-To"], f"Re: {seen['Subject']}"
    reply["Message-ID"], reply["In-Reply-To"] = "<planted-words-of-a-reply@example.org>", seen["Message-ID"]
    reply.set_content(words)
    drop_reply(folder, reply.as_bytes())


@contextmanager
def without(house: House, table: str) -> Iterator[None]:
    """Take a table away for the length of a block: whatever needs it fails, with its values in the complaint."""
    renamed(house, table, f"{table}_away")
    yield
    renamed(house, f"{table}_away", table)


def posts_to(house: House, person: str, place: str) -> None:
    """Let a person's messages go to a place on the web; on this machine no roster may name one."""
    with house.store.write() as session:
        found = people.recipients_by_address(session, [person])[person]
        people.change_recipient(session, found.id or 0, webhook=place)
        session.commit()


def renamed(house: House, table: str, to: str) -> None:
    with house.store.write() as session:
        session.execute(text(f"ALTER TABLE {table} RENAME TO {to}"))
        session.commit()


def tokens(mails: list[OutboxMail]) -> set[str]:
    """Return the tokens of all links in *mails*, and those of their reply addresses."""
    return {found for mail in mails for found in TOKEN.findall(decoded(mail))} | {
        mail.bounce_to.partition("+")[2].partition("@")[0] for mail in mails if "+" in mail.bounce_to
    }


def decoded(mail: OutboxMail) -> str:
    body = BytesParser(policy=policy.default).parsebytes(mail.raw).get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_flows_keep_no_names_whatever_goes_wrong(
    flows: PrefectServer, small: House, hook: WebServer, tmp_path: Path
) -> None:
    assert enrolled(flows, small, ROSTER, "Hamburg") == "Completed"
    posts_to(small, "ada@example.org", hook.url("/planted-place-of-a-hook"))
    sent_on = make.berlin("2026-11-25").isoformat()
    assert ended(flows, "tick", now=sent_on) == "Completed"
    mails = messages(tmp_path / "outbox")
    assert (len(mails), len(hook.posted)) == (1, 1)
    replied(tmp_path / "outbox", mails[0], "planted-words-of-a-reply")
    assert ended(flows, "collect") == "Completed"
    assert ended(flows, "send-briefs", now=sent_on) == "Completed"
    with without(small, "message"):
        assert ended(flows, "tick", now=sent_on) == "Failed"
        assert ended(flows, "send-briefs", now=sent_on) == "Failed"
    replied(tmp_path / "outbox", mails[0], "planted-words-of-a-reply, once more")
    with without(small, "arrival"):
        ended(flows, "collect")
    assert enrolled(flows, small, BAD, "Second") == "Failed"
    assert ended(flows, "enroll", roster_key="u-0", programme="x", workshop_on="2026-12-02", cohort="c") == "Failed"

    assert whole(small).to_json()["by_state"]["sent"] >= 1
    kept = b"".join(file.read_bytes() for file in [*flows.home.rglob("*"), tmp_path / "said"] if file.is_file())
    assert b"NobodyEnrolled" in kept
    planted = [*NAMES, *tokens(mails)]
    assert len(planted) > len(NAMES) + 2
    assert [one for one in planted if one.encode() in kept] == []
