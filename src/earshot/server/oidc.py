"""A client of an OpenID provider (OpenID Connect Core 1.0): the authorization code flow with PKCE.

The provider is the one that the host of the server chose. Its address and its answers are treated
like those of any other site: the safe HTTP client fetches them, and every claim is checked.
"""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus, urlencode

from earshot.errors import SourceError
from earshot.httpclient.api import ApiRequest, send_request
from earshot.httpclient.client import Fetcher
from earshot.httpclient.private_hosts import PrivateHosts
from earshot.publish.translations import mark
from earshot.server.http_errors import http_error
from earshot.server.settings import Settings

METADATA_SECONDS = 3_600
UNREACHABLE = mark("The sign-in service can’t be reached. Try again, or use your password")


@dataclass(frozen=True, slots=True)
class Identity:
    """The user who logged in at the provider."""

    subject: str
    """The provider never gives it to somebody else."""
    name: str
    """The value of the claim `oidc_claim`; empty if there is none."""


@dataclass(frozen=True, slots=True)
class Grant:
    """The state that the provider's answer must match. It is for this login only."""

    code: str
    verifier: str
    nonce: str
    redirect_uri: str


class OidcProvider:
    """All methods block. They raise RequestRejected with a message for the reader."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._fetcher = Fetcher()
        self._fetcher.private_hosts = PrivateHosts(settings.allowed_private_hosts)
        self._metadata: dict[str, Any] = {}
        self._keys: list[dict[str, Any]] = []
        self._read_at = 0.0

    def authorization_url(self, state: str, grant: Grant) -> str:
        """Where the reader logs in. The code of the grant is not used."""
        digest = hashlib.sha256(grant.verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": self._settings.oidc_client_id,
            "redirect_uri": grant.redirect_uri,
            "scope": "openid profile email",
            "state": state,
            "nonce": grant.nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        endpoint = str(self._read_metadata()["authorization_endpoint"])
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(query)}"

    def fetch_identity(self, grant: Grant) -> Identity:
        """Exchange the code for an ID token, and check that."""
        tokens = self._request_tokens(grant)
        claims = self._verify(str(tokens.get("id_token", "")), grant.nonce)
        if not claims.get(self._settings.oidc_claim):
            claims = self._add_user_info(claims, str(tokens.get("access_token", "")))
        return Identity(str(claims["sub"]), self._read_name(claims))

    def _read_name(self, claims: Mapping[str, Any]) -> str:
        """Anyone may enter any address at some providers, so it must be verified."""
        claim = self._settings.oidc_claim
        if claim == "email" and claims.get("email_verified") is not True:
            return ""
        name = claims.get(claim, "")
        return name.strip() if isinstance(name, str) else ""

    def _read_metadata(self) -> dict[str, Any]:
        if self._metadata and time.monotonic() - self._read_at < METADATA_SECONDS:
            return self._metadata
        issuer = self._settings.oidc_issuer
        found = self._fetch(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        if found.get("issuer") != issuer or not all(found.get(name) for name in needed):
            raise http_error(502, "provider_unavailable", UNREACHABLE)
        self._metadata, self._read_at = found, time.monotonic()
        return found

    def _request_tokens(self, grant: Grant) -> dict[str, Any]:
        metadata = self._read_metadata()
        client_id, secret = self._settings.oidc_client_id, self._settings.oidc_client_secret
        form = {
            "grant_type": "authorization_code",
            "code": grant.code,
            "redirect_uri": grant.redirect_uri,
            "code_verifier": grant.verifier,
            "client_id": client_id,
        }
        methods = metadata.get("token_endpoint_auth_methods_supported")
        headers = {}
        if secret and (not isinstance(methods, list) or "client_secret_basic" in methods):
            pair = f"{quote_plus(client_id)}:{quote_plus(secret)}"  # RFC 6749, 2.3.1
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        elif secret:
            form["client_secret"] = secret
        request = ApiRequest(method="POST", form=form, headers=headers)
        return self._fetch(str(metadata["token_endpoint"]), request)

    def _add_user_info(self, claims: dict[str, Any], access_token: str) -> dict[str, Any]:
        """The claims with those of the UserInfo endpoint, if the provider has one."""
        endpoint = self._read_metadata().get("userinfo_endpoint")
        if not endpoint or not access_token:
            return claims
        headers = {"Authorization": f"Bearer {access_token}"}
        found = self._fetch(str(endpoint), ApiRequest(headers=headers))
        return found | claims if found.get("sub") == claims["sub"] else claims

    def _verify(self, token: str, nonce: str) -> dict[str, Any]:
        """The claims of a valid ID token."""
        from earshot.server.id_tokens import (  # noqa: PLC0415 - it loads cryptography: 0.1 s
            Expected,
            verify_id_token,
        )

        settings = self._settings
        expected = Expected(settings.oidc_issuer, settings.oidc_client_id, nonce)
        return verify_id_token(token, self._find_key, expected)

    def _find_key(self, key_id: object) -> dict[str, Any] | None:
        """A key of the provider. Unknown keys are fetched: the provider changes them at times."""
        if (key := _select_key(self._keys, key_id)) is None:
            keys = self._fetch(str(self._read_metadata()["jwks_uri"])).get("keys")
            self._keys = keys if isinstance(keys, list) else []
            key = _select_key(self._keys, key_id)
        return key

    def _fetch(self, url: str, request: ApiRequest | None = None) -> dict[str, Any]:
        try:
            found = json.loads(send_request(self._fetcher, url, request or ApiRequest()))
        except (SourceError, ValueError, RecursionError) as error:
            raise http_error(502, "provider_unavailable", UNREACHABLE) from error
        if not isinstance(found, dict):
            raise http_error(502, "provider_unavailable", UNREACHABLE)
        return found


def _select_key(keys: list[dict[str, Any]], key_id: object) -> dict[str, Any] | None:
    """The key with this id. A token without an id was signed by the only key."""
    signing = [key for key in keys if isinstance(key, dict) and key.get("use", "sig") == "sig"]
    if key_id is None:
        return signing[0] if len(signing) == 1 else None
    return next((key for key in signing if key.get("kid") == key_id), None)
