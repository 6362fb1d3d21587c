"""The passkeys of accounts."""

from __future__ import annotations

import time
from dataclasses import dataclass

from earshot.server.account import Account, is_account_name
from earshot.server.http_errors import http_error
from earshot.server.storage.audit_log import AuditLog
from earshot.server.storage.database import Database

MAX_PASSKEYS = 20
"""For one account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """The data that a device sends about a passkey. The id and the key are base64url."""

    id: str
    public_key: str
    sign_count: int
    """How often it was used, if the device counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey(Credential):
    """A row."""

    account_id: int
    name: str
    created_at: float
    used_at: float


class PasskeyStore:
    def __init__(self, database: Database, audit_log: AuditLog) -> None:
        self._database = database
        self._audit_log = audit_log

    def get(self, passkey_id: str) -> Passkey | None:
        row = self._database.row("SELECT * FROM passkeys WHERE id = ?", passkey_id)
        return Passkey(**dict(row)) if row else None

    def list_of(self, account: Account) -> list[Passkey]:
        rows = self._database.rows(
            "SELECT * FROM passkeys WHERE account_id = ? ORDER BY created_at, id", account.id
        )
        return [Passkey(**dict(row)) for row in rows]

    def require_room(self, account: Account) -> None:
        """Raises RequestRejected for an account with too many passkeys."""
        if len(self.list_of(account)) >= MAX_PASSKEYS:
            reason = f"the limit is {MAX_PASSKEYS} passkeys; remove one first"
            raise http_error(409, "limit_reached", reason)

    def add(self, account: Account, name: str, credential: Credential) -> None:
        """Raises RequestRejected for an invalid name, and for a passkey that is there already."""
        if not is_account_name(name):
            raise http_error(422, "validation_error", "a passkey name must be one line of text")
        self.require_room(account)
        if self.get(credential.id):
            raise http_error(409, "passkey_exists", "this passkey is in use already")
        with self._database.transaction():
            self._database.execute(
                "INSERT INTO passkeys (id, account_id, name, public_key, sign_count, created_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                *(credential.id, account.id, name, credential.public_key),
                *(credential.sign_count, time.time()),
            )
            self._audit_log.record(account.id, "passkey.added", name)

    def record_use(self, passkey: Passkey, sign_count: int) -> None:
        self._database.execute(
            "UPDATE passkeys SET sign_count = ?, used_at = ? WHERE id = ?",
            *(sign_count, time.time(), passkey.id),
        )

    def remove(self, account: Account, passkey_id: str) -> None:
        """Remove a passkey of the account, if it has this one."""
        with self._database.transaction():
            row = self._database.row(
                "DELETE FROM passkeys WHERE id = ? AND account_id = ? RETURNING name",
                *(passkey_id, account.id),
            )
            if row:
                self._audit_log.record(account.id, "passkey.removed", row["name"])
