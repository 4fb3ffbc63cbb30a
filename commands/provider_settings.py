"""What OIDC_ISSUER, OIDC_CLIENT and OIDC_SECRET say: all three, or none."""

from collections.abc import Callable
from typing import Any

from coaching.errors import BadSetting
from commands.setting_texts import issuer_of
from delivery.web_accounts import Provider


def read_provider(read: Callable[..., Any], prefix: str) -> Provider | None:
    """Return who signs staff in beside the mailed links, None for nobody; *read* gives the value of a setting.

    Raises:
        BadSetting: one of the three is missing.
    """
    found = {name: read(f"OIDC_{name}", str, "", "") for name in ("CLIENT", "SECRET")}
    issuer = read("OIDC_ISSUER", issuer_of, "", "https://login.example.org/realms/staff")
    missing = [name for name, value in {"ISSUER": issuer, **found}.items() if not value]
    if 0 < len(missing) < 3:
        why = "signing in by OpenID Connect needs OIDC_ISSUER, OIDC_CLIENT and OIDC_SECRET together."
        raise BadSetting(f"{prefix}OIDC_{missing[0]}", "", why, "as the provider shows it")
    return None if missing else Provider(issuer, found["CLIENT"], found["SECRET"])
