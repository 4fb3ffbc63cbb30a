"""The draw of an experiment at the moment a reminder would go: kept with its probability before anything is sent."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from actions.contents import programme_from
from coaching.experiments import LEFT_ALONE, draw, point_of, reminders_at
from coaching.programmes import Experiment
from coaching.states import Reason
from storage import draws

Candidate = tuple[Any, dict[str, Any]]
"""What could be reminded of (message, recipient, participant, prompt, programme), and the reminder made of it."""


def draw_reminders(session: Session, candidates: Sequence[Candidate], now: datetime) -> list[dict[str, Any]]:
    """Return the reminders as they go out: one that an experiment draws against is dropped, and says so.

    A reminder for which there was no room is a decision at which nobody was available; it is kept as such.
    """
    trials = [(row, made, found) for row, made in candidates if (found := _experiment(row))]
    seeds = draws.seeds(session, {row[3].enrollment_id for row, _, _ in trials})
    rows, left_alone = [], set()
    for row, made, found in trials:
        available, prompt = made["state"] == "planned", row[3]
        arm = draw(found, seeds[prompt.enrollment_id], row[1].folded or "", prompt.step) if available else LEFT_ALONE
        rows.append({"enrollment_id": prompt.enrollment_id, "point": point_of(found, prompt.step), "arm": arm,
                     "probability": found.probability, "available": available})  # fmt: skip
        left_alone |= {made["key"]} if available and arm == LEFT_ALONE else set()
    draws.add_once(session, rows, now)
    dropped = {"state": "dropped", "reason": str(Reason.NOT_DRAWN)}
    return [made | dropped if made["key"] in left_alone else made for _, made in candidates]


def _experiment(row: Any) -> Experiment | None:
    _, _, _, prompt, programme = row
    return reminders_at(programme_from(programme.text, programme.name), prompt.step)
