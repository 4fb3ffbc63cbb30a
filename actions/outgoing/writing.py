"""Turn a claimed bundle into the mail that is handed over: links, words, headers, bytes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from actions.contents import programme_from, spoken
from actions.house import House
from actions.observing import PULSE
from actions.outgoing.deciding import diary, step_of
from actions.outgoing.notices import notice
from actions.outgoing.posting import body_of_letter
from actions.outgoing.pulses import Observed, pulse_of
from actions.outgoing.wording import coach_name, date_in_words, in_words, part_of, week_in, welcome_to
from actions.outgoing.written_back import written_back
from coaching.agreements import TERMS, also_seen
from coaching.calendars import Calendar
from coaching.designs import design_in
from coaching.errors import Refused
from coaching.experiments import is_in_other_words
from coaching.notices import NUDGE, WRITTEN_BACK
from coaching.programmes import Kind, Programme
from coaching.tokens import Purpose, derive
from content.endpoints import Endpoint
from content.mails import Letter, Part, StillOpen, Welcome, write
from content.nudges import nudge_of
from content.pulses import write_pulse
from content.written_back import write_back
from delivery.addresses import tagged
from delivery.mail import Mail, build
from delivery.web_signing import pack
from storage.agreements import given_by, offered
from storage.batches import Asked, Bundle, StillAsked


@dataclass(frozen=True, slots=True)
class Written:
    """A message ready to be handed over: a mail, or where *form* is set, what is posted to the address *to*.

    *closes_at* is the end of the answer window of each prompt, by id.
    """

    bundle: Bundle
    bounce_to: str
    to: str
    raw: bytes
    closes_at: Mapping[int, datetime]
    form: str = ""


class Writer:
    """Writes the mails of one batch. *next_check_ins* and *still_open* are those of its enrollments.

    *seem_away* are the recipients whose mail program answered the last mail with an absence; *observed* is what the
    mails to observers must know; *endpoints* says which messages go by web, and where, *first_acts* when acts begin
    for those for whom a draw decided it, and *drawn* what experiments drew, by enrollment and point.
    """

    def __init__(
        self,
        house: House,
        now: datetime,
        next_check_ins: Mapping[int, datetime],
        still_open: Mapping[int, Sequence[StillAsked]],
        seem_away: Collection[int] = (),
        observed: Observed | None = None,
        endpoints: Mapping[int, Endpoint] | None = None,
        first_acts: Mapping[int, date] | None = None,
        drawn: Mapping[int, Mapping[str, str]] | None = None,
    ) -> None:
        self.house, self.now = house, now
        self.next_check_ins, self.still_open, self.seem_away = next_check_ins, still_open, seem_away
        self.observed = observed or Observed()
        self.endpoints = endpoints or {}
        self._ends: dict[tuple[int, int], tuple[Calendar, datetime]] = {}
        self.first_acts = first_acts or {}
        self.drawn = drawn or {}

    def write(self, bundle: Bundle) -> Written:
        """Return the mail of one bundle; one that cannot be written has no bytes and does not hold up the others."""
        try:
            return self._written(bundle)
        except Refused:
            return Written(bundle, "", "", b"", {})

    def _written(self, bundle: Bundle) -> Written:
        if bundle.message.kind == NUDGE:
            return self._nudge(bundle)
        if not bundle.asked:
            note = notice(self.house, bundle, self.now)
            return Written(bundle, note.bounce_to, note.to[1], build(note), {})
        calendar, _ = diary(self.house, bundle)
        closes = {one.prompt.id or 0: self._closes_at(one, calendar) for one in bundle.asked}
        closes_at = min(closes.values(), default=self.now)
        if where := self.endpoints.get(bundle.message.id):
            return self._posted(bundle, where, self._letter(bundle, calendar, closes_at), closes)
        if bundle.message.kind in WRITTEN_BACK:
            mail = self._back(bundle, calendar, closes_at)
        elif bundle.message.kind == PULSE:
            mail = self._pulse(bundle, calendar, closes_at)
        else:
            mail = self._prompt(bundle, self._letter(bundle, calendar, closes_at))
        return Written(bundle, mail.bounce_to, mail.to[1], build(mail), closes)

    def _nudge(self, bundle: Bundle) -> Written:
        """Return what a chat that several can read is told; where it cannot be posted there is nothing to send."""
        where = self.endpoints.get(bundle.message.id)
        if where is None:
            return Written(bundle, "", "", b"", {})
        body = where.body(nudge_of(bundle.message.key, bundle.recipient.locale))
        return Written(bundle, "", where.url, pack(bundle.message.key, body), {}, where.form)

    def _posted(self, bundle: Bundle, where: Endpoint, letter: Letter, closes: Mapping[int, datetime]) -> Written:
        until = min(closes.values(), default=None)
        body = body_of_letter(self.house, bundle, letter, where, at=self.now, answer_until=until)
        return Written(bundle, "", where.url, pack(bundle.message.key, body), closes, where.form)

    def _closes_at(self, one: Asked, calendar: Calendar) -> datetime:
        """Return the end of the answer window: some working days, never past the next step that asks the same."""
        if one.prompt.closes_at:
            return one.prompt.closes_at
        step = step_of(one)
        end = self._end(calendar, step.answer_within_days or self.house.answer_days)
        if step.kind is not Kind.CHECK_IN:
            return end
        return min(end, self.next_check_ins.get(one.enrollment.id or 0, end))

    def _end(self, calendar: Calendar, days: int) -> datetime:
        """Return the end of a window of so many working days, worked out once for all who share a calendar."""
        kept, end = self._ends.get((id(calendar), days), (None, self.now))
        if kept is not calendar:
            end = calendar.closes_at(self.now, days)
            self._ends[id(calendar), days] = calendar, end
        return end

    def _token(self, bundle: Bundle, purpose: Purpose) -> str:
        return bundle.tokens.get(purpose) or derive(self.house.secret, purpose, bundle.message.key)

    def _link(self, bundle: Bundle, path: str, purpose: Purpose) -> str:
        return self.house.address(f"/{path}/{self._token(bundle, purpose)}")

    def _letter(self, bundle: Bundle, calendar: Calendar, closes_at: datetime) -> Letter:
        first, locale = bundle.asked[0], bundle.recipient.locale
        language = spoken(locale, *(one.programme for one in bundle.asked))
        return Letter(
            kind="reminder" if bundle.message.about_id else "prompt",
            name=bundle.recipient.name,
            programme=self._programme(first, locale).title,
            parts=tuple(self._part(one, locale) for one in bundle.asked if one.enrollment.state != "invited"),
            answer=self._link(bundle, "a", Purpose.ANSWER),
            leave=self._link(bundle, "u", Purpose.LEAVE),
            own_page=self._link(bundle, "p", Purpose.OWN_PAGE),
            closes=in_words(calendar, closes_at, self.now, language),
            coach=coach_name(first),
            coach_role=first.enrollment.coach_role,
            min_cell=self.house.min_cell,
            also=also_seen(one for each in bundle.asked for one in given_by(each.enrollment, each.cohort)),
            reply=bool(self.house.reply_address),
            welcomes=self._welcomes(bundle, locale, language),
            open=self._open(bundle, calendar, locale, language),
            seems_away=bundle.recipient.id in self.seem_away,
            buddy=bundle.buddy,
            line=bundle.line,
            locale=language,
        )

    def _programme(self, one: Asked, locale: str) -> Programme:
        return programme_from(one.programme.text, one.programme.name, locale)

    def _part(self, one: Asked, locale: str) -> Part:
        week = week_in(one, self._programme(one, locale).step(one.prompt.step))
        other = is_in_other_words(
            self._programme(one, locale), one.prompt.step, self.drawn.get(one.prompt.enrollment_id, {})
        )
        return part_of(one.programme.text, one.programme.name, locale, one.prompt.step, week, other=other)

    def _welcomes(self, bundle: Bundle, locale: str, language: str) -> tuple[Welcome, ...]:
        met: dict[int, Asked] = {}
        for one in bundle.asked:
            if one.enrollment.welcome_id == bundle.message.id and not bundle.message.about_id:
                met.setdefault(one.enrollment.id or 0, one)
        return tuple(self._welcome(one, locale, language) for one in met.values())

    def _welcome(self, one: Asked, locale: str, language: str) -> Welcome:
        programme, cohort, invites = one.programme, one.cohort, one.enrollment.state == "invited"
        workshop_on = date_in_words(language, cohort.workshop_on)
        expected = replace(
            welcome_to(programme.text, programme.name, locale, cohort.name, workshop_on, invites),
            offers=tuple(TERMS[one].welcome for one in offered(cohort)),
        )
        if design_in(cohort.settings) is None:
            return expected
        begins = self.first_acts.get(one.enrollment.id or 0)
        return replace(expected, lot=True, begins_on=date_in_words(language, begins) if begins else "")

    def _open(self, bundle: Bundle, calendar: Calendar, locale: str, language: str) -> tuple[StillOpen, ...]:
        """Return what the mail before this one asked and is still open: one line a mail, however much it asked."""
        mails: dict[str, list[StillAsked]] = {}
        for enrollment_id in dict.fromkeys(one.enrollment.id or 0 for one in bundle.asked):
            for one in self.still_open.get(enrollment_id, ()):
                if one.message_id != bundle.message.carries:
                    mails.setdefault(one.key, []).append(one)
        return tuple(self._still_open(key, asked, calendar, locale, language) for key, asked in mails.items())

    def _still_open(
        self, key: str, asked: Sequence[StillAsked], calendar: Calendar, locale: str, language: str
    ) -> StillOpen:
        titles = (programme_from(one.programme.text, one.programme.name, locale).step(one.step).title for one in asked)
        link = self.house.address(f"/a/{derive(self.house.secret, Purpose.ANSWER, key)}")
        until = min(one.closes_at for one in asked)
        return StillOpen("; ".join(dict.fromkeys(titles)), link, in_words(calendar, until, self.now, language))

    def _back(self, bundle: Bundle, calendar: Calendar, closes_at: datetime) -> Mail:
        """Return a mail that answers a mail: sent by nobody, and marked as the automatic reply it is (RFC 3834)."""
        language = spoken(bundle.recipient.locale, *(one.programme for one in bundle.asked))
        closes = in_words(calendar, closes_at, self.now, language) if closes_at > self.now else ""
        words = written_back(self.house, bundle, partial(self._link, bundle), closes, bundle.recipient.locale)
        mail = self._mail(bundle, words.programme, words.subject, write_back(words), words.locale)
        return replace(mail, bounce_to="", auto_submitted="auto-replied")

    def _pulse(self, bundle: Bundle, calendar: Calendar, closes_at: datetime) -> Mail:
        language = spoken(bundle.recipient.locale, *(one.programme for one in bundle.asked))
        closes = in_words(calendar, closes_at, self.now, language)
        words = pulse_of(self.house, bundle, self.observed, partial(self._link, bundle), closes, language)
        return self._mail(bundle, words.programme, words.subject, write_pulse(words), words.locale)

    def _prompt(self, bundle: Bundle, letter: Letter) -> Mail:
        sender = f"{letter.coach}, {letter.programme}" if letter.coach else ""
        return self._mail(bundle, sender, letter.subject, write(letter), letter.locale)

    def _mail(self, bundle: Bundle, sender: str, subject: str, bodies: tuple[str, str], locale: str) -> Mail:
        house, domain = self.house, self.house.mail_domain
        bounce = house.bounce_address or house.mail_from[1]
        return Mail(
            message_id=f"{bundle.message.key}@{domain}",
            sender=(sender or house.mail_from[0], house.mail_from[1]),
            to=(bundle.recipient.name, bundle.recipient.address),
            bounce_to=tagged(bounce, self._token(bundle, Purpose.BOUNCE)) if house.bounce_address else bounce,
            reply_to=tagged(house.reply_address, self._token(bundle, Purpose.REPLY)) if house.reply_address else "",
            subject=subject,
            text=bodies[0],
            html=bodies[1],
            date=self.now,
            list_id=f"cohort-{bundle.asked[0].cohort.id}.{domain}",
            unsubscribe_url=self._link(bundle, "u", Purpose.LEAVE),
            language=locale,
        )
