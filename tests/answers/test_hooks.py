"""Answers by signed webhook: recorded once, by the rules of the page; whatever is not signed is told nothing."""

import json
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlmodel import select
from standardwebhooks import Webhook

from answers.app import make_app
from delivery.web_signing import derived_key, write_key
from storage.rows import HookRow, MessageRow, PromptRow, ResponseRow
from tests import make
from tests.answers.visitors import Visit

KEY = derived_key(b"a secret of the tests")
BASELINE = {"baseline.listening": 3, "baseline.thanking": "na"}


@pytest.fixture
def visit(tmp_path: Path) -> Visit:
    return Visit(tmp_path, settings={"webhook_keys": (KEY,)}).enroll().send(make.berlin("2026-11-25"))


def message_of(visit: Visit) -> str:
    with visit.house.store.read() as session:
        return session.exec(select(MessageRow.key).where(MessageRow.state == "sent")).one()


def hand_in(visit: Visit, id_: str = "h1", key: bytes = KEY, past_s: int = 0, said: Any = None, **answers: Any) -> Any:
    """Post answers, signed by the reference library *past_s* seconds ago."""
    told = said if said is not None else {"message": message_of(visit), "answers": answers or BASELINE}
    body, at = json.dumps(told), datetime.fromtimestamp(int(time.time()) - past_s, UTC)
    headers = {
        "webhook-id": id_, "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(write_key(key)).sign(id_, at, body), "content-type": "application/json",
    }  # fmt: skip
    return visit.ask("POST", "/hooks/answers", content=body.encode(), headers=headers)


def kept(visit: Visit) -> tuple[list[tuple[str, str, str]], int]:
    with visit.house.store.read() as session:
        rows = session.exec(select(ResponseRow)).all()
        return [(one.question, one.value, one.channel) for one in rows], len(session.exec(select(HookRow)).all())


def test_a_signed_answer_is_recorded_by_the_rules_of_the_page(visit: Visit) -> None:
    answer = hand_in(visit)
    assert (answer.status_code, answer.json()) == (200, {"changed": 2, "late": False, "repeated": False})
    assert kept(visit)[0] == [("listening", "3", "webhook"), ("thanking", "na", "webhook")]
    with visit.house.store.read() as session:
        assert session.exec(select(PromptRow.state).where(PromptRow.step == "baseline")).one() == "answered"


def test_the_same_id_again_changes_nothing(visit: Visit) -> None:
    hand_in(visit)
    again = hand_in(visit, **{"baseline.listening": 0})
    assert (again.status_code, again.json()["repeated"]) == (200, True)
    assert kept(visit) == ([("listening", "3", "webhook"), ("thanking", "na", "webhook")], 1)


def test_another_id_with_the_same_answers_changes_nothing_either(visit: Visit) -> None:
    hand_in(visit)
    assert hand_in(visit, "h2").json()["changed"] == 0
    assert len(kept(visit)[0]) == 2


@pytest.mark.parametrize("past_s", [301, -301], ids=["too-old", "from-the-future"])
def test_five_minutes_are_tolerated_and_no_more(visit: Visit, past_s: int) -> None:
    assert hand_in(visit, past_s=past_s + (5 if past_s > 0 else -5)).status_code == 401
    assert kept(visit) == ([], 0)
    assert hand_in(visit, past_s=290 if past_s > 0 else -290).status_code == 200


def test_unsigned_and_foreign_get_one_constant_answer(visit: Visit) -> None:
    foreign = hand_in(visit, key=derived_key(b"another"))
    unknown = hand_in(visit, key=derived_key(b"another"), said={"message": "none", "answers": {}})
    unsigned = visit.ask("POST", "/hooks/answers", content=b"{")
    assert {one.status_code for one in (foreign, unknown, unsigned)} == {401}
    assert foreign.content == unknown.content == unsigned.content
    assert kept(visit) == ([], 0)


def test_without_a_key_nothing_is_taken(tmp_path: Path) -> None:
    door = Visit(tmp_path).enroll().send(make.berlin("2026-11-25"))
    assert hand_in(door).status_code == 401


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT"])
def test_a_look_records_nothing(visit: Visit, method: str) -> None:
    assert visit.ask(method, "/hooks/answers").status_code == 405
    assert kept(visit) == ([], 0)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ([], 400), ({"answers": {}}, 400), ({"message": 1, "answers": {}}, 400), ({"message": "m", "answers": []}, 400),
        ({"message": "m", "answers": {"a": {}}}, 400), ({"message": "unknown", "answers": {"answer": 1}}, 404),
        ({"message": "../\u0000", "answers": {"answer": 1}}, 404),
    ],
)  # fmt: skip
def test_what_cannot_be_read_or_found_is_said_and_leaves_its_id_free(visit: Visit, said: Any, status: int) -> None:
    answer = hand_in(visit, said=said)
    assert (answer.status_code, set(answer.json())) == (status, {"error"})
    assert hand_in(visit).json()["changed"] == 2


def test_a_wrong_value_names_its_field_and_can_be_corrected_under_the_same_id(visit: Visit) -> None:
    wrong = hand_in(visit, **{"baseline.listening": 9})
    assert (wrong.status_code, list(wrong.json()["faults"])) == (422, ["baseline.listening"])
    assert hand_in(visit).json()["changed"] == 2


def test_a_program_that_is_shown_another_key_can_change_over(tmp_path: Path) -> None:
    door = Visit(tmp_path, settings={"webhook_keys": (derived_key(b"new"), KEY)}).enroll()
    door.send(make.berlin("2026-11-25"))
    assert hand_in(door).status_code == 200
    assert hand_in(door, "h2", key=derived_key(b"new")).status_code == 200


def test_the_database_of_a_server_takes_it_too(house: Any, tmp_path: Path) -> None:
    home = replace(house, webhook_keys=(KEY,))
    make.enrolled(home, make.PEOPLE[:1])
    make.sent(home, tmp_path, make.berlin("2026-11-25"))
    door = Visit.__new__(Visit)
    door.house, door.client, door.cookies = home, "192.0.2.7", {}
    door.app = make_app(home, lambda: make.berlin("2026-11-25", "14:00"))
    assert [hand_in(door).json()["repeated"] for _ in range(2)] == [False, True]
    assert isinstance(hand_in(door, "h2"), httpx.Response)
