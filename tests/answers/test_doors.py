"""Leaving, the own page, staff, the inbox; and that no look changes anything."""

from pathlib import Path

import pytest

from actions import signing_in
from tests import make
from tests.answers.visitors import Visit, nonce_in


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_no_look_at_any_link_changes_a_row(visit: Visit, method: str) -> None:
    before = visit.dump()
    for kind in ("a", "u", "p"):
        for mangled in ("", "?c=2", "?c=%27", "?x=y&amp;c=1", "%27", "/"):
            visit.ask(method, visit.link(kind) + mangled, headers={"Purpose": "prefetch", "Sec-Purpose": "prefetch"})
    assert visit.dump() == before


def test_one_click_leaves_at_once_and_stops_everything(visit: Visit) -> None:
    left = visit.post(visit.link("u"), {"List-Unsubscribe": "One-Click"})
    assert (left.status_code, left.cookies) == (200, {})
    assert visit.get(visit.link("a")).status_code == 410
    assert make.sent(visit.house, visit.folder, make.berlin("2026-12-07")).claimed == 0


def test_an_absence_from_the_own_page_moves_what_is_planned(visit: Visit) -> None:
    page = visit.link("p")
    saved = visit.post(page, {"nonce": nonce_in(visit.get(page).text), "do": "away", "until": "2026-12-08"})
    assert saved.status_code == 200
    assert make.sent(visit.house, visit.folder, make.berlin("2026-12-08")).claimed == 0
    assert make.sent(visit.house, visit.folder, make.berlin("2026-12-09", "09:15")).sent == 1


def test_an_hour_and_days_of_ones_own_hold_from_the_next_mail_on(visit: Visit) -> None:
    page = visit.link("p")
    for wish in ({"do": "hours", "task_at": "11:30", "check_in_at": "14:00"}, {"do": "days", "day1": "1", "day3": "1"}):
        saved = visit.post(page, wish | {"day1": "1", "day3": "1", "nonce": nonce_in(visit.get(page).text)})
    assert saved.status_code == 200
    hours = [("2026-12-07", "15:00"), ("2026-12-08", "11:25"), ("2026-12-08", "11:41")]
    assert [make.sent(visit.house, visit.folder, make.berlin(*hour)).sent for hour in hours] == [0, 0, 1]


@pytest.mark.parametrize("wish", [{"do": "hours", "task_at": "22:00", "check_in_at": "13:00", "day1": "1"},
                                  {"do": "away", "until": "soon"}, {"do": "away", "until": "2020-01-01"}, {}],
                         ids=["at night", "no date", "the past", "nothing"])  # fmt: skip
def test_what_cannot_be_is_said_and_changes_nothing(visit: Visit, wish: dict[str, str]) -> None:
    page, before = visit.link("p"), visit.dump()
    refused = visit.post(page, wish | {"nonce": nonce_in(visit.get(page).text)})
    assert refused.status_code == 422
    assert visit.dump() == before


def test_a_pause_holds_until_it_is_ended(visit: Visit) -> None:
    page = visit.link("p")
    assert "Paused" in visit.post(page, {"nonce": nonce_in(visit.get(page).text), "do": "pause"}).text
    assert "Go on" in visit.get(page).text
    assert "You are back" in visit.post(page, {"nonce": nonce_in(visit.get(page).text), "do": "resume"}).text


def test_the_own_page_ends_after_sixty_days(visit: Visit) -> None:
    page = visit.link("p")
    assert visit.later(days=61).get(page).status_code == 410


@pytest.mark.parametrize("path", ["/coach", "/coach/Hamburg", "/ld", "/ld/Hamburg", "/ld/Hamburg/report.json"])
def test_desks_open_to_nobody_who_is_not_signed_in(visit: Visit, path: str) -> None:
    assert visit.get(path).status_code in (303, 401)


def test_a_magic_link_works_once_and_by_post_only(visit: Visit) -> None:
    path = "/sign-in/" + signing_in.link(visit.house, "ld@example.org", "ld", visit.now).rpartition("/")[2]
    assert visit.get(path).status_code == 200
    assert visit.get("/ld").status_code == 303
    assert visit.post(path).status_code in (200, 303)
    assert visit.get("/ld").status_code == 200
    visit.cookies.clear()
    assert visit.post(path).status_code >= 400


def test_a_coach_sees_own_cohorts_only(visit: Visit) -> None:
    make.enrolled(visit.house, ["zoe@example.org"], visit.now, name="Other", coach="other@example.org")
    session = signing_in.open_session(visit.house, "maria@example.org", "coach", visit.now)
    visit.cookies["staff"] = session
    assert visit.get("/coach/Hamburg").status_code == 200
    assert visit.get("/coach/Other").status_code == 404
    assert visit.get("/ld/Hamburg/report.json").status_code == 303


def test_the_inbox_is_for_this_machine_alone(tmp_path: Path) -> None:
    near, far = Visit(tmp_path, client="127.0.0.1"), Visit(tmp_path, client="192.0.2.7")
    assert near.get("/inbox", headers={"host": "127.0.0.1"}).status_code == 200
    assert far.get("/inbox").status_code == 404


@pytest.mark.parametrize("path", ["/inbox", "/a/x", "/healthz"])
def test_a_host_name_that_is_none_is_turned_away(tmp_path: Path, path: str) -> None:
    answer = Visit(tmp_path, client="127.0.0.1").get(path, headers={"host": "[::1"})
    assert (answer.status_code, answer.text) == (400, "The host name cannot be read.")
