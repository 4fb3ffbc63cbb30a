"""If-then plans as one sentence, whichever way somebody wrote their halves."""

from content.words import SOURCE, words_in


def plan_sentence(when: str, then: str, language: str = SOURCE) -> str:
    """Return an if-then plan as one sentence.

    >>> plan_sentence("someone stops me on the floor", "turn to face them")
    'When someone stops me on the floor, I will turn to face them.'
    >>> plan_sentence("if someone stops me", "Then I turn to face them")
    'If someone stops me, then I turn to face them.'
    >>> plan_sentence("jemand zu mir kommt", "lege ich das Telefon weg", "de")
    'Wenn jemand zu mir kommt, dann lege ich das Telefon weg.'
    >>> plan_sentence("quand on m'arrête", "je pose le téléphone", "fr")
    "Quand on m'arrête, je pose le téléphone."
    """
    words = words_in(language)
    start, end = when.strip().rstrip(",."), then.strip().rstrip(".")
    if not _begins(start, STARTS):
        start = words.say("When %(start)s", start=start)
    if not _begins(end, ENDS):
        end = words.say("I will %(end)s", end=end)
    elif not _begins(end, ENGLISH_I):
        end = end[:1].lower() + end[1:]
    return f"{start[:1].upper()}{start[1:]}, {end}."


def _begins(half: str, ways: tuple[str, ...]) -> bool:
    return half.casefold().replace("’", "'").startswith(ways)


STARTS = (
    "if ", "when ", "whenever ", "as soon as ", "wenn ", "sobald ", "falls ", "quand ", "lorsque ", "lorsqu'", "si ",
    "s'il", "dès que ", "dès qu'",
)  # fmt: skip
ENGLISH_I = ("i ", "i'll ", "i'm ")
ENDS = (*ENGLISH_I, "then ", "dann ", "werde ich ", "ich ", "alors ", "je ", "j'")
"""How people begin the halves of a plan by themselves, in any of our languages."""
