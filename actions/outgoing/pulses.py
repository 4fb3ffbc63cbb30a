"""What the mail to an observer says: whom it is about, what is asked about them, and whether it is the first."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session

from actions.contents import programme_from
from actions.house import House
from actions.outgoing.deciding import step_of
from coaching.programmes import Programme
from coaching.tokens import Purpose
from content.pulses import About, Pulse
from measure.raters import LEAST
from storage import observers
from storage.batches import Asked, Bundle


@dataclass(frozen=True, slots=True)
class Observed:
    """What people are called, by enrollment, and the observers who were asked before."""

    names: Mapping[int, str] = field(default_factory=dict)
    asked_before: Collection[int] = ()


def observed_in(session: Session, bundles: Sequence[Bundle]) -> Observed:
    """Return what the pulses among *bundles* must know."""
    pulses = [one for one in bundles if any(asked.prompt.asked_of for asked in one.asked)]
    if not pulses:
        return Observed()
    enrollment_ids = {asked.enrollment.id or 0 for one in pulses for asked in one.asked}
    recipient_ids = {one.recipient.id or 0 for one in pulses}
    before = observers.have_been_mailed(session, recipient_ids, [one.message.id for one in pulses])
    return Observed(observers.names(session, enrollment_ids), before)


def pulse_of(
    house: House, bundle: Bundle, known: Observed, link: Callable[[str, Purpose], str], closes: str, locale: str
) -> Pulse:
    """Return the words of one pulse; *link* makes the whole address of a path and a purpose."""
    own = bundle.recipient.locale or locale
    programme = _programme(bundle.asked[0], own)
    return Pulse(
        name=bundle.recipient.name,
        programme=programme.title,
        about=tuple(_about(one, known, own) for one in bundle.asked),
        first=bundle.recipient.id not in known.asked_before,
        mails=sum(step.is_pulse for step in programme.grid),
        answer=link("a", Purpose.ANSWER),
        leave=link("u", Purpose.LEAVE),
        closes=closes,
        reply=bool(house.reply_address),
        least=(LEAST, house.min_cell),
        locale=locale,
    )


def _about(one: Asked, known: Observed, locale: str) -> About:
    programme = _programme(one, locale)
    asked = tuple(programme.behaviour(name).observer_asks for name in step_of(one, locale).pulse)
    return About(known.names.get(one.enrollment.id or 0, ""), asked)


def _programme(one: Asked, locale: str) -> Programme:
    return programme_from(one.programme.text, one.programme.name, locale)
