"""What having begun did, where a draw decided who began when: the answers of the same days side by side."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from coaching.errors import Refused
from measure.checks import finite, same_length
from measure.clusters import Coefficient, clustered
from measure.starts import StartEffect, start_effect

LEAST_PEOPLE = 8
"""Below so many people there is no estimate; our choice, as for the growth model."""


@dataclass(frozen=True, slots=True)
class DrawnEffect:
    """The difference in the answers' own unit; *ci* and *p* suppose that a draw decided *begun*.

    *check_ins* is at how many of them people who had begun stood beside people who had not.
    """

    effect: float
    se: float
    ci: tuple[float, float]
    df: int
    p: float
    people: int
    check_ins: int


def drawn_effect(
    person: Sequence[Hashable],
    check_in: Sequence[Hashable],
    value: Sequence[float],
    baseline: Sequence[float],
    begun: Sequence[bool | int],
) -> DrawnEffect:
    """Return by how much those who had *begun* differ from those who had not, the *baseline* taken out.

    One entry per answer. value = check-in + slope x baseline + effect x begun, by least squares over the check-ins at
    which both kinds answered, with errors by person after Mancl & DeRouen 2001 and t with people minus coefficients.
    Nobody is compared with people who began earlier still, so it holds whatever the effect does with time; it is then
    a mean over the weeks that were compared.

    Raises:
        Refused: unequal lengths, nobody to compare with, or too few people.
    """
    same_length(person=person, check_in=check_in, value=value, baseline=baseline, begun=begun)
    sides: dict[Hashable, set[bool]] = defaultdict(set)
    for at, one in zip(check_in, begun, strict=True):
        sides[at].add(bool(one))
    kept = [n for n, at in enumerate(check_in) if len(sides[at]) == 2]
    people = len({person[n] for n in kept})
    if people < LEAST_PEOPLE:
        raise Refused(f"{people} people answered where some had begun and others had not. "
                      f"{LEAST_PEOPLE} or more are needed.")  # fmt: skip
    found = _fitted(kept, person, check_in, finite(value, "values"), finite(baseline, "baselines"), begun)
    both = len({check_in[n] for n in kept})
    return DrawnEffect(found.estimate, found.se, found.ci, found.df, found.p, people, both)


def _fitted(
    kept: Sequence[int], person: Sequence[Hashable], check_in: Sequence[Hashable], value: Sequence[float],
    baseline: Sequence[float], begun: Sequence[bool | int],
) -> Coefficient:  # fmt: skip
    names = list(dict.fromkeys(check_in[n] for n in kept))
    columns = {"begun": [float(begun[n]) for n in kept]}
    columns |= {f"check-in {at}": [float(check_in[n] == at) for n in kept] for at in names[1:]}
    middle = sum(baseline[n] for n in kept) / len(kept)
    varies = len({baseline[n] for n in kept}) > 1
    columns |= {"baseline": [baseline[n] - middle for n in kept]} if varies else {}
    return clustered([value[n] for n in kept], columns, [person[n] for n in kept])[1]


def drawn_groups(
    group: Sequence[Hashable], check_in: Sequence[float], value: Sequence[float], start: Sequence[float]
) -> StartEffect:
    """Return the effect where whole groups were drawn: their means at each check-in, tested by every other order.

    *start* is the first check-in at which a group had begun, infinity for not yet.

    Raises:
        Refused: as `measure.starts.start_effect`, or a group without answers at a check-in.
    """
    same_length(group=group, check_in=check_in, value=value, start=start)
    cells: dict[tuple[Hashable, float], list[float]] = defaultdict(list)
    begins = dict(zip(group, map(float, start), strict=True))
    for who, at, one in zip(group, finite(check_in, "check-ins"), finite(value, "values"), strict=True):
        cells[who, at].append(one)
    times = sorted({at for _, at in cells})
    if missing := [who for who in begins for at in times if (who, at) not in cells]:
        raise Refused(f"Start group '{missing[0]}' has no answers at a check-in, so the orders cannot be compared.")
    rows = [(who, at, sum(cells[who, at]) / len(cells[who, at]), begins[who]) for who in begins for at in times]
    names, ats, means, starts = zip(*rows, strict=True)
    return start_effect(names, ats, means, starts)
