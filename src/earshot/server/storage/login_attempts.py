"""The data between the two steps of a login: challenges and states."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping

from earshot.server.passwords import hash_token
from earshot.server.storage.database import Database

ATTEMPT_SECONDS = 600


class LoginAttemptStore:
    """Each attempt is used only once, even with several servers. Only hashes of tokens are
    stored."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, purpose: str, data: Mapping[str, str]) -> str:
        """The token of a new attempt. Attempts that expired are deleted."""
        token, now = secrets.token_urlsafe(32), time.time()
        with self._database.transaction():
            self._database.execute("DELETE FROM login_attempts WHERE expires_at < ?", now)
            self._database.execute(
                "INSERT INTO login_attempts (token, purpose, data, expires_at) VALUES (?, ?, ?, ?)",
                *(hash_token(token), purpose, json.dumps(dict(data)), now + ATTEMPT_SECONDS),
            )
        return token

    def take(self, purpose: str, token: str) -> dict[str, str] | None:
        """The data of an attempt, which is used up. None if it is unknown, used or expired."""
        row = self._database.row(
            "DELETE FROM login_attempts WHERE token = ? AND purpose = ? RETURNING data, expires_at",
            *(hash_token(token), purpose),
        )
        if row is None or row["expires_at"] < time.time():
            return None
        data: dict[str, str] = json.loads(row["data"])
        return data
