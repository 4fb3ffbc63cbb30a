"""The installation that the flows of this process act on. Whoever starts the process says which."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from actions.house import House
from coaching.errors import Refused
from delivery.channel import Channel
from delivery.mailbox import Mailbox


@dataclass(frozen=True, slots=True)
class Installation:
    """An open house with its way out and its way in (None where no replies are read); *organisation* is its name."""

    house: House
    channel: Channel
    mailbox: Mailbox | None = None
    organisation: str = ""

    def now(self) -> datetime:
        """Return the moment it is for this installation's database."""
        return self.house.clock(datetime.now(UTC))


_current: list[Installation] = []
_openers: list[Callable[[], Installation]] = []


def use(installation: Installation) -> None:
    """Let the flows of this process act on *installation* from now on."""
    _current[:] = [installation]


def open_by(opener: Callable[[], Installation]) -> None:
    """Let *opener* open the installation when a flow of this process first asks for it."""
    _openers[:] = [opener]


def current() -> Installation:
    """Return the installation in use.

    Raises:
        Refused: nobody said which.
    """
    if not _current and _openers:
        use(_openers[0]())
    if not _current:
        raise Refused("No installation is open in this process. Start the flows with `followthrough serve`.")
    return _current[0]
