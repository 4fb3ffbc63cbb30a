"""Several organisations on one installation: each with settings, a database and a secret of its own, told by host name.

``ORGANISATIONS`` names a folder with one file for each (``acme.toml``); what belongs to the processes (where they
listen, Prefect's server, logs) stands outside, everything else in the organisation's file and nowhere else, so that
nothing can be shared by mistake.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from coaching.errors import BadSetting, Refused

if TYPE_CHECKING:
    from commands.settings import Settings

SHARED = frozenset({
    "LISTEN", "TRUSTED_PROXIES", "PREFECT_API_URL", "PREFECT_DATABASE_URL", "METRICS_FROM", "LOG", "ALERT_URL",
    "WEB_PROCESSES", "ORGANISATIONS", "ORGANISATION",
})  # fmt: skip
"""Settings of the processes. None of them says anything about one organisation."""


def names_in(folder: Path) -> list[str]:
    """Return the organisations that have a file in *folder*.

    Raises:
        Refused: there is none.
    """
    found = sorted(one.stem for one in folder.glob("*.toml"))
    if not found:
        raise Refused(f"'{folder}' has no file of an organisation. Write one, for example {folder}/acme.toml.")
    return found


def narrowed(values: Mapping[str, str], read: Callable[[Path], Mapping[str, str]]) -> dict[str, str]:
    """Return the values of the one organisation that is meant, with those of the processes; *values* if there is one.

    Raises:
        Refused: several are there and none, or an unknown one, was named.
        BadSetting: a setting stands where it would be shared, or one of the processes' in an organisation's file.
    """
    folder = Path(values.get("ORGANISATIONS", "").strip())
    if not values.get("ORGANISATIONS", "").strip():
        return dict(values)
    names, name = names_in(folder), values.get("ORGANISATION", "").strip()
    if name not in names:
        raise Refused(
            f"This installation serves several organisations: {', '.join(names)}. Say which one is meant with "
            "FOLLOWTHROUGH_ORGANISATION."
        )
    own = dict(read(folder / f"{name}.toml"))
    _check("the environment", set(values) - SHARED, f"it belongs into {folder / name}.toml.")
    _check(f"{name}.toml", set(own) & SHARED, "it belongs to the processes, so set it outside.")
    own.setdefault("DATABASE_URL", f"sqlite:///var/{name}/followthrough.db")
    return own | {key: values[key] for key in SHARED & set(values)}


def _check(where: str, wrong: set[str], why: str) -> None:
    if wrong:
        raise BadSetting(f"FOLLOWTHROUGH_{min(wrong)}", f"set in {where}", why, 'zone = "Europe/Berlin"')


def host_of(settings: "Settings") -> str:
    """Return the name by which people reach this organisation."""
    return (urlsplit(settings.public_url).hostname or "").casefold()


def check_apart(all_of_them: Mapping[str, "Settings"]) -> None:
    """Refuse two organisations that would share something.

    Raises:
        Refused: a database, a secret, a host name, a mailbox or a folder of mails is named twice.
    """
    for what, of in (
        ("the database", lambda one: one.database_url),
        ("the secret", lambda one: one.secret),
        ("the host of PUBLIC_URL", host_of),
        ("the mailbox for replies", lambda one: one.reply_url),
        ("the address to listen on for mail", lambda one: one.listen_mail),
        ("the local inbox", lambda one: one.outbox),
    ):
        seen: dict[object, str] = {}
        for name, settings in all_of_them.items():
            value = of(settings)
            if value and value in seen:
                raise Refused(f"The organisations '{seen[value]}' and '{name}' share {what}. Give each its own.")
            seen[value] = name
