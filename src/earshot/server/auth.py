"""Authentication: the password, sessions, API keys and the origin of a request.

A server that listens only on this machine and has no password trusts every local caller. It then
checks the `Host` and `Origin` headers, so that a web page cannot reach it through a browser. All
other servers need a session (a cookie) or a key (`Authorization: Bearer …`).
"""

from __future__ import annotations

import hashlib
import secrets
import time
from functools import lru_cache
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection, Request

from earshot.server.caller import Caller
from earshot.server.http_errors import http_error
from earshot.server.passwords import verify_password
from earshot.server.services import Services

SESSION_COOKIE = "earshot"
SESSION_SECONDS = 30 * 24 * 3_600
"""The lifetime of a login."""
CLOCK_SLACK_SECONDS = 24 * 3_600
"""How far a clock may be set back. A session that expires later than that was created while the
clock was wrong."""
SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))
OWN_FETCH_SITES = frozenset(("same-origin", "none"))


def identify_caller(request: HTTPConnection) -> Caller:
    """Raises RequestRejected for an invalid key and for a cross-site request."""
    services: Services = request.app.state.services
    address = request.client.host if request.client else "unknown"
    check_host(request, services)
    bearer = request.headers.get("authorization", "")
    if bearer and (key_caller := _authenticate_key(services, bearer)):
        return key_caller
    if (
        isinstance(request, Request)
        and request.method not in SAFE_METHODS
        and is_cross_site(request)
    ):
        if not services.settings.is_allowed_origin(request.headers.get("origin", "")):
            raise http_error(403, "origin_not_allowed", "the request came from another site")
        return Caller(address, "listen" if services.settings.public else "")
    if is_owner(request, services):
        return Caller(f"owner {address}", "admin")
    return Caller(address, "listen" if services.settings.public else "")


def is_owner(request: HTTPConnection, services: Services) -> bool:
    """Whether the caller is logged in, or no login is needed."""
    if not services.settings.password:
        return services.settings.is_local
    token = request.cookies.get(SESSION_COOKIE, "")
    now = time.time()
    sql = "SELECT count(*) FROM sessions WHERE token = ? AND expires_at BETWEEN ? AND ?"
    longest = now + SESSION_SECONDS + CLOCK_SLACK_SECONDS
    return bool(token) and bool(services.database.value(sql, hash_token(token), now, longest))


def check_host(request: HTTPConnection, services: Services) -> None:
    """Reject an unknown host name: an attacker's name may resolve to this server (DNS
    rebinding)."""
    if services.settings.password:
        return
    if _host_name(request.headers.get("host", "")) not in services.settings.host_names:
        raise http_error(421, "misdirected_request", "the Host header does not name this server")


@lru_cache(64)
def _host_name(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def is_cross_site(request: HTTPConnection) -> bool:
    """Whether a page of another site sent the request. Requests that change state come from our own
    pages or from no page at all (Fetch Metadata; Origin in browsers without it)."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site not in OWN_FETCH_SITES
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != request.headers.get("host")


def _authenticate_key(services: Services, bearer: str) -> Caller | None:
    """The holder of the key. An unknown key is ignored on a server that needs none: clients of
    OpenAI's API cannot send no key. Raises RequestRejected."""
    kind, _, secret = bearer.partition(" ")
    row = services.database.row(
        "SELECT * FROM api_keys WHERE secret = ?", hash_token(secret.strip())
    )
    if kind.lower() != "bearer" or row is None:
        if not services.settings.password and services.settings.is_local:
            return None
        raise http_error(
            401, "invalid_api_key", "this API key is not valid; it may have been revoked"
        )
    if abs(time.time() - row["used_at"]) > 60:
        services.database.execute(
            "UPDATE api_keys SET used_at = ? WHERE id = ?", time.time(), row["id"]
        )
    return Caller(f"key {row['id']}", row["scope"], has_key=True)


def create_key(services: Services, name: str, scope: str) -> str:
    """The new key. Only its hash is stored."""
    secret = f"earshot-{secrets.token_urlsafe(24)}"
    services.database.execute(
        "INSERT INTO api_keys (id, secret, name, scope, created_at) VALUES (?, ?, ?, ?, ?)",
        *(secrets.token_hex(4), hash_token(secret), name, scope, time.time()),
    )
    return secret


def check_password(services: Services, password: str) -> None:
    """Raises RequestRejected for a wrong password. It takes 0.1 s, on purpose."""
    if not verify_password(services.settings.password, password):
        raise http_error(401, "invalid_password", "Wrong password")


def create_session(services: Services) -> str:
    """Create a session and return its token."""
    token = secrets.token_urlsafe(32)
    expires = time.time() + SESSION_SECONDS
    services.database.execute("INSERT INTO sessions VALUES (?, ?)", hash_token(token), expires)
    return token


def delete_session(services: Services, token: str) -> None:
    services.database.execute("DELETE FROM sessions WHERE token = ?", hash_token(token))


def hash_token(secret: str) -> str:
    """Hash a long random secret. It needs no salt or slow hash: it cannot be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()
