"""Replies in Italian, Dutch, Portuguese and Polish, and words that mean something else in another language."""

from datetime import date
from email.message import EmailMessage
from itertools import combinations

import pytest

from delivery import answer_words
from delivery.days import day_in
from delivery.marks import CLOSED
from delivery.own_language import in_language
from delivery.quotes import own_lines
from delivery.reading import command_in, read_lines
from delivery.replies import Reply, read_reply

ANSWERS = [
    ("sì", "yes"), ("Sim!", "yes"), ("jazeker", "yes"), ("não", "no"), ("nee", "no"), ("No", "no"),
    ("Fatto.", "done"), ("L’ho fatto", "done"), ("gedaan", "done"), ("Klaar!", "done"), ("feito", "done"),
    ("zrobione", "done"), ("Zrobiłam", "done"), ("non ancora", "not_yet"), ("nog niet", "not_yet"),
    ("Ainda não", "not_yet"), ("jeszcze nie", "not_yet"), ("nessuna occasione", "na"), ("geen gelegenheid", "na"),
    ("sem oportunidade", "na"), ("nie było okazji", "na"), ("tre", "3"), ("twee", "2"), ("dois", "2"), ("trzy", "3"),
    ("2 giorni", "2"), ("2 dagen", "2"), ("2 vezes", "2"), ("2 dni", "2"), ("3 z 5", "3"), ("risposta: 2", "2"),
    ("Antwoord 2", "2"), ("resposta 2", "2"), ("Odpowiedź: 2", "2"), ("lettera b", "b"), ("sì, lunedì", "yes"),
    ("yes, of course", "yes"), ("não, não consegui", "no"), ("no, non l'ho fatto", "no"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "answer"), ANSWERS, ids=[line for line, _ in ANSWERS])
def test_an_answer_in_four_more_languages_is_understood(line: str, answer: str) -> None:
    assert read_lines([line]).answer == answer


@pytest.mark.parametrize(
    "line",
    [
        "sì, ma solo una volta", "ja, maar niet helemaal", "sim, mas só uma vez", "2, o forse 3", "gedaan, of bijna",
        "zrobione, ale nie całkiem", "2 lub 3", "fatto, quasi", "tak", "nie", "due", "um", "jeden", "nul", "sei",
    ],
)  # fmt: skip
def test_what_is_not_sure_in_them_is_no_answer(line: str) -> None:
    read = read_lines([line])
    assert (read.answer, read.numbers, read.command) == ("", (), "")


LOCAL = [
    ("pl", "Tak", "yes"), ("pl-PL", "Tak, w poniedziałek", "yes"), ("pl", "nie", "no"), ("pl", "Nie, nie dziś", "no"),
    ("pl", "no", ""), ("pl", "No, tak", ""), ("pl", "ja", ""), ("pl", "nie było okazji", "na"), ("pl", "jeden", "1"),
    ("pl", "Tak, ale nie całkiem", ""), ("pl", "nie wiem", ""), ("it", "due", "2"), ("it-CH", "due giorni", "2"),
    ("it", "due o tre", ""), ("pt-BR", "um", "1"), ("nl", "nul", "0"), ("nl", "nee", "no"), ("da", "tak", ""),
    ("de", "nie", ""), ("en", "due", ""), ("", "tak", ""), ("fr", "nul", ""), ("de", "um", ""),
]  # fmt: skip


@pytest.mark.parametrize(("locale", "words", "answer"), LOCAL, ids=[" ".join(one[:2]) for one in LOCAL])
def test_a_word_with_two_meanings_counts_in_its_writers_language_only(locale: str, words: str, answer: str) -> None:
    read = read_lines([words])
    reply = Reply("answer" if read.answer else "needs_review", text=words, answer=read.answer)
    assert in_language(reply, locale).answer == answer


def test_a_comment_is_kept_as_it_was_written() -> None:
    said = in_language(Reply("needs_review", text="Cześć,\nTak\n\nNie było łatwo."), "pl")
    assert (said.kind, said.answer, said.comment) == ("answer", "yes", "Nie było łatwo.")
    numbers = in_language(Reply("needs_review", text="due\n3\ndue\nDue parole."), "it")
    assert (numbers.numbers, numbers.comment) == (("2", "3", "2"), "Due parole.")


def test_no_word_means_two_things() -> None:
    said = (answer_words.YES, answer_words.NO, answer_words.DONE, answer_words.NOT_YET, answer_words.NO_CHANCE)
    orders = (answer_words.STOP, answer_words.PAUSE, answer_words.RESUME, answer_words.FEWER, answer_words.READING)
    tables = [*said, *orders, *answer_words.NUMBER_WORDS]
    assert not [both for one, other in combinations(tables, 2) if (both := {*one} & {*other})]
    local = {word for words in answer_words.LOCAL.values() for word, meant in words.items() if meant != "?"}
    assert not local & CLOSED.keys()


COMMANDS = [
    ("disiscrivimi", "stop", ""), ("uitschrijven", "stop", ""), ("cancelar inscrição", "stop", ""),
    ("wypisz mnie", "stop", ""), ("metti in pausa", "pause", ""), ("pauze", "pause", ""), ("pauza", "pause", ""),
    ("riprendi", "resume", ""), ("hervatten", "resume", ""), ("retomar", "resume", ""), ("wznów", "resume", ""),
    ("meno spesso", "fewer", ""), ("minder vaak", "fewer", ""), ("rzadziej", "fewer", ""), ("ik lees ze", "reads", ""),
    ("Assente fino al 3 dicembre", "away", "3 dicembre"), ("Afwezig tot 3 december", "away", "3 december"),
    ("de férias até 3 de dezembro", "away", "3 de dezembro"), ("Na urlopie do 3 grudnia", "away", "3 grudnia"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "command", "until"), COMMANDS, ids=[line for line, _, _ in COMMANDS])
def test_a_command_in_four_more_languages_is_a_line_of_its_own(line: str, command: str, until: str) -> None:
    assert command_in(line) == (command, until)


DAYS = [
    ("3 dicembre", "2026-12-03"), ("giovedì 3 dicembre", "2026-12-03"), ("lunedì", "2026-11-30"),
    ("domani", "2026-11-26"), ("dopodomani", "2026-11-27"), ("en met 3 december", "2026-12-03"),
    ("maandag", "2026-11-30"), ("vrijdag 4 december", "2026-12-04"), ("overmorgen", "2026-11-27"),
    ("a 3 de dezembro", "2026-12-03"), ("segunda-feira", "2026-11-30"), ("amanhã", "2026-11-26"),
    ("depois de amanhã", "2026-11-27"), ("3 grudnia", "2026-12-03"), ("poniedziałku", "2026-11-30"),
    ("czwartek, 3 grudnia 2026", "2026-12-03"), ("jutro", "2026-11-26"), ("1 maja", "2027-05-01"),
    ("prossimo lunedì", None), ("fine novembre", None), ("volgende week", None), ("3 lub 4 grudnia", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "day"), DAYS, ids=[text for text, _ in DAYS])
def test_a_day_in_four_more_languages(text: str, day: str | None) -> None:
    assert day_in(text, date(2026, 11, 25)) == (date.fromisoformat(day) if day else None)


QUOTED = "\n> 1. On how many days?\n> 5\n"
BELOW = "\n5: https://go.example.org/a/T?c=5\n"
QUOTES = {
    "gmail-it": "Il giorno lun 23 nov 2026 alle ore 09:00 Coach <\ncoach@example.org> ha scritto:\n" + QUOTED,
    "gmail-nl": "Op ma 23 nov 2026 om 09:00 schreef Coach <coach@example.org>:\n" + QUOTED,
    "gmail-pt": "Em seg., 23 de nov. de 2026 às 09:00, Coach <\ncoach@example.org> escreveu:\n" + QUOTED,
    "gmail-pt-dated": "Coach <coach@example.org> escreveu (segunda, 23/11/2026 à(s) 09:00):\n" + QUOTED,
    "gmail-pl": "pon., 23 lis 2026 o 09:00 Coach <coach@example.org> napisał(a):\n" + QUOTED,
    "apple-it": "Il giorno 23 nov 2026, alle ore 09:00, Coach <coach@example.org> ha scritto:\n" + BELOW,
    "apple-nl": "Op 23 nov 2026, om 09:00 heeft Coach <coach@example.org> het volgende geschreven:\n" + BELOW,
    "apple-pt": "Em 23 de nov. de 2026, à(s) 09:00, Coach <coach@example.org> escreveu:\n" + BELOW,
    "apple-pl": "Wiadomość napisana przez Coach <coach@example.org> w dniu 23 lis 2026, o godz. 09:00:\n" + BELOW,
    "thunderbird-it": "Il 23/11/26 09:00, Coach ha scritto:\n" + QUOTED,
    "thunderbird-nl": "Op 23-11-2026 om 09:00 schreef Coach:\n" + QUOTED,
    "thunderbird-pt": "Às 09:00 de 23/11/2026, Coach escreveu:\n" + QUOTED,
    "thunderbird-pl": "W dniu 23.11.2026 o 09:00, Coach pisze:\n" + QUOTED,
    "outlook-it": "Da: Coach <coach@example.org>\nInviato: lunedì\nA: Ada\nOggetto: Due\n" + BELOW,
    "outlook-nl": "Van: Coach <coach@example.org>\nVerzonden: maandag\nAan: Ada\nOnderwerp: Twee\n" + BELOW,
    "outlook-pt": "De: Coach <coach@example.org>\nEnviado: segunda-feira\nPara: Ada\nAssunto: Duas\n" + BELOW,
    "outlook-pl": "Od: Coach <coach@example.org>\nWysłane: poniedziałek\nDo: Ada\nTemat: Dwa\n" + BELOW,
    "forwarded-it": "---------- Messaggio inoltrato ----------\n" + BELOW,
    "original-pl": "-----Wiadomość oryginalna-----\n" + BELOW,
    "footer-it": "Inviato da iPhone", "footer-nl": "Verstuurd vanaf mijn iPhone",
    "footer-pt": "Enviado do meu iPhone", "footer-pl": "Wysłane z iPhone'a",
    "footer-it-outlook": "Ottieni Outlook per iOS",
    "closing-it": "Cordiali saluti,\nAda", "closing-nl": "Met vriendelijke groet,\nAda",
    "closing-pt": "Atenciosamente,\nAda", "closing-pl": "Pozdrawiam\nAda",
}  # fmt: skip


@pytest.mark.parametrize("quote", QUOTES.values(), ids=QUOTES.keys())
def test_what_programs_add_in_four_more_languages_is_nobodys_word(quote: str) -> None:
    assert own_lines(f"2\n\nx\n\n{quote}\n".split("\n")) == ["2", "", "x"]


@pytest.mark.parametrize(
    "subject",
    [
        "Risposta automatica: Due domande", "Fuori sede", "Automatisch antwoord: Twee vragen", "Afwezig",
        "Resposta automática: Duas", "Ausência temporária", "Odpowiedź automatyczna: Dwa", "Nieobecność w biurze",
    ],
)  # fmt: skip
def test_an_absence_note_in_four_more_languages_is_no_answer(subject: str) -> None:
    said = {"R": "sono assente", "F": "in ferie", "A": "afwezig", "O": "na urlopie", "N": "na urlopie"}
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "ada@example.org", "coach+tok@example.org", subject
    mail.set_content(f"2\n{said[subject[0]]}")
    assert (read_reply(mail.as_bytes()).kind, read_reply(mail.as_bytes()).absent) == ("auto", True)
