"""`send-due` and `remind`: one pass each; `resend` what was missed; `relay`: whether mail goes out at all."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.main import app, say
from commands.options import Cohort, Early, Json, Now

if TYPE_CHECKING:
    from actions.house import House
    from actions.outgoing.tally import Tally
    from storage.relays import Pause


@app.command("send-due")
def send_due(now: Now = None, yes_send_early: Early = False, as_json: Json = False) -> None:
    """Send everything that is due, close what is over, remind whom the rules remind: one pass."""
    from actions.sending import send_due as send_all
    from commands.opening import channel_of, moment, not_early, open_house

    house, settings = open_house()
    at = moment(house, now)
    not_early(at, settings, yes_send_early, house)
    channel = channel_of(settings, house.store)
    tally = send_all(house, channel, at)
    say(tally.to_json(), as_json, f"{at:%Y-%m-%d %H:%M %z}: {_told(house, channel.name, tally)}")


def _told(house: "House", relay: str, tally: "Tally") -> str:
    """Return what a pass did, and where mail stayed, why and what to do about it."""
    from actions.outgoing.relay_pauses import pause_of, what_to_do
    from actions.watching import waiting

    counted = [f"{name} {n}" for name, n in tally.to_json().items() if name not in ("now", "why") and n]
    lines = [", ".join(counted)] if counted else []
    lines += filter(None, (what_to_do(reason) for reason in tally.why))
    if not tally.claimed and (due := waiting(house, tally.now).due):
        pause = pause_of(house, relay)
        waits = f"{due} mails are due and wait for their next attempt, at most an hour after the last one."
        lines.append(paused_words(house, pause) if pause else waits)
    return "\n".join(lines) or "nothing was due"


@app.command()
def remind(now: Now = None, yes_send_early: Early = False, as_json: Json = False) -> None:
    """Make the reminders whose day has come; `send-due` sends them."""
    from actions.outgoing.sweeping import remind as make_reminders
    from commands.opening import moment, not_early, open_house

    house, settings = open_house()
    at = moment(house, now)
    not_early(at, settings, yes_send_early, house)
    with house.store.write() as session:
        made = make_reminders(house, session, at)
        session.commit()
    say({"now": at.isoformat(), "reminded": made}, as_json, f"{made} reminders are ready to go.")


@app.command("send-briefs")
def send_briefs(now: Now = None, yes_send_early: Early = False, as_json: Json = False) -> None:
    """Send coaches their brief where something is new and the last one is a week old: one pass."""
    from actions.briefing import plan_briefs
    from actions.sending import send_only
    from coaching.notices import TO_COACHES
    from commands.opening import channel_of, moment, not_early, open_house

    house, settings = open_house()
    at = moment(house, now)
    not_early(at, settings, yes_send_early, house)
    planned = plan_briefs(house, at)
    tally = send_only(house, channel_of(settings, house.store), at, TO_COACHES)
    counted = planned.to_json() | {"sent": tally.sent, "delayed": tally.delayed, "failed": tally.failed}
    words = f"{planned.briefs} of {planned.coaches} coaches have something new; {tally.sent} mails sent"
    say(counted, as_json, f"{at:%Y-%m-%d %H:%M %z}: {words}.")


@app.command()
def resend(cohort: Cohort, now: Now = None, yes_send_early: Early = False, as_json: Json = False) -> None:
    """Plan again exactly what `ledger` lists as missed, where it can still be answered; `send-due` sends it."""
    from actions.resending import resend as resend_missed
    from commands.opening import moment, not_early, open_house

    house, settings = open_house()
    at = moment(house, now)
    not_early(at, settings, yes_send_early, house)
    done = resend_missed(house, cohort, at)
    lines = [f"{done.cohort}: {len(done.planned)} planned again, {len(done.refused)} not."]
    lines += [f"  {one['person']}, {one['step']}: goes {one['due_at']}" for one in done.planned]
    lines += [f"  {one['person']}, {one['step']}: not sent again, {one['why']}" for one in done.refused]
    say(done.to_json(), as_json, "\n".join(lines))


@app.command()
def relay(
    resume: Annotated[bool, typer.Option("--resume", help="End the pause and let the next pass try again.")] = False,
    as_json: Json = False,
) -> None:
    """Show whether each mail server takes mail, or since when and why it is paused."""
    from actions.outgoing.relay_pauses import gets_through, pause_of
    from commands.opening import channel_of, moment, open_house
    from delivery.in_order import ways_of

    house, settings = open_house()
    names = [one.name for one in ways_of(channel_of(settings, house.store))]
    ended = [name for name in names if resume and gets_through(house, name, moment(house, None))]
    found = [(name, pause_of(house, name)) for name in names]
    first, *others = (_shown(name, pause) for name, pause in found)
    alone = len(names) == 1 or all(pause is not None and pause.holds for _, pause in found)
    told = [_standing(house, name, pause, bool(ended), alone) for name, pause in found]
    say(first | ({"next": others} if others else {}), as_json, "\n".join(told))


def _shown(name: str, pause: "Pause | None") -> dict[str, Any]:
    if pause is None:
        return {"relay": name, "paused": False}
    return {"relay": name, "paused": pause.holds, "reason": pause.reason, "code": pause.code,
            "since": pause.paused_at.isoformat(), "until": pause.until.isoformat()}  # fmt: skip


def _standing(house: "House", name: str, pause: "Pause | None", ended: bool, alone: bool) -> str:
    if pause is not None:
        return paused_words(house, pause, alone)
    return f"{name}: {'The pause is over; the next pass sends.' if ended else 'Mail is not paused.'}"


def paused_words(house: "House", pause: "Pause", alone: bool = True) -> str:
    """Return since when and why a relay is paused, and what to do about it; *alone*: no other one takes its mail."""
    from actions.outgoing.relay_pauses import what_to_do
    from actions.plans.calendars import calendar_of

    wall = calendar_of(house.zone).wall
    why = ", ".join(filter(None, [pause.reason, pause.code]))
    waits = "Mail, and what goes by webhook, waits" if alone else "Mail goes by the next relay meanwhile"
    return (
        f"{pause.relay or 'The relay'}: refused everything since {wall(pause.paused_at):%Y-%m-%d %H:%M} ({why}). "
        f"{what_to_do(pause.reason)} {waits}; one mail tries again from "
        f"{wall(pause.until):%Y-%m-%d %H:%M %z} on, or at once after `followthrough relay --resume`."
    )
