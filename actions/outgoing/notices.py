"""Write the mails that carry no prompts: one function a kind says their words, the rest they share."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from actions.briefing import mailed
from actions.contents import programme_from, spoken, title_in
from actions.house import House
from actions.outgoing.buddy_mails import buddy_mail
from actions.outgoing.manager_mails import manager_mail
from actions.pages.coach import number
from coaching.errors import NotFound
from coaching.notices import BRIEF, KEY, MANAGER, NOTICES, SIGN_IN, SILENCE, TO_BUDDIES, WORD, WRITTEN_BACK
from coaching.programmes import Measure, Step
from coaching.silence import CHOICES
from coaching.tokens import Purpose, derive
from content.briefs import BriefMail, write_brief
from content.manager_mails import write_manager_mail
from content.notices import Note, write_note
from content.silence import SilenceMail, write_silence
from content.words import Words, words_in
from content.written_back import AskedBack, Choice, WrittenBack, write_back
from delivery.addresses import tagged
from delivery.mail import Mail
from storage import enrollments
from storage.batches import Bundle
from storage.enrollments import Place


@dataclass(frozen=True, slots=True)
class Said:
    """What one notice says: its subject and language, its words as text and as HTML, and whether it answers a mail."""

    subject: str
    locale: str
    bodies: tuple[str, str]
    answers: bool = False


def notice(house: House, bundle: Bundle, now: datetime) -> Mail:
    """Return the mail of a message that carries no prompts."""
    said = WORDS[bundle.message.kind](house, bundle, now)
    carried = NOTICES[bundle.message.kind].tokens
    bounce, leaves = house.bounce_address or house.mail_from[1], Purpose.LEAVE in carried
    replies = house.reply_address and Purpose.REPLY in carried
    mail = Mail(
        message_id=f"{bundle.message.key}@{house.mail_domain}",
        sender=house.mail_from,
        to=(bundle.recipient.name, bundle.recipient.address),
        bounce_to=tagged(bounce, _token(house, bundle, Purpose.BOUNCE)) if house.bounce_address else bounce,
        reply_to=tagged(house.reply_address, _token(house, bundle, Purpose.REPLY)) if replies else "",
        subject=said.subject,
        text=said.bodies[0],
        html=said.bodies[1],
        date=now,
        list_id=f"house.{house.mail_domain}",
        unsubscribe_url=house.address(f"/u/{_token(house, bundle, Purpose.LEAVE)}") if leaves else "",
        language=said.locale,
    )
    return replace(mail, bounce_to="", auto_submitted="auto-replied") if said.answers else mail


def _token(house: House, bundle: Bundle, purpose: Purpose) -> str:
    return derive(house.secret, purpose, bundle.message.key)


def _key(house: House, bundle: Bundle, now: datetime) -> Said:
    """Return the mail whose link opens a person's own data, once."""
    words = words_in(bundle.recipient.locale)
    note = Note(
        subject=words.say("Your link to your own data"),
        title=words.say("Your own data"),
        paragraphs=(
            words.say(
                "Somebody asked for what is kept about you. If it was you, this link opens it: your past answers, a "
                "copy of everything, another address, and erasing it all."
            ),
            words.say(
                "It works once, within an hour. If it was not you, you need do nothing: nobody else was sent it."
            ),
        ),
        label=words.say("Open my data"),
        address=house.address(f"/k/{_token(house, bundle, Purpose.KEY)}"),
        locale=words.language,
    )
    return Said(note.subject, note.locale, write_note(note))


def _silence(house: House, bundle: Bundle, now: datetime) -> Said:
    """Return the mail that asks after a silence."""
    here, words = _here_and_words(house, bundle)
    mail = SilenceMail(
        name=bundle.recipient.name,
        programmes=_titles(here, bundle.recipient.locale),
        choices=_choices(house, bundle, words),
        own_page=house.address(f"/p/{_token(house, bundle, Purpose.OWN_PAGE)}"),
        leave=house.address(f"/u/{_token(house, bundle, Purpose.LEAVE)}"),
        days=house.answer_days,
        reply=bool(house.reply_address),
        follow_up=max((step.after_days or 0 for one in here for step in _follow_ups(one)), default=0),
        locale=words.language,
    )
    return Said(mail.subject, mail.locale, write_silence(mail))


def _follow_ups(place: Place) -> Iterator[Step]:
    programme = programme_from(place.programme.text, place.programme.name)
    return (step for step in programme.check_ins if step.measure is Measure.FOLLOW_UP)


def _back(house: House, bundle: Bundle, now: datetime) -> Said:
    """Return the mail that answers a reply to the question after a silence."""
    here, words = _here_and_words(house, bundle)
    mail = WrittenBack(
        kind=bundle.message.kind,
        name=bundle.recipient.name,
        programme=" · ".join(_titles(here, bundle.recipient.locale)),
        titles=(),
        asked=(AskedBack(words.say("Which of these suits you from here on?"), _choices(house, bundle, words)),),
        answer=house.address(f"/a/{_token(house, bundle, Purpose.ANSWER)}"),
        leave=house.address(f"/u/{_token(house, bundle, Purpose.LEAVE)}"),
        own_page=house.address(f"/p/{_token(house, bundle, Purpose.OWN_PAGE)}"),
        closes="",
        locale=words.language,
    )
    return Said(mail.subject, mail.locale, write_back(mail), answers=True)


def _here_and_words(house: House, bundle: Bundle) -> tuple[list[Place], Words]:
    """Return where somebody takes part, and the language they are spoken to in."""
    with house.store.read() as session:
        places = enrollments.of_recipient(session, bundle.recipient.id or 0)
    there = [one for one in places if one.enrollment.state != "left"]
    here = [one for one in there if one.enrollment.state == "active"] or there
    return here, words_in(spoken(bundle.recipient.locale, *(one.programme for one in here)))


def _titles(places: Iterable[Place], locale: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(title_in(one.programme, locale) for one in places))


def _choices(house: House, bundle: Bundle, words: Words) -> tuple[Choice, ...]:
    """Return the four answers as they are printed, each with its address."""
    answer = house.address(f"/a/{_token(house, bundle, Purpose.ANSWER)}")
    return tuple(Choice(str(n), words.say(label), f"{answer}?c={n}") for n, (_, label) in enumerate(CHOICES, start=1))


def _brief(house: House, bundle: Bundle, now: datetime) -> Said:
    """Return a coach's brief, or the mail that somebody asked for a word, as things stand at *now*."""
    with house.store.read() as session:
        found = mailed(session, bundle.message.id, bundle.recipient.id or 0, now)
    is_word, n = bundle.message.kind == WORD, len(found.people)
    wish = f"{'Somebody' if n == 1 else number(n)} asked for a word with you"
    mail = BriefMail(
        subject=wish if is_word else found.headline,
        over=f"Coach's brief · all your cohorts · {now.day} {now:%B}",
        people=found.people,
        rest=() if is_word else found.rest,
        desk=house.address("/coach"),
    )
    return Said(mail.subject, mail.locale, write_brief(mail))


def _sign_in(house: House, bundle: Bundle, now: datetime) -> Said:
    """Return the mail whose link signs a coach or an L&D colleague in, once."""
    note = Note(
        subject="Your link to sign in",
        title="Sign in",
        paragraphs=(
            "Somebody asked to sign in with this address. If it was you, this link opens a page with a button that "
            "does. It works once, within a quarter of an hour.",
            "If it was not you, you need do nothing: nobody else was sent it.",
        ),
        label="Sign in",
        address=house.address(f"/sign-in/{_token(house, bundle, Purpose.SIGN_IN)}"),
    )
    return Said(note.subject, note.locale, write_note(note))


def _manager(house: House, bundle: Bundle, now: datetime) -> Said:
    """Return a mail to a manager: what they could ask.

    Raises:
        Refused: they are named as a manager nowhere any more.
    """
    mail = manager_mail(house, bundle)
    return Said(mail.title, mail.locale, write_manager_mail(mail))


def _buddy(house: House, bundle: Bundle, now: datetime) -> Said:
    """Return a mail to a buddy.

    Raises:
        NotFound: it was ended since.
    """
    note = buddy_mail(house, bundle)
    if note is None:
        raise NotFound("mail to a buddy", bundle.message.key[:8], ())
    return Said(note.subject, note.locale, write_note(note))


WORDS: Mapping[str, Callable[[House, Bundle, datetime], Said]] = {
    KEY: _key, SILENCE: _silence, BRIEF: _brief, WORD: _brief, SIGN_IN: _sign_in, MANAGER: _manager,
    **dict.fromkeys(WRITTEN_BACK, _back), **dict.fromkeys(TO_BUDDIES, _buddy),
}  # fmt: skip
