"""The rows of one batch of newcomers: recipients, participants, enrollments, observers, messages, prompts."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from actions.drawing import Deal
from actions.house import House
from actions.observing import plan_pulses
from actions.plans.planning import Planner, workplace_of
from coaching.plans import Planned
from coaching.programmes import Programme
from content.roster import RosterRow
from storage import absences, messages, observers, people, prompts, touches
from storage.observers import Watching
from storage.rows import CohortRow, ParticipantRow, RecipientRow
from storage.touches import Touch


class Newcomers:
    """Enrols people into one cohort, a batch at a time, inside the caller's transaction."""

    def __init__(
        self,
        house: House,
        session: Session,
        cohort: CohortRow,
        programme: Programme,
        now: datetime,
        deal: Deal,
    ) -> None:
        self.house, self.session, self.cohort, self.now = house, session, cohort, now
        self.programme, self.deal = programme, deal
        self.planner = Planner(house, programme, cohort.workshop_on, now)

    def enroll(self, rows: Sequence[RosterRow]) -> tuple[int, datetime | None]:
        """Enrol *rows*; return how many prompts were planned and when the first falls due."""
        recipient_ids, known = self._recipients(rows)
        participants = self._participants(rows, recipient_ids)
        enrollment_ids = self._enrollments(rows, participants, recipient_ids)
        self.deal.keep(self.session, zip((row.email for row in rows), enrollment_ids, strict=True), self.now)
        watching = self._observers(rows, enrollment_ids, recipient_ids)
        held = touches.of(self.session, (one.recipient_id for one in participants if one.recipient_id in known))
        away = absences.of_many(self.session, (one.id or 0 for one in participants))
        plans = [
            self.planner.plan(
                row.email,
                workplace_of(one, away.get(one.id or 0, ())),
                touches.by_day(held.get(one.recipient_id, ()), self.now),
                self.deal.means(row.email),
            )
            for row, one in zip(rows, participants, strict=True)
        ]
        self._flag_late_baselines(enrollment_ids, plans)
        planned, first = self._prompts(enrollment_ids, participants, plans, held)
        return planned + plan_pulses(self.house, self.session, self.cohort, self.programme, watching, self.now), first

    def _recipients(self, rows: Sequence[RosterRow]) -> tuple[dict[str, int], set[int]]:
        """Return the ids of everybody named on these rows, by folded address, and which are known; others are added.

        Colleagues are taken to read the language of the person who works with them, as nothing else is known of them.
        Of those we know, what the house lacked (a name, a language) is filled, and nothing they chose is changed.
        """
        named: dict[str, dict[str, Any]] = {}
        for row in rows:
            for observer in row.observers:
                named.setdefault(people.fold(observer.email), {"address": observer.email, "locale": row.locale})
            if row.coach:
                coach = named.setdefault(people.fold(row.coach), {"address": row.coach})
                coach["name"] = coach.get("name") or row.coach_name
        for row in rows:
            named[people.fold(row.email)] = {
                "address": row.email, "name": row.name, "locale": row.locale, "webhook": row.webhook,
            }  # fmt: skip
        held = people.recipients_by_address(self.session, named)
        for row in rows:
            if one := held.get(people.fold(row.email)):
                self._fill(one, row)
        known = {key: row.id or 0 for key, row in held.items()}
        fresh = [one for folded, one in named.items() if folded not in known]
        return known | people.add_recipients(self.session, fresh, self.now), set(known.values())

    def _fill(self, known: RecipientRow, row: RosterRow) -> None:
        wanted = {"name": known.name or row.name, "locale": known.locale or row.locale, "webhook": row.webhook}
        columns = {name: value for name, value in wanted.items() if value and value != getattr(known, name)}
        if columns:
            people.change_recipient(self.session, known.id or 0, **columns)

    def _participants(self, rows: Sequence[RosterRow], recipient_ids: Mapping[str, int]) -> list[ParticipantRow]:
        """Return the participants of *rows* in order. Somebody we know keeps the calendar they have."""
        ids = [recipient_ids[people.fold(row.email)] for row in rows]
        known = people.participants_by_recipient(self.session, ids)
        fresh = [(row, id_) for row, id_ in zip(rows, ids, strict=True) if id_ not in known]
        people.add_participants(self.session, [self._participant(row, id_) for row, id_ in fresh])
        known |= people.participants_by_recipient(self.session, (id_ for _, id_ in fresh))
        return [known[id_] for id_ in ids]

    def _participant(self, row: RosterRow, recipient_id: int) -> dict[str, Any]:
        return {
            "recipient_id": recipient_id,
            "zone": row.zone or self.cohort.zone,
            "country": row.country or self.cohort.country,
            "region": row.region,
            "working_days": "".join(map(str, row.working_days)),
            "task_at": "",
            "check_in_at": "",
            "share_replies": False,
        }

    def _enrollments(
        self, rows: Sequence[RosterRow], participants: Sequence[ParticipantRow], recipient_ids: Mapping[str, int]
    ) -> list[int]:
        made = [
            {
                "key": people.new_key("e"),
                "cohort_id": self.cohort.id,
                "participant_id": one.id,
                "programme_id": self.cohort.programme_id,
                "coach_id": recipient_ids[people.fold(row.coach)] if row.coach else self.cohort.coach_id,
                "coach_role": row.coach_role or "independent",
                "team": row.team,
                "start_group": row.start_group,
                "state": "invited" if self.cohort.settings.get("consent") == "opt-in" else "active",
                "late_baseline": False,
                "enrolled_at": self.now,
            }
            for row, one in zip(rows, participants, strict=True)
        ]
        return people.add_enrollments(self.session, made)

    def _observers(
        self, rows: Sequence[RosterRow], enrollment_ids: Sequence[int], recipient_ids: Mapping[str, int]
    ) -> list[Watching]:
        """Add who observes whom, and return them."""
        return observers.add(
            self.session,
            [
                {"enrollment_id": id_, "recipient_id": recipient_ids[people.fold(one.email)], "category": one.category}
                for row, id_ in zip(rows, enrollment_ids, strict=True)
                for one in row.observers
            ],
        )

    def _flag_late_baselines(self, enrollment_ids: Sequence[int], plans: Sequence[tuple[Planned, ...]]) -> None:
        late = [
            id_
            for id_, plan in zip(enrollment_ids, plans, strict=True)
            if any(one.late_baseline for one in plan)
        ]  # fmt: skip
        people.flag_late_baselines(self.session, late)

    def _prompts(
        self,
        enrollment_ids: Sequence[int],
        participants: Sequence[ParticipantRow],
        plans: Sequence[tuple[Planned, ...]],
        held: Mapping[int, Sequence[Touch]],
    ) -> tuple[int, datetime | None]:
        mails = self._messages(participants, plans, held)
        rows = [
            self._prompt(id_, one, mails.get((who.recipient_id, one.day)))
            for id_, who, plan in zip(enrollment_ids, participants, plans, strict=True)
            for one in plan
        ]
        prompts.add(self.session, rows, self.now)
        return len(rows), min((row["due_at"] for row in rows if row["due_at"]), default=None)

    def _messages(
        self,
        participants: Sequence[ParticipantRow],
        plans: Sequence[tuple[Planned, ...]],
        held: Mapping[int, Sequence[Touch]],
    ) -> dict[tuple[int, date], int]:
        """Return the message of each recipient and day; a day that has a planned mail already keeps it."""
        joined = {
            (recipient, one.day): one.message_id
            for recipient, theirs in held.items()
            for one in theirs
            if one.joinable_at(self.now)
        }
        fresh: dict[tuple[int, date], datetime] = {}
        for who, plan in zip(participants, plans, strict=True):
            for one in _due(plan):
                if (who.recipient_id, one.day) not in joined and one.due_at:
                    fresh[(who.recipient_id, one.day)] = one.due_at
        ids = messages.add(self.session, [messages.planned(who, "prompt", at, day) for (who, day), at in fresh.items()])
        return joined | dict(zip(fresh, ids, strict=True))

    def _prompt(self, enrollment_id: int, one: Planned, message_id: int | None) -> dict[str, Any]:
        return {
            "enrollment_id": enrollment_id,
            "step": one.step.name,
            "asked_of": 0,
            "round": 0,
            "kind": str(one.step.kind),
            "measure": str(one.step.measure),
            "message_id": message_id if one.due_at else None,
            "state": one.state,
            "reason": one.reason,
            "cause": "enrolled",
            "why": one.why,
            "local_day": one.day,
            "due_at": one.due_at,
            "late_baseline": one.late_baseline,
            "shift_days": one.shift_days,
        }


def _due(plan: Iterable[Planned]) -> Iterable[Planned]:
    return (one for one in plan if one.due_at)
