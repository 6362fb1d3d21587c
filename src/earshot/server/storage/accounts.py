"""Accounts as rows of the database. The owner of the server is account 1."""

from __future__ import annotations

import time

from earshot.server.account import MAX_NAME_CHARS, ROLES, Account, is_account_name
from earshot.server.http_errors import http_error
from earshot.server.storage.database import Database
from earshot.server.storage.reader_pool import Row

MAX_ACCOUNTS = 1_000


class AccountStore:
    """The accounts of a server."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def get(self, account_id: int) -> Account | None:
        row = self.database.row("SELECT * FROM accounts WHERE id = ?", account_id)
        return _account_from_row(row) if row else None

    def require(self, account_id: int) -> Account:
        """Raises RequestRejected."""
        if account := self.get(account_id):
            return account
        raise http_error(
            404, "account_not_found", "this account was not found; it may have been removed"
        )

    def find(self, name: str) -> Account | None:
        """The account of this name, in any case."""
        row = self.database.row("SELECT * FROM accounts WHERE name = ?", name)
        return _account_from_row(row) if row else None

    def list_all(self) -> list[Account]:
        rows = self.database.rows("SELECT * FROM accounts ORDER BY id")
        return [_account_from_row(row) for row in rows]

    def has_several(self) -> bool:
        return bool(self.database.value("SELECT EXISTS (SELECT 1 FROM accounts WHERE id > 1)"))

    def add(self, name: str, role: str, password_hash: str = "") -> Account:
        """Raises RequestRejected for a name that is taken or invalid."""
        self._check_name(name)
        _check_role(role)
        if len(self.list_all()) >= MAX_ACCOUNTS:
            reason = f"the limit is {MAX_ACCOUNTS:,} accounts; remove one first"
            raise http_error(409, "limit_reached", reason)
        with self.database.transaction():
            self.database.execute(
                "INSERT INTO accounts (name, role, password_hash, created_at) VALUES (?, ?, ?, ?)",
                *(name, role, password_hash, time.time()),
            )
            found = self.find(name)
            assert found is not None
            return found

    def set_role(self, account: Account, role: str) -> None:
        """Raises RequestRejected for the owner, who is always an admin."""
        _check_role(role)
        _check_not_owner(account, "the owner is always an admin")
        self.database.execute("UPDATE accounts SET role = ? WHERE id = ?", role, account.id)

    def set_password_hash(self, account: Account, password_hash: str) -> None:
        """Set the password, and end all sessions of the account. Raises RequestRejected for the
        owner, whose password is a setting."""
        _check_not_owner(account, "the owner's password is set on the server, by set-password")
        with self.database.transaction():
            self.database.execute(
                "UPDATE accounts SET password_hash = ? WHERE id = ?", password_hash, account.id
            )
            self.database.execute("DELETE FROM sessions WHERE account_id = ?", account.id)

    def rename(self, account: Account, name: str) -> None:
        """Raises RequestRejected for a name that is taken or invalid."""
        if name.lower() != account.name.lower():
            self._check_name(name)
        self.database.execute("UPDATE accounts SET name = ? WHERE id = ?", name, account.id)

    def remove(self, account: Account) -> None:
        """Remove the account with its sessions, keys and feeds. Raises RequestRejected for the
        owner."""
        _check_not_owner(account, "the owner cannot be removed")
        self.database.execute("DELETE FROM accounts WHERE id = ?", account.id)

    def _check_name(self, name: str) -> None:
        if not is_account_name(name):
            reason = f"the name of an account is one line of at most {MAX_NAME_CHARS} characters"
            raise http_error(422, "validation_error", reason)
        if self.find(name):
            raise http_error(409, "name_taken", f"the account {name} already exists")


def _check_role(role: str) -> None:
    if role not in ROLES:
        reason = f"there is no role {role[:40]!r}; use one of {', '.join(ROLES)}"
        raise http_error(422, "validation_error", reason)


def _check_not_owner(account: Account, reason: str) -> None:
    if account.is_owner:
        raise http_error(409, "is_owner", reason)


def _account_from_row(row: Row) -> Account:
    return Account(**dict(row))
