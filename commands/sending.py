"""`send-due` and `remind`: one pass each."""

from commands.main import app, say
from commands.options import Early, Json, Now


@app.command("send-due")
def send_due(now: Now = None, yes_send_early: Early = False, as_json: Json = False) -> None:
    """Send everything that is due, close what is over, remind whom the rules remind: one pass."""
    from actions.sending import send_due as send_all
    from commands.opening import channel_of, moment, not_early, open_house

    house, settings = open_house()
    at = moment(house, now)
    not_early(at, settings, yes_send_early, house)
    tally = send_all(house, channel_of(settings), at)
    words = ", ".join(f"{name} {n}" for name, n in tally.to_json().items() if name != "now" and n)
    say(tally.to_json(), as_json, f"{at:%Y-%m-%d %H:%M %z}: {words or 'nothing was due'}")


@app.command()
def remind(now: Now = None, yes_send_early: Early = False, as_json: Json = False) -> None:
    """Make the reminders whose day has come; `send-due` sends them."""
    from actions.sweeping import remind as make_reminders
    from commands.opening import moment, not_early, open_house

    house, settings = open_house()
    at = moment(house, now)
    not_early(at, settings, yes_send_early, house)
    with house.store.write() as session:
        made = make_reminders(house, session, at)
        session.commit()
    say({"now": at.isoformat(), "reminded": made}, as_json, f"{made} reminders are ready to go.")
