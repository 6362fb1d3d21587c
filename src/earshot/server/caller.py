"""The caller of a request: its account, the role of the account and the scope of the credential."""

from __future__ import annotations

from dataclasses import dataclass

from earshot.server.account import OWNER, Submitter, has_role
from earshot.server.http_errors import http_error

SCOPES = ("listen", "read", "write", "admin")
"""What a key may do for its account. Each scope includes those before it."""


@dataclass(frozen=True, slots=True)
class Caller:
    """The caller of a request."""

    name: str
    """The key of the rate limit: an API key, an account or an address."""
    scope: str
    has_key: bool = False
    account_id: int = 0
    """0 for a caller without an account."""
    role: str = ""

    def has_scope(self, scope: str) -> bool:
        if not scope:
            return True
        return bool(self.scope) and SCOPES.index(self.scope) >= SCOPES.index(scope)

    def has_role(self, role: str) -> bool:
        return has_role(self.role, role)

    @property
    def is_editor(self) -> bool:
        """Whether the caller may see and change stories that are not published."""
        return self.has_scope("write") and self.has_role("editor")

    @property
    def submitter(self) -> Submitter:
        """The owner for a caller without an account, such as a player on another site."""
        if not self.account_id:
            return OWNER
        return Submitter(self.account_id, self.has_role("editor"))

    def require(self, scope: str, role: str = "") -> None:
        """Raises RequestRejected unless the credential has the scope, and its account the role."""
        if not self.has_scope(scope):
            self._reject_scope(scope)
        if not self.has_role(role):
            reason = f"the role {role} is required; your account has the role {self.role}"
            raise http_error(403, "insufficient_role", reason)

    def _reject_scope(self, scope: str) -> None:
        if not self.has_key and self.scope in ("", "listen"):
            raise http_error(401, "unauthorized", "log in, or send a key: Authorization: Bearer …")
        reason = f"the scope {scope} is required; this key has the scope {self.scope}"
        raise http_error(403, "insufficient_scope", reason)
