"""The runner against a real Prefect server: what is due runs, whatever dies in between."""

import asyncio
import textwrap
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from prefect import flow

from coaching.errors import Refused
from flows.runner import Deployed, run_forever
from tests.flows.serving import PrefectServer, RunnerProcess, running
from tests.supervised import kill, wait_until

FLOWS = """
    import asyncio, os, time
    from pathlib import Path
    from prefect import flow
    from flows.runner import Deployed

    def note(file, line):
        with Path(file).open("a") as open_file:
            open_file.write(f"{line}\\n")

    @flow(name="often")
    async def often():
        note("often", os.getpid())

    @flow(name="failing")
    async def failing():
        raise ArithmeticError("of the test")

    @flow(name="leaving")
    async def leaving():
        raise SystemExit(3)

    @flow(name="asked")
    async def asked(n: int):
        note("asked", n)

    @flow(name="blocking")
    async def blocking(seconds: float):
        note("blocking", "begun")
        time.sleep(seconds)

    @flow(name="endless")
    async def endless():
        note("endless", os.getpid())
        await asyncio.sleep(3600)
"""
FIRST = """
    from the_flows import *
    def deployments():
        return [Deployed("often", often, 2.0), Deployed("failing", failing, 2.0), Deployed("leaving", leaving, None),
                Deployed("asked", asked, None, {"n": 0}), Deployed("blocking", blocking, None, {"seconds": 0.0}),
                Deployed("endless", endless, None)]
"""
SECOND = FIRST.replace('Deployed("leaving", leaving, None),', "")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the flows, and two versions of what is deployed: the second without the one that exits."""
    made = tmp_path_factory.mktemp("runner")
    for name, source in {"the_flows": FLOWS, "first": FIRST, "second": SECOND}.items():
        (made / f"{name}.py").write_text(textwrap.dedent(source))
    return made


@pytest.fixture(scope="module")
def runner(prefect_server: PrefectServer, folder: Path) -> Iterator[RunnerProcess]:
    """A runner that has begun its work."""
    with running("first", folder) as runner:
        wait_until(lambda: runner.lines("often"), "a schedule has run something")
        yield runner


def test_the_schedule_runs_in_the_one_process(runner: RunnerProcess) -> None:
    wait_until(lambda: len(runner.lines("often")) >= 3, "three scheduled runs have run")
    assert set(runner.lines("often")) == {str(runner.process.pid)}


def test_a_flow_that_fails_does_not_stop_the_runner(prefect_server: PrefectServer, runner: RunnerProcess) -> None:
    wait_until(lambda: len(prefect_server.runs("failing", "Failed")) >= 2, "it has failed twice")
    assert runner.process.poll() is None


def test_a_flow_that_exits_does_not_take_the_runner_along(prefect_server: PrefectServer, runner: RunnerProcess) -> None:
    run = prefect_server.run_now("leaving")
    wait_until(lambda: prefect_server.state(run) == "Crashed", "its run is closed")
    assert runner.process.poll() is None


def test_every_run_that_was_asked_for_runs(prefect_server: PrefectServer, runner: RunnerProcess) -> None:
    runs = [prefect_server.run_now("asked", n=n) for n in (1, 2, 2)]
    wait_until(lambda: {prefect_server.state(run) for run in runs} == {"Completed"}, "all three have run")
    assert sorted(runner.lines("asked")) == ["1", "2", "2"]


def test_a_flow_that_blocks_holds_up_nobody(prefect_server: PrefectServer, runner: RunnerProcess) -> None:
    run = prefect_server.run_now("blocking", seconds=6)
    wait_until(lambda: runner.lines("blocking"), "it has begun")
    before = len(runner.lines("often"))
    wait_until(lambda: len(runner.lines("often")) > before, "the schedule went on")
    assert prefect_server.state(run) == "Running"


def test_a_run_can_be_cancelled_while_it_runs(prefect_server: PrefectServer, runner: RunnerProcess) -> None:
    run = prefect_server.run_now("endless")
    wait_until(lambda: runner.lines("endless"), "it has begun")
    wanted = {"state": {"type": "CANCELLING", "name": "Cancelling"}}
    prefect_server.ask("POST", f"/flow_runs/{run}/set_state", wanted)
    wait_until(lambda: prefect_server.state(run) == "Cancelled", "it is cancelled")


def test_the_runner_goes_on_when_the_server_died(prefect_server: PrefectServer, runner: RunnerProcess) -> None:
    prefect_server.die_and_return()
    before = len(runner.lines("often"))
    wait_until(lambda: len(runner.lines("often")) > before, "the schedule goes on")
    assert runner.process.poll() is None


@pytest.fixture(scope="module")
def left(prefect_server: PrefectServer, runner: RunnerProcess) -> str:
    """The id of the run that was under way; a schedule is paused, and nobody runs anything any more."""
    begun = len(runner.lines("endless"))
    run = prefect_server.run_now("endless")
    wait_until(lambda: len(runner.lines("endless")) > begun, "it has begun")
    prefect_server.pause("failing")
    kill(runner.process.pid)
    runner.process.wait()
    return run


@pytest.fixture(scope="module")
def pile(prefect_server: PrefectServer, left: str) -> list[str]:
    """The ids of the ticks that are due by now, three or more."""
    wait_until(lambda: len(prefect_server.overdue("often")) >= 3, "three ticks have piled up")
    return [run["id"] for run in prefect_server.overdue("often")]


@pytest.fixture(scope="module")
def second(prefect_server: PrefectServer, pile: list[str], folder: Path) -> Iterator[RunnerProcess]:
    """The second runner, after its first tick."""
    with running("second", folder) as second:
        wait_until(lambda: str(second.process.pid) in second.lines("often"), "the second runner has run something")
        yield second


def test_what_was_under_way_is_closed(prefect_server: PrefectServer, second: RunnerProcess, left: str) -> None:
    assert prefect_server.state(left) == "Crashed"


def test_of_the_ticks_that_piled_up_one_at_most_runs(
    prefect_server: PrefectServer, second: RunnerProcess, pile: list[str]
) -> None:
    wait_until(lambda: not set(pile) & {run["id"] for run in prefect_server.overdue("often")}, "the pile is gone")
    states = [prefect_server.state(run) for run in pile]
    assert set(states) <= {"Skipped", "Running", "Completed"}
    assert states.count("Skipped") >= len(pile) - 1


def test_what_was_paused_stays_paused(prefect_server: PrefectServer, second: RunnerProcess) -> None:
    assert [one["active"] for one in prefect_server.schedules("failing")] == [False]


def test_a_schedule_is_not_doubled(prefect_server: PrefectServer, second: RunnerProcess) -> None:
    assert [one["active"] for one in prefect_server.schedules("often")] == [True]


def test_what_is_no_longer_deployed_is_removed(prefect_server: PrefectServer, second: RunnerProcess) -> None:
    assert prefect_server.deployment("leaving") is None


def test_a_run_may_finish_before_the_runner_stops(prefect_server: PrefectServer, second: RunnerProcess) -> None:
    begun = len(second.lines("blocking"))
    run = prefect_server.run_now("blocking", seconds=1.5)
    wait_until(lambda: len(second.lines("blocking")) > begun, "it has begun")
    assert second.stop() == 0
    assert prefect_server.state(run) == "Completed"


def test_a_run_that_does_not_finish_in_time_is_recorded_as_crashed(
    prefect_server: PrefectServer, second: RunnerProcess, folder: Path
) -> None:
    begun = len(second.lines("endless"))
    with running("second", folder, grace_s=0.1) as hurried:
        run = prefect_server.run_now("endless")
        wait_until(lambda: len(hurried.lines("endless")) > begun, "it has begun")
        assert hurried.stop() == 0
    assert prefect_server.state(run) == "Crashed"


@flow(name="not-async")
def not_async() -> None:
    """A flow that the runner cannot run."""


@flow(name="fine")
async def fine() -> None:
    """A flow that it can."""


@pytest.mark.parametrize(
    ("deployed", "says"),
    [
        ([Deployed("one", not_async)], "'not-async' is not async"),
        ([Deployed("one", fine), Deployed("one", fine)], "'fine/one' is listed twice"),
    ],
    ids=["not async", "twice"],
)
def test_what_cannot_be_run_is_refused_at_once(deployed: list[Deployed], says: str) -> None:
    with pytest.raises(Refused, match=says):
        asyncio.run(run_forever(deployed, asyncio.Event()))


def test_the_server_wants_its_password(prefect_server: PrefectServer) -> None:
    assert httpx.post(prefect_server.url + "/flows/count").status_code == 401


def test_the_pages_of_the_server_may_load_nothing_from_elsewhere(prefect_server: PrefectServer) -> None:
    policy = httpx.get(prefect_server.url + "/health").headers["content-security-policy"]
    assert "http" not in policy
    assert policy.startswith("default-src 'self';")


def test_the_files_of_the_server_are_private(prefect_server: PrefectServer) -> None:
    files = list(prefect_server.home.glob("prefect.db*"))
    assert files
    assert not [file for file in files if file.stat().st_mode & 0o077]
