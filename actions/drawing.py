"""The draw of a cohort: who is coached from when, dealt out at enrolment and kept with its probability."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from actions.designs import ENOUGH, weigh, weigh_experiment
from coaching.designs import Design, check_programme, deal, design_in, parse, units_of
from coaching.errors import NotAllowed
from coaching.experiments import draw_ahead, hours_drawn
from coaching.programmes import Programme
from coaching.treatments import AS_WRITTEN, Treatment
from content.roster import RosterRow
from storage import draws
from storage.people import fold
from storage.rows import CohortRow

POSSIBLE = "a possible draw"
"""The seed of draws that are shown and never made."""


@dataclass(frozen=True, slots=True)
class Deal:
    """What is drawn for everybody who is being enrolled: the arm of a design by folded address, and of experiments."""

    design: Design | None
    arms: Mapping[str, str]
    programme: Programme
    seed: str

    def means(self, address: str) -> Treatment:
        """Return what was drawn for one person."""
        arms = {point: arm for point, (arm, _) in draw_ahead(self.programme, self.seed, fold(address)).items()}
        hours = tuple(hours_drawn(self.programme, arms).items())
        means = self.design.treatment(self.arms[fold(address)]) if self.design else AS_WRITTEN
        return replace(means, hours=hours) if hours else means

    def keep(self, session: Session, enrolled: Iterable[tuple[str, int]], now: datetime) -> None:
        """Write the draws of *enrolled*, pairs of address and enrollment, in the transaction that plans their mails."""
        draws.add(session, [row for address, id_ in enrolled for row in self._rows(fold(address), id_)], now)

    def _rows(self, address: str, enrollment_id: int) -> Iterator[dict[str, Any]]:
        found = draw_ahead(self.programme, self.seed, address)
        if self.design:
            arm = self.arms[address]
            found = {self.design.point: (arm, self.design.probability(arm))} | found
        for point, (arm, probability) in found.items():
            yield {"enrollment_id": enrollment_id, "point": point, "arm": arm, "probability": probability}


def same_design(cohort: CohortRow, design: str, stratify: str) -> None:
    """Refuse another design than the one a cohort was enrolled with: it was chosen before the first mail.

    Raises:
        NotAllowed: it is another one.
    """
    held = design_in(cohort.settings)
    if design and (held is None or parse(design, stratify) != held):
        has = held.written() if held else "no design"
        raise NotAllowed(
            f"Cohort '{cohort.name}' was enrolled with {has}, not {design}. Choose another cohort name, or leave "
            "--design out: newcomers are drawn as the others were."
        )


def check_design(
    design: Design | None, programme: Programme, people: Sequence[RosterRow], *, pooled: bool
) -> None:  # fmt: skip
    """Refuse a design that these people cannot answer, unless its cohorts are to be pooled.

    Raises:
        Refused: the programme does not allow it.
        NotAllowed: too few people.
    """
    if design is None:
        return
    check_possible(design, programme, people)
    groups = len({row.start_group for row in people if row.start_group})
    seen = weigh(design, programme, len(people), groups)
    if not pooled and not seen.is_enough:
        raise NotAllowed(f"{seen.verdict} Under {ENOUGH:.0%} it costs people mails and shows nothing. Add --pooled "
                         "only where cohorts with the same design are read together.")  # fmt: skip


def check_possible(design: Design, programme: Programme, people: Sequence[RosterRow]) -> None:
    """Refuse a design that the programme does not allow, or that cannot be drawn among these people.

    Raises:
        Refused: the sentence says why.
    """
    check_programme(design, programme)
    units_of(design, _known(people))


def check_experiments(programme: Programme, people: int, *, pooled: bool) -> None:
    """Refuse a programme whose experiments these people cannot answer, unless its cohorts are to be pooled.

    Raises:
        NotAllowed: too few people.
    """
    for one in programme.experiments if not pooled else ():
        seen = weigh_experiment(one, people)
        if not seen.is_enough:
            raise NotAllowed(f"{seen.verdict} Under {ENOUGH:.0%} it is refused. Add --pooled only where cohorts are "
                             "read together.")  # fmt: skip


def deal_out(session: Session, cohort: CohortRow, programme: Programme, people: Sequence[RosterRow]) -> Deal:
    """Return the arms of newcomers; whose start group has been drawn already begins with it."""
    design = design_in(cohort.settings)
    if design is None:
        return Deal(None, {}, programme, cohort.seed)
    before = draws.at_point(session, cohort.id or 0, design.point)
    earlier = [(str(one.enrollment_id), one.start_group, one.team, one.country) for one in before]
    newcomers = _known(people, cohort.country)
    units = units_of(design, [*earlier, *newcomers])
    held = {units[str(one.enrollment_id)]: one.arm for one in before}
    known = {unit: arm for (unit, _), arm in held.items()}
    mine = {address: units[address] for address, *_ in newcomers}
    fresh = {unit: within for unit, within in mine.values() if unit not in known}
    arms = known | deal(design, cohort.seed, fresh, Counter(within for _, within in held))
    return Deal(design, {address: arms[unit] for address, (unit, _) in mine.items()}, programme, cohort.seed)


def possible_deal(design: Design | None, programme: Programme, people: Sequence[RosterRow], country: str) -> Deal:
    """Return one draw that an enrolment of *people* could make; which one it makes is not known before.

    The real seed is made at enrolment: nobody can look at what it draws first and enrol when it suits.

    Raises:
        Refused: the programme does not allow the design.
    """
    if design is None:
        return Deal(None, {}, programme, POSSIBLE)
    check_programme(design, programme)
    units = units_of(design, _known(people, country))
    arms = deal(design, POSSIBLE, dict(units.values()), {})
    return Deal(design, {address: arms[unit] for address, (unit, _) in units.items()}, programme, POSSIBLE)


def _known(people: Sequence[RosterRow], country: str = "") -> list[tuple[str, str, str, str]]:
    return [(fold(row.email), row.start_group, row.team, row.country or country) for row in people]
