"""Authentication: the account of a request, its API key, and the origin of the request.

A server that listens only on this machine and has no password takes every local caller for its
owner. It then checks the `Host` and `Origin` headers, so a web page cannot reach it through a
browser. All other servers need a session (a cookie), the name that a proxy has authenticated
(`auth_proxy_header`), or a key (`Authorization: Bearer …`, or the password of Basic).
"""

from __future__ import annotations

import base64
import secrets
import time
from functools import lru_cache
from importlib.util import find_spec
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection, Request

from earshot.server.account import OWNER_ID, ROLES, Account, is_account_name
from earshot.server.caller import Caller
from earshot.server.http_errors import http_error
from earshot.server.passwords import hash_token
from earshot.server.proxies import FORWARDED_HOST, client_key, parse_address
from earshot.server.services import Services
from earshot.server.settings import Settings

SESSION_COOKIE = "earshot"
KEY_PREFIX = "earshot-"
SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))
OWN_FETCH_SITES = frozenset(("same-origin", "none"))


def identify_caller(request: HTTPConnection) -> Caller:
    """Raises RequestRejected for an invalid key and for a cross-site request."""
    services: Services = request.app.state.services
    address = client_address(request)
    check_host(request, services)
    secret = _read_key(request)
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
    if account := find_account(request, services):
        name = f"account {account.id} {address}"
        return Caller(name, "admin", account_id=account.id, role=account.role)
    return Caller(address, "listen" if services.settings.public else "")


def find_account(request: HTTPConnection, services: Services) -> Account | None:
    """The account that is logged in; the owner if no login is needed."""
    if header := services.settings.auth_proxy_header:
        return _find_proxied_account(services, request.headers.getlist(header))
    account_id = services.sessions.find_account(request.cookies.get(SESSION_COOKIE, ""))
    if account_id:
        return services.accounts.get(account_id)
    needs_no_login = services.settings.is_local and not services.settings.password
    return services.accounts.get(OWNER_ID) if needs_no_login else None


def _find_proxied_account(services: Services, names: list[str]) -> Account | None:
    """The account that the proxy has authenticated. A new name becomes a reader. If there are
    several names, the client may have sent one, so all are ignored."""
    name = names[0].strip() if len(names) == 1 else ""
    found = services.accounts.find(name) if name else None
    if found or not is_account_name(name):
        return found
    return services.accounts.add(name, ROLES[0])


def client_address(request: HTTPConnection) -> str:
    """The name of the client in rate limits."""
    return client_key(request.client.host) if request.client else "unknown"


def offers_passkeys(settings: Settings) -> bool:
    """Whether people can log in by a passkey: it needs a login, the name of a host, and the
    package."""
    needs_login = bool(settings.password) and not settings.auth_proxy_header
    is_name = parse_address(urlsplit(settings.public_url).hostname or "") is None
    return needs_login and is_name and find_spec("webauthn") is not None


def connection_token(request: Request) -> str:
    """Proves that a link on a page of this session was followed."""
    return hash_token(f"connect {request.cookies.get(SESSION_COOKIE, '')}")


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
    """A proxy may change the Host header; `base_url` or the proxy then names the host.

    A page in a sandbox has the origin "null", which has no host.
    """
    settings: Settings = request.app.state.services.settings
    hosts = (request.headers.get("host"), request.scope.get(FORWARDED_HOST))
    host = _split_origin(origin)
    return (bool(host) and host in hosts) or origin == settings.public_origin


def _split_origin(origin: str) -> str:
    """The host and port of an origin; empty for one without, or an invalid one."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def _read_key(request: HTTPConnection) -> str:
    """The API key; empty for none. Reading apps know only Basic: there the key is the password, and
    any other password is that of a proxy."""
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return secret.strip()
    password = _decode_password(secret) if scheme.lower() == "basic" else ""
    return password if password.startswith(KEY_PREFIX) else ""


def _decode_password(credentials: str) -> str:
    """The password of HTTP Basic authentication (RFC 7617); empty if they are invalid."""
    try:
        return base64.b64decode(credentials).decode().partition(":")[2]
    except (ValueError, UnicodeDecodeError):
        return ""


def _authenticate_key(services: Services, secret: str) -> Caller | None:
    """The holder of the key. An unknown key is ignored on a server that needs none: clients of
    OpenAI's API cannot send no key. Raises RequestRejected."""
    row = services.database.row(
        "SELECT api_keys.*, role FROM api_keys JOIN accounts ON accounts.id = account_id"
        " WHERE secret = ?",
        hash_token(secret),
    )
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
    return Caller(
        f"key {row['id']}",
        row["scope"],
        has_key=True,
        account_id=row["account_id"],
        role=row["role"],
    )


def create_key(services: Services, account_id: int, name: str, scope: str, key_id: str = "") -> str:
    """The new key of the account; empty if there is one with this id. Only its hash is stored."""
    key_id = key_id or secrets.token_hex(4)
    secret = f"{KEY_PREFIX}{secrets.token_urlsafe(24)}"
    with services.database.transaction():
        if services.database.value("SELECT 1 FROM api_keys WHERE id = ?", key_id):
            return ""
        services.database.execute(
            "INSERT INTO api_keys (id, secret, name, scope, created_at, account_id)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            *(key_id, hash_token(secret), name, scope, time.time(), account_id),
        )
        services.audit_log.record(account_id, "key.created", name, scope=scope)
    return secret


def revoke_key(services: Services, account_id: int, key_id: str) -> None:
    """Revoke a key of the account."""
    with services.database.transaction():
        row = services.database.row(
            "DELETE FROM api_keys WHERE id = ? AND account_id = ? RETURNING name",
            *(key_id, account_id),
        )
        if row:
            services.audit_log.record(account_id, "key.revoked", row["name"])
