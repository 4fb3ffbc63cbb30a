"""The mail door as a process: ``python -m commands.mail_door_process``."""

import asyncio
import signal
from datetime import UTC, datetime
from functools import partial

from actions.house import House
from actions.incoming.handing_in import hand_in, is_ours
from actions.logs import log_to_stderr
from coaching.errors import Refused
from commands.listening import mail_address
from commands.opening import open_house
from delivery.listen_address import ListenAddress
from delivery.listening import Post, listen

WRITERS = 4
"""Mails kept at once on PostgreSQL; SQLite lets one write at a time."""


def main() -> None:
    """Take mail at the address that LISTEN_MAIL names until told to stop; what is being kept is kept first."""
    house, settings = open_house()
    log_to_stderr(settings.log)
    asyncio.run(serve(house, mail_address(settings)))


async def serve(house: House, at: ListenAddress) -> None:
    """Take mail at an address until this process is told to stop.

    Raises:
        Refused: nobody can listen there.
    """
    told = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    try:
        server = await listen(at, post_of(house))
    except OSError as error:
        what = error.strerror or type(error).__name__
        raise Refused(f"Mail cannot be taken at {at.host}:{at.port}: {what}. See FOLLOWTHROUGH_LISTEN_MAIL.") from None
    async with server:
        await told.wait()


def post_of(house: House) -> Post:
    """Return what is done with mail: addresses are looked up, and what comes is kept and acted on at once."""
    return Post(partial(is_ours, house), partial(_keep, house), 1 if house.store.is_sqlite else WRITERS)


def _keep(house: House, raw: bytes, recipient: str) -> None:
    hand_in(house, raw, recipient, house.clock(datetime.now(UTC)))


if __name__ == "__main__":
    main()
