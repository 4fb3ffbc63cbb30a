"""Move a cohort to another version of its programme: only what is still to come is planned anew."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from sqlmodel import Session

from actions.contents import programme_from
from actions.house import House
from actions.migration.pulses import move_pulses
from actions.migration.shape import CAUSE, Change, Migrated
from actions.plans.replanning import OF_THE_PROGRAMME, RUNNING, replan
from coaching import versions as rules
from coaching.designs import design_in
from coaching.errors import NoSuchVersion, NotAllowed
from coaching.experiments import drawn_ahead
from coaching.programmes import Programme
from coaching.states import Reason, State
from coaching.treatments import is_coaching
from content.reader import load, shipped, source_text
from storage import cohorts, enrollments, events, leading, messages, prompts, versions
from storage.enrollments import Place
from storage.rows import CohortRow, EnrollmentRow, ProgrammeRow, PromptRow

MOVED = (*RUNNING, "paused")
"""Who is paused gets days too, as before: a plan without them would tell who is. What falls due in a pause is left out,
and going on moves the rest."""


def migrate(
    house: House, cohort_name: str, version: int | None, now: datetime, file: str | None = None, *, only_show: bool,
    text: str = "", settle: Callable[[Session, Migrated], None] = lambda session, migrated: None,
) -> Migrated:  # fmt: skip
    """Move everybody in a cohort who has not left to *version* of its programme, in one transaction.

    The version is the one kept, the one in *file* (a path) or *text*, or the shipped one; None is that of the file,
    or the shipped one. With *only_show* all is worked out, and nothing is kept; else *settle* has the last word.

    Raises:
        NotFound: there is no such cohort, or no such version.
        NotAllowed: the file is of another programme or version, or the version would break what is measured.
        Refused: the same version is in use with another text.
    """
    with house.store.write() as session:
        cohorts.lock(session)
        cohort = cohorts.called(session, cohort_name)
        old = cohorts.programme_of(session, cohort.programme_id)
        new = _kept(session, old, text, now) if text else _version(session, old, version, file, now)
        people = [one for one in enrollments.in_cohort(session, cohort.id or 0) if _is_moved(one, new)]
        _check(session, cohort, old, new)
        _check_design(cohort, people, programme_from(new.text, new.name))
        _check_experiments(cohort, *(programme_from(one.text, one.name) for one in (old, new)))
        changes = [change for one in people for change in _Mover(house, session, one, new, now).move()]
        changes += move_pulses(house, session, cohort, people, new, now)
        versions.set_version(session, CohortRow, [cohort.id or 0], new.id or 0)
        events.note(session, "cohort_migrated", now, details={"cohort": cohort.id, "from": old.id, "to": new.id})
        result = Migrated(cohort.name, new.name, new.version, len(people), _by_person(changes), not only_show)
        if only_show:
            session.rollback()
        else:
            settle(session, result)
            session.commit()
    return result


def _by_person(changes: list[Change]) -> tuple[Change, ...]:
    order = {person: n for n, person in enumerate(dict.fromkeys(one.person for one in changes))}
    return tuple(sorted(changes, key=lambda one: order[one.person]))


def _is_moved(place: Place, new: ProgrammeRow) -> bool:
    return place.enrollment.state != "left" and place.programme.id != new.id


def _version(session: Session, old: ProgrammeRow, version: int | None, file: str | None, now: datetime) -> ProgrammeRow:
    """Return the version to move to, kept from now on."""
    if file is None and version is not None and (kept := versions.find(session, old.name, version)):
        return kept
    name = file or old.name
    if file is None and (old.name not in shipped() or version not in (None, load(old.name).version)):
        known = [str(one) for one in versions.known(session, old.name)]
        raise NoSuchVersion(old.name, str(version or ""), tuple(known))
    text = source_text(name)
    read = programme_from(text, name).version
    if version not in (None, read):
        raise NotAllowed(f"The file is version {read}, and --to says {version}. Make the two agree.")
    return _kept(session, old, text, now, name)


def _kept(session: Session, old: ProgrammeRow, text: str, now: datetime, name: str = "") -> ProgrammeRow:
    """Return the version in *text*, kept from now on; it has to be one of the programme that runs."""
    programme = programme_from(text, name or old.name)
    if programme.name != old.name:
        raise NotAllowed(f"The cohort runs '{old.name}', and the file is of '{programme.name}'. Choose its own file.")
    return cohorts.keep_programme(session, programme.name, programme.version, programme.title, text, now)


def _check(session: Session, cohort: CohortRow, old: ProgrammeRow, new: ProgrammeRow) -> None:
    """Refuse a version that asks otherwise what was asked before, in any language that somebody in the cohort reads."""
    asked = _asked(session, cohort.id or 0)
    found: dict[str, None] = {}
    for locale in sorted({"", *versions.locales(session, cohort.id or 0)}):
        before, after = (programme_from(one.text, one.name, locale) for one in (old, new))
        found |= dict.fromkeys(rules.broken_series(before, after, asked))
    if found:
        raise NotAllowed(
            f"Version {new.version} of '{new.name}' would break what is measured: {'; '.join(found)}. Keep those words "
            "in this programme, or start the new ones with the next cohort."
        )


def _check_design(cohort: CohortRow, people: list[Place], new: Programme) -> None:
    """Refuse new acts where a draw decided who gets which when: the comparison was declared before the first mail."""
    if design_in(cohort.settings) is None:
        return
    here = {step.name for one in people for step in programme_from(one.programme.text, one.programme.name).steps}
    added = [step.name for step in new.grid if is_coaching(step) and step.name not in here]
    if added:
        raise NotAllowed(
            f"Cohort '{cohort.name}' runs a drawn comparison, and step '{added[0]}' is new. Reword steps as you like, "
            "and keep new acts for the next cohort."
        )


def _check_experiments(cohort: CohortRow, old: Programme, new: Programme) -> None:
    """Refuse words or hours to be drawn anew: they were drawn at enrolment, and the power was looked at then."""
    if fresh := [one.name for one in drawn_ahead(new) if one not in old.experiments]:
        raise NotAllowed(
            f"The experiment '{fresh[0]}' is new or another one, and what it draws was drawn when cohort "
            f"'{cohort.name}' was enrolled. Leave it as it was or out, and try it with the next cohort."
        )


def _asked(session: Session, cohort_id: int) -> set[str]:
    """Return the behaviours and questions that anybody in the cohort has been asked."""
    found: set[str] = set()
    for programme_id, step in versions.asked_steps(session, cohort_id):
        row = cohorts.programme_of(session, programme_id)
        asked = programme_from(row.text, row.name).step(step)
        found |= {*asked.check_in, *asked.ask, *asked.pulse}
    return found


class _Mover:
    """Moves one enrollment's own steps to another version, in the caller's transaction."""

    def __init__(self, house: House, session: Session, place: Place, new: ProgrammeRow, now: datetime) -> None:
        self.house, self.session, self.place, self.row, self.now = house, session, place, new, now
        self.id = place.enrollment.id or 0
        self.person = place.recipient.address or place.enrollment.key
        self.old: Programme = programme_from(place.programme.text, place.programme.name)
        self.new: Programme = programme_from(new.text, new.name)

    def move(self) -> list[Change]:
        """Do it, and return what became of each step that is not as it was."""
        versions.keep_asked(self.session, self.id, self.place.programme.id or 0)
        before = {row.id or 0: row for row in versions.planned(self.session, [self.id])}
        was = {id_: row.due_at for id_, row in before.items()}
        removed = self._remove(list(before.values()))
        reworded = self._reword([row for row in before.values() if row.id not in removed])
        added = self._add()
        versions.set_version(self.session, EnrollmentRow, [self.id], self.row.id or 0)
        details = {"from": self.place.programme.id, "to": self.row.id}
        events.note(self.session, "migrated", self.now, enrollment_id=self.id, cause=CAUSE, details=details)
        replan(self.house, self.session, self.place.participant.id or 0, self.now, states=MOVED)
        after = {row.id or 0: row for row in leading.prompts_of(self.session, self.id)}
        gone = [
            self._change(before[id_], "removed", was[id_], None, "its step is not in the new version")
            for id_ in removed
        ]
        kept = [after[id_] for id_ in before if id_ not in removed and id_ in after]
        rest = [change for row in kept if (change := self._moved(row, was[row.id or 0], row.id in reworded))]
        return [*gone, *rest, *(self._added(after[id_]) for id_ in added)]

    def _remove(self, rows: list[PromptRow]) -> list[int]:
        ids = [row.id or 0 for row in rows if not rules.has_a_place(self.new, row.step, row.cause in OF_THE_PROGRAMME)]
        mails = messages.carrying(self.session, ids)
        prompts.move(
            self.session, ids, State.PLANNED, State.SKIPPED, self.now, reason=Reason.EDITED, cause=CAUSE,
            message_id=None, due_at=None,
        )  # fmt: skip
        messages.drop_empty(self.session, mails, Reason.EDITED)
        return ids

    def _reword(self, rows: list[PromptRow]) -> set[int]:
        """Note which planned prompts will ask something else, or play another part; return the ids of the former."""
        steps = {step.name: step for step in self.old.steps}
        found = set()
        for row in rows:
            step = self.new.step(row.step)
            measure = str(step.measure) if row.cause in OF_THE_PROGRAMME else row.measure
            reworded = row.step in steps and rules.is_reworded(steps[row.step], step)
            if reworded or measure != row.measure:
                prompts.move(
                    self.session, [row.id or 0], State.PLANNED, State.PLANNED, self.now, cause=CAUSE,
                    what="reworded" if reworded else "part_changed", kind=str(step.kind), measure=measure,
                )  # fmt: skip
            found |= {row.id or 0} if reworded else set()
        return found

    def _add(self) -> list[int]:
        """Add the steps this person has no prompt of; a new plan then gives each its moment, or its reason."""
        have = {row.step for row in leading.prompts_of(self.session, self.id)}
        rows = []
        for one in rules.added(self.new, have):
            day = self.place.cohort.workshop_on + timedelta(days=one.days)
            rows.append({
                "enrollment_id": self.id, "step": one.step.name, "asked_of": 0, "round": 0, "kind": str(one.step.kind),
                "measure": str(one.step.measure), "message_id": None, "state": str(State.PLANNED), "reason": "",
                "cause": CAUSE, "why": "added by the new version", "local_day": day,
                "due_at": datetime.combine(day, time.min, self.now.tzinfo),
            })  # fmt: skip
        return prompts.add(self.session, rows, self.now)

    def _moved(self, row: PromptRow, was: datetime | None, reworded: bool) -> Change | None:
        if row.state == State.SKIPPED:
            return self._change(row, "left_out", was, None, row.why)
        if row.due_at != was:
            return self._change(row, "moved", was, row.due_at, row.why)
        return self._change(row, "reworded", was, was, "it asks in other words") if reworded else None

    def _added(self, row: PromptRow) -> Change:
        if row.state == State.SKIPPED:
            return self._change(row, "left_out", None, None, row.why)
        return self._change(row, "added", None, row.due_at, row.why)

    def _change(self, row: PromptRow, change: str, was: datetime | None, will_be: datetime | None, why: str) -> Change:
        return Change(self.person, row.step, change, was, will_be, why)
