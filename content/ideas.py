"""Which ideas of its source a programme practises, and by what."""

from collections.abc import Iterator
from dataclasses import dataclass

from content.marked_yaml import Path
from content.schema import ProgrammePart, StepPart


@dataclass(frozen=True, slots=True)
class Practice:
    """One idea and the steps that practise it: those with a day of their own, and those only offered."""

    idea: str
    says: str
    items: tuple[str, ...]
    offered: tuple[str, ...]


def coverage(file: ProgrammePart) -> tuple[Practice, ...]:
    """Return every idea of *file* with the steps that practise it, in the order of its list.

    A file that lists no ideas is read by what its steps name.
    """
    by_step = {step.name: ideas_of(step) for step in file.steps}
    listed = file.ideas or dict.fromkeys(sorted({idea for ideas in by_step.values() for idea in ideas}), "")
    offered = {step.name for step in file.steps if step.when}
    return tuple(_practice(idea, says, by_step, offered) for idea, says in listed.items())


def _practice(idea: str, says: str, by_step: dict[str, tuple[str, ...]], offered: set[str]) -> Practice:
    names = [name for name, ideas in by_step.items() if idea in ideas]
    on_a_day = tuple(name for name in names if name not in offered)
    return Practice(idea, says, on_a_day, tuple(name for name in names if name in offered))


def ideas_of(step: StepPart) -> tuple[str, ...]:
    """Return the ideas that *step* names in its task, plan or retrieval question."""
    return tuple(idea for _, part in _practising(step) for idea in part)


def named(file: ProgrammePart) -> Iterator[tuple[Path, str]]:
    """Yield every idea that *file* names under ``practises``, with its path."""
    for kind in ("behaviours", "questions"):
        for name, part in getattr(file, kind).items():
            yield from (((kind, name, "practises", place), idea) for place, idea in enumerate(part.practises))
    for index, step in enumerate(file.steps):
        for key, ideas in _practising(step):
            yield from ((("steps", index, key, "practises", place), idea) for place, idea in enumerate(ideas))


def _practising(step: StepPart) -> list[tuple[str, list[str]]]:
    parts = (("task", step.task), ("plan", step.plan), ("retrieval", step.retrieval))
    return [(key, part.practises) for key, part in parts if part]
