"""The settings of sites as rows. A change and its entry in the audit log are one transaction."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Collection
from dataclasses import fields, replace

import msgspec

from earshot.script.edits import ALL_SITES, SiteSettings
from earshot.server.storage.audit_log import AuditLog
from earshot.server.storage.database import Database
from earshot.server.storage.json_columns import merge_json
from earshot.server.storage.reader_pool import Reader
from earshot.server.urls import host_of


class SiteStore:
    def __init__(self, database: Database, audit_log: AuditLog) -> None:
        self._database = database
        self._audit_log = audit_log

    def get(self, host: str) -> SiteSettings | None:
        return _load(self._database, host)

    def list_all(self) -> dict[str, SiteSettings]:
        """The settings by host name."""
        return load_sites(self._database)

    def save(
        self,
        host: str,
        settings: SiteSettings,
        account_id: int,
        versions: Collection[str] | None = None,
    ) -> bool | None:
        """Save the settings of the site; return whether it is new. None, and nothing is saved, if
        its version is none of `versions`."""
        with self._database.transaction():
            known = self.get(host)
            if not _is_named(known, versions):
                return None
            self._database.execute(
                "INSERT INTO sites (host, settings, updated_at) VALUES (?, ?, ?)"
                " ON CONFLICT (host) DO UPDATE"
                " SET settings = excluded.settings, updated_at = excluded.updated_at",
                *(host, merge_json(settings, _load_text(self._database, host)), time.time()),
            )
            self._audit_log.record(account_id, "site.saved", host)
        return known is None

    def delete(
        self, host: str, account_id: int, versions: Collection[str] | None = None
    ) -> bool | None:
        """Return whether there were settings of this site. None, and nothing is deleted, if their
        version is none of `versions`."""
        with self._database.transaction():
            if not _is_named(self.get(host), versions):
                return None
            was_there = bool(self._database.execute("DELETE FROM sites WHERE host = ?", host))
            if was_there:
                self._audit_log.record(account_id, "site.deleted", host)
        return was_there


def load_sites(reader: Reader) -> dict[str, SiteSettings]:
    """The settings of all sites by host name."""
    rows = reader.rows("SELECT host, settings FROM sites ORDER BY host")
    return {row["host"]: _decode(row["settings"]) for row in rows}


def site_version(settings: SiteSettings | None) -> str:
    """A digest of the settings; empty if there are none."""
    if settings is None:
        return ""
    return hashlib.sha256(msgspec.json.encode(settings, order="deterministic")).hexdigest()[:24]


def _is_named(settings: SiteSettings | None, versions: Collection[str] | None) -> bool:
    if versions is None or site_version(settings) in versions:
        return True
    return "*" in versions and settings is not None


def find_site_settings(reader: Reader, url: str) -> SiteSettings:
    """The settings of the longest host name that the host of the URL ends with; those of the
    library for what they leave open."""
    library = _load(reader, ALL_SITES) or SiteSettings()
    labels = host_of(url).split(".")
    for start in range(len(labels)):
        if found := _load(reader, ".".join(labels[start:])):
            return _merge(found, library)
    return library


def _merge(site: SiteSettings, library: SiteSettings) -> SiteSettings:
    empty = SiteSettings()
    names = (each.name for each in fields(SiteSettings))
    chosen = {name: getattr(site, name) for name in names}
    return replace(
        library, **{name: value for name, value in chosen.items() if value != getattr(empty, name)}
    )


def _load(reader: Reader, host: str) -> SiteSettings | None:
    text = _load_text(reader, host)
    return _decode(text) if text else None


def _load_text(reader: Reader, host: str) -> str | None:
    text: str | None = reader.value("SELECT settings FROM sites WHERE host = ?", host)
    return text


def _decode(text: str) -> SiteSettings:
    return msgspec.json.decode(text, type=SiteSettings)
