"""What a chat that several can read is told: that mail is waiting. Nobody is named, and there is no link."""

from content.posts import Post
from content.words import words_in


def nudge_of(id_: str, locale: str) -> Post:
    """Return the nudge in the language of *locale*."""
    words = words_in(locale)
    text = words.say("Some of you have a new mail about your programme. Your own link is in it.")
    return Post(id_, "nudge", words.say("A mail is waiting"), text, text, locale=words.language)
