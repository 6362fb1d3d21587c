"""The audit log in the database."""

from __future__ import annotations

from pathlib import Path

import pytest

from earshot.server.account import OWNER_ID
from earshot.server.storage import audit_log
from earshot.server.storage.audit_log import AuditLog, list_audit_entries
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.database import open_database


def test_the_log_has_only_the_last_entries(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_log, "MAX_ENTRIES", 3)
    database = open_database(DataDir(tmp_path), database_url)
    for number in range(5):
        AuditLog(database).record(OWNER_ID, "key.created", f"key {number}", scope="read")
    entries = list_audit_entries(database, limit=10)
    assert [each.subject for each in entries] == ["key 4", "key 3", "key 2"]
    assert (entries[0].account_name, entries[0].details) == ("owner", {"scope": "read"})
    database.close()


def test_a_change_that_fails_leaves_no_entry(tmp_path: Path, database_url: str) -> None:
    database = open_database(DataDir(tmp_path), database_url)
    with pytest.raises(RuntimeError), database.transaction():
        AuditLog(database).record(OWNER_ID, "account.added", "Ann")
        raise RuntimeError
    assert list_audit_entries(database, limit=10) == []
    database.close()
