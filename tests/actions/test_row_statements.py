"""Row-level answers as xAPI statements: valid by the specification, the same rows, the same ids each time."""

from pathlib import Path
from typing import Any

import pytest
from ralph.models.xapi.base.statements import BaseXapiStatement

from actions.auditing import audit
from actions.row_files import RowFile, hand_out, row_file
from actions.row_statements import statements_of
from coaching.errors import BadSetting, Refused
from commands.settings import read_settings
from delivery.learning_records import LOT, hand_over
from delivery.web_accounts import RecordStore, read_store
from tests.actions.stories import AFTER
from tests.actions.test_row_files import OTHERS, PEOPLE, say, told
from tests.delivery.web_server import WebServer

HOME = "https://go.example.org"


@pytest.fixture
def found(tmp_path: Path) -> RowFile:
    story = told(tmp_path)
    say(story, "annika", "drawer", "task", "done")
    say(story, "bendix", "early", "comment", "", words="planted-words", share=True)
    return row_file(story.house, "autumn", AFTER)


def test_every_statement_is_what_the_specification_asks(found: RowFile) -> None:
    made = statements_of(found, HOME)
    assert len(made) == len(found.lines) == 7
    for one in made:
        assert BaseXapiStatement(**one).version == "1.0.3"


def test_it_says_who_under_another_name_what_and_on_which_day(found: RowFile) -> None:
    made = {one["object"]["id"].rpartition("/xapi/autumn/")[2]: one for one in statements_of(found, HOME)}
    days, task = made["early/attention"], made["drawer/task"]
    assert days["actor"]["account"]["name"] in {line.person for line in found.lines}
    assert days["result"] == {"score": {"raw": int(days["result"]["response"])}, "response": days["result"]["response"]}
    assert (task["result"], task["timestamp"]) == ({"response": "done"}, "2026-09-15T12:00:00Z")
    assert "whole attention" in str(days["object"]["definition"]["description"])


def test_nothing_is_said_that_the_file_does_not_hold(found: RowFile) -> None:
    said = repr(statements_of(found, HOME)).lower()
    assert [one for one in (*PEOPLE, *OTHERS, "planted", "@", "15:30") if one in said] == []


def test_ids_are_the_same_each_time_and_differ_by_what_is_said(found: RowFile) -> None:
    first, again = ([one["id"] for one in statements_of(found, HOME)] for _ in range(2))
    assert first == again and len(set(first)) == len(first)


def test_lots_are_posted_with_version_and_login_and_the_audit_says_so(tmp_path: Path) -> None:
    story = told(tmp_path)
    statements = statements_of(hand_out(story.house, "autumn", "lrs", None, AFTER), HOME) * (LOT // 6 + 1)
    with WebServer(answers=[(200, {}, b"[]")] * 2) as server:
        store = read_store(f"http://us%40er:pass%3Aword@127.0.0.1:{server.port}/xapi/")
        assert hand_over(store, statements) == len(statements)
    assert [len(one.json) for one in server.posted] == [LOT, len(statements) - LOT]
    first = server.posted[0]
    assert (first.path, first.headers["x-experience-api-version"]) == ("/xapi/statements", "1.0.3")
    assert first.headers["authorization"] == "Basic dXNAZXI6cGFzczp3b3Jk"
    assert "rows.lrs" in str(audit(story.house)[0].to_json())


@pytest.mark.parametrize(
    ("answer", "says"),
    [((401, {}, b""), "user and password"), ((302, {"location": "https://elsewhere"}, b""), "302"),
     ((503, {}, b""), "503"), ((409, {}, b""), "same ids"), ((200, {}, None), "does not answer")],
    ids=["login", "redirect", "away", "conflict", "hung up"],
)  # fmt: skip
def test_a_store_that_does_not_take_them_is_told_in_a_sentence(answer: Any, says: str) -> None:
    with WebServer(answers=[answer]) as server, pytest.raises(Refused) as refusal:
        hand_over(RecordStore(server.url("/xapi"), "ada", "planted"), [{"id": "1"}])
    assert says in str(refusal.value) and "0 statements are there" in str(refusal.value)
    assert "planted" not in str(refusal.value)


def test_an_empty_file_posts_nothing() -> None:
    with WebServer() as server:
        assert hand_over(RecordStore(server.url("/xapi")), []) == 0
    assert server.posted == []


@pytest.mark.parametrize("text", ["ftp://x", "http://lrs.example.org/xapi", "https://", "https://x.org/?token=planted"])
def test_an_address_that_is_no_store_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(BadSetting) as refusal:
        read_settings({"FOLLOWTHROUGH_LRS_URL": text, "FOLLOWTHROUGH_SECRET": "s" * 16}, Path("none.toml"))
    assert "FOLLOWTHROUGH_LRS_URL" in str(refusal.value)
