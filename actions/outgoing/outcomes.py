"""What became of each hand-over, written down: the message, its prompts and their history in one transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from actions.house import House
from actions.outgoing.posting import digest_of
from actions.outgoing.relay_pauses import pause_relay, pauses_relay
from actions.outgoing.writing import Written
from coaching.calendars import share_of
from coaching.states import Reason, State
from delivery.channel import Outcome
from storage import endpoints, events, messages, prompts
from storage.batches import Bundle
from storage.direct import Direct
from storage.prepared import Writes

RETRY_MINUTES = (1, 5, 15, 30, 60)
"""When a mail that was put off is tried again, up to a quarter later by hash; at last every hour. Our choice."""
TWICE_UNSURE_S = 24 * 3600
"""A mail that was handed over twice without a word about it is handed over once a day: a server that is only slow has
taken it each time, and its reader has all the copies. Our choice, unmeasured."""


@dataclass(frozen=True, slots=True)
class Clerk:
    """Writes outcomes for one claimer, as of *now*, in the caller's transactions; the caller commits.

    That a mail was sent goes *quick*, past the session; everything else, which is rare, through *session*. *is_last*
    says that there is no other relay to hand over what *relay* does not take.
    """

    house: House
    session: Session
    quick: Direct
    claimer: str
    now: datetime
    relay: str = ""
    is_last: bool = True

    def record(self, mail: Written, outcome: Outcome) -> str:
        """Write *outcome* down and return the word under which it is counted."""
        write_down = {"sent": self._sent, "refused": self._failed, "delayed": self._put_off, "unsure": self._unsure}
        if pauses_relay(outcome) and refuses_all(mail, outcome):
            pause_relay(self.session, outcome.reason, outcome.code, self.now, self.relay)
        return write_down[outcome.state](mail, outcome)

    def where(self, outcome: Outcome | None) -> Writes:
        """Return the transaction that *outcome* is written down in; None for a turn that has none."""
        return self.quick if outcome is None or outcome.state == "sent" else self.session

    def passes_on(self, mail: Written, outcome: Outcome) -> bool:
        """Return whether this mail goes to the next relay in this pass: it was surely not taken, nor is any other."""
        return not self.is_last and outcome.state == "delayed" and refuses_all(mail, outcome)

    def put_back(self, bundles: Iterable[Bundle]) -> None:
        """Give back what was claimed and not tried: the relay refused, or somebody pressed Ctrl-C."""
        for bundle in bundles:
            if messages.let_go(self.session, bundle.message.id, self.claimer, _waiting(bundle), Reason.DELAYED):
                self._plan_again(bundle)

    def _sent(self, mail: Written, outcome: Outcome) -> str:
        if not messages.record_sent(self.quick, mail.bundle.message.id, self.claimer):
            return "unsure"
        by = {"by": mail.form} if mail.form else None
        for was, ids in moved_by(mail.bundle):
            for closes_at in {mail.closes_at[id_] for id_ in ids}:
                same = [id_ for id_ in ids if mail.closes_at[id_] == closes_at]
                prompts.move(self.quick, same, was, State.SENT, self.now, details=by, closes_at=closes_at)
        return "sent"

    def _failed(self, mail: Written, outcome: Outcome) -> str:
        if self._let_go(mail, "failed", outcome):
            for was, ids in moved_by(mail.bundle):
                prompts.move(
                    self.session, ids, was, State.FAILED, self.now, reason=Reason.REFUSED, details=_said(outcome)
                )
        return "failed"

    def _put_off(self, mail: Written, outcome: Outcome) -> str:
        if outcome.reason == "gone":
            self._close_endpoint(mail)
        again = messages.from_now(0) if self.passes_on(mail, outcome) else self._later(mail, outcome)
        if self._let_go(mail, _waiting(mail.bundle), outcome, retry_at=again):
            self._plan_again(mail.bundle, _said(outcome))
        return "delayed"

    def _plan_again(self, bundle: Bundle, said: dict[str, Any] | None = None) -> None:
        for was, ids in moved_by(bundle):
            if was is State.CLAIMED:
                prompts.move(
                    self.session, ids, was, State.PLANNED, self.now, what="delayed", reason=Reason.DELAYED, details=said
                )

    def _unsure(self, mail: Written, outcome: Outcome) -> str:
        again = mail.bundle.message.unsure
        later = messages.from_now(TWICE_UNSURE_S) if again else self._later(mail, outcome)
        restored = outcome.reason == "restored"
        reason = Reason.RESTORED if restored else Reason.CONNECTION
        if self._let_go(mail, "unsure", outcome, retry_at=later, may_have_repeated=not restored):
            for was, ids in moved_by(mail.bundle):
                for id_ in ids:
                    prompts.move(
                        self.session, [id_], was, State.UNSURE, self.now, reason=reason,
                        details=_said(outcome), closes_at=mail.closes_at[id_],
                    )  # fmt: skip
        return "unsure"

    def _let_go(self, mail: Written, state: str, outcome: Outcome, **columns: Any) -> bool:
        """Set the state of the message; False if it has been taken back since, and is somebody else's to record."""
        return messages.let_go(self.session, mail.bundle.message.id, self.claimer, state, outcome.reason, **columns)

    def _close_endpoint(self, mail: Written) -> None:
        """Post nothing to this address any more; the message that met it goes by mail at its next attempt."""
        if endpoints.close(self.session, digest_of(self.house, mail.to), self.now):
            recipient_id = mail.bundle.message.recipient_id
            events.note(self.session, "webhook_gone", self.now, recipient_id=recipient_id, reason="gone")

    def _later(self, mail: Written, outcome: Outcome) -> Any:
        message = mail.bundle.message
        return messages.from_now(max(retry_after_s(message.attempts, message.key), outcome.retry_after_s))


def _waiting(bundle: Bundle) -> str:
    return "unsure" if bundle.message.unsure else "planned"


def _said(outcome: Outcome) -> dict[str, Any]:
    return {"why": outcome.reason, "code": outcome.code}


def refuses_all(mail: Written, outcome: Outcome) -> bool:
    """Return whether the next mail would meet the same, so that the pass stops.

    A policy that a server states once it has heard the recipient may be this recipient's own. Met by a mail that was
    tried before, a fresh mail is asked first, so that one address cannot keep everybody's mail back.
    """
    return outcome.relay_wide and not (outcome.recipient_known and mail.bundle.message.attempts)


def moved_by(bundle: Bundle) -> list[tuple[State, list[int]]]:
    """Return the prompts this message itself moves, by state: none for a reminder, which never changes them."""
    if bundle.message.about_id:
        return []
    was = State.UNSURE if bundle.message.unsure else State.CLAIMED
    return [(was, [one.prompt.id or 0 for one in bundle.asked])]


def retry_after_s(attempts: int, key: str) -> float:
    """Return how many seconds to wait after the attempt that came after *attempts* others."""
    minutes = RETRY_MINUTES[min(attempts, len(RETRY_MINUTES) - 1)]
    return 60 * minutes * (1 + share_of("retry", key, str(attempts)) / 4)
