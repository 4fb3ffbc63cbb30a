"""The ledger: every prompt counted by state and reason, and three independent counts that must agree.

1. the prompts' rows, by state and reason;
2. the states that the events tell: for each prompt they are numbered from 1 without a gap, the first is
   ``planned``, each begins where the last one ended by a change the rules know, and the last one ends where the
   row stands;
3. the prompts there must be: every step with a day of its own in the programme version each enrollment began
   on, and whatever a ``planned`` event says was led to by something else (a branch, a retrieval, a migration, a
   snooze, an observer's pulse).

Sets are compared, not sums, so that a step lost and another one gained still shows.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actions.contents import programme_from
from actions.house import House
from actions.ledger_checks import Folded, compare, fold
from coaching.errors import NotFound, Refused
from coaching.states import MISSED, Reason, State
from storage import briefs, cohorts, histories, ledgers
from storage.ledgers import Scope

OWN_WISH = (
    Reason.LEFT,
    Reason.PAUSED,
    Reason.ERASED,
    Reason.NOT_DRAWN,
    Reason.EDITED,
    Reason.FEWER,
    Reason.NOT_STARTED,
)
"""Reasons that make a prompt not sent, and nobody missed: the person asked for it, or the programme did."""
SENTENCES = 20
"""How many things that do not add up are named; the rest are counted."""
WORDS = {
    Reason.LATE: "its day was past, by more than its step allows",
    Reason.AWAY: "away, and no day near it had room",
    Reason.SUPPRESSED: "nothing goes to this address any more",
    Reason.NOT_STARTED: "invited, and never pressed Start",
    Reason.BUDGET: "no day with room between other mails",
    Reason.REFUSED: "the mail server refused it",
    Reason.GAVE_UP: "given up after several attempts",
    Reason.BOUNCED: "it came back undelivered",
}
"""Reasons as the ledger says them."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """What became of every prompt of a cohort (None: of the installation).

    *by_state* has every state, *reasons* only those that occur. *missed* is what failed, and what was left out
    for a reason that is neither the person's wish nor the programme's: a word that makes `resend` worth
    thinking about. *to_coaches* counts the briefs of its coaches, who may have other cohorts too, by what became of
    them. *why_not* says in sentences what does not add up, and is empty when all does.
    """

    cohort: str | None
    as_of: datetime | None
    by_state: Mapping[str, int]
    reasons: Mapping[str, Mapping[str, int]]
    why_not: tuple[str, ...]
    may_have_repeated: tuple[Mapping[str, Any], ...]
    missed: tuple[Mapping[str, Any], ...]
    to_coaches: Mapping[str, int]

    @property
    def adds_up(self) -> bool:
        """Whether the three counts agree."""
        return not self.why_not

    @property
    def prompts(self) -> int:
        """How many prompts there are."""
        return sum(self.by_state.values())

    def to_json(self) -> dict[str, Any]:
        """Return ``{"cohort", "prompts", "by_state", "reasons", "adds_up", "why_not", "may_have_repeated", "missed"}``.

        ``by_state`` is ``{state: n}``, ``reasons`` ``{state: {reason: n}}``; ``missed`` is a list of
        ``{"person", "step", "state", "reason", "why"}`` and ``may_have_repeated`` of ``{"person", "step", "kind",
        "sent_at"}``, both with the address as enrolled; ``to_coaches`` is ``{state: n}``; moments are ISO 8601 in UTC.
        """
        return {
            "cohort": self.cohort,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "prompts": self.prompts,
            "by_state": dict(self.by_state),
            "reasons": {state: dict(found) for state, found in self.reasons.items()},
            "adds_up": self.adds_up,
            "why_not": list(self.why_not),
            "may_have_repeated": [dict(one) for one in self.may_have_repeated],
            "missed": [dict(one) for one in self.missed],
            "to_coaches": dict(self.to_coaches),
        }


def ledger(house: House, cohort_name: str, now: datetime, person: str = "", step: str = "") -> Ledger:
    """Return the ledger of one cohort, as it stands in one snapshot of the database.

    *person* (an address or a key) and *step* narrow it: the same three counts over what is left.

    Raises:
        NotFound: there is no such cohort, or its programme has no such step.
        Refused: nobody is enrolled in it under that address or key.
    """
    with house.store.read() as session:
        cohort = cohorts.called(session, cohort_name)
        enrollment_id = only(histories.places(session, person), cohort.name).enrollment_id if person else None
        if step:
            check_step(session, cohort.programme_id, step)
        return drawn_up(session, cohort.name, cohort.id, now, enrollment_id, step)


def check_step(session: Any, programme_id: int, step: str) -> None:
    """Refuse a step that the cohort's programme does not have."""
    version = ledgers.versions(session)[programme_id]
    known = {one.name for one in programme_from(version.text, version.name).steps}
    if step not in known:
        raise NotFound("step", step, tuple(known))


def only(places: Sequence[histories.Place], cohort: str | None) -> histories.Place:
    """Return the one enrollment that is meant. The address that was given is not repeated: it may reach a log.

    Raises:
        Refused: nobody is enrolled so, or in several cohorts and *cohort* names none.
    """
    if not places:
        raise Refused("Nobody is enrolled under the address or key that was given. Check its spelling in the roster.")
    names = ", ".join(f"'{one.cohort}'" for one in places)
    meant = [one for one in places if cohort in (None, one.cohort)]
    if not meant:
        raise Refused(f"Participant '{places[0].key}' is not in cohort '{cohort}'. Enrolled in: {names}.")
    if len(meant) > 1:
        raise Refused(f"Participant '{places[0].key}' is in several cohorts: {names}. Say which with --cohort.")
    return meant[0]


def whole(house: House, now: datetime | None = None) -> Ledger:
    """Return the ledger of the installation: the same three counts over every cohort at once."""
    with house.store.read() as session:
        return drawn_up(session, None, None, now)


def drawn_up(
    session: Any, name: str | None, cohort_id: int | None, now: datetime | None, enrollment_id: int | None = None,
    step: str = "",
) -> Ledger:  # fmt: skip
    """Return the ledger as *session* sees it; *cohort_id* None means every cohort."""
    scope = Scope(cohort_id, enrollment_id, step)
    by_state: Counter[str] = Counter()
    reasons: dict[str, Counter[str]] = defaultdict(Counter)
    for state, reason, n in ledgers.counts(session, scope):
        by_state[state] += n
        if reason:
            reasons[state][reason] += n
    return Ledger(
        cohort=name,
        as_of=now,
        by_state={str(state): by_state.pop(state, 0) for state in State} | by_state,
        reasons=reasons,
        why_not=_limited(_faults(session, scope)),
        may_have_repeated=tuple(_repeated(one) for one in ledgers.repeated(session, scope)),
        missed=tuple(_missed(one) for one in _not_sent(session, scope)),
        to_coaches={} if enrollment_id or step else _to_coaches(session, cohort_id),
    )


def _to_coaches(session: Any, cohort_id: int | None) -> dict[str, int]:
    """Return the mails to coaches by what became of them; one that waited until it was no news has expired."""
    found: Counter[str] = Counter()
    for state, reason, n in briefs.counted(session, cohort_id):
        found["expired" if (state, reason) == ("dropped", Reason.LATE) else state] += n
    return dict(found)


def _faults(session: Any, scope: Scope) -> Iterator[str]:
    """Yield what does not add up."""
    enrolled = {one.id: one for one in ledgers.enrolled(session, scope)}
    told: dict[int, Folded] = dict(fold(ledgers.lines(session, scope)))
    grids = _grids(session, scope, enrolled.values())
    observing = ledgers.observers(session, scope)
    keys = {id_: one.key for id_, one in enrolled.items()}
    return compare(ledgers.prompts(session, scope), told, grids, observing, keys)


def _grids(
    session: Any, scope: Scope, enrolled: Iterable[ledgers.Enrolled]
) -> Mapping[int, tuple[frozenset[str], frozenset[str], frozenset[str]]]:
    """Return by enrollment: the steps it began with, those its present version has, and the pulses of all it ran."""
    versions, before = ledgers.versions(session), ledgers.ran_on(session, scope)
    grids = {id_: _steps(one) for id_, one in versions.items()}
    if scope.step:
        grids = {id_: (one & {scope.step}, pulses & {scope.step}) for id_, (one, pulses) in grids.items()}
    ran = {one.id: [*before.get(one.id, ()), one.programme_id] for one in enrolled}
    pulses = {tuple(ids): frozenset[str]().union(*(grids[id_][1] for id_ in ids)) for ids in ran.values()}
    return {id_: (grids[ids[0]][0], grids[ids[-1]][0], pulses[tuple(ids)]) for id_, ids in ran.items()}


def _steps(version: ledgers.Version) -> tuple[frozenset[str], frozenset[str]]:
    programme = programme_from(version.text, version.name)
    dated = [step for step in programme.grid if not step.is_pulse]
    return frozenset(step.name for step in dated), frozenset(one.name for one in programme.steps if one.is_pulse)


def _limited(faults: Iterator[str]) -> tuple[str, ...]:
    found = list(faults)
    rest = len(found) - SENTENCES
    return (*found[:SENTENCES], *([f"And {rest} more of the kind."] if rest > 0 else []))


def _not_sent(session: Any, scope: Scope) -> list[ledgers.Missed]:
    return ledgers.missed(session, scope, [str(one) for one in MISSED], [str(one) for one in OWN_WISH])


def _missed(one: ledgers.Missed) -> dict[str, Any]:
    words = one.why if one.state == State.SKIPPED and "left out" in one.why else in_words(one.reason)
    found = {"person": one.person or one.key, "step": one.step, "state": one.state, "reason": one.reason, "why": words}
    return found | ({"observer": one.observer} if one.observer else {})


def _repeated(one: ledgers.Repeated) -> dict[str, Any]:
    at = one.sent_at.isoformat() if one.sent_at else None
    return {"person": one.person or one.key, "step": one.step, "kind": one.kind, "sent_at": at}


def in_words(reason: str) -> str:
    """Return *reason* as it is said to a reader; one without words of its own stands for itself.

    >>> in_words("bounced")
    'it came back undelivered'
    """
    return WORDS.get(Reason(reason), reason.replace("_", " ")) if reason in set(Reason) else reason.replace("_", " ")
