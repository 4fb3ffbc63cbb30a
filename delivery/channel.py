"""The one shape of every way out: a channel has lanes, a lane hands over one mail at a time.

A fault of delivery is a result and not an exception, because a cohort must go on when one address is refused.
What a channel has to keep is in `tests/delivery/test_channel_contract.py`.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

State = Literal["sent", "delayed", "refused", "unsure"]
Reason = Literal[
    "accepted",  # sent: the server, or the folder, has it
    "refused",  # refused: it said no and not why
    "no_such_address",  # refused: unknown or badly written (5.1.x)
    "mailbox",  # refused or delayed: the mailbox is full, disabled or closed to us (x.2.x)
    "too_large",  # refused
    "no_smtputf8",  # refused: the address needs SMTPUTF8 and the server has none
    "greylisted",  # delayed: asked to come back, at the recipient
    "busy",  # delayed: too much at once, or closing
    "connection",  # delayed: none, or lost before the mail was complete
    "tls",  # delayed: no trusted encryption
    "sign_in",  # delayed: the user or password was not taken
    "policy",  # delayed: the relay refuses us, not this recipient (5.7.x)
    "protocol",  # delayed: an answer that makes no sense
    "storage",  # delayed: the outbox could not be written
    "not_taken",  # delayed: a webhook answered neither 2xx nor that it is busy
    "gone",  # delayed: a webhook says that it is no more (410); the message goes another way
    "blocked",  # delayed: the name of a webhook leads into a network that is not public
    "unconfirmed",  # unsure: handed over whole, no answer seen
    "restored",  # unsure: it fell due between a backup and its being put back
]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one hand-over.

    *code* is the server's own, such as ``550 5.1.1``, or ""; never its text, which repeats addresses.
    *relay_wide* means that the next mail would meet the same: pause the relay, not the list. *retry_after_s* is how
    long the other side asked to be left alone, 0 where it did not. *recipient_known* says of a policy that the other
    side had heard whom the mail is to, so that it may be about this one alone.
    """

    state: State
    reason: Reason
    code: str = ""
    relay_wide: bool = False
    retry_after_s: float = 0
    recipient_known: bool = False


class Lane(Protocol):
    """One kept connection, used by one thread at a time."""

    def send(self, bounce_to: str, to: str, raw: bytes) -> Outcome:
        """Return what became of *raw*; never raises for a fault of delivery.

        *bounce_to* and *to* are the envelope. *raw* is what `delivery.mail.build` makes, or for a web address
        what `delivery.web_signing.pack` makes.
        """
        ...


@runtime_checkable
class Foresighted(Protocol):
    """A lane that can use its time better when it knows what comes after the next mail."""

    def expect(self, bounce_to: str, to: str, raw: bytes) -> None:
        """Say which mail follows the one that is sent next. A hint: another one may follow, or none."""
        ...

    def meanwhile(self, work: Callable[[], None]) -> None:
        """Say what can be done while the server is busy with the mail that is sent next. It is done once, or not."""
        ...


@runtime_checkable
class Patient(Protocol):
    """A lane whose mails may have to wait for their turn, and that can wait before a mail is said to go."""

    def wait_turn(self, to: str, before: Callable[[float], None]) -> None:
        """Wait until one more mail may go to *to*; *before* is told the seconds first where they are not few."""
        ...


class Channel(Protocol):
    """A way out. *name* stands in the ledger; *loopback* is true when nothing leaves this machine."""

    @property
    def name(self) -> str:
        """Return the name for the ledger, without secrets."""
        ...

    @property
    def loopback(self) -> bool:
        """Return whether nothing leaves this machine."""
        ...

    def lane(self) -> AbstractContextManager[Lane]:
        """Return one kept connection; it is opened by the first mail and closed on leaving."""
        ...
