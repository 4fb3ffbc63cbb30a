"""What is an answer, in four languages, and what is left for a person to read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.choices import task_choices
from delivery.reading import Reading, command_in, read_lines

ANSWERS = [
    ("2", "2"), ("2.", "2"), (" 2 ", "2"), ("(2)", "2"), ("2)", "2"), ("*2*", "2"), ("2!", "2"), ("02", "2"), ("0",
    "0"),
    ("２", "2"), ("2️⃣", "2"), ("٢", "2"), ("two", "2"), ("Zwei", "2"), ("deux", "2"), ("dos", "2"), ("zéro", "0"),
    ("fünf.", "5"), ("three days", "3"), ("drei Tage", "3"), ("dreimal", "3"), ("trois jours", "3"), ("tres días", "3"),
    ("zero days", "0"),
    ("2 days", "2"), ("2 Tage", "2"), ("2 jours", "2"), ("2 días", "2"), ("2/5", "2"), ("2 of 5", "2"),
    ("3 von 5", "3"), ("2x", "2"), ("Option 2", "2"), ("Answer: 2", "2"), ("Antwort 2", "2"), ("Nr. 2", "2"),
    ("Réponse : 2", "2"), ("#2", "2"), ("“2”", "2"),
    ("Yes", "yes"), ("ja", "yes"), ("Oui.", "yes"), ("Sí!", "yes"), ("no", "no"), ("Nein", "no"), ("Non", "no"),
    ("Done", "done"), ("Did it", "done"), ("erledigt", "done"), ("C’est fait", "done"), ("hecho", "done"), ("✅",
    "done"),
    ("Not yet", "not_yet"), ("noch nicht", "not_yet"), ("Pas encore", "not_yet"), ("todavía no", "not_yet"),
    ("na", "na"), ("N/A", "na"), ("n.a.", "na"), ("No chance", "na"), ("keine Gelegenheit", "na"), ("pas l’occasion",
    "na"),
    ("sin oportunidad", "na"),
]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_what_stands_beside_a_number_in_the_mail_may_be_typed_out(language: str) -> None:
    for choice in task_choices(language):
        for typed in (choice.label, choice.label.replace("'", "’"), choice.label.upper()):
            assert read_lines([typed]).answer == choice.value, typed


@pytest.mark.parametrize(("line", "answer"), ANSWERS, ids=[line for line, _ in ANSWERS])
def test_a_short_answer_is_understood(line: str, answer: str) -> None:
    assert read_lines([line]).answer == answer


@pytest.mark.parametrize(
    "line",
    [
        "one day", "un jour",
        "2 or 3", "2-3", "2,5", "2.5", "1/2/3", "1 and 2", "-2", "2%", "10:30", "2 weeks ago I tried", "200",
        "2, 3 times",
        "yes, but only once", "Ja, aber nur einmal", "oui mais non", "yes and no", "no problem", "not",
        "done it almost",
        "I think 2", "maybe", "?", "👍", "none", "Thanks for asking", "Yesterday", "Nothing", "on", "½",
        "stop it at 2", "2 -3",
    ],
)  # fmt: skip
def test_what_is_not_sure_is_no_answer(line: str) -> None:
    read = read_lines([line])
    assert (read.answer, read.command) == ("", "")
    assert read.comment == line or read.numbers


@pytest.mark.parametrize(
    ("line", "answer", "comment"),
    [
        ("2, it worked on Monday", "2", "it worked on Monday"),
        ("2 - twice", "2", "twice"),
        ("2. Twice.", "2", "Twice."),
        ("3 (calls)", "3", "calls"),
        ("Yes, on Monday", "yes", "on Monday"),
        ("Nein, leider", "no", "leider"),
        ("done! felt odd", "done", "felt odd"),
        ("noch nicht – morgen", "not_yet", "morgen"),
        ("2 days: Monday and Friday", "2", "Monday and Friday"),
    ],
)
def test_words_behind_an_answer_are_its_comment(line: str, answer: str, comment: str) -> None:
    assert (read_lines([line]).answer, read_lines([line]).comment) == (answer, comment)


def test_later_lines_are_the_comment() -> None:
    assert read_lines(["2", "", "On Monday,", "and Friday."]) == Reading("2", "On Monday,\nand Friday.", ("2",))


@pytest.mark.parametrize("greeting", ["Hi,", "Hello Anna,", "Hallo,", "Bonjour !", "Hola Coach:", "Good morning"])
def test_a_greeting_before_the_answer_is_stepped_over(greeting: str) -> None:
    assert read_lines([greeting, "", "2"]).answer == "2"


@pytest.mark.parametrize(
    ("lines", "numbers"),
    [
        (["3 2 5"], "3 2 5"),
        (["3, 2, na"], "3 2 na"),
        (["3; 2; 5."], "3 2 5"),
        (["3,2,5"], "3 2 5"),
        (["3", "2", "N/A"], "3 2 na"),
        (["3", "", "2", "", "It was a hard week."], "3 2"),
        (["3", "2 people came to me"], "3"),
        (["1. 3", "2. na", "3. 5", "bye"], "3 na 5"),
        (["1: 3 days", "2: no chance"], "3 na"),
        (["1) 3", "2) 2"], "3 2"),
        (["drei", "zwei"], "3 2"),
        (["na"], "na"),
        (["3,2"], ""),
        (["3 2 oops"], ""),
        (["yes"], ""),
        (["2. 3", "3. 2"], ""),
        ([str(n % 6) for n in range(30)], " ".join(str(n % 6) for n in range(20))),
    ],
)
def test_several_answers_are_read_in_order(lines: list[str], numbers: str) -> None:
    assert " ".join(read_lines(lines).numbers) == numbers


LETTERS = [
    ("b", "b", "", "b"), ("B.", "b", "", "b"), ("(c)", "c", "", "c"), ("a)", "a", "", "a"),
    ("Letter b", "b", "", "b"), ("Antwort: b", "b", "", "b"), ("Réponse : b", "b", "", "b"),
    ("opción b", "b", "", "b"), ("Buchstabe C", "c", "", "c"), ("lettre a", "a", "", "a"), ("letra a", "a", "", "a"),
    ("1 b", "1", "1", "b"), ("b 1", "1", "1", "b"), ("1, b", "1", "1", "b"), ("1 and b", "1", "1", "b"),
    ("1 und b", "1", "1", "b"), ("1 et b", "1", "1", "b"), ("1 y b", "1", "1", "b"), ("1|b", "1", "1", "b"),
    ("1||b", "1", "1", "b"), ("done, b", "done", "", "b"), ("erledigt|b", "done", "", "b"),
    ("c'est fait, b", "done", "", "b"), ("hecho||B", "done", "", "b"), ("3 4 na c", "", "3 4 na", "c"),
    ("a, I think", "a", "", "a"), ("a b", "", "", "a b"), ("1. 3|2. b", "3", "3", "b"),
    ("a bit", "", "", ""), ("b or c", "", "", ""), ("b oder c", "", "", ""), ("j", "", "", ""),
    ("I took b", "", "", ""), ("a propos", "", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "answer", "numbers", "letters"), LETTERS, ids=[one[0] for one in LETTERS])
def test_letters_are_read_beside_numbers(lines: str, answer: str, numbers: str, letters: str) -> None:
    read = read_lines(lines.split("|"))
    assert (read.answer, " ".join(read.numbers), " ".join(read.letters)) == (answer, numbers, letters)


def test_several_numbers_are_not_one_answer() -> None:
    assert read_lines(["3", "2"]).answer == ""


COMMANDS = [
    ("stop", "stop", ""), ("STOP.", "stop", ""), ("Unsubscribe", "stop", ""), ("abmelden", "stop", ""),
    ("désabonner", "stop", ""), ("Me désabonner", "stop", ""), ("Stop please", "stop", ""),
    ("Ich möchte mich abmelden.", "stop", ""), ("darse de baja", "stop", ""), ("Take me off this list", "stop", ""),
     ("baja", "stop", ""), ("Pause", "pause", ""), ("pausieren", "pause", ""),
    ("pausa", "pause", ""), ("resume", "resume", ""), ("Fortsetzen!", "resume", ""), ("reprendre", "resume", ""),
    ("away until 2026-12-01", "away", "2026-12-01"), ("Away until Monday.", "away", "Monday"),
    ("abwesend bis 1.12.2026", "away", "1.12.2026"), ("Absent jusqu’au 1er décembre", "away", "1er décembre"),
    ("ausente hasta el 1 de diciembre", "away", "el 1 de diciembre"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "command", "until"), COMMANDS, ids=[line for line, _, _ in COMMANDS])
def test_a_command_is_a_line_of_its_own(line: str, command: str, until: str) -> None:
    assert command_in(line) == (command, until)
    assert read_lines([line]).command == command


@pytest.mark.parametrize(
    "line",
    ["I stop at nothing", "Take me off this list of tasks", "stop by on Monday?", "away until", "We paused", "pausing"],
)
def test_a_sentence_with_such_a_word_is_no_command(line: str) -> None:
    assert command_in(line) == ("", "")


@given(st.lists(st.text(max_size=40), max_size=6))
def test_no_lines_raise_and_an_answer_is_one_of_the_known_words(lines: list[str]) -> None:
    answer = read_lines(lines).answer
    assert answer in ("", "yes", "no", "done", "not_yet", "na", *"abcdefghi") or int(answer) < 100
