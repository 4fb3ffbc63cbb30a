"""The web door as a process: ``python -m commands.web_process``."""

from collections.abc import Callable
from datetime import UTC, datetime

import uvicorn

from answers.app import make_app
from commands.opening import open_house


def main(next_mail: Callable[[], str] | None = None) -> None:
    """Serve the door at the address that LISTEN names until told to stop."""
    house, settings = open_house()
    host, port = settings.listen
    door = make_app(house, lambda: house.clock(datetime.now(UTC)), outbox=settings.outbox, next_mail=next_mail)
    uvicorn.run(
        door,
        host=host,
        port=port,
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=",".join(settings.trusted_proxies) or None,
        timeout_graceful_shutdown=5,
    )


if __name__ == "__main__":
    main()
