"""The sound before and after the stories of sites."""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Collection

from earshot.server.storage.database import Database
from earshot.server.storage.reader_pool import Reader

UNUSED_SECONDS = 86_400.0
"""What no site uses is kept for this time: its settings may be saved after the upload."""


def save_site_audio(database: Database, content: bytes) -> str:
    """Save a FLAC file; return its name."""
    name = hashlib.sha256(content).hexdigest()[:20]
    database.execute(
        "INSERT INTO site_audio (name, content, created_at) VALUES (?, ?, ?)"
        " ON CONFLICT (name) DO UPDATE SET created_at = excluded.created_at",
        *(name, base64.b64encode(content).decode(), time.time()),
    )
    return name


def load_site_audio(reader: Reader, name: str) -> bytes | None:
    content = reader.value("SELECT content FROM site_audio WHERE name = ?", name)
    return base64.b64decode(content) if content else None


def delete_unused_site_audio(database: Database, used: Collection[str]) -> None:
    """Delete unused files that were not sent recently."""
    old = time.time() - UNUSED_SECONDS
    for row in database.rows("SELECT name FROM site_audio WHERE created_at < ?", old):
        if row["name"] not in used:
            database.execute("DELETE FROM site_audio WHERE name = ?", row["name"])
