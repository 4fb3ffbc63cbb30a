"""People who live through a programme: mails go out on their days, and each answers in a way that never changes."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from storage import messages
from tests.answers.visitors import Visit, nonce_in

DAYS = re.compile(r'type="radio" name="([^"]+)" value="([^"]+)"')
WORDS = re.compile(r'type="text" class="long" name="([^"]+)"')


def live(visit: Visit, people: Sequence[str], until: datetime) -> None:
    """Send what is due and let everybody answer it, day by day, until *until*."""
    began = visit.now.date()
    while (due_at := _next(visit)) and due_at < until:
        visit.send(max(due_at, visit.now) + timedelta(minutes=15))
        for n, person in enumerate(people):
            _answer(visit, person, n, max((due_at.date() - began).days // 7, 0))
        visit.later(hours=1)


def _next(visit: Visit) -> datetime | None:
    with visit.house.store.read() as session:
        return messages.next_due_at(session)


def _answer(visit: Visit, person: str, n: int, week: int) -> None:
    """Answer the latest mail of a person, unless they are silent this week."""
    if (n * 7 + week * 3) % 11 == 0:
        return
    try:
        link = visit.link("a", person)
    except IndexError:
        return
    asked = visit.get(link).text
    if 'name="nonce"' not in asked or "Save" not in asked:
        return
    visit.later(seconds=5)
    visit.post(link, chosen(asked, n, week) | {"nonce": nonce_in(asked)})


def chosen(page: str, n: int, week: int) -> dict[str, str]:
    """Return the choices of the n-th person on a page: a little more each week, most acts done."""
    offered: dict[str, list[str]] = {}
    for name, value in DAYS.findall(page):
        offered.setdefault(name, []).append(value)
    found = {}
    for name, values in offered.items():
        if len(values) >= 6:
            slow = 6 if "attention" in name else 9 + len(name) % 7
            found[name] = values[min(5, 1 + (n + len(name)) % 3 + (week + n % 5) // slow)]
        else:
            found[name] = values[0 if (n + week) % 4 else min(1, len(values) - 1)]
    return found | dict.fromkeys(WORDS.findall(page), "somebody comes to my desk")
