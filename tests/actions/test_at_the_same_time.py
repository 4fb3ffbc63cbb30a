"""People planned anew while two senders send: nobody gets a mail twice, nobody is lost, nobody is half moved."""

import random
import threading
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from sqlmodel import select

from actions import standing
from actions.house import House
from actions.ledger import whole
from actions.sending import send_due
from delivery.outbox import OutboxChannel, messages
from storage.rows import MessageRow, PromptRow
from tests import make

PEOPLE = [f"p{n}@example.org" for n in range(24)]
WITH_A_MESSAGE = ("planned", "sent")
DAY = make.berlin("2026-11-25", "14:00")


def changes_plans(house: House, chance: random.Random) -> None:
    """Note absences to come, and end them again for some, in an order of chance."""
    for person in chance.sample(PEOPLE, len(PEOPLE)):
        first = date(2026, 11, 26) + timedelta(days=chance.randint(0, 20))
        standing.away(house, person, first, first + timedelta(days=chance.randint(0, 6)), DAY)
        if chance.random() < 0.5:
            standing.resume(house, person, DAY)


def sends(house: House, folder: Path) -> None:
    for _ in range(3):
        send_due(house, OutboxChannel(folder), DAY)


def at_once(*works: Callable[[], None]) -> list[BaseException]:
    """Run everything at the same time; return what went wrong."""
    faults: list[BaseException] = []

    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as fault:  # noqa: BLE001 - a thread's fault would be lost
            faults.append(fault)

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


def test_planning_anew_and_two_senders_get_along(house: House, tmp_path: Path) -> None:
    make.enrolled(house, PEOPLE)
    folder = tmp_path / "outbox"
    faults = at_once(
        lambda: sends(house, folder),
        lambda: sends(house, folder),
        lambda: changes_plans(house, random.Random(1)),
        lambda: changes_plans(house, random.Random(2)),
    )
    assert faults == []
    send_due(house, OutboxChannel(folder), DAY)

    assert set(Counter(mail.to for mail in messages(folder)).values()) <= {1}
    found = whole(house)
    assert found.adds_up, found.to_json()["why_not"]
    with house.store.read() as session:
        states = dict(session.exec(select(MessageRow.id, MessageRow.state)).all())
        prompts = session.exec(select(PromptRow.message_id, PromptRow.state)).all()
    assert set(states.values()) == {"planned", "sent", "dropped"}
    torn = [(message, state) for message, state in prompts if state in WITH_A_MESSAGE and states[message] != state]
    assert torn == []
    assert {mail.to for mail in messages(folder)} == set(PEOPLE), "everybody's first mail was due"
