"""`webhook-key`: the key that receivers of our webhooks check with, and senders of answers sign with."""

from commands.main import app, say
from commands.options import Json


@app.command("webhook-key")
def webhook_key(as_json: Json = False) -> None:
    """Print the key of webhooks: give it to your own programs, to nobody else."""
    from commands.opening import webhook_keys
    from commands.settings import read_settings
    from delivery.web_signing import write_key

    keys = [write_key(one) for one in webhook_keys(read_settings())]
    say({"keys": keys}, as_json, "\n".join(keys))
