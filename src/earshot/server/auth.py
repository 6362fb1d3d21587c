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
from earshot.server.proxies import FORWARDED_HOST, client_key
from earshot.server.services import Services
from earshot.server.settings import Settings

SESSION_COOKIE = "earshot"
SESSION_SECONDS = 30 * 24 * 3_600
"""The lifetime of a login."""
DEVICE_COOKIE = "earshot-device"
"""Names a browser that has logged in before. It has a login limit of its own, so that
others who try passwords never lock the owner out, even from the same address."""
DEVICE_SECONDS = 400 * 24 * 3_600
"""The longest time that browsers keep a cookie."""
CLOCK_SLACK_SECONDS = 24 * 3_600
"""How far a clock may be set back. A session that expires later than that was created while the
clock was wrong."""
SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))
OWN_FETCH_SITES = frozenset(("same-origin", "none"))


def identify_caller(request: HTTPConnection) -> Caller:
    """Raises RequestRejected for an invalid key and for a cross-site request."""
    services: Services = request.app.state.services
    address = client_address(request)
    check_host(request, services)
    secret = _read_bearer(request)
    if secret and (key_caller := _authenticate_key(services, secret)):
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
    token_hash = _hash_session(services, token)
    return bool(token) and bool(services.database.value(sql, token_hash, now, longest))


def client_address(request: HTTPConnection) -> str:
    """The name of the client in rate limits."""
    return client_key(request.client.host) if request.client else "unknown"


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
    return origin is not None and not _is_own_origin(request, origin)


def _is_own_origin(request: HTTPConnection, origin: str) -> bool:
    """A proxy may change the Host header; `base_url` or the proxy then names the host."""
    settings: Settings = request.app.state.services.settings
    hosts = (request.headers.get("host"), request.scope.get(FORWARDED_HOST))
    return urlsplit(origin).netloc in hosts or origin == settings.public_origin


def _read_bearer(request: HTTPConnection) -> str:
    """The API key; empty for none. Other schemes, such as Basic, are those of a proxy."""
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


def _authenticate_key(services: Services, secret: str) -> Caller | None:
    """The holder of the key. An unknown key is ignored on a server that needs none: clients of
    OpenAI's API cannot send no key. Raises RequestRejected."""
    row = services.database.row("SELECT * FROM api_keys WHERE secret = ?", hash_token(secret))
    if row is None:
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
    token_hash = _hash_session(services, token)
    services.database.execute("INSERT INTO sessions VALUES (?, ?)", token_hash, expires)
    return token


def delete_session(services: Services, token: str) -> None:
    token_hash = _hash_session(services, token)
    services.database.execute("DELETE FROM sessions WHERE token = ?", token_hash)


def delete_all_sessions(services: Services) -> None:
    services.database.execute("DELETE FROM sessions")


def _hash_session(services: Services, token: str) -> str:
    """The hash depends on the password, so that a new password ends all sessions."""
    return hash_token(f"{token} {services.settings.password}")


def create_device(services: Services) -> str:
    """Create and return a token for a browser that has logged in."""
    token = secrets.token_urlsafe(32)
    expires = time.time() + DEVICE_SECONDS
    token_hash = _hash_session(services, f"device {token}")
    services.database.execute("INSERT INTO sessions VALUES (?, ?)", token_hash, expires)
    return token


def is_known_device(services: Services, token: str) -> bool:
    sql = "SELECT count(*) FROM sessions WHERE token = ? AND expires_at > ?"
    token_hash = _hash_session(services, f"device {token}")
    return bool(token) and bool(services.database.value(sql, token_hash, time.time()))


def hash_token(secret: str) -> str:
    """Hash a long random secret. It needs no salt or slow hash: it cannot be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()
