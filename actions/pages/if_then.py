"""If-then plans as one sentence, whichever way somebody wrote their halves."""

from content.words import SOURCE, words_in


def plan_sentence(when: str, then: str, language: str = SOURCE) -> str:
    """Return an if-then plan as one sentence.

    >>> plan_sentence("someone stops me on the floor", "turn to face them")
    'When someone stops me on the floor, I will turn to face them.'
    >>> plan_sentence("jemand zu mir kommt", "lege ich das Telefon weg", "de")
    'Wenn jemand zu mir kommt, dann lege ich das Telefon weg.'
    """
    words = words_in(language)
    start, end = when.strip().rstrip(",."), then.strip().rstrip(".")
    first = start if start.casefold().startswith(STARTS) else words.say("When %(start)s", start=start)
    last = end if end.casefold().startswith(ENDS) else words.say("I will %(end)s", end=end)
    return f"{first}, {last}."


STARTS = ("if ", "when ", "wenn ", "sobald ", "falls ")
ENDS = ("then ", "i will ", "i'll ", "dann ", "werde ich ", "ich werde ")
"""How people begin the halves of a plan by themselves, in any of our languages."""
