"""What is due and unsent, and what became of everything: on both databases."""

from datetime import timedelta
from pathlib import Path

from actions.house import House
from actions.outgoing.claiming import claim
from actions.watching import Waiting, counts, waiting
from storage import relays
from tests import make

LATE = make.berlin("2026-11-25", "14:00")
"""An hour after the baseline was due."""


def test_what_is_due_is_counted_until_it_is_sent(house: House, tmp_path: Path) -> None:
    make.enrolled(house)
    before = waiting(house, LATE)
    assert before.due == 3 and 0 < before.oldest_s <= 86_400
    make.sent(house, tmp_path, LATE)
    assert waiting(house, LATE) == Waiting(0, 0.0, 0)


def test_what_somebody_claimed_is_not_sent_yet(house: House) -> None:
    make.enrolled(house)
    claim(house, LATE, "somebody", 100)
    assert waiting(house, LATE).due == 3


def test_what_is_not_due_yet_is_not_counted(house: House) -> None:
    make.enrolled(house)
    assert waiting(house, make.NOW - timedelta(days=1)).due == 0


def test_a_paused_relay_is_seen(house: House) -> None:
    with house.store.write() as session:
        relays.pause(session, "smtp:mail.example.org:25", "policy", "550", 900)
        session.commit()
    assert waiting(house, make.NOW).paused_relays == 1


def test_counts_and_lag_follow_what_was_sent(house: House, tmp_path: Path) -> None:
    make.enrolled(house)
    assert counts(house).lag_s is None
    make.sent(house, tmp_path, LATE)
    told = counts(house)
    assert {(kind, state): n for kind, state, _, n in told.messages}[("prompt", "sent")] == 3
    assert {state: n for state, _, n in told.prompts} == {"planned": 6, "sent": 3}
    assert told.lag_s is not None and 0 <= told.lag_s[0] <= told.lag_s[1]
