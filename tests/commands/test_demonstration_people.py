"""Simulated people answer the question after a silence, by form and by reply, as they answer everything else."""

import random
from email.message import EmailMessage

from commands.demonstration.forms import forms_of
from commands.demonstration.people import answer_form, asks_how_to_go_on, cast, filled, in_a_reply
from content.silence import SUBJECT

PAGE = '<form action="/a/x"><input type="hidden" name="nonce" value="n">' + "".join(
    f'<input type="radio" name="answer" value="{value}">' for value in ("fewer", "pause", "stop", "read")
)
SAID = {"1", "2", "3", "4", ""}


def mail(subject: str) -> EmailMessage:
    found = EmailMessage()
    found["Subject"] = subject
    return found


def test_the_question_is_known_by_its_subject() -> None:
    assert asks_how_to_go_on(mail(SUBJECT)) and not asks_how_to_go_on(mail("One question"))


def test_each_of_the_four_answers_is_chosen_by_somebody_and_nothing_by_some() -> None:
    form, chance = answer_form(PAGE), random.Random(1)
    assert form is not None and forms_of(PAGE)
    chosen = {filled(form, cast()[0], 9, chance).get("answer", "") for _ in range(80)}
    assert chosen == {"fewer", "pause", "stop", "read", ""}


def test_a_reply_says_its_number_or_is_not_written() -> None:
    chance = random.Random(2)
    assert {in_a_reply(mail(SUBJECT), "Or just reply with 1, 2, 3 or 4.", chance) for _ in range(80)} == SAID


def test_a_mail_without_printed_numbers_is_not_answered_by_a_reply() -> None:
    assert in_a_reply(mail("Check-in"), "Four questions", random.Random(3)) is None
    assert in_a_reply(mail("A task"), "Or just reply with 1, 2 or 3.", random.Random(3)) in ("1", "2", "3", "Did it")
