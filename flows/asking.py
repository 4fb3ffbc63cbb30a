"""Ask for a run of one of our flows and wait for what it says."""

import time
from typing import Any

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.exceptions import ObjectNotFound, PrefectHTTPStatusError
from prefect.states import Scheduled

from coaching.errors import Refused

LOOK_EVERY_S = 0.1


def wait_until_served(name: str, within_s: float = 120.0) -> None:
    """Return when the server knows the deployment *name* (such as ``tick/tick``).

    Raises:
        Refused: it did not in time.
    """
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        try:
            with get_client(sync_client=True) as client:
                client.read_deployment_by_name(name)
                return
        except (ObjectNotFound, PrefectHTTPStatusError, OSError, RuntimeError):
            time.sleep(LOOK_EVERY_S)
        except Exception as error:  # noqa: BLE001 - whatever a server says while it starts
            if time.monotonic() >= until:
                raise Refused(f"The Prefect server does not answer ({type(error).__name__}).") from None
            time.sleep(LOOK_EVERY_S)
    raise Refused(f"The flow '{name}' was not served within {within_s:.0f} seconds.")


class Asker:
    """Asks one Prefect server for runs, over one connection."""

    def __init__(self, client: SyncPrefectClient) -> None:
        self._client = client
        self._ids: dict[str, Any] = {}

    def run(self, name: str, parameters: dict[str, Any] | None = None, within_s: float = 120.0) -> str:
        """Run the deployment *name* now and return the name of the state it ended in.

        Raises:
            Refused: the run failed, or did not end in time (nobody runs the flows).
        """
        if name not in self._ids:
            self._ids[name] = self._client.read_deployment_by_name(name).id
        run = self._client.create_flow_run_from_deployment(
            self._ids[name], parameters=parameters or {}, state=Scheduled()
        )
        until = time.monotonic() + within_s
        while time.monotonic() < until:
            state = self._client.read_flow_run(run.id).state
            if state and state.is_final():
                return self._said(name, state)
            time.sleep(LOOK_EVERY_S)
        raise Refused(f"The flow '{name}' did not end within {within_s:.0f} seconds: are the flows running?")

    def _said(self, name: str, state: Any) -> str:
        if not state.is_completed():
            raise Refused(f"The flow '{name}' ended as '{state.name}': {state.message}")
        return str(state.name)


def asking() -> "Any":
    """Return a context manager that gives a connected client of the server in the environment."""
    return get_client(sync_client=True)
