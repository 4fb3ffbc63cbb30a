"""The states of a prompt, which may follow which, and why; the ledger is a count of these."""

from enum import StrEnum

from coaching.errors import FollowthroughError


class State(StrEnum):
    """What became of a prompt. *unsure*: handed over, and no confirmation was seen."""

    PLANNED = "planned"
    CLAIMED = "claimed"
    SENT = "sent"
    UNSURE = "unsure"
    ANSWERED = "answered"
    EXPIRED = "expired"
    FAILED = "failed"
    SKIPPED = "skipped"


class Reason(StrEnum):
    """Why a prompt is in its state, in the words of the ledger."""

    NONE = ""
    LATE = "late"
    AWAY = "away"
    PAUSED = "paused"
    LEFT = "left"
    SUPPRESSED = "suppressed"
    BUDGET = "budget"
    EDITED = "edited"
    NOT_DRAWN = "not_drawn"
    ERASED = "erased"
    FEWER = "fewer"
    NOT_STARTED = "not_started"
    REFUSED = "refused"
    GAVE_UP = "gave_up"
    BOUNCED = "bounced"
    DELAYED = "delayed"
    LEASE_RAN_OUT = "lease_ran_out"
    SHIFTED = "shifted"
    CONNECTION = "connection"
    RESTORED = "restored"


FOLLOWS: dict[State | None, frozenset[State]] = {
    None: frozenset({State.PLANNED}),
    State.PLANNED: frozenset({State.PLANNED, State.CLAIMED, State.SKIPPED}),
    State.CLAIMED: frozenset({State.SENT, State.FAILED, State.PLANNED, State.UNSURE}),
    State.UNSURE: frozenset({State.SENT, State.ANSWERED, State.EXPIRED, State.FAILED, State.UNSURE}),
    State.SENT: frozenset({State.SENT, State.ANSWERED, State.EXPIRED, State.FAILED}),
    State.ANSWERED: frozenset({State.ANSWERED, State.SENT}),
    State.EXPIRED: frozenset({State.EXPIRED}),
    State.FAILED: frozenset({State.PLANNED}),
    State.SKIPPED: frozenset({State.PLANNED}),
}
"""Which state may follow which. A state that follows itself is news about the prompt that changes nothing else
(an answer that was changed, a late answer, a task left open); failed and skipped come back only by `resend`, and
answered becomes sent again where its person takes the answer back within its window: "not yet" after "done"."""

OVER = frozenset({State.ANSWERED, State.EXPIRED, State.FAILED, State.SKIPPED})
OPEN = frozenset({State.SENT, State.UNSURE})
MISSED = frozenset({State.FAILED, State.SKIPPED})


class ImpossibleChange(FollowthroughError):
    """``args``: a prompt's key, its state, the state asked for."""

    def __str__(self) -> str:
        key, was, became = self.args
        return f"Prompt {key} is '{was}' and cannot become '{became}'."


def change(was: State | None, became: State, key: object = "") -> State:
    """Return *became*, or refuse a change that the rules do not know.

    >>> change(State.PLANNED, State.CLAIMED).value
    'claimed'

    Raises:
        ImpossibleChange: *became* may not follow *was*.
    """
    if became not in FOLLOWS[was]:
        raise ImpossibleChange(key, was, became)
    return became
