"""What differs between two versions of a programme, and which differences a measurement does not survive."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from coaching.plans import Wanted
from coaching.programmes import Behaviour, Late, Measure, Programme, Question, Step


def broken_series(old: Programme, new: Programme, asked: Collection[str]) -> tuple[str, ...]:
    """Return what would no longer be comparable, as sentences: *asked* names the behaviours and questions asked so far.

    A question that is worded anew in the middle measures something else; the recall window ("the last five working
    days") is part of its wording.
    """
    found = [*_primary(old, new), *_reworded(old.behaviours, new.behaviours, asked, "behaviour"),
             *_reworded(old.questions, new.questions, asked, "question")]  # fmt: skip
    return tuple(found)


def _primary(old: Programme, new: Programme) -> Iterator[str]:
    if old.primary != new.primary:
        yield f"the primary behaviour was declared before the first mail: it is '{old.primary}', not '{new.primary}'"


def _reworded(
    old: Collection[Behaviour] | Collection[Question],
    new: Collection[Behaviour] | Collection[Question],
    asked: Collection[str],
    kind: str,
) -> Iterator[str]:
    after = {one.name: one for one in new}
    for one in old:
        if one.name not in asked:
            continue
        if one.name not in after:
            yield f"the {kind} '{one.name}' has been asked and is gone"
        elif _wording(one) != _wording(after[one.name]):
            yield f"the {kind} '{one.name}' has been asked in other words"


def _wording(one: Behaviour | Question) -> tuple[object, ...]:
    return (one.asks, one.chance, one.observer_asks) if isinstance(one, Behaviour) else (one.asks, one.choices)


def is_reworded(old: Step, new: Step) -> bool:
    """Return whether a step asks something else, or in other words; when it does so is not looked at.

    >>> is_reworded(Step("a", "A", 5, ask=("q",)), Step("a", "A", 9, ask=("q",)))
    False
    """
    return _what(old) != _what(new)


def _what(step: Step) -> Step:
    return replace(step, after_days=None, until_days=None, send_at=None, measure=Measure.NONE, late=Late())


def added(new: Programme, have: Collection[str]) -> tuple[Wanted, ...]:
    """Return the steps with a day of their own that an enrollment has no prompt of yet; pulses ask others."""
    return tuple(Wanted(step) for step in new.grid if not step.is_pulse and step.name not in have)


def has_a_place(programme: Programme, step: str, by_programme: bool) -> bool:
    """Return whether a person's planned prompt may stay: its step asks them, and has a day if it had one."""
    found = next((one for one in programme.steps if one.name == step), None)
    return found is not None and not found.is_pulse and (found.after_days is not None or not by_programme)


def is_moved(old: Step | None, new: Step) -> bool:
    """Return whether a step has another place in the new version, or had none in the old one.

    >>> is_moved(Step("a", "A", 5), Step("a", "A", 9)), is_moved(None, Step("a", "A", 9))
    (True, True)
    """
    return old is None or (old.after_days, old.send_at) != (new.after_days, new.send_at)


def pulse_called(programme: Programme, step: str) -> Step | None:
    """Return the pulse of that name, or None: it is not there, or asks the participant."""
    return next((one for one in programme.steps if one.is_pulse and one.name == step), None)


def with_removed(new: Programme, old: Programme, asked: Collection[str]) -> Programme:
    """Return *new* with those steps of *old* that were *asked* and that it no longer has.

    A removed check-in plays no part of which there is one (the baseline, the last, the follow-up) once the new
    version gives that part to another step.

    >>> old = Programme("p", 1, "P", "", (), (Step("gone", "Gone", 5), Step("never-asked", "N", 9)))
    >>> [step.name for step in with_removed(Programme("p", 2, "P", "", (), ()), old, {"gone"}).steps]
    ['gone']
    """
    here = {step.name for step in new.steps}
    parts = {step.measure for step in new.steps} - {Measure.NONE}
    gone = [step for step in old.steps if step.name in asked and step.name not in here]
    kept = (replace(step, measure=Measure.CHECK_IN) if step.measure in parts else step for step in gone)
    return replace(new, steps=(*new.steps, *kept))
