"""Rates that several senders keep together over one database."""

import threading
import time
from functools import partial

from actions.house import House
from delivery.pace import Pace
from delivery.shared_pace import SharedPace
from storage import paces


def sender(house: House, **rates: float) -> Pace:
    """Return the pace of one process among several."""
    shared = SharedPace(partial(paces.reserve, house.store), "smtp:relay:25", **rates)
    return Pace(rates.get("per_s"), rates.get("per_domain_s"), shared=shared)


def took_s(*waits: "tuple[Pace, str, int]") -> float:
    """Return how long these senders take together for so many mails each."""

    def send(pace: Pace, domain: str, mails: int) -> None:
        for _ in range(mails):
            pace.wait(domain)

    began = time.monotonic()
    threads = [threading.Thread(target=send, args=one) for one in waits]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return time.monotonic() - began


def test_two_senders_keep_one_rate_together(house: House) -> None:
    """Forty mails at 40 a second take a second, whoever sends them; each alone would take half a one."""
    first, second = sender(house, per_s=40), sender(house, per_s=40)
    assert took_s((first, "a.example", 20), (second, "b.example", 20)) > 0.9


def test_each_domain_has_a_rate_of_its_own(house: House) -> None:
    first, second = sender(house, per_domain_s=10), sender(house, per_domain_s=10)
    assert took_s((first, "a.example", 5), (second, "A.example", 5)) > 0.85
    third, fourth = sender(house, per_domain_s=2), sender(house, per_domain_s=2)
    assert took_s((third, "c.example", 3), (fourth, "d.example", 3)) < 2.4  # 1 where each has its own, 2.5 where not


def test_turns_that_passed_unused_are_nobodys(house: House) -> None:
    assert paces.reserve(house.store, "relay", 1, 0.2) == 0
    assert 0 < paces.reserve(house.store, "relay", 1, 0.2) <= 0.2
    time.sleep(0.45)
    assert paces.reserve(house.store, "relay", 1, 0.2) == 0
    assert paces.reserve(house.store, "another", 1, 0.2) == 0
