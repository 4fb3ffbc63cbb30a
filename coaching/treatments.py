"""What an arm that was drawn means for somebody's plan: practice later, not yet, or at another hour of the day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from coaching.plans import Planned
from coaching.programmes import Step

NEVER = 10**6


@dataclass(frozen=True, slots=True)
class Treatment:
    """What was drawn for one person: days by which practice begins later, and the day before which there is none.

    *hours* has the hour on the wall that was drawn for a step, by the step's name.
    """

    shift_days: int = 0
    coached_from_day: int = -NEVER
    hours: tuple[tuple[str, time], ...] = ()

    def shift_of(self, step: Step) -> int:
        """Return by how many days *step* is moved."""
        return self.shift_days if is_coaching(step) else 0

    def leaves_out(self, step: Step) -> bool:
        """Return whether *step* is left out for this arm."""
        return is_coaching(step) and (step.after_days or 0) < self.coached_from_day

    def timed(self, step: Step) -> Step:
        """Return *step* at the hour that was drawn for it, as it is where none was."""
        hour = dict(self.hours).get(step.name)
        return replace(step, send_at=hour) if hour else step


AS_WRITTEN = Treatment()


def is_coaching(step: Step) -> bool:
    """Return whether a step practises: what only asks stays in its place for everybody."""
    return not step.check_in and bool(step.task or step.plan or step.retrieval)


def told_of_hours(planned: Sequence[Planned], hours: Mapping[str, time], zone: str) -> tuple[Planned, ...]:
    """Return *planned*, each step whose drawn hour could not be kept saying so. Moments are still to the full hour.

    A draw never overrules what was there before it: the hour somebody chose, quiet hours, a mail of that day.
    """
    return tuple(_told(one, hours.get(one.step.name), zone) for one in planned)


def _told(one: Planned, hour: time | None, zone: str) -> Planned:
    if hour is None or one.due_at is None or is_kept(one.due_at, hour, zone):
        return one
    return replace(one, why=f"{one.why}; {not_kept(hour)}")


def not_kept(hour: time) -> str:
    """Return the sentence for an hour that was drawn in vain."""
    return (
        f"{hour:%H:%M} was drawn and could not be kept: an hour of one's own, quiet hours and another mail of the day "
        "come first"
    )


def is_kept(due_at: datetime, hour: time, zone: str, spread_min: int = 10) -> bool:
    """Return whether a moment is at the drawn hour on the wall, or within the minutes over which mails are spread.

    >>> is_kept(datetime.fromisoformat("2026-12-07T08:09+00:00"), time(9), "Europe/Berlin")
    True
    """
    wall = due_at.astimezone(ZoneInfo(zone))
    return 0 <= (wall.hour - hour.hour) * 60 + wall.minute - hour.minute <= spread_min
