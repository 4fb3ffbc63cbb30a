"""How hard a text is to read: LIX (Björnsson 1968), which counts letters and therefore serves several languages.

LIX is words per sentence plus the share of words with more than six letters, in per cent: 25 to 35 is simple prose,
45 and more is for specialists. German words are longer, so its limit is higher. The limits are our choice.
"""

import re

WORDS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
SENTENCE_ENDS = re.compile(r"[.?!:;…]+[\"”“»)]*(?=\s|$)")
LONG_WORD = 7
LEAST_WORDS = 24
"""Letters of a long word, and how many words a text needs before its score means anything."""
LIMITS = {"en": 40, "de": 55}
OTHER_LIMIT = 50
LONGEST_SENTENCE = 40


def lix(text: str) -> int:
    """Return the LIX of *text*; 0 for one without words.

    >>> lix("Put your phone in the drawer. Then look up."), lix("Operationalise interpersonal attentiveness.")
    (4, 103)
    """
    words = WORDS.findall(text)
    if not words:
        return 0
    long_words = sum(len(word) >= LONG_WORD for word in words)
    return round(len(words) / len(sentences(text)) + 100 * long_words / len(words))


def sentences(text: str) -> list[str]:
    """Return the sentences of *text*; a colon and a semicolon end one too, as LIX counts.

    >>> sentences('Ask: "What happened?" Then wait.')
    ['Ask', '"What happened', 'Then wait']
    """
    return [one.strip() for one in SENTENCE_ENDS.split(text) if WORDS.search(one)]


def hard(text: str, language: str) -> str:
    """Return what makes *text* hard to read in *language*, as a sentence; "" where nothing does."""
    longest = max((one for one in sentences(text)), key=lambda one: len(one.split()), default="")
    if len(longest.split()) > LONGEST_SENTENCE:
        start = " ".join(longest.split()[:4])
        return f"Hard to read: the sentence '{start} ...' has {len(longest.split())} words. Make two of it."
    score, limit = lix(text), LIMITS.get(language.partition("-")[0], OTHER_LIMIT)
    if len(WORDS.findall(text)) >= LEAST_WORDS and score > limit:
        return f"Hard to read: LIX {score}, {limit} is the limit. Use shorter words and sentences."
    return ""
