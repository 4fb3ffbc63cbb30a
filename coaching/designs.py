"""Who is coached from when, where a draw decides it: the designs a cohort may be enrolled with, and the draw itself.

Check-ins, questions and pulses never move: everybody is asked the same on the same days. What practises (tasks, plans,
knowledge questions) begins later, or is left out for a while, for those for whom that was drawn.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from operator import itemgetter
from typing import Any

from coaching.calendars import share_of
from coaching.errors import Refused
from coaching.programmes import Measure, Programme
from coaching.treatments import AS_WRITTEN, NEVER, Treatment, is_coaching

START, HOLD_BACK_POINT = "@start", "@hold-back"
"""The decision points of a whole enrollment; no step can have such a name."""
STRATA = ("", "team", "country")
WRITTEN = re.compile(
    r"(?P<wait>wait-list):(?P<wait_weeks>\d+)|(?P<step>stepped-start):(?P<starts>\d+)x(?P<step_weeks>\d+)"
    r"|(?P<hold>hold-back):(?P<hold_weeks>\d+)(/(?P<one_in>\d+))?"
)
HOW = "Write wait-list:6 (weeks), stepped-start:4x3 (starts x weeks between them) or hold-back:6/3 (weeks / one in 3)."


class Kind(StrEnum):
    """The designs, in the words of the command line."""

    WAIT_LIST = "wait-list"
    STEPPED_START = "stepped-start"
    HOLD_BACK = "hold-back"


@dataclass(frozen=True, slots=True)
class Design:
    """One design. *parts* is how many starts there are, or that one in so many is held back.

    *stratify* names what the draw is balanced within: team or country.
    """

    kind: Kind
    weeks: int
    parts: int = 2
    stratify: str = ""

    @property
    def point(self) -> str:
        """The name of its decision point in the table of draws."""
        return HOLD_BACK_POINT if self.kind is Kind.HOLD_BACK else START

    @property
    def block(self) -> tuple[str, ...]:
        """The arms that so many drawn in a row are dealt, in some order: each arm as often as its share says."""
        if self.kind is Kind.HOLD_BACK:
            return ("held-back", *["coached"] * (self.parts - 1))
        if self.kind is Kind.WAIT_LIST:
            return ("now", "later")
        return tuple(f"start-{n + 1}" for n in range(self.parts))

    @property
    def arms(self) -> tuple[str, ...]:
        """The arms, each once."""
        return tuple(dict.fromkeys(self.block))

    def probability(self, arm: str) -> float:
        """Return with which probability somebody is drawn into *arm*."""
        return self.block.count(arm) / len(self.block)

    def treatment(self, arm: str) -> Treatment:
        """Return what *arm* means for a plan.

        >>> parse("stepped-start:3x4").treatment("start-3").shift_days
        56
        """
        if arm == "held-back":
            return Treatment(coached_from_day=7 * self.weeks)
        return Treatment(7 * self.weeks * self.arms.index(arm)) if self.point == START else AS_WRITTEN

    def written(self) -> str:
        """Return the design as the command line has it."""
        parts = {Kind.WAIT_LIST: f"{self.weeks}", Kind.STEPPED_START: f"{self.parts}x{self.weeks}",
                 Kind.HOLD_BACK: f"{self.weeks}/{self.parts}"}  # fmt: skip
        return f"{self.kind}:{parts[self.kind]}"


def parse(written: str, stratify: str = "") -> Design:
    """Return the design that *written* names.

    >>> parse("wait-list:6").arms, parse("hold-back:6/3").probability("held-back")
    (('now', 'later'), 0.3333333333333333)

    Raises:
        Refused: it names none, or its numbers are out of range.
    """
    found = WRITTEN.fullmatch(written.strip())
    if not found:
        raise Refused(f"The design is '{written}'. {HOW}")
    if stratify not in STRATA:
        raise Refused(f"The draw cannot be balanced within '{stratify}'. Use team or country.")
    kind = Kind(found["wait"] or found["step"] or found["hold"])
    weeks = int(found["wait_weeks"] or found["step_weeks"] or found["hold_weeks"])
    parts = int(found["starts"] or found["one_in"] or 2)
    if not (1 <= weeks <= 26 and 2 <= parts <= 8):
        raise Refused(f"The design is '{written}'. Use 1 to 26 weeks, and 2 to 8 starts or one in 2 to 8.")
    return Design(kind, weeks, parts, stratify)


def spelled(kind: str, weeks: str, parts: str) -> str:
    """Return a design as the command line writes it, from what a form has; `parse` says what is wrong with it.

    >>> spelled("wait-list", "8", ""), spelled("stepped-start", "3", "4"), spelled("hold-back", "6", "3")
    ('wait-list:8', 'stepped-start:4x3', 'hold-back:6/3')
    """
    said = {Kind.WAIT_LIST: weeks, Kind.STEPPED_START: f"{parts}x{weeks}", Kind.HOLD_BACK: f"{weeks}/{parts}"}
    return f"{kind}:{said.get(kind, weeks)}"  # type: ignore[call-overload]


def settings_of(written: str, stratify: str = "") -> dict[str, str]:
    """Return a design as a cohort's settings keep it; nothing where none is asked for.

    Raises:
        Refused: the design is unknown.
    """
    if not written:
        return {}
    made = parse(written, stratify)
    return {"design": made.written(), "stratify": made.stratify}


def design_in(settings: Mapping[str, Any]) -> Design | None:
    """Return the design that a cohort's settings name, None where nothing is drawn."""
    return parse(settings["design"], settings.get("stratify", "")) if settings.get("design") else None


def longest_wait(written: str) -> int:
    """Return by how many days the last arm begins later, 0 without a design.

    >>> longest_wait("stepped-start:3x4"), longest_wait("hold-back:6/3"), longest_wait("")
    (56, 0, 0)
    """
    design = parse(written) if written else None
    return max(design.treatment(arm).shift_days for arm in design.arms) if design else 0


def check_programme(design: Design, programme: Programme) -> None:
    """Refuse a programme whose practice cannot be told apart from its measurement, or that has nothing to compare.

    Raises:
        Refused: with the step that stands in the way.
    """
    for step in programme.grid:
        if step.check_in and (step.task or step.plan or step.retrieval):
            raise Refused(f"Step '{step.name}' asks a check-in and practises too. Give each its own step, on one day.")
        if step.late.then == "shift" and design.point == START:
            raise Refused(f"Step '{step.name}' shifts the rest when it is late, and check-ins must stay where they "
                          "are for everybody. Give it `late: {then: skip}`.")  # fmt: skip
    if not compared_at(design, programme):
        raise Refused(f"With {design.written()} no check-in falls where some have begun and others have not. "
                      "Choose more weeks.")  # fmt: skip


def begins_on(design: Design, programme: Programme, arm: str) -> int:
    """Return the day after the workshop on which practice begins for *arm*; NEVER where it does not."""
    means = design.treatment(arm)
    steps = [step for step in programme.grid if is_coaching(step) and not means.leaves_out(step)]
    return min(((step.after_days or 0) + means.shift_days for step in steps), default=NEVER)


def compared_at(design: Design, programme: Programme) -> dict[str, dict[str, bool]]:
    """Return by check-in and arm whether practice had begun, for check-ins where it had for some and not for others.

    The baseline is no such check-in. It goes by the programme's days and the draw, not by what anybody did.
    """
    begins = {arm: begins_on(design, programme, arm) for arm in design.arms}
    found = {
        step.name: {arm: day < (step.after_days or 0) for arm, day in begins.items()}
        for step in programme.check_ins
        if step.measure is not Measure.BASELINE
    }
    return {name: begun for name, begun in found.items() if len(set(begun.values())) > 1}


def deal(design: Design, seed: str, units: Mapping[str, str], held: Mapping[str, int]) -> dict[str, str]:
    """Return the arm of each of *units*, which names each unit's stratum; *held* counts the units drawn before.

    Units are put in an order by hash and dealt block by block, each block in an order of its own by hash: within a
    stratum no arm is ever ahead of its share by more than one block. It depends on the seed and the units alone.

    >>> sorted(deal(parse("wait-list:6"), "s", {"ada": "", "bo": ""}, {}).values())
    ['later', 'now']
    """
    found: dict[str, str] = {}
    for stratum, those in groupby(sorted((within, unit) for unit, within in units.items()), key=itemgetter(0)):
        order = sorted((unit for _, unit in those), key=lambda unit: share_of(seed, "order", unit))
        for n, unit in enumerate(order, start=held.get(stratum, 0)):
            found[unit] = _dealt(design, seed, stratum, n)
    return found


def _dealt(design: Design, seed: str, stratum: str, n: int) -> str:
    block, place = divmod(n, len(design.block))
    order = sorted(range(len(design.block)), key=lambda k: share_of(seed, "block", stratum, str(block), str(k)))
    return design.block[order[place]]


def units_of(design: Design, people: Iterable[tuple[str, str, str, str]]) -> dict[str, tuple[str, str]]:
    """Return (unit, stratum) by address, for *people* as (address, start group, team, country).

    A start group begins together and is drawn as one; without groups each person is drawn.

    Raises:
        Refused: some have a start group and some have none, or groups are to be balanced within something.
    """
    listed = list(people)
    grouped = design.point == START and any(group for _, group, _, _ in listed)
    if grouped and not all(group for _, group, _, _ in listed):
        raise Refused("Some people have a start_group and some have none. Fill the column for all, or leave it empty.")
    if grouped and design.stratify:
        raise Refused("Start groups are drawn whole, so the draw cannot be balanced within team or country.")
    return {
        address: (f"group {group}" if grouped else address, {"team": team, "country": country}.get(design.stratify, ""))
        for address, group, team, country in listed
    }


def in_words(design: Design) -> str:
    """Return what is drawn, as a disclosure says it.

    >>> in_words(parse("wait-list:1", "team"))
    'Half of the people get the acts from the start, the other half one week later. It is balanced within each team.'
    """
    return _who_when(design) + (f" It is balanced within each {design.stratify}." if design.stratify else "")


def _who_when(design: Design) -> str:
    weeks = "one week" if design.weeks == 1 else f"{design.weeks} weeks"
    if design.kind is Kind.HOLD_BACK:
        return f"One person in {design.parts} is asked the questions but gets no acts for the first {weeks}."
    if design.kind is Kind.WAIT_LIST:
        return f"Half of the people get the acts from the start, the other half {weeks} later."
    return f"People begin with the acts at one of {design.parts} times, {weeks} apart, each equally likely."
