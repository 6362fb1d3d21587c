"""Who calls, and whether they may: the password, sessions, API keys, and where a call comes from.

A library that only this machine can call and that has no password belongs to whoever sits here;
then only the address and the origin are looked at, so that no page of the web can reach it through
a browser. Everything else needs a session (a cookie) or a key (`Authorization: Bearer …`).
"""

from __future__ import annotations

import hashlib
import secrets
import time
from functools import lru_cache
from urllib.parse import urlsplit

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from starlette.requests import HTTPConnection, Request

from earshot.server.caller import Caller
from earshot.server.http_errors import http_error
from earshot.server.services import Services

SESSION_COOKIE = "earshot"
SESSION_SECONDS = 30 * 24 * 3_600
"""Seconds that a login lasts."""
CLOCK_SLACK_SECONDS = 24 * 3_600
"""By which a clock may be set back; a session that lasts longer was made by one that was wrong."""
SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))
OWN_FETCH_SITES = frozenset(("same-origin", "none"))
HASH_PREFIX = "$argon2"


def identify_caller(request: HTTPConnection) -> Caller:
    """Raises RequestRejected for a key that is none, and for a call that a foreign page makes."""
    services: Services = request.app.state.services
    address = request.client.host if request.client else "unknown"
    check_host(request, services)
    bearer = request.headers.get("authorization", "")
    if bearer:
        return _authenticate_key(services, bearer)
    if (
        isinstance(request, Request)
        and request.method not in SAFE_METHODS
        and is_cross_site(request)
    ):
        if not services.settings.is_allowed_origin(request.headers.get("origin", "")):
            raise http_error(403, "origin_not_allowed", "another site's page asked for that")
        return Caller(address, "listen" if services.settings.public else "")
    if is_owner(request, services):
        return Caller(f"owner {address}", "admin")
    return Caller(address, "listen" if services.settings.public else "")


def is_owner(request: HTTPConnection, services: Services) -> bool:
    """Whether they are logged in, or need not be."""
    if not services.settings.password:
        return services.settings.is_local
    token = request.cookies.get(SESSION_COOKIE, "")
    now = time.time()
    sql = "SELECT count(*) FROM sessions WHERE token = ? AND expires_at BETWEEN ? AND ?"
    longest = now + SESSION_SECONDS + CLOCK_SLACK_SECONDS
    return bool(token) and bool(services.database.value(sql, hash_token(token), now, longest))


def check_host(request: HTTPConnection, services: Services) -> None:
    """A name that is not ours may be an attacker's that leads here (DNS rebinding)."""
    if services.settings.password:
        return
    if _host_name(request.headers.get("host", "")) not in services.settings.host_names:
        raise http_error(421, "misdirected_request", "this server does not go by that name")


@lru_cache(64)
def _host_name(host: str) -> str | None:
    """The name in a `Host` header."""
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def is_cross_site(request: HTTPConnection) -> bool:
    """Whether a page of another site asks. What changes something is asked for by our own pages or
    by no page at all (Fetch Metadata; Origin where a browser does not know that)."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site not in OWN_FETCH_SITES
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != request.headers.get("host")


def _authenticate_key(services: Services, bearer: str) -> Caller:
    kind, _, secret = bearer.partition(" ")
    row = services.database.row(
        "SELECT * FROM api_keys WHERE secret = ?", hash_token(secret.strip())
    )
    if kind.lower() != "bearer" or row is None:
        raise http_error(401, "invalid_api_key", "there is no such key; it may have been revoked")
    if abs(time.time() - row["used_at"]) > 60:
        services.database.execute(
            "UPDATE api_keys SET used_at = ? WHERE id = ?", time.time(), row["id"]
        )
    return Caller(f"key {row['id']}", row["scope"])


def create_key(services: Services, name: str, scope: str) -> str:
    """A key that is shown once and kept only as a hash."""
    secret = f"earshot-{secrets.token_urlsafe(24)}"
    services.database.execute(
        "INSERT INTO api_keys (id, secret, name, scope, created_at) VALUES (?, ?, ?, ?, ?)",
        *(secrets.token_hex(4), hash_token(secret), name, scope, time.time()),
    )
    return secret


def check_password(services: Services, password: str) -> None:
    """Raises RequestRejected for a wrong one. It takes a tenth of a second, on purpose."""
    if not verify_password(services.settings.password, password):
        raise http_error(401, "invalid_password", "That is not the password")


def create_session(services: Services) -> str:
    """The token of a login."""
    token = secrets.token_urlsafe(32)
    expires = time.time() + SESSION_SECONDS
    services.database.execute("INSERT INTO sessions VALUES (?, ?)", hash_token(token), expires)
    return token


def delete_session(services: Services, token: str) -> None:
    services.database.execute("DELETE FROM sessions WHERE token = ?", hash_token(token))


def hash_password(password: str) -> str:
    """The password as it may be kept (argon2id)."""
    return PasswordHasher().hash(password)


def verify_password(stored: str, password: str) -> bool:
    """Whether it is the password; `kept` is a hash, or the password itself."""
    stored = stored if stored.startswith(HASH_PREFIX) else hash_password(stored)
    try:
        return PasswordHasher().verify(stored, password)
    except (Argon2Error, InvalidHashError):
        return False


def hash_token(secret: str) -> str:
    """Of a long random secret; a plain hash of one cannot be turned back."""
    return hashlib.sha256(secret.encode()).hexdigest()
