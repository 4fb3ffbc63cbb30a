"""What goes wrong outside, and what happens then: each line of the operators' table."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from actions.house import House
from actions.ledger import ledger
from actions.outgoing.relay_pauses import pause_of
from actions.outgoing.tally import Tally
from actions.sending import send_due
from commands.children import free_port
from delivery.outbox import messages
from delivery.relay import Relay
from delivery.smtp import SmtpChannel
from tests import make
from tests.grouping_server import Grouping, grouping_server
from tests.postgres import Cluster
from tests.storage.test_sending import DUE, lease_over, states


def channel(port: int, tls: str = "off") -> SmtpChannel:
    return SmtpChannel(Relay("127.0.0.1", port, tls=tls), timeout_s=0.5)  # type: ignore[arg-type]


def tried(house: House, server: Grouping) -> Tally:
    return send_due(house, channel(server.port), DUE)


def everybody_got_one(house: House, server: Grouping) -> None:
    lease_over(house)
    tried(house, server)
    assert len({to for _, to, _ in server.taken}) == 3
    assert states(house) == ["sent"] * 3 and ledger(house, "Hamburg", DUE).adds_up


@pytest.mark.parametrize(
    ("answers", "delayed", "failed", "repeats"),
    [
        ({"RCPT": ["450 4.2.0 greylisted"] * 3}, 3, 0, 0),
        ({"MAIL": ["421 4.3.2 closing"]}, 3, 0, 0),
        ({"DATA": ["451 4.3.0 try later"] * 3}, 3, 0, 0),
        ({"greet": ["554 5.3.2 no service"]}, 3, 0, 0),
        ({"dot": ["451 4.3.0 queue full"]}, 1, 0, 0),
    ],
    ids=["greylists", "closes", "queue", "turns away", "full after the dot"],
)
def test_a_server_that_says_later_gets_everything_later(
    small: House, answers: dict[str, list[str]], delayed: int, failed: int, repeats: int
) -> None:
    make.enrolled(small)
    with grouping_server(answers) as server:
        tally = tried(small, server)
        assert (tally.delayed, tally.failed) == (delayed, failed)
        with small.store.write() as session:
            session.execute(text("DELETE FROM relay_pause"))
            session.commit()
        everybody_got_one(small, server)
    assert len(server.taken) == 3 + repeats


def test_a_server_that_drops_after_the_dot_gets_that_mail_again(small: House) -> None:
    make.enrolled(small)
    with grouping_server({"dot": ["drop"]}) as server:
        assert tried(small, server).unsure == 1
        everybody_got_one(small, server)
    assert len(server.taken) == 4 and len({raw for _, _, raw in server.taken}) == 3
    assert len(ledger(small, "Hamburg", DUE).may_have_repeated) == 1


@pytest.mark.parametrize("features", [(), ("PIPELINING",)], ids=["nothing", "pipelining"])
def test_a_server_that_announces_nothing_is_enough(small: House, features: tuple[str, ...]) -> None:
    make.enrolled(small)
    with grouping_server(features=features) as server:
        assert tried(small, server).sent == 3


def test_a_server_that_never_answers_is_left_after_the_timeout(small: House) -> None:
    make.enrolled(small)
    with grouping_server({"greet": ["220-"] * 1}) as server:
        tally = tried(small, server)
        assert (tally.delayed, tally.failed) == (3, 0)
        everybody_got_one(small, server)


def test_a_server_that_speaks_tls_badly_pauses_the_relay_and_gets_nothing_in_clear(small: House) -> None:
    make.enrolled(small)
    with grouping_server({}, features=("STARTTLS",)) as server:
        tally = send_due(small, channel(server.port, "starttls"), DUE)
        assert (tally.delayed, server.taken) == (3, [])
    assert pause_of(small, f"smtp:127.0.0.1:{server.port}") is not None


def test_seventy_two_hours_without_a_server(small: House) -> None:
    """From Wednesday to Saturday: the window is open on Monday, and what was tried is never too late in it."""
    make.enrolled(small)
    nobody = channel(free_port(0))
    for hours in range(0, 72, 8):
        lease_over(small)
        send_due(small, nobody, DUE + timedelta(hours=hours))
    assert states(small) == ["planned"] * 3
    with grouping_server() as server:
        for day in ("2026-11-30", "2026-12-01"):
            for hour in ("09:30", "13:00", "17:55"):
                lease_over(small)
                send_due(small, channel(server.port), make.berlin(day, hour))
    assert sorted(to for _, to, _ in server.taken) == sorted(make.PEOPLE)
    assert states(small) == ["sent"] * 3 and ledger(small, "Hamburg", DUE).adds_up


def test_after_the_window_it_has_failed_with_the_reason(small: House) -> None:
    make.enrolled(small, ["ada@example.org"])
    nobody = channel(free_port(0))
    send_due(small, nobody, DUE)
    lease_over(small)
    send_due(small, nobody, DUE + timedelta(days=9))
    found = ledger(small, "Hamburg", DUE)
    assert found.reasons["failed"] == {"gave_up": 1}
    assert [one["why"] for one in found.missed] == ["given up after several attempts"]


def test_a_clock_that_jumps_repeats_nothing(small: House, tmp_path: Path) -> None:
    make.enrolled(small)
    for jump in (0, 3, -5, 1):
        make.sent(small, tmp_path, DUE + timedelta(days=jump))
    mails = messages(tmp_path / "outbox")
    assert not any(mail.repeat for mail in mails)
    assert ledger(small, "Hamburg", DUE).adds_up


def test_a_full_disk_stops_the_pass_and_loses_nobody(small: House) -> None:
    people = [f"p{n}@example.org" for n in range(80)]
    make.enrolled(small, people)
    with grouping_server() as server:
        with full_disk(small), pytest.raises(OperationalError, match="full"):
            tried(small, server)
        lease_over(small)
        tried(small, server)
        assert {to for _, to, _ in server.taken} == set(people)
    assert len(server.taken) <= len(people) + 1
    assert ledger(small, "Hamburg", DUE).adds_up


@contextmanager
def full_disk(house: House) -> Iterator[None]:
    """Let the file of the database not grow."""

    def limit(connection: Any, record: Any, proxy: Any, pages: int = 1) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")

    event.listen(house.store.engine, "checkout", limit)
    yield
    event.remove(house.store.engine, "checkout", limit)
    event.listen(house.store.engine, "checkout", partial(limit, pages=1_000_000))


def test_a_database_that_goes_away_and_comes_back(postgres: Cluster, tmp_path: Path) -> None:
    house = make.house(tmp_path, postgres.fresh_database())
    make.enrolled(house)
    with grouping_server() as server:
        postgres.crash()
        assert tried(house, server).sent == 3
    assert ledger(house, "Hamburg", DUE).adds_up
    house.store.close()
