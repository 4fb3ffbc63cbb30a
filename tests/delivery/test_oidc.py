"""What an id token must be before anybody is believed: signed by the provider, for us, for this beginning, now."""

from typing import Any

import pytest
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OctKey, RSAKey

from delivery.oidc import Begun, _checked
from delivery.web_accounts import Provider

PROVIDER, BEGUN = Provider("https://login.example.org", "us", "a secret of ours"), Begun("s", "n0nce", "v", 0)
KEY, OTHER = RSAKey.generate_key(2048), RSAKey.generate_key(2048)
KEYS = KeySet([KEY])
WALL = 1_764_000_000.0


def token(key: Any = KEY, algorithm: str = "RS256", **claims: Any) -> str:
    now = int(WALL)
    usual = {
        "iss": "https://login.example.org",
        "aud": "us",
        "sub": "m",
        "iat": now,
        "exp": now + 300,
        "nonce": "n0nce",
    }
    said = {name: value for name, value in (usual | claims).items() if value is not None}
    return jwt.encode({"alg": algorithm}, said, key, algorithms=[algorithm])


def test_a_token_of_the_provider_for_us_is_believed() -> None:
    assert _checked(PROVIDER, BEGUN, token(email="maria@example.org"), KEYS, WALL)["email"] == "maria@example.org"


@pytest.mark.parametrize(
    "claims",
    [{"aud": "others"}, {"iss": "https://other.example.org"}, {"nonce": "another"}, {"nonce": None}, {"exp": 1},
     {"exp": None}, {"sub": None}, {"aud": None}, {"iat": WALL + 3_600}],
    ids=str,
)  # fmt: skip
def test_a_claim_that_is_wrong_or_missing_is_not_believed(claims: dict[str, Any]) -> None:
    with pytest.raises((JoseError, ValueError)):
        _checked(PROVIDER, BEGUN, token(**claims), KEYS, WALL)


def test_a_key_that_is_not_the_providers_proves_nothing() -> None:
    with pytest.raises((JoseError, ValueError)):
        _checked(PROVIDER, BEGUN, token(OTHER), KEYS, WALL)


def test_a_secret_that_others_know_signs_nothing() -> None:
    public = OctKey.import_key(b"a secret that others know, too")
    for made in (token(public, "HS256"), f"{token().rpartition('.')[0]}.", "eyJhbGciOiJub25lIn0.e30."):
        with pytest.raises((JoseError, ValueError)):
            _checked(PROVIDER, BEGUN, made, KEYS, WALL)
