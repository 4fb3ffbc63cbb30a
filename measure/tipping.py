"""How much worse those who fell silent would have to be to undo a result."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tipping:
    """*worse_by* is in scale points (None where nothing can be tipped), and *words* says it to a reader."""

    worse_by: float | None
    words: str


def tipping_point(
    ci: tuple[float, float], missing: float, end_of_missing: float, scale: tuple[float, float], unit: str = "points"
) -> Tipping:
    """Return by how much the missing people's last answers must differ from the model to take the result away.

    The model supposes that people who fell silent went on as their earlier answers and the others' would have it.
    If they did worse by d, the change shrinks by d times their share, so the interval reaches nought at
    d = limit / share. *missing* is the share of enrolled people without a last answer, *end_of_missing* where the
    model puts them then, in scale points: they cannot have fallen below the scale.
    *unit* is what people answered in.

    >>> tipping_point((0.6, 1.4), 0.5, 3.0, (0, 5)).words[:64]
    'Those without a last answer would have to be 1.2 points lower th'
    """
    low, high = ci
    if low <= 0 <= high:
        return Tipping(None, "The interval already includes no change, so there is nothing to undo.")
    if missing <= 0:
        return Tipping(None, "Everyone gave a last answer, so nobody's silence could undo it.")
    rise = low > 0
    needed = (low if rise else -high) / missing
    room = end_of_missing - scale[0] if rise else scale[1] - end_of_missing
    if needed > room:
        return Tipping(needed, "No possible answer of those without a last one would undo it.")
    way = "lower" if rise else "higher"
    return Tipping(
        needed,
        f"Those without a last answer would have to be {needed:.1f} {unit} {way} than the model supposes, "
        "on average, before the interval includes no change.",
    )
