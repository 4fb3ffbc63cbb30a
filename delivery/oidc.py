"""Signing staff in by OpenID Connect: to whom the organisation's own provider says an address belongs.

The code flow with PKCE (RFC 7636), a state and a nonce; tokens are signed by a key of the provider's and checked by
authlib and joserfc. What was begun travels in a cookie of the browser that began it, so nobody can finish what another
began. The provider is the operator's choice and may stand in the operator's own network.
"""

import base64
import hmac
import json
import logging
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from coaching.errors import Refused
from delivery.relay import is_loopback
from delivery.web_accounts import Provider
from delivery.web_client import keep_discreet

log = logging.getLogger(__name__)
LASTS_S = 600
"""How long signing in at the provider may take."""
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]
"""Signatures that only the provider can make; never one by a shared secret, never none."""
ENDPOINTS = {"authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"}
TIMEOUT_S, LEEWAY_S = 10, 60
AGAIN = "Signing in at your organisation did not work. Try it again, or let a link be mailed to you."


class NotProved(Refused):
    """The provider did not say who it is; why goes to the log, by its kind."""

    def __init__(self) -> None:
        super().__init__(AGAIN)


@dataclass(frozen=True, slots=True)
class Begun:
    """What was begun in one browser: kept there, signed, until it comes back."""

    state: str
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    until: int


def begin(provider: Provider, back: str, wall_s: float) -> tuple[str, Begun]:
    """Return the address at the provider where somebody signs in, and what must come back with them to *back*.

    Raises:
        NotProved: the provider cannot be asked.
    """
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    with _asked(provider) as (_, facts):
        asks = {
            "response_type": "code", "client_id": provider.client, "redirect_uri": back, "scope": "openid email",
            "state": state, "nonce": nonce, "code_challenge": create_s256_code_challenge(verifier),
            "code_challenge_method": "S256",
        }  # fmt: skip
        address = str(httpx.URL(facts["authorization_endpoint"]).copy_merge_params(asks))
    return address, Begun(state, nonce, verifier, int(wall_s) + LASTS_S)


def finish(provider: Provider, back: str, begun: Begun, query: Mapping[str, str], wall_s: float) -> str:
    """Return the mail address that the provider says is theirs who came back with *query*.

    *wall_s* is the second it is on the wall.

    Raises:
        NotProved: they were turned away there, did not begin here, or nothing proves what is said.
    """
    if not query.get("code") or not hmac.compare_digest(query.get("state", "").encode(), begun.state.encode()):
        raise NotProved
    with _asked(provider) as (client, facts):
        form = {"grant_type": "authorization_code", "code": query["code"], "redirect_uri": back,
                "code_verifier": begun.verifier}  # fmt: skip
        login = (quote(provider.client, safe=""), quote(provider.secret, safe=""))  # RFC 6749, 2.3.1
        given = _said(client.post(facts["token_endpoint"], data=form, auth=login))
        keys = KeySet.import_key_set(_said(client.get(facts["jwks_uri"])))  # type: ignore[arg-type]
        claims = _checked(provider, begun, str(given["id_token"]), keys, wall_s)
        if not claims.get("email"):
            claims = _asked_more(client, facts, str(given["access_token"]), claims)
    return _address(claims)


@contextmanager
def _asked(provider: Provider) -> Iterator[tuple[httpx.Client, dict[str, Any]]]:
    """Yield a client and what the provider says of itself; whatever goes wrong there is one refusal."""
    try:
        with httpx.Client(timeout=TIMEOUT_S, headers={"accept": "application/json"}) as client:
            keep_discreet()
            where = f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration"
            yield client, _facts(provider, _said(client.get(where)))
    except (httpx.HTTPError, httpx.InvalidURL, JoseError, ValueError, KeyError, TypeError) as error:
        log.warning("Signing in by OpenID Connect failed (%s)", type(error).__name__)
        raise NotProved from None


def _said(response: httpx.Response) -> dict[str, Any]:
    return dict(response.raise_for_status().json())


def _facts(provider: Provider, facts: dict[str, Any]) -> dict[str, Any]:
    """Return what the provider says of itself, if it is the one that is meant and speaks in secret."""
    if str(facts["issuer"]).rstrip("/") != provider.issuer.rstrip("/"):
        raise ValueError("another issuer")
    for name in ENDPOINTS & set(facts):
        parts = urlsplit(str(facts[name]))
        if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
            raise ValueError("an endpoint in clear")
    return facts


def _checked(provider: Provider, begun: Begun, token: str, keys: KeySet, wall_s: float) -> dict[str, Any]:
    decoded = jwt.decode(token, keys, algorithms=ALGORITHMS)
    options = {
        "iss": {"essential": True, "values": [provider.issuer, provider.issuer.rstrip("/")]},
        "aud": {"essential": True, "value": provider.client},
    }
    parameters = {"nonce": begun.nonce, "client_id": provider.client}
    claims = CodeIDToken(decoded.claims, decoded.header, options, parameters)
    claims.validate(now=int(wall_s), leeway=LEEWAY_S)
    return dict(claims)


def _asked_more(
    client: httpx.Client, facts: Mapping[str, Any], access: str, claims: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what the provider tells of the same person beside the token: some give the address only there."""
    more = _said(client.get(facts["userinfo_endpoint"], headers={"authorization": f"Bearer {access}"}))
    if more.get("sub") != claims.get("sub"):
        raise ValueError("another person")
    return more


def _address(claims: Mapping[str, Any]) -> str:
    address = claims.get("email")
    if not isinstance(address, str) or "@" not in address or claims.get("email_verified", True) not in (True, "true"):
        log.warning("Signing in by OpenID Connect failed (no verified address)")
        raise NotProved
    return address


def write(begun: Begun, secret: bytes) -> str:
    """Return *begun* as a cookie carries it."""
    body = base64.urlsafe_b64encode(json.dumps(asdict(begun)).encode()).decode()
    return f"{body}.{_sign(body, secret)}"


def read(cookie: str, secret: bytes, wall_s: float) -> Begun:
    """Return what `write` wrote.

    Raises:
        NotProved: it is not ours, or too old.
    """
    body, _, signature = cookie.partition(".")
    if not hmac.compare_digest(signature.encode(), _sign(body, secret).encode()):
        raise NotProved
    begun = Begun(**json.loads(base64.urlsafe_b64decode(body)))
    if begun.until < wall_s:
        raise NotProved
    return begun


def _sign(body: str, secret: bytes) -> str:
    return hmac.new(secret, b"oidc\x1fv1\x1f" + body.encode(), "sha256").hexdigest()
