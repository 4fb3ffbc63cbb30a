"""Several ways out behind one door: a web address goes by web, everything else by mail.

The way is picked message by message, so that one batch holds both.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from delivery.channel import Channel, Foresighted, Lane, Outcome, Patient
from delivery.webhook import WebhookChannel


@dataclass(frozen=True, slots=True)
class RoutedChannel:
    """Mail by *mail*, web addresses by *web*."""

    mail: Channel
    web: WebhookChannel

    @property
    def name(self) -> str:
        """The name of the mail's way: pauses are about it."""
        return self.mail.name

    @property
    def loopback(self) -> bool:
        """Whether nothing leaves this machine."""
        return self.mail.loopback and self.web.loopback

    def takes(self, url: str) -> bool:
        """Return whether the message may go to *url* by web."""
        return self.web.takes(url)

    def lane(self) -> AbstractContextManager[Lane]:
        """Return a lane for both."""
        return self._lane()

    @contextmanager
    def _lane(self) -> Iterator[Lane]:
        with self.mail.lane() as mail, self.web.lane() as web:
            yield _RoutedLane(mail, web)


@dataclass(frozen=True, slots=True)
class _RoutedLane:
    mail: Lane
    web: Lane

    def expect(self, bounce_to: str, to: str, raw: bytes) -> None:
        """Pass the hint on where it is about a mail."""
        if isinstance(self.mail, Foresighted) and not is_web(to):
            self.mail.expect(bounce_to, to, raw)

    def meanwhile(self, work: Callable[[], None]) -> None:
        """Pass on what can be done while a mail server is busy."""
        if isinstance(self.mail, Foresighted):
            self.mail.meanwhile(work)

    def wait_turn(self, to: str, before: Callable[[float], None]) -> None:
        """Pass on that a mail has to wait for its turn."""
        if isinstance(self.mail, Patient) and not is_web(to):
            self.mail.wait_turn(to, before)

    def send(self, bounce_to: str, to: str, raw: bytes) -> Outcome:
        """Return what became of *raw* on the way that *to* asks for."""
        return (self.web if is_web(to) else self.mail).send(bounce_to, to, raw)


def is_web(to: str) -> bool:
    """Return whether *to* is a web address and not one of mail."""
    return to.startswith(("https://", "http://"))
