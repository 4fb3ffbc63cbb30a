"""Long work at the desk: seen from every door, once whoever presses, and told as it was after a stop in the middle."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from actions.desk import works
from actions.desk.works import Telling, Work
from actions.erasing import erase
from actions.house import House
from answers.desk.work import Works
from coaching.errors import Refused
from storage.moments import utc_in
from storage.rows import EnrollmentRow, WorkRow
from tests.answers.desk import drafted, fill, finished, kept, office, text
from tests.answers.visitors import Visit


@pytest.fixture
def doors(house: House) -> Iterator[Callable[..., Works]]:
    """Doors of one house, whose work is over before the house is."""
    opened: list[Works] = []

    def another(**options: float) -> Works:
        opened.append(Works(house, **options))
        return opened[-1]

    yield another
    until(lambda: not any(one.running for one in opened))


PIECE = Work("Pausing in Hamburg", 40, "/ld/Hamburg", "/ld/Hamburg")
STOPS = """
import os, sys
from pathlib import Path
from actions.desk.starting import start
from actions.desk.works import Telling, begin, Work
from tests import make
house = make.house(Path(sys.argv[1]))
class Stops(Telling):
    def said(self, done):
        os._exit(9)
begin(house, Work("Starting Bremen", 3, "/ld/Bremen", "/ld", sys.argv[2]), "x")
start(house, sys.argv[2], make.NOW, Stops(sys.argv[2], "x"))
"""


def until(holds: object) -> None:
    for _ in range(400):
        if holds():
            return
        time.sleep(0.01)
    raise AssertionError("it never came to hold")


def test_another_door_shows_how_far_it_is_and_how_it_ended(house: House, doors: Callable[..., Works]) -> None:
    here, there, go_on = doors(beat_s=0.01), doors(), threading.Event()

    def act(telling: Telling) -> None:
        telling.said(12)
        go_on.wait(5)
        with house.store.write() as session:
            telling.ended(session, "Paused.")
            session.commit()

    key = here.begin(PIECE, act)
    until(lambda: there.find(key).done == 12)
    assert not there.find(key).is_over and [one.key for one in there.listed()] == [key]
    go_on.set()
    until(lambda: there.find(key).is_over)
    assert there.find(key).says == "Paused."


def test_what_two_doors_begin_under_one_key_is_done_once(doors: Callable[..., Works]) -> None:
    done: list[str] = []
    for n in ("one", "two"):
        doors().begin(PIECE, lambda telling, n=n: done.append(n), "k")
    until(lambda: done)
    assert done == ["one"]


def test_what_came_to_nothing_can_begin_again(doors: Callable[..., Works]) -> None:
    def refuses(telling: Telling) -> None:
        raise Refused("Choose another name.")

    door = doors()
    door.begin(PIECE, refuses, "k")
    until(lambda: door.find("k").fault)
    again = threading.Event()
    door.begin(PIECE, lambda telling: again.set(), "k")
    assert again.wait(5) and not door.find("k").fault


def test_an_end_that_is_not_kept_was_not_said(house: House, doors: Callable[..., Works]) -> None:
    def breaks(telling: Telling) -> None:
        with house.store.write() as session:
            telling.ended(session, "Paused.")
            raise Refused("Not after all.")

    door = doors()
    door.begin(PIECE, breaks, "k")
    until(lambda: door.find("k").is_over)
    assert (door.find("k").says, door.find("k").fault) == ("", "Not after all.")


def test_whoever_was_thought_to_be_stopped_cannot_end_what_another_began(house: House) -> None:
    assert works.begin(house, PIECE_K, "first") and not works.begin(house, PIECE_K, "second")
    quiet(house)
    assert works.begin(house, PIECE_K, "second")
    works.fail(house, Telling("k", "first"), "Too late.")
    assert not works.work_of(house, "k").is_over


PIECE_K = Work(PIECE.title, PIECE.total, PIECE.back, PIECE.again, "k")


def quiet(house: House, seconds: float = 60) -> None:
    """Let nothing have been heard of any work for so long."""
    with house.store.write() as session:
        session.execute(update(WorkRow).values(heard_at=utc_in(-seconds)))
        session.commit()


def test_work_is_forgotten_after_a_day(house: House, doors: Callable[..., Works]) -> None:
    works.begin(house, PIECE_K, "first")
    quiet(house, works.KEPT_S + 60)
    doors().begin(PIECE, lambda telling: None, "other")
    assert works.work_of(house, "k") is None


def test_a_start_that_was_killed_in_the_middle_changed_nothing_and_says_so(tmp_path: Path) -> None:
    visit = office(Visit(tmp_path))
    path = drafted(visit)
    key = path.rpartition("/")[2]
    killed = subprocess.run([sys.executable, "-c", STOPS, str(tmp_path), key], timeout=60, check=False)
    assert killed.returncode == 9
    assert "0 of 3" in text(visit.get(f"/ld/work/{key}").text)
    quiet(visit.house)
    page = text(visit.get(f"/ld/work/{key}").text)
    assert "probably stopped in the middle, and then nothing was changed" in page and "stopped in the" in desk(visit)
    assert (visit.count(EnrollmentRow), kept(visit)) == (0, 1)
    assert "3 people are enrolled" in finished(visit, fill(visit, f"{path}/start"))
    assert (visit.count(EnrollmentRow), kept(visit)) == (3, 0)


def desk(visit: Visit) -> str:
    return text(visit.get("/ld").text)


@pytest.mark.parametrize(("seconds", "says"), [(2, False), (20, True)], ids=["just heard of", "not for a while"])
def test_the_page_says_how_far_it_is_or_when_it_was_last_heard_of(tmp_path: Path, seconds: float, says: bool) -> None:
    visit = office(Visit(tmp_path))
    works.begin(visit.house, PIECE_K, "somebody")
    quiet(visit.house, seconds)
    page = text(visit.get("/ld/work/k").text)
    assert ("20 seconds ago it was at 0 of 40." in page.replace("Twenty", "20")) is says and ("0 of 40" in page)


def test_a_refusal_that_may_name_somebody_goes_with_an_erasure(tmp_path: Path) -> None:
    visit = office(Visit(tmp_path).enroll(("ada@example.org",)))
    works.begin(visit.house, PIECE_K, "somebody")
    works.fail(visit.house, Telling("k", "somebody"), "row 2, email: 'ada@example.org': twice")
    erase(visit.house, "ada@example.org", visit.now)
    assert works.work_of(visit.house, "k") is None
