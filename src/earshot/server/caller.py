"""The caller of a request and the scope it holds."""

from __future__ import annotations

from dataclasses import dataclass

from earshot.server.http_errors import http_error

SCOPES = ("listen", "read", "write", "admin")
"""Each scope includes those before it."""


@dataclass(frozen=True, slots=True)
class Caller:
    """The caller of a request."""

    name: str
    """The key of the rate limit: an API key, a session or an address."""
    scope: str
    has_key: bool = False

    def has_scope(self, scope: str) -> bool:
        if not scope:
            return True
        return bool(self.scope) and SCOPES.index(self.scope) >= SCOPES.index(scope)

    def require_scope(self, scope: str) -> None:
        """Raises RequestRejected."""
        if self.has_scope(scope):
            return
        if not self.has_key and self.scope in ("", "listen"):
            raise http_error(401, "unauthorized", "log in, or send a key: Authorization: Bearer …")
        raise http_error(403, "insufficient_scope", f"this key may {self.scope} and not {scope}")
