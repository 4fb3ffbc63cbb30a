"""Why a step falls where it does, in sentences for `plan` and `explain`."""

from datetime import date

from coaching.plans import Planned
from coaching.programmes import Step


def in_its_place(step: Step, shift_days: int, day: date) -> str:
    """Return the sentence for a step on a day of its own choosing."""
    span = "" if step.until_days is None else f" to {step.until_days}"
    return f"{_offset(step, shift_days)}{span}: {day_of(day)}"


def at_once(step: Step, shift_days: int, grid_day: date) -> str:
    """Return the sentence for a step whose day was past already."""
    return f"{_offset(step, shift_days)}: its day, {day_of(grid_day)}, was past, so it is asked at once"


def moved(step: Step, shift_days: int, grid_day: date, obstacle: str, day: date) -> str:
    """Return the sentence for a step that moved on; *obstacle* says what its own day is."""
    return f"{_offset(step, shift_days)}: {day_of(grid_day)} {obstacle}, moved to {day_of(day)}"


def left_out(step: Step, shift_days: int, grid_day: date, reason: str, slide_days: int) -> str:
    """Return the sentence for a step that has no day, by its reason: late, away or budget."""
    away = "no working day with room" if not step.check_in else "no day with five working days behind it since then"
    said = {
        "late": f"its day, {day_of(grid_day)}, was more than {step.late.up_to_days} days past",
        "away": f"away around {day_of(grid_day)}, and {away} within {slide_days} days",
        "budget": f"no working day with room within {slide_days} days of {day_of(grid_day)}, before what follows",
    }[reason]
    return f"{_offset(step, shift_days)}: left out, {said}"


def not_drawn(step: Step, day: date) -> str:
    """Return the sentence for a step that a draw leaves out for this person."""
    return f"{_offset(step, 0)}: left out on {day_of(day)}, acts begin later for those whom the draw holds back"


def led(why: str, planned: Planned) -> str:
    """Return the sentence for a step that something led to, planned anew; *why* is what it said so far."""
    said, _, _ = why.partition(":")
    if planned.due_at is None:
        return f"{said}: left out, no working day with room for it"
    return f"{said}: moved to {day_of(planned.day)}"


def _offset(step: Step, shift_days: int) -> str:
    days = step.after_days
    if days is None:
        return "led to by an answer"
    place = "day 0, the day of the workshop" if days == 0 else f"day {days}"
    if days < 0:
        place += ", before the workshop"
    if shift_days < 0:
        return f"{place}, {-shift_days} days earlier because what it practises was chosen"
    because = "an earlier step went out late, another one was chosen, or a later start was drawn"
    return f"{place}, {shift_days} days later because {because}" if shift_days else place


def day_of(day: date) -> str:
    """Return a day as plans print it: "Mon 7 Dec 2026"."""
    return f"{day:%a} {day.day} {day:%b %Y}"
