"""The one process that runs the flows: ``python -m commands.flows_process``."""

import logging
import sys

from actions.logs import log_to_stderr
from commands.opening import channel_of, mailbox_of, open_house
from flows.alarms import Alarms
from flows.deployments import TICK_EVERY_S, deployments, of
from flows.installation import Installation, use
from flows.runner import serve

POLL_S = 5.0
"""How often the runner looks for new work when it knows of none. Our choice, unmeasured."""


def main(poll_s: float = POLL_S, tick_every_s: float = TICK_EVERY_S) -> None:
    """Run the flows on the Prefect server's schedule until told to stop. Prefect's settings are in the environment."""
    house, settings = open_house()
    log_to_stderr(settings.log)
    logging.raiseExceptions = False  # Prefect tells past every log that it could not keep a line of it
    mailbox = mailbox_of(settings)
    use(Installation(house, channel_of(settings, house.store), mailbox, settings.organisation))
    served = of(settings.organisation, deployments(mailbox is not None, tick_every_s, house.zone))
    serve(served, poll_s, alarms=Alarms(settings.alert_url, settings.organisation))


if __name__ == "__main__":
    main(*map(float, sys.argv[1:]))
