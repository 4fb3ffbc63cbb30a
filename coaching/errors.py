"""Every error a caller may meet, in one tree.

FollowthroughError
├── Refused                what somebody handed us cannot be used; nothing was changed
│   ├── UnknownZone        a time zone that is not in the tz database
│   ├── NaiveMoment        a moment without an offset
│   ├── BadSetting         a setting with a wrong value (raised by commands.settings)
│   ├── BadProgramme       a programme file with errors, each with its line
│   ├── BadRoster          a roster with rows that cannot be enrolled
│   ├── NotFound           a cohort, a person, a step that we do not know
│   └── NotAllowed         a request that is understood and not permitted here
└── DeliveryError          a message could not be handed over
    ├── Delayed            try again later
    └── RefusedByServer    do not try again

Fields travel in ``args`` and the sentence is made in ``__str__``: an exception that formats itself in
``__init__`` does not survive pickling, and Prefect pickles them. Addresses and answers stay out of sentences
that can reach a log; use the participant's key.
"""

import difflib
from collections.abc import Iterable


class FollowthroughError(Exception):
    """The root: catch it at a door and show its sentence."""


class Refused(FollowthroughError):
    """Input that cannot be used. ``args[0]`` is the whole sentence unless a subclass makes its own."""


class UnknownZone(Refused):
    """``args``: whose (a key or ""), the name seen, the nearest valid name or ""."""

    def __str__(self) -> str:
        whose, seen, nearest = self.args
        owner = f"Participant '{whose}' has an" if whose else "This is an"
        advice = f"Did you mean '{nearest}'?" if nearest else "Use an IANA name such as 'Europe/Berlin'."
        return f"{owner} unknown time zone '{seen}'. {advice}"


class NaiveMoment(Refused):
    """``args``: where it was seen, what was seen."""

    def __str__(self) -> str:
        where, seen = self.args
        return f"{where}: '{seen}' has no offset. Write a moment such as '2026-11-23T09:00:00+01:00'."


class BadSetting(Refused):
    """``args``: the variable, what was seen (secrets masked), what is wrong, an example."""

    def __str__(self) -> str:
        variable, seen, wrong, example = self.args
        return f"{variable} is '{seen}': {wrong} Example: {example}"


class BadProgramme(Refused):
    """``args``: the file's name, a tuple of printed faults (``line:column: sentence``)."""

    def __str__(self) -> str:
        name, faults = self.args
        return "\n".join([f"{name} cannot be used:", *(f"  {fault}" for fault in faults)])


class BadRoster(Refused):
    """``args``: the file's name, a tuple of sentences, each naming its row."""

    def __str__(self) -> str:
        name, faults, *_ = self.args
        return "\n".join([f"{name}: nobody was enrolled, because", *(f"  {fault}" for fault in faults)])


class NotFound(Refused):
    """``args``: the kind of thing, the name given, the names that exist."""

    def __str__(self) -> str:
        kind, name, known = self.args
        near = nearest(name, known)
        hint = (
            f" Did you mean '{near}'?"
            if near
            else (f" Known: {', '.join(sorted(known)[:8])}." if known else " Check how it is written.")
        )
        return f"There is no {kind} '{name}'.{hint}"


class NoSuchVersion(NotFound):
    """``args``: the programme's name, the version asked for ("" for the newest), those that are kept."""

    def __str__(self) -> str:
        programme, version, known = self.args
        asked = f"version {version} of '{programme}'" if version else f"newer version of '{programme}' here"
        return f"There is no {asked}. Known: {', '.join(known)}. Hand in another one as a programme file."


class NotAllowed(Refused):
    """Understood, and not permitted here; ``args[0]`` is the sentence."""


class DeliveryError(FollowthroughError):
    """``args``: a reason word for the ledger, the server's code or "", a detail without addresses."""

    def __str__(self) -> str:
        return " ".join(str(part) for part in self.args if part)


class Delayed(DeliveryError):
    """The message may go later."""


class RefusedByServer(DeliveryError):
    """The message will never go this way."""


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name closest to *name* ignoring case, or "".

    >>> nearest("europe/berln", ["Europe/Berlin", "Europe/Paris"])
    'Europe/Berlin'
    """
    folded = {one.casefold(): one for one in known}
    found = difflib.get_close_matches(str(name).casefold(), folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else ""
