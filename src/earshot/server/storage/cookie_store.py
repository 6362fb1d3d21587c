"""The cookies of sites, in the file `cookies.txt` that only its owner may read."""

from __future__ import annotations

from pathlib import Path

from earshot.files import atomic_write
from earshot.httpclient.cookies import belongs_to, is_cookie_line, normalize_cookies
from earshot.server.storage.audit_log import AuditLog
from earshot.server.storage.data_dir import COOKIE_FILE, DataDir
from earshot.server.storage.database import Database

_HEADING = "# Netscape HTTP Cookie File"


class CookieStore:
    """Values of cookies are secrets: they are written, but never returned."""

    def __init__(self, data_dir: DataDir, database: Database, audit_log: AuditLog) -> None:
        self._path: Path = data_dir.folder / COOKIE_FILE
        self._database = database
        self._audit_log = audit_log

    def has_cookies(self, host: str) -> bool:
        return any(belongs_to(line, host) for line in self._lines())

    def replace(self, host: str, text: str, account_id: int) -> None:
        """Replace the cookies of the site. `text` is a cookie file, or the value of a Cookie
        header. Raises ValueError with the reason for other texts."""
        added = normalize_cookies(text, host)
        with self._database.transaction():
            self._audit_log.record(account_id, "site.cookies_saved", host)
            self._write([*self._other_lines(host), *added])

    def delete(self, host: str, account_id: int) -> bool:
        """Return whether there were cookies of this site."""
        if not self.has_cookies(host):
            return False
        with self._database.transaction():
            self._audit_log.record(account_id, "site.cookies_deleted", host)
            self._write(self._other_lines(host))
        return True

    def _lines(self) -> list[str]:
        if not self._path.is_file():
            return []
        text = self._path.read_text("utf-8", "replace")
        return [line for line in text.splitlines() if is_cookie_line(line)]

    def _other_lines(self, host: str) -> list[str]:
        return [line for line in self._lines() if not belongs_to(line, host)]

    def _write(self, lines: list[str]) -> None:
        with atomic_write(self._path) as temporary:
            temporary.chmod(0o600)
            temporary.write_text("\n".join([_HEADING, *lines, ""]), "utf-8")
