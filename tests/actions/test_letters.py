"""A knowledge question beside a task or a check-in: letters are its answers, numbers never are."""

from collections.abc import Callable
from pathlib import Path

import pytest

from actions.house import House
from actions.ledger import whole
from tests import make
from tests.actions.post import Post

RECALL = (
    "{name: recall, title: Who is heard, after_days: %d, retrieval: {question: Who?, choices: [Me, Them], right: 2}}"
)
DAYS = ("2026-11-25", "2026-12-07", "2026-12-14", "2026-12-16")
PLACES = {"task": 5, "check-in": 14, "one": 14, "alone": 10}
"""What the knowledge question shares its mail with, and on which day: a task, two questions, one, or nothing."""
Told = Callable[[str, str], Post]


@pytest.fixture
def told(house: House, tmp_path: Path) -> Told:
    """Return Ada's post after she replied with these words to the mail with the question."""

    def tell(beside: str, words: str) -> Post:
        text = f"{make.SHORT}  - {RECALL % PLACES[beside]}\n"
        if beside == "one":
            text = text.replace("14, check_in: [listening, thanking]", "14, check_in: [listening]")
        make.enrolled(house, ["ada@example.org"], programme=text)
        post = Post(house, tmp_path)
        for day in DAYS:
            post.send(make.berlin(day, "14:00"))
            if post.states("recall") == ["sent"]:
                post.collect(make.berlin(day, "15:00"), post.reply(words))
                return post
        raise AssertionError("the question went out in no mail")

    return tell


ANSWERS = [
    ("task", "1 b", {"task": "done", "choice": "2"}),
    ("task", "b, 2", {"task": "not_yet", "choice": "2"}),
    ("task", "Erledigt\n\nB", {"task": "done", "choice": "2"}),
    ("task", "c'est fait, a", {"task": "done", "choice": "1"}),
    ("task", "1", {"task": "done"}),
    ("task", "b", {"choice": "2"}),
    ("task", "Them", {"choice": "2"}),
    ("task", "1 b\nIt was odd.", {"task": "done", "choice": "2", "comment": "It was odd."}),
    ("task", "1 erledigt", {"task": "done"}),
    ("task", "2  Not yet, leave it open\nTomorrow.", {"task": "not_yet", "comment": "Tomorrow."}),
    ("task", "b) Them", {"choice": "2"}),
    ("task", "1 noch nicht", {"comment": "1 noch nicht"}),
    ("task", "Done 👍", {"task": "done"}),
    ("task", "Fertig!", {"task": "done"}),
    ("task", "1 2", {"comment": "1 2"}),
    ("task", "1 c", {"comment": "1 c"}),
    ("task", "a b", {"comment": "a b"}),
    ("task", "7 b", {"comment": "7 b"}),
    ("check-in", "3 4 b", {"listening": "3", "thanking": "4", "choice": "2"}),
    ("check-in", "3 4", {"listening": "3", "thanking": "4"}),
    ("check-in", "3 na\na", {"listening": "3", "thanking": "na", "choice": "1"}),
    ("check-in", "a", {"choice": "1"}),
    ("check-in", "3 4 2", {"comment": "3 4 2"}),
    ("check-in", "3 b", {"comment": "3 b"}),
    ("one", "3 b", {"listening": "3", "choice": "2"}),
    ("one", "3", {"listening": "3"}),
    ("one", "3 2", {"comment": "3 2"}),
    ("alone", "b", {"choice": "2"}),
    ("alone", "2", {"choice": "2"}),
    ("alone", "Me.", {"choice": "1"}),
    ("alone", "c", {"comment": "c"}),
    ("task", "Aufgabe: 1 / Frage: b", {"task": "done", "choice": "2"}),
    ("task", "Question: b", {"choice": "2"}),
    ("task", "Frage: 1", {"comment": "Frage: 1"}),
    ("task", "Question 1: 1\nQuestion 2: b", {"comment": "Question 1: 1\nQuestion 2: b"}),
    ("task", "Task: done\nQuestion: 2", {"comment": "Task: done\nQuestion: 2"}),
    ("check-in", "1) 3 2) 4", {"listening": "3", "thanking": "4"}),
    ("check-in", "Pregunta 2: 4; pregunta 1: na", {"listening": "na", "thanking": "4"}),
    ("check-in", "Q1: 3, Q2: 4, Q3: b", {"listening": "3", "thanking": "4", "choice": "2"}),
    ("check-in", "Question 1: 3\nQuestion 2: 4\nQuestion: a", {"listening": "3", "thanking": "4", "choice": "1"}),
    ("check-in", "Question 1: 3 / Question 1: 4", {"comment": "Question 1: 3 / Question 1: 4"}),
    ("check-in", "Question 2: 4", {"comment": "Question 2: 4"}),
    ("check-in", "Tâche : 3", {"comment": "Tâche : 3"}),
    ("alone", "Frage: b", {"choice": "2"}),
]


@pytest.mark.parametrize(("beside", "words", "found"), ANSWERS, ids=[f"{one}: {words!r}" for one, words, _ in ANSWERS])
def test_each_mark_answers_its_own_question_or_none(
    told: Told, house: House, beside: str, words: str, found: dict[str, str]
) -> None:
    assert told(beside, words).answers() == found
    assert whole(house).adds_up


def test_an_initial_below_an_answer_stays_a_comment_where_no_question_has_letters(house: House, tmp_path: Path) -> None:
    make.enrolled(house, ["ada@example.org"])
    post = Post(house, tmp_path)
    post.send(make.berlin("2026-11-25"))
    post.send(make.berlin("2026-12-07"))
    post.collect(make.berlin("2026-12-07"), post.reply("1\n\nA"))
    assert post.answers() == {"task": "done", "comment": "A"}


def test_the_mail_prints_numbers_for_the_task_and_letters_for_the_question(told: Told) -> None:
    post = told("task", "1")
    (text,) = [post.text(one) for one in post.mails() if "Who?" in post.text(one)]
    assert "a  Me: " in text and "?c=b" in text and "1  Did it: " in text and "for instance: 1 b" in text


@pytest.mark.parametrize(
    ("words", "read"), [("1 2", "1, 2"), ("7 b", "7, b"), ("a b", "a, b"), ("2 or 3, secret", ""), ("maybe", "")]
)
def test_the_mail_back_says_what_was_read_and_no_more(told: Told, words: str, read: str) -> None:
    post = told("task", words)
    (back,) = post.send(make.berlin("2026-12-07", "15:30"))
    text = post.text(back)
    assert (f"Your reply was read as: {read}. " in text) is bool(read) and "secret" not in text
    assert "b  Them: " in text and "2  Not yet" in text and "for instance: 1 a" in text


def test_the_mail_back_about_several_numbers_says_that_several_are_wanted(told: Told) -> None:
    post = told("check-in", "3 b")
    (back,) = post.send(make.berlin("2026-12-16", "15:30"))
    assert "read as: 3, b." in post.text(back) and "one answer for each question" in post.text(back)
