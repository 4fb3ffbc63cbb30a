"""One machine: the children of `serve`, and what is said while they run."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from actions.house import House
from coaching.errors import NotAllowed
from commands.children import Child, listening_socket, python_module
from commands.listening import LISTEN_MAIL, check_free, mail_address
from commands.opening import open_house
from commands.own_secret import kept_secret
from commands.settings import PREFIX, Settings, all_settings
from commands.supervising import become
from flows.environment import health_url, prefect_environment, server_arguments
from storage.clocks import offset

PREFECT_PORT = 4200
USER = "followthrough"


def serve_machine(quiet: bool = False, every_s: float = 60) -> NoReturn:
    """Run the web door, a Prefect server and the flows until told to stop.

    Raises:
        NotAllowed: the database belongs to a demonstration.
        Refused: an address to listen on is taken, or is none of this machine.
    """
    found = all_settings()
    settings = next(iter(found.values()))
    check_free(*settings.listen)
    mail_doors = [name for name, one in found.items() if one.listen_mail]
    for name in mail_doors:
        at = mail_address(found[name])
        check_free(at.host, at.port, LISTEN_MAIL)
    said = [_look_at(one) for one in found.values()]
    children, interface = children_of(
        settings, every_s=every_s, organisations=[name for name in found if name], mail_doors=mail_doors
    )
    if not quiet:
        print("\n".join(dict.fromkeys(line for one in said for line in greeting(*one, interface))), flush=True)
    for house, _ in said:
        house.store.close()
    become(children, quiet, settings.log == "json")


def _look_at(settings: Settings) -> tuple[House, Settings]:
    """Return an open house, its schema brought up to date before any process starts."""
    house, settings = open_house(settings)
    if offset(house.store) is not None:
        raise NotAllowed(
            "This database belongs to a demonstration, which lives in a time of its own. "
            "Point FOLLOWTHROUGH_DATABASE_URL at another one."
        )
    return house, settings


def children_of(
    settings: Settings, environment: Mapping[str, str] | None = None, poll_s: float = 5, every_s: float = 60,
    organisations: Sequence[str] = (), mail_doors: Sequence[str] = (),
) -> tuple[list[Child], str]:  # fmt: skip
    """Return the processes of one machine, in the order they start, and the address of Prefect's own pages.

    Each of several *organisations* has a process of its own for its flows, and each of *mail_doors* one that takes
    its mail; the one installation is called "".
    """
    extra = dict(environment or {})
    home = Path("var") if organisations else settings.home
    host, port = settings.listen
    door = Child("web door", python_module("commands.web_process"), extra, f"http://{_loopback(host)}:{port}/healthz")
    mail = [
        Child(f"mail door {one}".rstrip(), python_module("commands.mail_door_process"), {**extra, **_named(one)})
        for one in mail_doors
    ]
    command = python_module("commands.flows_process", str(poll_s), str(every_s))

    def flows(prefect: Mapping[str, str]) -> list[Child]:
        return [
            Child(f"flows {one}".rstrip(), command, {**prefect, **extra, **_named(one)}, stop_within_s=30)
            for one in organisations or [""]
        ]

    if settings.prefect_api_url:
        return [door, *mail, *flows({"PREFECT_API_URL": settings.prefect_api_url})], settings.prefect_api_url
    listening = listening_socket(PREFECT_PORT)
    prefect_port = int(listening.getsockname()[1])
    prefect = prefect_environment(
        prefect_home(home), prefect_port, prefect_login(home), database=settings.prefect_database_url
    )
    module, *arguments = server_arguments(prefect_port, listening.fileno())
    server = Child(
        "Prefect server", python_module(module, *arguments), prefect, health_url(prefect_port), sockets=(listening,)
    )
    return [door, *mail, server, *flows(prefect)], f"http://127.0.0.1:{prefect_port}"


def _named(organisation: str) -> dict[str, str]:
    return {PREFIX + "ORGANISATION": organisation} if organisation else {}


def prefect_home(home: Path) -> Path:
    """Return the folder of Prefect's own files, made private."""
    ours = home / "prefect"
    ours.mkdir(parents=True, exist_ok=True, mode=0o700)
    return ours


def prefect_login(home: Path) -> str:
    """Return the ``user:password`` that Prefect's pages and its API ask for, kept beside the database."""
    return f"{USER}:{kept_secret(home, 'prefect-password').decode()}"


def _loopback(host: str) -> str:
    """Return what to ask where *host* is listened on, as it stands in an address."""
    near = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - to ask, not to listen on
    return f"[{near}]" if ":" in near else near


def greeting(house: House, settings: Settings, interface: str) -> list[str]:
    """Return the lines that are printed at the start: where things are."""
    home = "var" if settings.organisation else settings.home
    lines = [
        f"Web door:     {settings.public_url}",
        f"Prefect:      {interface} (user and password: {home}/prefect-password)",
    ]
    if settings.outbox:
        lines.append(
            f"Local inbox:  {settings.public_url}/inbox (no mail leaves this machine; set FOLLOWTHROUGH_MAIL_URL)"
        )
    if not house.store.is_sqlite and not (settings.prefect_database_url or settings.prefect_api_url):
        lines.append(
            "Prefect's own records stay in SQLite here, which does for one machine. To keep them in PostgreSQL too, "
            "make a database for them and set FOLLOWTHROUGH_PREFECT_DATABASE_URL; for several machines run a Prefect "
            "server and set FOLLOWTHROUGH_PREFECT_API_URL."
        )
    lines.append("Ctrl-C stops everything cleanly.")
    return lines
