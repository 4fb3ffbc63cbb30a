"""Answers that say what they answer, in four languages, and those of which one part is not sure."""

import pytest

from delivery.labels import Labelled, read_labels, read_numbered
from delivery.reading import read_lines

READ = [
    ("Frage 1: 3|Frage 2: 4", "q1=3 q2=4"), ("Question 1: 3 / Question 2: 4", "q1=3 q2=4"),
    ("Question 1 : 3|Question 2 : n/a", "q1=3 q2=na"), ("Pregunta 1: 3 y pregunta 2: dos", "q1=3 q2=2"),
    ("1. Frage: 3|2. Frage: 4", "q1=3 q2=4"), ("1st question: 3|2nd question: 4", "q1=3 q2=4"),
    ("Q1: 3, Q2: 4", "q1=3 q2=4"), ("Antwort 1: 3; Antwort 2: 4.", "q1=3 q2=4"), ("Frage Nr. 1 = 5", "q1=5"),
    ("Frage 1: 3. Frage 2: 4.", "q1=3 q2=4"), ("Frage 1: 3 Frage 2: 4", "q1=3 q2=4"),
    ("Aufgabe: 1 / Frage: b", "t0=1 q0=b"), ("Tâche : fait; question : B", "t0=done q0=b"),
    ("tarea: todavía no", "t0=not_yet"), ("Task 1: done|Task 2: not yet", "t1=done t2=not_yet"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "labels"), READ, ids=[lines for lines, _ in READ])
def test_a_label_says_what_is_answered(lines: str, labels: str) -> None:
    found = read_lines(lines.split("|")).labels
    assert " ".join(f"{one.about[0]}{one.number}={one.value}" for one in found) == labels


@pytest.mark.parametrize(
    "lines",
    [
        "Frage 1: 3 oder 4|Frage 2: 4", "Question 1: 3|Question 2: it depends", "Question 1: 3|and then|Question 2: 4",
        "Task: done / Question:", "Question: why?", "Task force: 3", "Question 1: -2", "Question 1: 3-4",
        "Answer: maybe", "Frage: 3. Frage eins: 4",
    ],
)  # fmt: skip
def test_one_label_without_a_sure_answer_leaves_all_of_them(lines: str) -> None:
    read = read_lines(lines.split("|"))
    assert (read.labels, read.numbers, read.answer) == ((), (), "")


def test_words_beside_and_below_labels_are_the_comment() -> None:
    labels, words = read_labels(["Frage 1: 3, Viel los", "", "Frage 2: 4", "Bis bald."])
    assert labels == (Labelled("question", 1, "3"), Labelled("question", 2, "4"))
    assert words == ["Viel los", "Bis bald."]


@pytest.mark.parametrize(
    ("lines", "values"),
    [
        ("1) 3 2) 4", "3 4"), ("1: 3, 2: na", "3 na"), ("1. 3 2. 4", "3 4"), ("1=3 / 2=4", "3 4"), ("1) 3|2) 4", "3 4"),
        ("1) 3 and 2) b", "3 b"), ("1) 3 2) 4|3) 5", "3 4 5"), ("1.5|2.5", ""), ("1:30 2:30", ""), ("1/3 2/4", ""),
        ("2) 3 1) 4", ""), ("1) 3 3) 4", ""), ("1) 3", ""), ("1) 3 2) maybe", ""), ("10:30", ""), ("1. 2.", ""),
    ],
)  # fmt: skip
def test_numbers_before_answers_count_up_from_one(lines: str, values: str) -> None:
    assert " ".join(read_numbered(lines.split("|"))[0]) == values
