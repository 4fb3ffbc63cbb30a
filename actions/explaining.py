"""Why this prompt, why then: rule, programme version, draw, zone and history of one step for one person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from actions.contents import programme_from
from actions.house import House
from actions.ledger import in_words, only
from coaching.designs import HOLD_BACK_POINT, START
from coaching.errors import NotFound, Refused
from coaching.experiments import at_step, hours_drawn, point_of
from coaching.programmes import Kind, Programme, Step
from coaching.treatments import is_kept
from storage import histories

WHAT = {
    "planned": "planned", "claimed": "taken by a sender", "sent": "sent", "unsure": "handed over, unconfirmed",
    "answered": "answered", "expired": "its window closed", "failed": "could not be sent", "skipped": "left out",
    "resent": "planned again, because it was missed",
    "answer_changed": "the answer was changed", "late_answer": "a late answer came",
    "reopened": "the answer was taken back, so it is open again",
    "left_open": "answered with 'not yet', so it stays open", "delayed": "put off", "moved": "moved",
    "joined": "joined another mail", "shifted": "its place moved on",
    "led_on": "what got in the way led to another step", "swapped": "swapped for another task",
    "snoozed": "put off, and asked again later", "asked_for_a_word": "a word with the coach was asked for",
    "led_nowhere": "what got in the way led to nothing further", "comes_again": "the question comes again",
    "said_why": "what got in the way was said on a later page",
    "chosen": "changed places with another task", "reworded": "asks in other words since the new version",
    "part_changed": "plays another part in the new version", "retired": "right twice in a row: not asked again",
    "no_ride": "no later mail to come again in",
}  # fmt: skip
"""Events as `explain` says them; one without words of its own stands for itself."""
POINTS, COACHING = (START, HOLD_BACK_POINT), (Kind.TASK, Kind.PLAN, Kind.RETRIEVAL)
"""Draws of a whole enrollment, and the kinds of steps they decide about: what only asks is never moved."""
CAUSE = {
    "enrolled": "enrolled in a programme that has this step", "branch": "an earlier answer led to it",
    "resend": "somebody asked for what was missed",
    "retrieval": "the knowledge question came round again", "migration": "the programme moved to a new version",
    "snooze": "the person asked for it later", "pulse": "an observer is asked",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Explained:
    """One step for one person. *due_at* is None for a step that was left out before it had a moment.

    *led_by* is the answer that led to it, ``{"step", "answer"}``, None where the programme itself did.
    *draw* is None where nothing was drawn, else ``{"point", "arm", "probability", "available", "drawn_at"}``.
    """

    person: str
    cohort: str
    step: str
    title: str
    kind: str
    state: str
    reason: str
    due_at: datetime | None
    closes_at: datetime | None
    zone: str
    zone_from: str
    rule: str
    programme: str
    programme_version: int
    draw: Mapping[str, Any] | None
    history: tuple[Mapping[str, str], ...]
    may_have_repeated: bool = False
    led_by: Mapping[str, str] | None = None
    draws: tuple[Mapping[str, Any], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the JSON object; ``history`` is a list of ``{"at", "what", "why"}``.

        Moments are ISO 8601: ``local`` with the offset of the wall clock, the others in UTC.
        """
        return {
            "person": self.person,
            "cohort": self.cohort,
            "step": self.step,
            "title": self.title,
            "kind": self.kind,
            "state": self.state,
            "reason": self.reason,
            "due_at": self.due_at.isoformat() if self.due_at else None,
            "local": self.due_at.astimezone(ZoneInfo(self.zone)).isoformat() if self.due_at else None,
            "closes_at": self.closes_at.isoformat() if self.closes_at else None,
            "zone": self.zone,
            "zone_from": self.zone_from,
            "rule": self.rule,
            "programme": self.programme,
            "programme_version": self.programme_version,
            "draw": dict(self.draw) if self.draw else None,
            "draws": [dict(one) for one in self.draws],
            "led_by": dict(self.led_by) if self.led_by else None,
            "may_have_repeated": self.may_have_repeated,
            "history": [dict(line) for line in self.history],
        }


PLACED = ("planned", "moved", "delayed")
"""What gives a prompt its moment, in its history."""


def explain(house: House, person: str, step: str, now: datetime, cohort: str | None = None) -> Explained:
    """Return why *person* gets *step*, why then, and what became of it.

    *person* is an address or a key. Of several prompts of one step the participant's own comes before an
    observer's, and the latest round before earlier ones. Of answers it names only the one that led to this prompt,
    and no free text is in it. *now* only words what has not happened yet.

    Raises:
        NotFound: the programme has no such step; the nearest is suggested.
        Refused: nobody is enrolled under that address or key, or in several cohorts and *cohort* names none.
    """
    with house.store.read() as session:
        place = only(histories.places(session, person), cohort)
        programme = programme_from(place.text, place.programme)
        found = histories.asked(session, place.enrollment_id, step)
        if not found:
            raise _absent(programme, place, step)
        told = histories.told(session, found[0].id)
        drawn = histories.draws(session, place.enrollment_id, step, POINTS if found[0].kind in COACHING else ())
        led_by = histories.that_led_to(session, found[0].id)
    explained = _explained(house, place, programme_from(found[0].text, place.programme), found[0], told, drawn, now)
    return _because(explained, *led_by, programme) if led_by else explained


def _because(explained: Explained, step: str, values: Mapping[str, str], programme: Programme) -> Explained:
    """Return the explanation with the answer that led to the prompt: what was chosen, never what was written."""
    answer = answer_in_words(next((one for one in programme.steps if one.name == step), None), values)
    rule = f"{explained.rule}; because {step} was answered: {answer}"
    return replace(explained, rule=rule, led_by={"step": step, "answer": answer})


def answer_in_words(step: Step | None, values: Mapping[str, str]) -> str:
    """Return a task's answer with its barrier, or whether a knowledge question was answered right."""
    if "choice" in values:
        right = bool(step and step.retrieval and str(step.retrieval.right) == values["choice"])
        return "right" if right else "wrong"
    said = {"not_yet": "not yet", "na": "no chance", "done": "did it"}.get(
        values.get("task", ""), "nothing in its time"
    )
    return f"{said}, in the way was '{values['barrier']}'" if values.get("barrier") else said


def _absent(programme: Programme, place: histories.Place, step: str) -> Refused:
    """Return the refusal for a step without a prompt: unknown, or not made for this person so far."""
    known = {one.name: one for one in programme.steps}
    if step not in known:
        return NotFound("step", step, tuple(known))
    if known[step].is_pulse:
        return Refused(f"Step '{step}' asks observers, and none has been asked about participant '{place.key}' so far.")
    if known[step].after_days is None:
        return Refused(f"Step '{step}' is made when an answer leads to it; none of participant '{place.key}' has.")
    return Refused(f"Participant '{place.key}' has no prompt for step '{step}'. See `ledger`: it cannot add up.")


def _explained(
    house: House,
    place: histories.Place,
    programme: Programme,
    one: histories.Asked,
    told: Sequence[histories.Told],
    drawn: Sequence[histories.Draw],
    now: datetime,
) -> Explained:
    step = next((held for held in programme.steps if held.name == one.step), None)
    zone, zone_from = _zone(house, place)
    drawn_hour = hours_drawn(programme, {each.point: each.arm for each in drawn}).get(one.step)
    return Explained(
        person=place.person or place.key,
        cohort=place.cohort,
        step=one.step,
        title=step.title if step else one.step,
        kind=one.kind,
        state=one.state,
        reason=one.reason,
        due_at=one.due_at,
        closes_at=one.closes_at,
        zone=zone,
        zone_from=zone_from,
        rule="; ".join(
            filter(None, [one.why or _cause(one.cause), _hour(one, step, zone, told, drawn_hour), _ahead(one, now)])
        ),
        programme=programme.name,
        programme_version=one.version,
        draw=_draw(drawn, programme, one, zone),
        draws=tuple(filter(None, (_draw([each], programme, one, zone) for each in drawn))),
        history=tuple(_line(line) for line in told),
        may_have_repeated=bool(one.may_have_repeated),
    )


def _zone(house: House, place: histories.Place) -> tuple[str, str]:
    """Return the zone that holds, and whose it is."""
    if place.zone and place.zone != place.cohort_zone:
        return place.zone, "the participant's"
    return (place.cohort_zone, "the cohort's") if place.cohort_zone else (house.zone, "the installation's")


def _hour(
    one: histories.Asked, step: Step | None, zone: str, told: Sequence[histories.Told], drawn: time | None
) -> str:
    """Return which hour on the wall it goes at, and whose hour that is, or why it was put off to that hour."""
    if one.due_at is None:
        return ""
    wall = one.due_at.astimezone(ZoneInfo(zone))
    placed = [line for line in told if line.what in PLACED]
    if placed and placed[-1].what == "delayed":
        owner = f"put off: {(placed[-1].details or {}).get('why', 'it could not go before')}"
    elif drawn and is_kept(one.due_at, drawn, zone):
        owner = f"{drawn:%H:%M} was drawn, spread over ten minutes"
    elif step and step.send_at:
        owner = f"this step asks for {step.send_at:%H:%M}, spread over ten minutes"
    else:
        hour = "the hour of check-ins" if one.kind == Kind.CHECK_IN else "the hour of the mail it travels in"
        owner = f"{hour}, spread over ten minutes"
    return f"at {wall:%H:%M:%S} on the wall in {zone} ({owner})"


def _ahead(one: histories.Asked, now: datetime) -> str:
    days = (one.due_at - now).days if one.due_at and one.state == "planned" else 0
    return f"still {days} days ahead" if days > 1 else ""


def _cause(cause: str) -> str:
    return CAUSE.get(cause, cause.replace("_", " "))


def _draw(
    drawn: Sequence[histories.Draw], programme: Programme, one: histories.Asked, zone: str
) -> dict[str, Any] | None:
    """Return the first draw as JSON, None for no draw.

    Of an experiment it says which arm the probability is of, and of an hour that was drawn whether it holds.
    """
    if not drawn:
        return None
    found = drawn[0]._asdict() | {"drawn_at": drawn[0].drawn_at.isoformat()}
    tried = at_step(programme, one.step)
    if tried is None or drawn[0].point != point_of(tried, one.step):
        return found
    hour = hours_drawn(programme, {drawn[0].point: drawn[0].arm}).get(one.step)
    kept = is_kept(one.due_at, hour, zone) if hour and one.due_at else None
    return found | {"probability_of": tried.arms[0]} | ({"kept": kept} if hour else {})


def _line(line: histories.Told) -> dict[str, str]:
    """Return one line of history in words. Of the details only our own reasons and numbers are shown."""
    numbers = {
        name: value
        for name, value in (line.details or {}).items()
        if isinstance(value, int | float) and name not in ("from", "to")
    }
    counted = ", ".join(f"{name.replace('_', ' ')} {value:g}" for name, value in numbers.items())
    why = [
        in_words(line.reason) if line.reason else "",
        _cause(line.cause) if line.cause else "",
        str((line.details or {}).get("why", "")),
        counted,
    ]
    what = WHAT.get(line.what, line.what.replace("_", " "))
    return {"at": line.at.isoformat(), "what": what, "why": "; ".join(filter(None, why))}
