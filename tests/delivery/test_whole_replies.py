"""Whole replies as mail programs of four languages send them: around quotes, between them, with what is added."""

import pytest

from delivery.replies import read_reply


def _mail(text: str) -> bytes:
    head = "From: ada@example.org\r\nTo: coach+tok@example.org\r\nSubject: Re: Two\r\n"
    return f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}".encode()


@pytest.mark.parametrize(
    "line",
    ["[Like] Ada reacted to your message:", "Ada hat auf Ihre Nachricht reagiert:", "👍 Ada a réagi à votre message",
     "Ada ha reaccionado a tu mensaje"],
)  # fmt: skip
def test_a_sign_that_a_program_tells_of_is_no_answer(line: str) -> None:
    read = read_reply(_mail(f"{line}\r\n\r\nFrom: Coach\r\nSent: Monday\r\nTo: Ada\r\nSubject: Two\r\n\r\n2"))
    assert (read.kind, read.answer) == ("reaction", "")


INLINE = {
    "between": (
        "> 1. On how many days?\r\n3\r\n> 2. How many?\r\n4\r\n",
        "3 4",
    ),
    "after-blank": ("> How many days?\r\n\r\n2\r\n\r\n> Thanks,\r\n> Coach\r\n", "2"),
    "attributed": ("On Mon, 23 Nov 2026 at 09:00, Coach <c@x.org> wrote:\r\n> How many?\r\n> 5\r\n\r\n2\r\n", "2"),
    "german": (
        "Am 23.11.26 um 09:00 schrieb Coach <c@x.org>:\r\n\r\n> Frage 1\r\n1\r\n> Frage 2\r\nna\r\n",
        "1 na",
    ),
    "french": ("Le lun. 23 nov. 2026 à 09:00, Coach <c@x.org> a écrit :\r\n> 5\r\n> 4\r\n3\r\n", "3"),
    "spanish": ("El lun, 23 nov 2026, Coach (<c@x.org>) escribió:\r\n> 5\r\n0\r\n-- \r\nAda, planta 4\r\n", "0"),
    "two-quotes-only": ("> 2\r\n> 3\r\n", ""),
    "footer": ("> How many?\r\n2\r\n\r\nVon meinem iPhone gesendet\r\n", "2"),
}


@pytest.mark.parametrize(("text", "numbers"), INLINE.values(), ids=INLINE.keys())
def test_an_answer_between_the_quotes_is_found_and_no_quoted_one(text: str, numbers: str) -> None:
    assert " ".join(read_reply(_mail(text)).numbers) == numbers


WHOLE = {
    "gmail": "2\r\n\r\nEl lun, 23 nov 2026 a las 9:00, Coach (<c+t@x.org>) escribió:\r\n\r\n> 5\r\n",
    "apple": "2\r\n\r\nVon meinem iPad gesendet\r\n\r\n> Am 23.11.26 schrieb Coach <c@x.org>:\r\n> \r\n> 5\r\n",
    "outlook": "2\r\n\r\nEnvoyé à partir de Outlook pour iOS\r\n____________\r\nDe : Coach <c@x.org>\r\n"
    "Envoyé : lundi\r\nÀ : Ada\r\nObjet : Deux\r\n\r\n5\r\n",
    "thunderbird": "2\r\n\r\nLe 23/11/2026 à 09:00, Coach a écrit :\r\n> 5\r\n",
    "forwarded-above": "2\r\n\r\n---------- Forwarded message ---------\r\nFrom: Coach <c@x.org>\r\n5\r\n",
    "polite": "Guten Morgen,\r\n\r\n2\r\n\r\nMit freundlichen Grüßen\r\nAda Lovelace\r\nTel. 5\r\n",
    "polite-french": "Bonjour,\r\n\r\n2\r\n\r\nCordialement,\r\nAda\r\n",
    "polite-spanish": "Hola,\r\n\r\n2\r\n\r\nUn saludo,\r\nAda\r\n",
}


@pytest.mark.parametrize("text", WHOLE.values(), ids=WHOLE.keys())
def test_one_number_among_all_that_programs_and_politeness_add(text: str) -> None:
    assert read_reply(_mail(text)).answer == "2"
