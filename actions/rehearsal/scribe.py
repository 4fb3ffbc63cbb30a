"""The way out of a rehearsal: files in a folder a day, and a note of which mail lies where."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from delivery.channel import Lane, Outcome
from delivery.outbox import OutboxChannel, OutboxLane

MESSAGE_ID = b"Message-ID: <"


@dataclass
class Scribe:
    """A channel into a folder a day, which remembers what it took, and in which file each mail lies, by its key."""

    folder: Path
    day: date
    name: str = "rehearsal"
    loopback: bool = True
    taken: list[tuple[str, str]] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def lane(self) -> Iterator[Lane]:
        """Return a way into the folder of the day."""
        with OutboxChannel(self.folder / self.day.isoformat()).lane() as lane:
            yield _Noting(lane, self)

    def fresh(self) -> list[tuple[str, str]]:
        """Return (key, address) of the mails since the last call."""
        found, self.taken[:] = list(self.taken), []
        return found


@dataclass(frozen=True, slots=True)
class _Noting:
    lane: OutboxLane
    scribe: Scribe

    def send(self, bounce_to: str, to: str, raw: bytes) -> Outcome:
        """Hand a mail on and note its key: what stands left of the @ in its Message-ID."""
        start = raw.index(MESSAGE_ID) + len(MESSAGE_ID)
        key = raw[start : raw.index(b"@", start)].decode("ascii")
        outcome = self.lane.send(bounce_to, to, raw)
        if self.lane.placed:
            self.scribe.files[key] = f"{self.scribe.day.isoformat()}/{self.lane.placed}"
        self.scribe.taken.append((key, to))
        return outcome
