"""Which relay a batch goes to: the first in order that is not paused and has not refused everything in this pass."""

from collections.abc import Collection
from dataclasses import dataclass

from actions.house import House
from actions.outgoing.relay_pauses import pause_of
from delivery.channel import Channel
from delivery.in_order import ways_of


@dataclass(frozen=True, slots=True)
class WayOut:
    """A relay to hand mail to. *is_trial*: its pause is over, and the next mail shows whether it takes mail again.

    *is_last*: there is no other one for what it does not take.
    """

    channel: Channel
    is_trial: bool
    is_last: bool

    @property
    def name(self) -> str:
        """The name of the relay."""
        return self.channel.name


def way_out(house: House, channel: Channel, stopped: Collection[str]) -> WayOut | None:
    """Return the way that the next batch goes, past those in *stopped*; None while none takes mail."""
    pauses = ((one, pause_of(house, one.name)) for one in ways_of(channel) if one.name not in stopped)
    free = [(one, pause) for one, pause in pauses if pause is None or not pause.holds]
    if not free:
        return None
    first, pause = free[0]
    return WayOut(first, pause is not None, len(free) == 1)
