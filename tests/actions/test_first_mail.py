"""The first mail: what it offers stands in it once, in both parts, and counts as the page does."""

import re
from pathlib import Path

from actions.contents import programme_from
from actions.house import House
from content.reader import source_text
from delivery.outbox import messages
from delivery.received import open_mail
from tests import make


def test_the_welcome_offers_no_thanks_and_start_once_in_each_part(small: House, tmp_path: Path) -> None:
    make.enrolled(small, ["ada@example.org"])
    make.sent(small, tmp_path, make.berlin("2026-11-25"))
    (mail,) = messages(tmp_path / "outbox")
    parts = re.split(r"Content-Type: text/html", mail.raw.decode())
    assert [part.count("No thanks") for part in parts] == [1, 1]
    assert parts[0].count("Start: answer what follows.") == 1


def test_no_line_of_its_text_begins_with_a_blank(small: House, tmp_path: Path) -> None:
    make.enrolled(small, ["ada@example.org"], programme="lead-for-loyalty")
    make.sent(small, tmp_path, make.berlin("2026-11-25"))
    (mail,) = messages(tmp_path / "outbox")
    text = open_mail(mail.raw).parts[0].text
    assert "nobody ranks you by it. Where somebody is named as your manager" in text
    assert [line for line in text.split("\n") if line.startswith(" ")] == []


def test_check_ins_are_counted_without_the_follow_up() -> None:
    programme = programme_from(source_text("lead-for-loyalty"), "lead-for-loyalty")
    numbers = [programme.number_of(step) for step in programme.check_ins]
    assert numbers == [*((n, 7) for n in range(1, 8)), (0, 7)]
