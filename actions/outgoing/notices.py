"""Write the mails that carry no prompts: one function a kind says their words, the rest they share."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from actions.contents import spoken
from actions.house import House
from coaching.notices import KEY, SILENCE, WRITTEN_BACK
from coaching.silence import CHOICES
from coaching.tokens import Purpose, derive
from content.notices import Note, write_note
from content.silence import SilenceMail, write_silence
from content.words import Words, words_in
from content.written_back import AskedBack, Choice, WrittenBack, write_back
from delivery.addresses import tagged
from delivery.mail import Mail
from storage import enrollments
from storage.batches import Bundle


def notice(house: House, bundle: Bundle, now: datetime) -> Mail:
    """Return the mail of a message that carries no prompts."""
    note = WORDS[bundle.message.kind](house, bundle)
    text, html = _text_and_html(note)
    bounce = house.bounce_address or house.mail_from[1]
    mail = Mail(
        message_id=f"{bundle.message.key}@{house.mail_domain}",
        sender=house.mail_from,
        to=(bundle.recipient.name, bundle.recipient.address),
        bounce_to=tagged(bounce, _token(house, bundle, Purpose.BOUNCE)) if house.bounce_address else bounce,
        reply_to=tagged(house.reply_address, _token(house, bundle, Purpose.REPLY)) if house.reply_address else "",
        subject=note.subject,
        text=text,
        html=html,
        date=now,
        list_id=f"house.{house.mail_domain}",
        unsubscribe_url=house.address(f"/u/{_token(house, bundle, Purpose.LEAVE)}"),
        language=note.locale,
    )
    return replace(mail, bounce_to="", auto_submitted="auto-replied") if isinstance(note, WrittenBack) else mail


def _text_and_html(note: "Notice") -> tuple[str, str]:
    if isinstance(note, SilenceMail):
        return write_silence(note)
    return write_back(note) if isinstance(note, WrittenBack) else write_note(note)


def _token(house: House, bundle: Bundle, purpose: Purpose) -> str:
    return derive(house.secret, purpose, bundle.message.key)


def _key(house: House, bundle: Bundle) -> Note:
    """Return the mail whose link opens a person's own data, once."""
    words = words_in(bundle.recipient.locale)
    return Note(
        subject=words.say("Your link to your own data"),
        title=words.say("Your own data"),
        paragraphs=(
            words.say(
                "Somebody asked on your page for what is kept about you. If it was you, this link opens it: your past "
                "answers, a copy of everything, another address, and erasing it all."
            ),
            words.say(
                "It works once, within an hour. If it was not you, you need do nothing: nobody else was sent it."
            ),
        ),
        label=words.say("Open my data"),
        address=house.address(f"/k/{_token(house, bundle, Purpose.KEY)}"),
        locale=words.language,
    )


def _silence(house: House, bundle: Bundle) -> SilenceMail:
    """Return the mail that asks after a silence."""
    programmes, words = _programmes_and_words(house, bundle)
    return SilenceMail(
        name=bundle.recipient.name,
        programmes=programmes,
        choices=_choices(house, bundle, words),
        own_page=house.address(f"/p/{_token(house, bundle, Purpose.OWN_PAGE)}"),
        leave=house.address(f"/u/{_token(house, bundle, Purpose.LEAVE)}"),
        days=house.answer_days,
        reply=bool(house.reply_address),
        locale=words.language,
    )


def _back(house: House, bundle: Bundle) -> WrittenBack:
    """Return the mail that answers a reply to the question after a silence."""
    programmes, words = _programmes_and_words(house, bundle)
    return WrittenBack(
        kind=bundle.message.kind,
        name=bundle.recipient.name,
        programme=" · ".join(programmes),
        titles=(),
        asked=(AskedBack(words.say("Which of these suits you from here on?"), _choices(house, bundle, words)),),
        answer=house.address(f"/a/{_token(house, bundle, Purpose.ANSWER)}"),
        leave=house.address(f"/u/{_token(house, bundle, Purpose.LEAVE)}"),
        own_page=house.address(f"/p/{_token(house, bundle, Purpose.OWN_PAGE)}"),
        closes="",
        locale=words.language,
    )


def _programmes_and_words(house: House, bundle: Bundle) -> tuple[tuple[str, ...], Words]:
    """Return the titles of what somebody takes part in, and the language they are spoken to in."""
    with house.store.read() as session:
        places = enrollments.of_recipient(session, bundle.recipient.id or 0)
    there = [one for one in places if one.enrollment.state != "left"]
    here = [one for one in there if one.enrollment.state == "active"] or there
    words = words_in(spoken(bundle.recipient.locale, *(one.programme for one in here)))
    return tuple(dict.fromkeys(one.programme.title for one in here)), words


def _choices(house: House, bundle: Bundle, words: Words) -> tuple[Choice, ...]:
    """Return the four answers as they are printed, each with its address."""
    answer = house.address(f"/a/{_token(house, bundle, Purpose.ANSWER)}")
    return tuple(Choice(str(n), words.say(label), f"{answer}?c={n}") for n, (_, label) in enumerate(CHOICES, start=1))


Notice = Note | SilenceMail | WrittenBack
WORDS: Mapping[str, Callable[[House, Bundle], Notice]] = {
    KEY: _key,
    SILENCE: _silence,
    **dict.fromkeys(WRITTEN_BACK, _back),
}
