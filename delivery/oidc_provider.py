"""An OpenID provider as the settings name it. Apart from what speaks to it, which few processes need."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Provider:
    """An OpenID provider: its *issuer* as its discovery document names it, and what it knows us by."""

    issuer: str
    client: str
    secret: str = field(repr=False)
