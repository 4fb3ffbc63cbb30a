"""The web door as a process: ``python -m commands.web_process``."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import uvicorn
from fastapi import FastAPI

from actions.house import House
from actions.logs import log_to_stderr
from actions.next_mail import bring_next_mail
from answers.app import make_app
from answers.hosts import Housed, by_host
from commands.opening import open_house
from commands.organisations import host_of
from commands.settings import Settings, all_settings
from storage.clocks import offset


def main() -> None:
    """Serve the door at the address that LISTEN names until told to stop, in as many processes as are set."""
    found = all_settings()
    settings = next(iter(found.values()))
    log_to_stderr(settings.log)
    host, port = settings.listen
    several = settings.web_processes > 1
    uvicorn.run(
        "commands.web_process:application" if several else doors(found),
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
    found = all_settings()
    log_to_stderr(next(iter(found.values())).log)
    return doors(found)


def doors(found: Mapping[str, Settings]) -> Any:
    """Return the door of the one installation, or those of all organisations behind their host names."""
    if "" in found:
        return door(*open_house(found[""]))
    return by_host({host_of(one): Housed(name, door(*open_house(one))) for name, one in found.items()})


def door(house: House, settings: Settings) -> FastAPI:
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
