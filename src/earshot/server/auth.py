"""Who calls, and whether they may: the password, sessions, API keys, and where a call comes from.

A library that only this machine can call and that has no password belongs to whoever sits here;
then only the address and the origin are looked at, so that no page of the web can reach it through
a browser. Everything else needs a session (a cookie) or a key (`Authorization: Bearer …`).
"""

from __future__ import annotations

import hashlib
import secrets
import time
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from starlette.requests import HTTPConnection, Request

from earshot.server.services import Library
from earshot.server.submissions import refused

COOKIE = "earshot"
SESSION = 30 * 24 * 3_600
"""Seconds that a login lasts."""
SLACK = 24 * 3_600
"""By which a clock may be set back; a session that lasts longer was made by one that was wrong."""
SCOPES = ("listen", "read", "write", "admin")
"""Each holds those before it."""
SAFE = frozenset(("GET", "HEAD", "OPTIONS"))
OWN = frozenset(("same-origin", "none"))
HASHED = "$argon2"


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever called, by what they may do."""

    name: str
    """For limits: a key, a session or an address."""
    scope: str

    def may(self, scope: str) -> bool:
        if not scope:
            return True
        return bool(self.scope) and SCOPES.index(self.scope) >= SCOPES.index(scope)

    def check(self, scope: str) -> None:
        """Raises Refused."""
        if self.may(scope):
            return
        if not self.scope or self.scope == "listen":
            raise refused(401, "no_key", "log in, or send a key: Authorization: Bearer …")
        raise refused(403, "scope", f"this key may {self.scope} and not {scope}")


def caller_of(request: HTTPConnection) -> Caller:
    """Raises Refused for a key that is none, and for a call that a foreign page makes."""
    library: Library = request.app.state.library
    address = request.client.host if request.client else "unknown"
    check_host(request, library)
    bearer = request.headers.get("authorization", "")
    if bearer:
        return _keyed(library, bearer)
    if isinstance(request, Request) and request.method not in SAFE and is_foreign(request):
        if not library.settings.knows(request.headers.get("origin", "")):
            raise refused(403, "foreign_page", "another site's page asked for that")
        return Caller(address, "listen" if library.settings.public else "")
    if is_owner(request, library):
        return Caller(f"owner {address}", "admin")
    return Caller(address, "listen" if library.settings.public else "")


def is_owner(request: HTTPConnection, library: Library) -> bool:
    """Whether they are logged in, or need not be."""
    if not library.settings.password:
        return library.settings.is_local
    token = request.cookies.get(COOKIE, "")
    now = time.time()
    sql = "SELECT count(*) FROM sessions WHERE token = ? AND expires BETWEEN ? AND ?"
    longest = now + SESSION + SLACK
    return bool(token) and bool(library.database.value(sql, hashed(token), now, longest))


def check_host(request: HTTPConnection, library: Library) -> None:
    """A name that is not ours may be an attacker's that leads here (DNS rebinding)."""
    if library.settings.password:
        return
    if _name_of(request.headers.get("host", "")) not in library.settings.hosts:
        raise refused(421, "wrong_host", "this server does not go by that name")


@lru_cache(64)
def _name_of(host: str) -> str | None:
    """The name in a `Host` header."""
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def is_foreign(request: HTTPConnection) -> bool:
    """Whether a page of another site asks. What changes something is asked for by our own pages or
    by no page at all (Fetch Metadata; Origin where a browser does not know that)."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site not in OWN
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != request.headers.get("host")


def _keyed(library: Library, bearer: str) -> Caller:
    kind, _, secret = bearer.partition(" ")
    row = library.database.row("SELECT * FROM keys WHERE secret = ?", hashed(secret.strip()))
    if kind.lower() != "bearer" or row is None:
        raise refused(401, "bad_key", "there is no such key; it may have been revoked")
    if abs(time.time() - row["used"]) > 60:
        library.database.change("UPDATE keys SET used = ? WHERE id = ?", time.time(), row["id"])
    return Caller(f"key {row['id']}", row["scopes"])


def new_key(library: Library, name: str, scope: str) -> str:
    """A key that is shown once and kept only as a hash."""
    secret = f"earshot-{secrets.token_urlsafe(24)}"
    library.database.change(
        "INSERT INTO keys (id, secret, name, scopes, created) VALUES (?, ?, ?, ?, ?)",
        *(secrets.token_hex(4), hashed(secret), name, scope, time.time()),
    )
    return secret


def check_password(library: Library, password: str) -> None:
    """Raises Refused for a wrong one. It takes a tenth of a second, on purpose."""
    if not matches(library.settings.password, password):
        raise refused(401, "wrong_password", "That is not the password")


def new_session(library: Library) -> str:
    """The token of a login."""
    token = secrets.token_urlsafe(32)
    expires = time.time() + SESSION
    library.database.change("INSERT INTO sessions VALUES (?, ?)", hashed(token), expires)
    return token


def log_out(library: Library, token: str) -> None:
    library.database.change("DELETE FROM sessions WHERE token = ?", hashed(token))


def hash_of(password: str) -> str:
    """The password as it may be kept (argon2id)."""
    return PasswordHasher().hash(password)


def matches(kept: str, password: str) -> bool:
    """Whether it is the password; `kept` is a hash, or the password itself."""
    kept = kept if kept.startswith(HASHED) else hash_of(kept)
    try:
        return PasswordHasher().verify(kept, password)
    except (Argon2Error, InvalidHashError):
        return False


def hashed(secret: str) -> str:
    """Of a long random secret; a plain hash of one cannot be turned back."""
    return hashlib.sha256(secret.encode()).hexdigest()
