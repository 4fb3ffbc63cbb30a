"""Logs as a process writes them: one form, no links, no addresses, no words of an error."""

import json
import subprocess
import sys

import pytest

PLANTED = """
import logging, sys
import prefect
from actions.logs import log_to_stderr
log_to_stderr(sys.argv[1])
logging.getLogger("flows.tick").info("tick did something", extra={"facts": {"sent": 3}})
logging.getLogger("actions").info("GET /a/Zm9vYmFyYmF6cXV4MTIzNA from ada@example.org")
logging.getLogger("uvicorn.error").warning("to %s", "ada@example.org")
logging.getLogger("prefect.flow_runs").warning("a library warns of ada@example.org")
logging.getLogger("some.library").info("chatter")
logging.getLogger("prefect.flow_runs").info("Beginning flow run")
try:
    raise ValueError(sys.argv[2])  # from Python 3.13 on a traceback quotes this line
except ValueError:
    logging.getLogger("answers").exception("a page failed")
try:
    raise ConnectionError(sys.argv[2])
except ConnectionError:
    logging.getLogger("prefect.flow_runs").exception("could not be recorded\\nand much more")
"""


SAID = "ada@example.org answered 5"


def logged(form: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", PLANTED, form, SAID], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    return done.stderr.splitlines()


def test_json_lines_have_keys_and_facts() -> None:
    lines = [json.loads(line) for line in logged("json")]
    assert [line["where"] for line in lines] == [
        "flows.tick", "actions", "uvicorn.error", "prefect.flow_runs", "answers", "prefect.flow_runs",
    ]  # fmt: skip
    assert {key: lines[0][key] for key in ("level", "what", "sent")} == {
        "level": "info", "what": "tick did something", "sent": 3,
    }  # fmt: skip
    assert "ValueError" in lines[-2]["error"]


def test_prefect_complains_in_one_line_without_a_trace() -> None:
    last = logged("text")[-1]
    assert last.endswith("error prefect.flow_runs: could not be recorded (ConnectionError)")


def test_the_quiet_form_says_what_is_wrong_and_nothing_else() -> None:
    said = "\n".join(logged("quiet"))
    assert "tick did something" not in said and "a page failed" in said and "a library warns" in said


@pytest.mark.parametrize("form", ["json", "text"])
def test_no_form_names_anybody(form: str) -> None:
    said = "\n".join(logged(form))
    assert "tick did something" in said
    assert [word for word in ("ada@", "example.org", "answered 5", "Zm9vYmFy") if word in said] == []
