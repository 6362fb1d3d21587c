"""The SQLite database of the library: opened, checked, migrated and backed up."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from earshot.errors import DiskFull, LibraryDamaged, LibraryMissing, Unwritable
from earshot.files import as_output_error
from earshot.server.storage import backups
from earshot.server.storage.data_dir import DataDir

MIGRATIONS = sorted((Path(__file__).parent / "migrations").glob("*.sql"))
"""The migrations in order; `PRAGMA user_version` is the number of those applied."""
Row = sqlite3.Row


class Database:
    """The connection of the event loop's thread. Every change is a transaction on disk."""

    def __init__(self, data_dir: DataDir) -> None:
        self._data_dir = data_dir
        self._connection = _connect(data_dir)
        self._in_transaction = False

    def rows(self, sql: str, *values: object) -> list[Row]:
        return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, *values: object) -> Row | None:
        found: Row | None = self._connection.execute(sql, values).fetchone()
        return found

    def value(self, sql: str, *values: object) -> Any:
        found = self.row(sql, *values)
        return found[0] if found else None

    def execute(self, sql: str, *values: object) -> int:
        """Run one statement, in the current transaction or its own; return the number of changed
        rows.

        Raises DiskFull and Unwritable.
        """
        with self.transaction():
            return self._connection.execute(sql, values).rowcount

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit all changes of the block, or none. Raises DiskFull and Unwritable."""
        if self._in_transaction:
            yield
            return
        self._in_transaction = True
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            yield
            self._connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            self._rollback()
            raise _storage_error(self._data_dir.database_path, error) from error
        except BaseException:
            self._rollback()
            raise
        finally:
            self._in_transaction = False

    @property
    def change_counter(self) -> int:
        """A number that differs after every change."""
        return self._connection.total_changes

    def back_up(self) -> None:
        """Replace the backup by a copy of the database.

        Raises DiskFull and Unwritable.
        """
        temp_path = self._data_dir.backup_path.with_suffix(".partial")
        try:
            temp_path.unlink(missing_ok=True)
            self._connection.execute("VACUUM INTO ?", (str(temp_path),))
            backups.replace_backup(self._data_dir, temp_path)
        except sqlite3.OperationalError as error:
            raise _storage_error(temp_path, error) from error
        except OSError as error:
            raise as_output_error(temp_path, error) from error
        finally:
            temp_path.unlink(missing_ok=True)

    def close(self) -> None:
        self._connection.close()

    def _rollback(self) -> None:
        with suppress(sqlite3.Error):
            self._connection.execute("ROLLBACK")


def _connect(data_dir: DataDir) -> sqlite3.Connection:
    """Raises LibraryMissing, LibraryDamaged, DiskFull and Unwritable."""
    if not _has_content(data_dir.database_path):
        _check_no_library_is_lost(data_dir)
    try:
        connection = sqlite3.connect(data_dir.database_path, isolation_level=None, timeout=10)
        if connection.execute("PRAGMA user_version").fetchone()[0] == 0:
            _check_no_library_is_lost(data_dir)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        if (verdict := connection.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
            raise _damage_error(data_dir, verdict)
        _migrate(connection, data_dir.database_path)
    except sqlite3.OperationalError as error:
        raise _storage_error(data_dir.database_path, error) from error
    except sqlite3.DatabaseError as error:
        raise _damage_error(data_dir, error) from error
    return connection


def _has_content(database: Path) -> bool:
    return database.exists() and database.stat().st_size > 0


def _check_no_library_is_lost(data_dir: DataDir) -> None:
    """Raises LibraryMissing if a new database would replace one that had stories."""
    if found := backups.describe_remains(data_dir):
        raise LibraryMissing(
            path=data_dir.database_path, found=found, cure=backups.recovery_advice(data_dir)
        )


def _damage_error(data_dir: DataDir, reason: object) -> LibraryDamaged:
    return LibraryDamaged(
        path=data_dir.database_path, reason=reason, cure=backups.recovery_advice(data_dir)
    )


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(MIGRATIONS):
        raise Unwritable(
            path=path, reason="it was created by a newer version of Earshot; update Earshot"
        )
    for number, migration in enumerate(MIGRATIONS[version:], version + 1):
        script = migration.read_text("utf-8")
        connection.executescript(f"BEGIN; {script} PRAGMA user_version = {number}; COMMIT;")


def _storage_error(path: Path, error: sqlite3.OperationalError) -> DiskFull | Unwritable:
    if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
        return DiskFull(path=path)
    return Unwritable(path=path, reason=str(error).lower())
