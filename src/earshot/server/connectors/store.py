"""Connectors and their articles as rows. Each change is one transaction."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import fields

from earshot.server.account import Submitter, has_role
from earshot.server.connectors.connector import Connector, ConnectorRequest
from earshot.server.connectors.services import SERVICES
from earshot.server.http_errors import http_error
from earshot.server.storage.database import Database
from earshot.server.storage.reader_pool import Row
from earshot.server.urls import require_web_url

MAX_CONNECTORS = 50
MAX_TEXT_CHARS = 400
MAILBOX_PATTERN = r"imaps://[0-9A-Za-z.\-]+(?::(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}))?"
MAX_FINISHED_AT_ONCE = 50
"""Articles that one poll marks as read."""
_COLUMNS = tuple(each.name for each in fields(Connector))
_FINISHED = (
    "SELECT connector_items.key FROM connector_items JOIN stories ON stories.id = story_id"
    " JOIN library_entries ON story_number = stories.number AND account_id = {account}"
    " WHERE connector_id = {connector} AND is_finished = 0"
    " AND (listen_status = 'finished' OR archived = 1)"
)


class ConnectorStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    def list_all(self, account_id: int) -> list[Connector]:
        sql = "SELECT * FROM connectors WHERE account_id = ? ORDER BY created_at"
        rows = self._database.rows(sql, account_id)
        return [_connector_from_row(row) for row in rows]

    def list_due(self, now: float) -> list[Connector]:
        """Connectors due for a poll, and those with stories that were finished since then."""
        finished = _FINISHED.format(account="connectors.account_id", connector="connectors.id")
        sql = (
            "SELECT * FROM connectors WHERE next_check_at <= ?"
            f" OR (failures = 0 AND EXISTS ({finished}))"
        )
        return [_connector_from_row(row) for row in self._database.rows(sql, now)]

    def get(self, connector_id: str) -> Connector | None:
        row = self._database.row("SELECT * FROM connectors WHERE id = ?", connector_id)
        return _connector_from_row(row) if row else None

    def require(self, account_id: int, connector_id: str) -> Connector:
        """The connector, if it is of this account. Raises RequestRejected."""
        connector = self.get(connector_id)
        if connector and connector.account_id == account_id:
            return connector
        raise http_error(404, "connector_not_found", "there is no such connector")

    def add(self, account_id: int, request: ConnectorRequest, now: float) -> Connector:
        """Raises RequestRejected."""
        service = request.service
        known = _check_credentials(service, request.credentials)
        values = (service, _check_url(service, request.url), json.dumps(known))
        with self._database.transaction():
            if len(self.list_all(account_id)) >= MAX_CONNECTORS:
                reason = f"the limit is {MAX_CONNECTORS} connectors; delete one first"
                raise http_error(422, "limit_reached", reason)
            connector_id = secrets.token_urlsafe(9)
            self._database.execute(
                "INSERT INTO connectors (id, account_id, service, url, credentials, label,"
                " playlist, next_check_at, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                *(connector_id, account_id, *values),
                *(request.label[:100], request.playlist[:100], now, now),
            )
        return self.require(account_id, connector_id)

    def update(self, connector_id: str, **columns: object) -> None:
        assert set(columns) <= set(_COLUMNS), columns
        assignments = ", ".join(f"{name} = ?" for name in columns)
        sql = f"UPDATE connectors SET {assignments} WHERE id = ?"
        self._database.execute(sql, *columns.values(), connector_id)

    def remove(self, connector_id: str) -> None:
        """Delete the connector; its stories are kept."""
        self._database.execute("DELETE FROM connectors WHERE id = ?", connector_id)

    def list_keys(self, connector_id: str) -> set[str]:
        """The keys of the articles that were read before."""
        sql = "SELECT key FROM connector_items WHERE connector_id = ?"
        return {row[0] for row in self._database.rows(sql, connector_id)}

    def add_item(self, connector_id: str, key: str, story_id: str) -> None:
        """Remember an article; without a story if none could be made."""
        sql = (
            "INSERT INTO connector_items (connector_id, key, story_id) VALUES (?, ?, ?)"
            " ON CONFLICT (connector_id, key) DO UPDATE"
            " SET story_id = excluded.story_id, is_finished = 0"
        )
        self._database.execute(sql, connector_id, key, story_id)

    def list_finished(self, connector: Connector) -> list[str]:
        """The keys of articles whose stories were finished or archived here, but not there."""
        sql = f"{_FINISHED.format(account='?', connector='?')} LIMIT {MAX_FINISHED_AT_ONCE}"
        return [row[0] for row in self._database.rows(sql, connector.account_id, connector.id)]

    def get_submitter(self, connector: Connector) -> Submitter:
        sql = "SELECT role FROM accounts WHERE id = ?"
        role = self._database.value(sql, connector.account_id) or ""
        return Submitter(connector.account_id, has_role(role, "editor"))

    def mark_finished(self, connector_id: str, key: str) -> None:
        sql = "UPDATE connector_items SET is_finished = 1 WHERE connector_id = ? AND key = ?"
        self._database.execute(sql, connector_id, key)


def _check_credentials(service: str, credentials: Mapping[str, str]) -> dict[str, str]:
    """The credentials that the service needs. Raises RequestRejected."""
    if service not in SERVICES:
        raise http_error(422, "unknown_service", f"use one of {', '.join(SERVICES)}")
    needed = SERVICES[service].credentials
    known = {name: credentials.get(name, "") for name in needed}
    if missing := [name.replace("_", " ") for name, value in known.items() if not value]:
        reason = f"{SERVICES[service].title} needs {' and '.join(missing)}"
        raise http_error(422, "missing_credentials", reason)
    for name, value in known.items():
        if not re.fullmatch(credential_pattern(name), value) or len(value) > MAX_TEXT_CHARS:
            reason = f"{name.replace('_', ' ')} is too long or has characters that are not allowed"
            raise http_error(422, "validation_error", reason)
    return known


def credential_pattern(name: str) -> str:
    """The characters that a credential may have. A token is sent in a header."""
    return r"[!-~]+" if name == "token" else r"[!-~\u00a1-\ud7ff][ -~\u00a1-\ud7ff]*"


def _check_url(service: str, url: str) -> str:
    """The address without a slash at the end. Raises RequestRejected."""
    if service != "imap":
        require_web_url(url)
        return url.rstrip("/")
    if not re.fullmatch(MAILBOX_PATTERN, url):
        raise http_error(422, "validation_error", "enter the address as imaps://mail.example.org")
    return url


def _connector_from_row(row: Row) -> Connector:
    values = {name: row[name] for name in _COLUMNS}
    return Connector(**values | {"credentials": json.loads(row["credentials"])})
