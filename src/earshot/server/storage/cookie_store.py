"""The cookies of sites: in the database, which all servers of a library share, and in the file
`cookies.txt` of the host."""

from __future__ import annotations

from collections.abc import Iterator

from earshot.files import atomic_write
from earshot.httpclient.cookies import belongs_to, is_cookie_line, normalize_cookies
from earshot.server.storage.audit_log import AuditLog
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.database import Database
from earshot.server.storage.reader_pool import Reader

_HEADING = "# Netscape HTTP Cookie File"


def load_cookie_lines(reader: Reader) -> list[str]:
    """The cookies in the database, as lines of a cookie file."""
    rows = reader.rows("SELECT content FROM site_cookies ORDER BY host")
    return [line for row in rows for line in row["content"].splitlines()]


class CookieStore:
    """Values of cookies are secrets: they are written, but never returned."""

    def __init__(self, data_dir: DataDir, database: Database, audit_log: AuditLog) -> None:
        self._data_dir = data_dir
        self._database = database
        self._audit_log = audit_log

    def has_cookies(self, host: str) -> bool:
        lines = [*load_cookie_lines(self._database), *self._lines_in_file()]
        return any(belongs_to(line, host) for line in lines)

    def replace(self, host: str, text: str, account_id: int) -> None:
        """Replace the cookies of the site. `text` is a cookie file, or the value of a Cookie
        header. Raises ValueError with the reason for other texts."""
        added = normalize_cookies(text, host)
        with self._database.transaction():
            self._audit_log.record(account_id, "site.cookies_saved", host)
            self._remove(host)
            self._save(host, added)

    def delete(self, host: str, account_id: int) -> bool:
        """Return whether there were cookies of this site."""
        if not self.has_cookies(host):
            return False
        with self._database.transaction():
            self._audit_log.record(account_id, "site.cookies_deleted", host)
            self._remove(host)
        return True

    def _remove(self, host: str) -> None:
        """Remove the cookies of the site and its subdomains."""
        for row in self._database.rows("SELECT host, content FROM site_cookies"):
            lines = row["content"].splitlines()
            kept = [line for line in lines if not belongs_to(line, host)]
            if kept != lines:
                self._save(row["host"], kept)
        in_file = list(self._lines_in_file())
        if any(belongs_to(line, host) for line in in_file):
            self._write_file(line for line in in_file if not belongs_to(line, host))

    def _save(self, host: str, lines: list[str]) -> None:
        self._database.execute("DELETE FROM site_cookies WHERE host = ?", host)
        if lines:
            sql = "INSERT INTO site_cookies (host, content) VALUES (?, ?)"
            self._database.execute(sql, host, "\n".join(lines))

    def _lines_in_file(self) -> Iterator[str]:
        return filter(is_cookie_line, self._data_dir.read_cookie_file().splitlines())

    def _write_file(self, lines: Iterator[str]) -> None:
        with atomic_write(self._data_dir.cookie_path) as temporary:
            temporary.chmod(0o600)
            temporary.write_text("\n".join([_HEADING, *lines, ""]), "utf-8")
