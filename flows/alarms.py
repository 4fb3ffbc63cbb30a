"""Prefect automations that tell the operator when something due stays unsent, or when nobody sends any more.

They live in Prefect's server, so that they work when the flows do not. Where ALERT_URL is set the server posts
``{"text": "..."}`` there (Slack, Mattermost and most others take that); else its pages show that they fired.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from prefect.blocks.notifications import CustomWebhookNotificationBlock
from prefect.client.orchestration import PrefectClient
from prefect.events import emit_event
from prefect.events.actions import DoNothing, SendNotification
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
from prefect.types import SecretDict

from actions.watching import Waiting
from flows.registration import MARK

log = logging.getLogger(__name__)
UNSENT = "followthrough.unsent"
UNSENT_AFTER = timedelta(minutes=30)
"""How long something may be due before the operator hears of it: longer than a busy morning takes. Our choice."""
AGAIN_AFTER = timedelta(hours=1)
SILENT_AFTER = timedelta(minutes=15)
"""How long no pass may end before the operator hears of it. Our choice."""
BLOCK = "followthrough-alert"


@dataclass(frozen=True, slots=True)
class Alarms:
    """How the operator is told. *alert_url* is "" where only Prefect's pages tell; the times are for tests."""

    alert_url: str = ""
    organisation: str = ""
    again_after: timedelta = AGAIN_AFTER
    silent_after: timedelta = SILENT_AFTER

    @property
    def whose(self) -> str:
        """What is added to names where there are several organisations."""
        return f" ({self.organisation})" if self.organisation else ""


def resource_of(organisation: str) -> str:
    """Return the name under which an installation's events stand."""
    return f"followthrough.installation.{organisation or 'only'}"


def tell_of_unsent(waits: Waiting, organisation: str = "", after: timedelta = UNSENT_AFTER) -> bool:
    """Let the server know if something is due for too long; return whether it is. Counts and seconds only."""
    late = waits.due > 0 and waits.oldest_s > after.total_seconds()
    if late:
        told = {"due": waits.due, "oldest_minutes": round(waits.oldest_s / 60), "paused_relays": waits.paused_relays}
        emit_event(event=UNSENT, resource={"prefect.resource.id": resource_of(organisation)}, payload=told)
    return late


async def arm(client: PrefectClient, alarms: Alarms | None) -> None:
    """Make the server's automations as *alarms* says; whatever is wrong with them, the flows run without."""
    try:
        if alarms is not None:
            await _arm(client, alarms)
    except Exception as fault:  # noqa: BLE001 - at the edge to the server, every kind
        log.warning("The automations that alert the operator were not set up: %s.", type(fault).__name__)


async def _arm(client: PrefectClient, alarms: Alarms) -> None:
    """Write what differs; an automation that an operator switched off stays off."""
    block_id = await _block(alarms.alert_url) if alarms.alert_url else None
    for wanted in (_unsent(alarms, block_id), _silent(alarms, block_id)):
        known = await client.read_automations_by_name(wanted.name)
        if not known:
            await client.create_automation(wanted)
        elif not _same(known[0], wanted):
            await client.update_automation(known[0].id, wanted.model_copy(update={"enabled": known[0].enabled}))


def _same(known: AutomationCore, wanted: AutomationCore) -> bool:
    """Return whether nothing differs: an automation that is written again forgets what it has seen."""
    parts: Any = {
        "trigger": {"type", "expect", "after", "posture", "within", "match", "match_related"},
        "actions": True,
    }
    return bool(known.model_dump(include=parts) == wanted.model_dump(include=parts))


async def _block(url: str) -> UUID:
    """Return the id of the block that posts to *url*, which is kept there as a secret."""
    block = CustomWebhookNotificationBlock(
        name=BLOCK, url="{{url}}", secrets=SecretDict({"url": url}), json_data={"text": "{{subject}}\n{{body}}"}
    )
    saved: Any = block.save(BLOCK, overwrite=True)
    return UUID(str(await saved if hasattr(saved, "__await__") else saved))


def _unsent(alarms: Alarms, block_id: UUID | None) -> AutomationCore:
    ours: Any = {"prefect.resource.id": resource_of(alarms.organisation)}
    return AutomationCore(
        name=f"followthrough: due and unsent{alarms.whose}",
        description="Something was due and not sent for half an hour.",
        tags=[MARK],
        trigger=EventTrigger(expect={UNSENT}, match=ours, within=alarms.again_after, posture=Posture.Reactive),
        actions=_actions(
            block_id,
            f"Followthrough{alarms.whose}: mail is due and does not go out",
            "{{ event.payload.due }} messages are due, the longest for {{ event.payload.oldest_minutes }} minutes. "
            "`followthrough doctor` and `followthrough relay` say why.",
        ),
    )


def _silent(alarms: Alarms, block_id: UUID | None) -> AutomationCore:
    tick = f"tick-{alarms.organisation}" if alarms.organisation else "tick"
    ended: Any = {"prefect.flow-run.Completed"}
    ticks: Any = {"prefect.resource.role": "deployment", "prefect.resource.name": tick}
    return AutomationCore(
        name=f"followthrough: nobody sends{alarms.whose}",
        description="No pass ended for a quarter of an hour after the last one.",
        tags=[MARK],
        trigger=EventTrigger(
            after=ended, expect=ended, match_related=ticks, within=alarms.silent_after, posture=Posture.Proactive
        ),
        actions=_actions(
            block_id,
            f"Followthrough{alarms.whose}: nobody sends",
            "No pass has ended for too long, so what is due waits. Is `followthrough serve`, or a worker, running?",
        ),
    )


def _actions(block_id: UUID | None, subject: str, body: str) -> list[Any]:
    if block_id is None:
        return [DoNothing()]
    return [SendNotification(block_document_id=block_id, subject=subject, body=body)]
