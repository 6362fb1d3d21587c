"""The check of ID tokens (OpenID Connect Core 1.0, 3.1.3.7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jwt

from earshot.server.http_errors import login_refused_error

ALGORITHMS = frozenset("RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA".split())
"""Those with a public key. With another one, the provider's public key could sign tokens."""
CLOCK_SKEW_SECONDS = 60
FindKey = Callable[[object], dict[str, Any] | None]
"""Finds a public key (a JWK) by its id."""


@dataclass(frozen=True, slots=True)
class Expected:
    """The required claims of the token."""

    issuer: str
    client_id: str
    nonce: str


def verify_id_token(token: str, find_key: FindKey, expected: Expected) -> dict[str, Any]:
    """The claims of the token. Raises RequestRejected."""
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            _load_key(token, find_key),
            algorithms=sorted(ALGORITHMS),
            audience=expected.client_id,
            issuer=expected.issuer,
            leeway=CLOCK_SKEW_SECONDS,
            options={"require": ["aud", "exp", "iat", "iss", "sub"]},
        )
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
        raise login_refused_error() from error
    is_for_us = claims.get("azp", expected.client_id) == expected.client_id
    if claims.get("nonce") != expected.nonce or not is_for_us or not claims["sub"]:
        raise login_refused_error()
    return claims


def _load_key(token: str, find_key: FindKey) -> jwt.PyJWK:
    """Raises PyJWTError."""
    header = jwt.get_unverified_header(token)
    algorithm = str(header.get("alg"))
    if algorithm not in ALGORITHMS:
        raise jwt.InvalidAlgorithmError(f"{algorithm} is not allowed")
    key = find_key(header.get("kid"))
    if key is None:
        raise jwt.InvalidKeyError("the provider has no such key")
    return jwt.PyJWK(key, algorithm)
