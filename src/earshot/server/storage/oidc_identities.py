"""The accounts of people at an OpenID provider."""

from __future__ import annotations

from earshot.server.account import Account
from earshot.server.storage.audit_log import AuditLog
from earshot.server.storage.database import Database


class IdentityStore:
    """An account has at most one identity."""

    def __init__(self, database: Database, audit_log: AuditLog) -> None:
        self._database = database
        self._audit_log = audit_log

    def find_account(self, issuer: str, subject: str) -> int | None:
        """The account that is connected to this identity."""
        sql = "SELECT account_id FROM identities WHERE issuer = ? AND subject = ?"
        found = self._database.value(sql, issuer, subject)
        return None if found is None else int(found)

    def is_connected(self, account: Account) -> bool:
        sql = "SELECT EXISTS (SELECT 1 FROM identities WHERE account_id = ?)"
        return bool(self._database.value(sql, account.id))

    def connect(self, account: Account, issuer: str, subject: str) -> None:
        """Connect the account. It replaces the identity that the account had."""
        with self._database.transaction():
            self._database.execute(
                "INSERT INTO identities (account_id, issuer, subject) VALUES (?, ?, ?)"
                " ON CONFLICT (account_id) DO UPDATE"
                " SET issuer = excluded.issuer, subject = excluded.subject",
                *(account.id, issuer, subject),
            )
            self._audit_log.record(account.id, "account.connected", account.name, issuer=issuer)

    def disconnect(self, account: Account) -> None:
        with self._database.transaction():
            row = self._database.row(
                "DELETE FROM identities WHERE account_id = ? RETURNING issuer", account.id
            )
            if row:
                issuer = row["issuer"]
                self._audit_log.record(
                    account.id, "account.disconnected", account.name, issuer=issuer
                )
