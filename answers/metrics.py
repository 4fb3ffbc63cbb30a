"""``/metrics``: what Prometheus collects. Counts only, and only for addresses that the operator named.

Counts tell who answered where few people are, so this machine alone may read them unless METRICS_FROM says more.
"""

import ipaddress
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from actions.house import House
from actions.watching import waiting
from answers.counting import Counting
from answers.door import client_of, door_of

router = APIRouter()
PROXIES = ("forwarded", "x-forwarded-for", "via")


def may_look(client: str, headers: Collection[str], networks: Collection[str]) -> bool:
    """Return whether metrics are for whoever asks: from this machine or one of *networks*, and through nobody.

    >>> may_look("127.0.0.1", (), ()), may_look("10.1.2.3", (), ()), may_look("10.1.2.3", (), ("10.0.0.0/8",))
    (True, False, True)
    >>> may_look("127.0.0.1", ("x-forwarded-for",), ())
    False
    """
    if any(name in headers for name in PROXIES):
        return False
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return False
    return address.is_loopback or any(address in ipaddress.ip_network(one) for one in networks)


@router.api_route("/metrics", methods=["GET", "HEAD"], include_in_schema=False)
def metrics(request: Request) -> Response:
    """Return what is due, what became of everything, answers and lag, as text for Prometheus."""
    door = door_of(request)
    if not may_look(client_of(request), request.headers, door.metrics_from):
        raise HTTPException(404)
    return exposition([Told("", door.house, door.clock, door.counting)])


@dataclass(frozen=True, slots=True)
class Told:
    """One installation that is told about; *organisation* is "" where there is one alone."""

    organisation: str
    house: House
    clock: Callable[[], datetime]
    counting: Counting


def exposition(houses: list[Told]) -> Response:
    """Return the answer to Prometheus about these installations."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collector(houses))
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_PLAIN_0_0_4)


class _Collector(Collector):
    def __init__(self, houses: list[Told]) -> None:
        self._houses = houses

    def collect(self) -> Iterator[Metric]:
        """Yield every family with the samples of all installations."""
        labels = ("organisation",) if any(one.organisation for one in self._houses) else ()
        families = _families(labels)
        for one in self._houses:
            _add(families, (one.organisation,) if labels else (), one)
        yield from families.values()


def _families(labels: tuple[str, ...]) -> dict[str, Metric]:
    """Return the empty families by a short name."""
    made: list[Metric] = [
        GaugeMetricFamily("followthrough_due_messages", "Messages that are due and not sent", labels=labels),
        GaugeMetricFamily("followthrough_oldest_due_seconds", "How long the longest due is due", labels=labels),
        GaugeMetricFamily("followthrough_paused_relays", "Mail servers that refuse us as a whole", labels=labels),
        GaugeMetricFamily("followthrough_messages", "Messages by state", labels=(*labels, "kind", "state")),
        GaugeMetricFamily("followthrough_failed_messages", "Failed, by reason", labels=(*labels, "reason")),
        GaugeMetricFamily("followthrough_prompts", "Prompts by state", labels=(*labels, "state", "reason")),
        CounterMetricFamily("followthrough_answers", "Answers that came", labels=(*labels, "channel", "late")),
        GaugeMetricFamily("followthrough_lag_seconds", "Sent after its moment, last hour", labels=(*labels, "which")),
    ]
    return {one.name.removeprefix("followthrough_"): one for one in made}


def _add(families: dict[str, Metric], first: tuple[str, ...], one: Told) -> None:
    waits, counted = waiting(one.house, one.clock()), one.counting.now()

    def sample(family: str, value: float, *labels: str) -> None:
        families[family].add_metric([*first, *labels], value)  # type: ignore[attr-defined]

    sample("due_messages", waits.due)
    sample("oldest_due_seconds", waits.oldest_s)
    sample("paused_relays", waits.paused_relays)
    for (kind, state), n in _summed(((kind, state), n) for kind, state, _, n in counted.messages).items():
        sample("messages", n, kind, state)
    failed = ((reason, n) for _, state, reason, n in counted.messages if state == "failed")
    for reason, n in _summed(failed).items():
        sample("failed_messages", n, reason)
    for state, reason, n in counted.prompts:
        sample("prompts", n, state, reason)
    for channel, late, n in counted.answers:
        sample("answers", n, channel, "yes" if late else "no")
    for which, lag_s in zip(("median", "most"), counted.lag_s or (), strict=False):
        sample("lag_seconds", lag_s, which)


def _summed(pairs: Iterable[tuple[Any, int]]) -> Counter[Any]:
    summed: Counter[Any] = Counter()
    for key, n in pairs:
        summed[key] += n
    return summed
