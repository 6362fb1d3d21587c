"""The library in SQLite: opened, checked, migrated and backed up."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from earshot.errors import DiskFull, LibraryDamaged, LibraryMissing, Unwritable
from earshot.files import as_output_error
from earshot.server.storage import backups
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.database import Database
from earshot.server.storage.reader_pool import Cursor, Reader, ReaderPool
from earshot.server.storage.text_search import SqliteTextSearch

log = logging.getLogger("earshot")
MIGRATIONS = sorted((Path(__file__).parent / "migrations").glob("*.sql"))
"""The migrations in order; `PRAGMA user_version` is the number of those applied."""
SCHEMA_NUMBER = 33
SCHEMA = Path(__file__).parent / "migrations" / "schema" / f"{SCHEMA_NUMBER:04}.sql"
"""All tables after that migration. A new library begins with it, because to run the migrations
before it takes 20 times as long."""
MAX_CHECKED_BYTES = 64_000_000
"""A larger database is checked while the server runs, and only if its last process was killed."""


class SqliteReader(Reader):
    """A connection to the file."""

    text_search = SqliteTextSearch()

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.row_factory = sqlite3.Row

    def _run(self, sql: str, values: Sequence[object]) -> Cursor:
        return self._connection.execute(sql, values)

    def has_current_schema(self) -> bool:
        return bool(self.value("PRAGMA user_version") == len(MIGRATIONS))

    def close(self) -> None:
        self._connection.close()


class SqliteDatabase(SqliteReader, Database):
    """See `database.Database`."""

    def __init__(self, data_dir: DataDir) -> None:
        self._data_dir = data_dir
        self.needs_check = _is_large(data_dir) and _was_killed(data_dir)
        super().__init__(_connect(data_dir))
        self.readers = ReaderPool(lambda: open_reader(data_dir.database_path))

    @contextmanager
    def _as_storage_errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            raise _storage_error(self._data_dir.database_path, error) from error

    def _begin(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")

    def _commit(self) -> None:
        self._connection.execute("COMMIT")

    def _roll_back(self) -> None:
        with suppress(sqlite3.Error):
            self._connection.execute("ROLLBACK")

    @property
    def change_counter(self) -> int:
        return self._connection.total_changes

    def back_up(self) -> None:
        if self.damage:
            return
        temp_path = self._data_dir.backup_path.with_suffix(".partial")
        try:
            copy_database(self._data_dir.database_path, temp_path)
            backups.add_backup(self._data_dir, temp_path)
        except OSError as error:
            raise as_output_error(temp_path, error) from error
        finally:
            temp_path.unlink(missing_ok=True)

    def check(self) -> None:
        try:
            with closing(_open_existing(self._data_dir.database_path)) as connection:
                verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        except sqlite3.DatabaseError as error:
            verdict = str(error)
        if verdict != "ok":
            self.damage = _damage_error(self._data_dir, verdict)
            log.error("%s", self.damage)

    def checkpoint(self) -> None:
        with closing(sqlite3.connect(self._data_dir.database_path, timeout=0)) as connection:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def close(self) -> None:
        self.readers.close()
        super().close()


def open_reader(path: Path) -> SqliteReader:
    """A connection that only reads. It may be closed by another thread than its own."""
    uri = f"{path.absolute().as_uri()}?mode=ro"
    return SqliteReader(sqlite3.connect(uri, uri=True, timeout=10, check_same_thread=False))


def copy_database(source: Path, target: Path) -> None:
    """Copy a database, which may be in use. Raises DiskFull and Unwritable."""
    target.unlink(missing_ok=True)
    try:
        with closing(_open_existing(source)) as connection:
            connection.execute("VACUUM INTO ?", (str(target),))
    except sqlite3.OperationalError as error:
        raise _storage_error(target, error) from error


def _open_existing(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=10)


def _is_large(data_dir: DataDir) -> bool:
    path = data_dir.database_path
    return path.exists() and path.stat().st_size > MAX_CHECKED_BYTES


def _was_killed(data_dir: DataDir) -> bool:
    """Whether the last process did not close the database: its write-ahead log is still there."""
    log_path = data_dir.database_path.with_name(f"{data_dir.database_path.name}-wal")
    return log_path.exists() and log_path.stat().st_size > 0


def _connect(data_dir: DataDir) -> sqlite3.Connection:
    """Raises LibraryMissing, LibraryDamaged, DiskFull and Unwritable."""
    if not _has_content(data_dir.database_path):
        _check_no_library_is_lost(data_dir)
    try:
        connection = sqlite3.connect(data_dir.database_path, isolation_level=None, timeout=10)
        if connection.execute("PRAGMA user_version").fetchone()[0] == 0:
            _check_no_library_is_lost(data_dir)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA wal_autocheckpoint = 0")  # `checkpoint` runs in a thread
        connection.execute("PRAGMA synchronous = FULL")
        if not _is_large(data_dir):
            verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if verdict != "ok":
                raise _damage_error(data_dir, verdict)
        _migrate(connection, data_dir.database_path)
        connection.execute("PRAGMA foreign_keys = ON")
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
    connection.execute("PRAGMA foreign_keys = OFF")  # a migration may replace a table
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(MIGRATIONS):
        raise Unwritable(
            path=path, reason="it was created by a newer version of Earshot; update Earshot"
        )
    if version == 0:
        version = SCHEMA_NUMBER
        _run_script(connection, SCHEMA, version)
    for number, migration in enumerate(MIGRATIONS[version:], version + 1):
        _run_script(connection, migration, number)


def _run_script(connection: sqlite3.Connection, path: Path, number: int) -> None:
    script = path.read_text("utf-8")
    connection.executescript(f"BEGIN;\n{script}\nPRAGMA user_version = {number}; COMMIT;")


def _storage_error(path: Path, error: sqlite3.OperationalError) -> DiskFull | Unwritable:
    if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
        return DiskFull(path=path)
    return Unwritable(path=path, reason=str(error).lower())
