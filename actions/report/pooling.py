"""Several cohorts of one design read together: each is compared within itself, then their effects are averaged.

Only what each cohort prints by itself enters, so nothing can be worked out that the single reports withhold.
"""

from collections.abc import Sequence

from actions.report.shape import Difference, Report
from coaching.errors import Refused
from measure.beside import Interval, pooled


def pool(reports: Sequence[Report]) -> tuple[Difference, ...]:
    """Return the effect over all cohorts for each behaviour, the mean weighted by people.

    Raises:
        Refused: a cohort is named twice, words differ, or fewer than two have an effect that can be shown.
    """
    names = [one.cohort for one in reports]
    if len(set(names)) < len(names):
        raise Refused(f"Cohort '{names[0]}' cannot be pooled with itself. Name each cohort once.")
    asks = [{at.label: at.asks for at in one.behaviours} for one in reports]
    if other := next((one.cohort for one, said in zip(reports, asks, strict=True) if said != asks[0]), ""):
        raise Refused(f"Cohorts '{names[0]}' and '{other}' were asked in different words. Pool cohorts asked the same.")
    found = tuple(filter(None, (_pooled(reports, one) for one in _measured(reports))))
    if not found:
        raise Refused("Fewer than two of these cohorts have a drawn effect that can be shown so far.")
    return found


def _measured(reports: Sequence[Report]) -> list[str]:
    """Return what the cohorts compare, person by person, each once."""
    return list(dict.fromkeys(at.measured for one in reports for at in one.comparisons if at.drawn and at.df))


def _pooled(reports: Sequence[Report], measured: str) -> Difference | None:
    parts = [at for one in reports for at in one.comparisons if at.measured == measured and at.drawn and at.df]
    if len(parts) < 2:
        return None
    each = [Interval(at.estimate, at.low, at.high, at.df) for at in parts if at.low is not None and at.high is not None]
    people = [at.people for at in parts]
    found = pooled(each, people)
    note = f"{sum(people)} people in {len(parts)} cohorts, each compared within itself; the mean is weighted by people."
    return Difference(
        f"{measured}, {len(parts)} cohorts together", found.estimate, found.low, found.high, "days", drawn=True,
        note=note, df=found.df, people=sum(people),
    )  # fmt: skip
