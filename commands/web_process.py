"""The web door as a process: ``python -m commands.web_process``."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import uvicorn

from actions.house import House
from actions.logs import log_to_stderr
from actions.next_mail import bring_next_mail
from answers.app import make_app
from commands.opening import open_house
from commands.settings import Settings
from storage.clocks import offset


def main() -> None:
    """Serve the door at the address that LISTEN names until told to stop, in as many processes as are set."""
    house, settings = open_house()
    log_to_stderr(settings.log == "json")
    host, port = settings.listen
    several = settings.web_processes > 1
    if several:
        house.store.close()  # each process opens its own
    uvicorn.run(
        "commands.web_process:application" if several else door(house, settings),
        factory=several,
        workers=settings.web_processes,
        host=host,
        port=port,
        access_log=False,
        log_level="warning",
        log_config=None,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=",".join(settings.trusted_proxies) or None,
        timeout_graceful_shutdown=5,
    )


def application() -> Any:
    """Return the door of the settings, for a process that shares its port with others."""
    house, settings = open_house()
    log_to_stderr(settings.log == "json")
    return door(house, settings)


def door(house: House, settings: Settings) -> Any:
    """Return the door of one installation."""
    return make_app(
        house,
        lambda: house.clock(datetime.now(UTC)),
        outbox=settings.outbox,
        next_mail=_next_mail_of(house),
        metrics_from=settings.metrics_from,
    )


def _next_mail_of(house: House) -> Callable[[], str] | None:
    """Return what the inbox's button does: in a demonstration it moves the clock, elsewhere there is none."""
    if offset(house.store) is None:
        return None
    return lambda: bring_next_mail(house, datetime.now(UTC))


if __name__ == "__main__":
    main()
