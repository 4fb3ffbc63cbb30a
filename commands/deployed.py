"""The flows as workers find them: ``commands.deployed.tick`` and the others, over the installation of the settings.

A worker starts a process for each run, in a folder of its own; FOLLOWTHROUGH_FOLDER says where the settings stand.
"""

from actions.logs import log_to_stderr
from commands.opening import channel_of, mailbox_of, open_house
from commands.settings import go_to_folder
from flows.collect import collect
from flows.enroll import enroll
from flows.installation import Installation, open_by
from flows.send_briefs import send_briefs
from flows.tick import send, tick

__all__ = ["collect", "enroll", "send", "send_briefs", "tick"]


def _open() -> Installation:
    go_to_folder()
    house, settings = open_house()
    log_to_stderr(settings.log)
    return Installation(house, channel_of(settings, house.store), mailbox_of(settings), settings.organisation)


open_by(_open)
