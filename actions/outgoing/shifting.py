"""A step that goes out too late and says so ("late: then: shift") moves the place of everything after it."""

from datetime import datetime

from sqlmodel import Session

from actions.contents import programme_from
from actions.house import House
from actions.outgoing.deciding import diary, step_of
from actions.plans.replanning import replan
from coaching.lateness import days_late
from coaching.states import Reason, State
from storage import prompts
from storage.batches import Asked, Bundle


def shift_rest(house: House, session: Session, bundle: Bundle, now: datetime) -> None:
    """Move what follows the steps in a claimed mail that are too late and shift the rest, by as many days."""
    if bundle.participant is None or bundle.message.attempts or bundle.message.about_id:
        return
    calendar, _ = diary(house, bundle)
    shifted = False
    for one in bundle.asked:
        late, n = step_of(one).late, days_late(one.prompt.local_day, now, calendar)
        if late.then == "shift" and n > late.up_to_days:
            shifted |= _shift_after(session, one, one.prompt.shift_days + n, now)
    if shifted:
        replan(house, session, bundle.participant.id or 0, now)


def _shift_after(session: Session, late: Asked, total: int, now: datetime) -> bool:
    """Let everything planned after a late step stand *total* days after its place in the programme, at least."""
    programme = programme_from(late.programme.text, late.programme.name)
    places = {step.name: step.after_days for step in programme.grid}
    own = (places.get(late.prompt.step) or 0) + late.prompt.shift_days
    moved = False
    for row in prompts.planned_of(session, late.prompt.enrollment_id):
        place = places.get(row.step)
        if place is not None and place + row.shift_days > own and row.shift_days < total:
            prompts.move(
                session, [row.id or 0], State.PLANNED, State.PLANNED, now, what="shifted", reason=Reason.SHIFTED,
                shift_days=total, details={"why": f"{late.prompt.step} went out late", "days": total - row.shift_days},
            )  # fmt: skip
            moved = True
    return moved
