"""Which flows are served, and how often."""

from collections.abc import Sequence
from dataclasses import replace

from flows.collect import collect
from flows.enroll import enroll
from flows.registration import Deployed
from flows.send_briefs import send_briefs
from flows.tick import send, tick

TICK_EVERY_S = 60.0
COLLECT_EVERY_S = 60.0
MOST_HELPERS = 16
"""Runs of `send` asked for at most beside a pass: more workers than that share one database badly. Our choice."""
BRIEFS_AT = "30 7 * * 1"
"""Monday morning, when the quiet hours end. A request for a word does not wait for it."""


def deployments(reads_replies: bool, tick_every_s: float = TICK_EVERY_S, zone: str = "UTC") -> list[Deployed]:
    """Return what this installation serves: two scheduled runs a minute at most, briefs on *zone*'s Monday mornings."""
    collecting = COLLECT_EVERY_S if reads_replies else None
    return [
        Deployed("tick", tick, tick_every_s),
        Deployed("collect", collect, collecting),
        Deployed("send-briefs", send_briefs, cron=BRIEFS_AT, zone=zone),
        Deployed("enroll", enroll, None),
    ]


def of(organisation: str, served: Sequence[Deployed]) -> list[Deployed]:
    """Return *served* under names of one organisation's own, where there are several."""
    if not organisation:
        return list(served)
    return [replace(one, name=f"{one.name}-{organisation}", organisation=organisation) for one in served]


def pooled(tick_every_s: float = TICK_EVERY_S, reads_replies: bool = True, zone: str = "UTC") -> list[Deployed]:
    """Return what workers run: a pass asks for more runs of `send` where there is much to do."""
    first, *rest = deployments(reads_replies, tick_every_s, zone)
    helped = Deployed(first.name, first.flow, first.interval_s, parameters={"helpers": MOST_HELPERS})
    return [helped, Deployed("send", send), *rest]
