"""Several relays in their order: the first takes all mail, the next one what the first does not take at all.

Which one is asked is not decided here but for each batch, by who writes down what became of each mail: a mail is
handed to one relay at a time, and to the next only once the one before has said, or shown, that it did not take it.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass

from delivery.channel import Channel, Lane


@dataclass(frozen=True, slots=True)
class InOrder:
    """Ways out, the first to be asked first. For whoever knows only one it is the first of them."""

    ways: tuple[Channel, ...]

    @property
    def name(self) -> str:
        """The name of the first."""
        return self.ways[0].name

    @property
    def loopback(self) -> bool:
        """Whether nothing leaves this machine, whichever is asked."""
        return all(one.loopback for one in self.ways)

    def lane(self) -> AbstractContextManager[Lane]:
        """Return a lane of the first."""
        return self.ways[0].lane()


def ways_of(channel: Channel) -> tuple[Channel, ...]:
    """Return the ways out that *channel* is made of, in their order."""
    return channel.ways if isinstance(channel, InOrder) else (channel,)
