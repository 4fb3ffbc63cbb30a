"""The OpenAPI document against the door: no error of ours, no status and no body that it does not name."""

import itertools

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from actions import signing_in
from tests.answers.test_buddies import SAM, ask
from tests.answers.visitors import Visit, nonce_in

CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]
KINDS = {"a": "a", "u": "u", "p": "p", "k": "k", "b": "b", "api": "a"}


def unhurried(visit: Visit) -> Visit:
    """Let ten seconds pass between two knocks, so that the limits do not hide what lies behind them."""
    ticks = itertools.count(0, 10)
    visit.app.state.door.limits.clock = lambda: float(next(ticks))
    return visit


def known(visit: Visit, path: str) -> dict[str, str]:
    """Return the parameters that open something: a link of Ada's or of whom she asked, her cohort."""
    if "{token}" not in path:
        return {"cohort": "Hamburg"} if "{cohort}" in path else {}
    kind = KINDS[path.split("/")[1]]
    if kind == "k":
        page = visit.link("p")
        visit.post(page, {"do": "key", "nonce": nonce_in(visit.get(page).text)})
        visit.send()
    if kind == "b":
        ask(visit, SAM)
        visit.send()
    return {"token": visit.link(kind, SAM if kind == "b" else "ada@example.org").rpartition("/")[2]}


@pytest.mark.parametrize("opens", [True, False], ids=["a link that opens", "any link"])
def test_nothing_breaks_and_nothing_undocumented_comes_back(visit: Visit, opens: bool) -> None:
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", unhurried(visit).app)
    operations = [one.ok() for one in schema.get_all_operations()]
    assert {"POST /a/{token}", "POST /api/v1/answers/{token}"} <= {one.label for one in operations}
    session = signing_in.open_session(visit.house, "ld@example.org", "ld", visit.now)
    for operation in operations:
        _ask(operation, known(visit, operation.path) if opens else {}, {"staff": session} if opens else {})


def _ask(operation: schemathesis.APIOperation, right: dict[str, str], cookies: dict[str, str]) -> None:
    @settings(max_examples=20, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(case=operation.as_strategy())
    def ask(case: schemathesis.Case) -> None:
        case.path_parameters = right or case.path_parameters
        case.call_and_validate(cookies=cookies, checks=CHECKS)

    ask()
