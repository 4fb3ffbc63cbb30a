"""The demonstration from end to end: real flows, real door, and an answer that shows in report and coach's page."""

import http.cookiejar
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from commands.children import free_port
from commands.demonstration.forms import forms_of

pytestmark = pytest.mark.slow
WITHIN_S = 600


class Demo:
    """A running `followthrough demo` in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("FOLLOWTHROUGH_", "PREFECT_"))}
        environment = kept | {"FOLLOWTHROUGH_LISTEN": f"127.0.0.1:{free_port(0)}", "PYTHONUNBUFFERED": "1"}
        with (folder / "said").open("wb") as said:
            command = [sys.executable, "-m", "commands", "demo"]
            self.process = subprocess.Popen(command, cwd=folder, env=environment, stdout=said, stderr=said)
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), cookies)

    def said(self) -> str:
        return (self.folder / "said").read_text()

    def until(self, words: str, within_s: float = WITHIN_S) -> float:
        began = time.monotonic()
        while words not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() - began < within_s, self.said()
            time.sleep(0.2)
        return time.monotonic() - began

    def address(self, name: str) -> str:
        found = re.search(rf"^  {re.escape(name)} +(http\S+)$", self.said(), re.MULTILINE)
        assert found, self.said()
        return found.group(1)

    def page(self, address: str, values: dict[str, str] | None = None) -> str:
        body = urllib.parse.urlencode(values).encode() if values else None
        with self.opener.open(address, body, timeout=30) as reply:
            return str(reply.read().decode())


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    running = Demo(tmp_path)
    yield running
    if running.process.poll() is None:
        running.process.send_signal(signal.SIGINT)
        running.process.wait(60)


def flows_pid(demo: Demo) -> int:
    listed = subprocess.run(["ps", "-ewwo", "pid,ppid,args"], capture_output=True, text=True).stdout
    own = [line.split() for line in listed.splitlines() if "commands.flows_process" in line]
    return next(int(pid) for pid, parent, *_ in own if int(parent) == demo.process.pid)


def figures(demo: Demo, step: str) -> dict[str, Any]:
    """Return one step of the report on the cohort of whoever sits at the keyboard, as its JSON has it."""
    page = demo.address("The L&D report of your cohort").replace("report.html", "report.json")
    return next(one for one in json.loads(demo.page(page))["completion"]["steps"] if one["step"] == step)


def said_of(demo: Demo, step: str) -> Counter[str]:
    """Return what the people of that cohort answered to a task in time, as the database has it."""
    (file,) = demo.folder.glob("var/**/demo.db")
    with closing(sqlite3.connect(file)) as database:
        rows = database.execute(
            "SELECT r.value FROM response r JOIN prompt p ON p.id = r.prompt_id JOIN enrollment e ON "
            "e.id = p.enrollment_id WHERE p.step = ? AND r.question = 'task' AND r.replaced_at IS NULL AND NOT r.late "
            "AND e.cohort_id = (SELECT max(cohort_id) FROM enrollment WHERE id IN (SELECT enrollment_id FROM prompt "
            "WHERE step = ? AND state IN ('sent', 'answered')))",
            (step, step),
        )
        return Counter(value for (value,) in rows)


def test_the_demonstration_runs_and_one_answer_shows_everywhere(demo: Demo) -> None:
    """The answer is given before the first look: from then on a report moves with five people's answers, not one's."""
    assert demo.until("mails sent") < 60
    demo.until("Ctrl-C ends the demonstration")

    office = demo.address("The L&D report")
    report = json.loads(demo.page(office.replace("report.html", "report.json")))
    assert report["people"]["enrolled"] == 24
    assert "whole attention" in demo.page(office).casefold()

    link = demo.address("What is open for you")
    form = next(one for one in forms_of(demo.page(link)) if one.choices)
    task = next(name for name, offered in form.choices.items() if "done" in offered)
    step = task.partition(".")[0]
    before = said_of(demo, step)
    assert "saved" in demo.page(link, form.hidden | {task: "done"}).casefold()
    first = figures(demo, step)
    assert first["done"]["n"] == before["done"] + 1
    assert first["done"]["of"] == before.total() + 1

    time.sleep(1.1)  # a form that comes back within a second is suspect, and rightly
    form = next(one for one in forms_of(demo.page(link)) if one.choices)
    time.sleep(1.1)
    demo.page(link, form.hidden | {task: "na"})
    assert said_of(demo, step)["done"] == before["done"]
    assert figures(demo, step) == first | {"stays": figures(demo, step)["stays"]}
    assert figures(demo, step)["stays"]

    coach = demo.page(demo.address("The coach's page of your cohort"))
    assert "Alex" in coach
    assert "no chance" in coach.casefold()

    demo.process.send_signal(signal.SIGINT)
    assert demo.process.wait(60) == 0


def test_killing_the_flows_ends_the_demonstration(demo: Demo) -> None:
    demo.until("mails sent")
    os.kill(flows_pid(demo), signal.SIGKILL)
    assert demo.process.wait(60) == 1
    assert "The flows ended" in demo.said()
