"""Which flows are served, and how often."""

from flows.collect import collect
from flows.enroll import enroll
from flows.registration import Deployed
from flows.tick import tick

TICK_EVERY_S = 60.0
COLLECT_EVERY_S = 60.0


def deployments(reads_replies: bool, tick_every_s: float = TICK_EVERY_S) -> list[Deployed]:
    """Return what this installation serves: two scheduled runs a minute at most, the rest when asked for."""
    collecting = COLLECT_EVERY_S if reads_replies else None
    return [
        Deployed("tick", tick, tick_every_s),
        Deployed("collect", collect, collecting),
        Deployed("enroll", enroll, None),
    ]
