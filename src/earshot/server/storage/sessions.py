"""Sessions of browsers: who is logged in, and which browsers have logged in before."""

from __future__ import annotations

import secrets
import time

from earshot.server.passwords import hash_token
from earshot.server.storage.database import Database

SESSION_SECONDS = 30 * 24 * 3_600
"""The lifetime of a login."""
DEVICE_SECONDS = 400 * 24 * 3_600
"""The longest time that browsers keep a cookie."""
CLOCK_SLACK_SECONDS = 24 * 3_600
"""How far a clock may be set back. A session that expires later than that was created while the
clock was wrong."""


class SessionStore:
    """Only hashes of tokens are stored. They depend on the server's password, so a new one
    ends all sessions."""

    def __init__(self, database: Database, password: str) -> None:
        self._database = database
        self._password = password

    def create(self, account_id: int) -> str:
        """Create a session and return its token."""
        return self._create(account_id, "", SESSION_SECONDS)

    def find_account(self, token: str) -> int | None:
        """The account that is logged in with this token."""
        now = time.time()
        longest = now + SESSION_SECONDS + CLOCK_SLACK_SECONDS
        sql = "SELECT account_id FROM sessions WHERE token = ? AND expires_at BETWEEN ? AND ?"
        found = self._database.value(sql, self._hash(token), now, longest) if token else None
        return int(found) if found else None

    def delete(self, token: str) -> None:
        self._database.execute("DELETE FROM sessions WHERE token = ?", self._hash(token))

    def delete_all(self, account_id: int) -> None:
        """End all sessions of the account."""
        self._database.execute("DELETE FROM sessions WHERE account_id = ?", account_id)

    def create_device(self, account_id: int) -> str:
        """Create and return a token for a browser that has logged in."""
        return self._create(account_id, "device ", DEVICE_SECONDS)

    def is_known_device(self, token: str) -> bool:
        sql = "SELECT count(*) FROM sessions WHERE token = ? AND expires_at > ?"
        token_hash = self._hash(f"device {token}")
        return bool(token) and bool(self._database.value(sql, token_hash, time.time()))

    def _create(self, account_id: int, prefix: str, seconds: float) -> str:
        token = secrets.token_urlsafe(32)
        self._database.execute(
            "INSERT INTO sessions (token, expires_at, account_id) VALUES (?, ?, ?)",
            *(self._hash(prefix + token), time.time() + seconds, account_id),
        )
        return token

    def _hash(self, token: str) -> str:
        return hash_token(f"{token} {self._password}")
