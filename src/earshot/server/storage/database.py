"""The database of the library, on SQLite or Postgres."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib import import_module

from earshot.errors import InvalidOption, LibraryDamaged
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.reader_pool import Reader, ReaderPool

MessageReceiver = Callable[[str, str], None]
POSTGRES_SCHEMES = ("postgresql://", "postgres://")


class Database(Reader):
    """The connection of the event loop's thread. Every change is a transaction on disk, and only
    one transaction that changes something runs at a time, even with several processes.

    Queries that may take long run in `readers`.
    """

    readers: ReaderPool
    is_shared = False
    """Whether other processes may change the library too."""
    needs_check = False
    """Whether `check` should be called: the database was not checked when opened."""
    damage: LibraryDamaged | None = None
    _in_transaction = False

    def execute(self, sql: str, *values: object) -> int:
        """Run one statement, in the current transaction or its own; return the number of changed
        rows.

        Raises DiskFull and Unwritable.
        """
        with self.transaction():
            return self._run(sql, values).rowcount

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit all changes of the block, or none. Raises DiskFull and Unwritable."""
        if self._in_transaction:
            yield
            return
        try:
            with self._as_storage_errors():
                self._begin()
                self._in_transaction = True
                yield
                self._commit()
        except BaseException:
            self._roll_back()
            raise
        finally:
            self._in_transaction = False

    def announce(self, topic: str, text: str = "") -> None:
        """Send a message to the processes that share the library. It may be lost."""

    @contextmanager
    def subscribe(self, receive: MessageReceiver) -> Iterator[None]:
        """Call `receive` in a thread with the topic and text of each message, during the block."""
        yield

    @property
    @abstractmethod
    def change_counter(self) -> int:
        """A number that differs after every change."""

    @abstractmethod
    def back_up(self) -> None:
        """Add a backup, if the engine keeps backups of its own, unless the database is known to be
        damaged. Call it in a thread.

        Raises DiskFull and Unwritable.
        """

    @abstractmethod
    def check(self) -> None:
        """Check the whole file, and set `damage`. Call it in a thread."""

    @abstractmethod
    def checkpoint(self) -> None:
        """Move the changes from the write-ahead log to the database. Call it in a thread."""

    @abstractmethod
    def _as_storage_errors(self) -> AbstractContextManager[None]:
        """Translate the errors of the engine to DiskFull and Unwritable."""

    @abstractmethod
    def _begin(self) -> None: ...

    @abstractmethod
    def _commit(self) -> None: ...

    @abstractmethod
    def _roll_back(self) -> None: ...


def open_database(data_dir: DataDir, url: str = "") -> Database:
    """The database at this URL, or the file in the data directory.

    Raises LibraryMissing, LibraryDamaged, DiskFull, Unwritable, InvalidOption and PackageMissing.
    """
    check_database_url(url)
    if url:
        module = import_module("earshot.server.storage.postgres_database")
        postgres: Database = module.PostgresDatabase(url)
        return postgres
    module = import_module("earshot.server.storage.sqlite_database")
    sqlite: Database = module.SqliteDatabase(data_dir)
    return sqlite


def open_reader(data_dir: DataDir, url: str = "") -> Reader:
    """A connection that only reads and may have another schema. Raises as `open_database`."""
    check_database_url(url)
    if url:
        module = import_module("earshot.server.storage.postgres_database")
        postgres: Reader = module.PostgresReader(url)
        return postgres
    module = import_module("earshot.server.storage.sqlite_database")
    sqlite: Reader = module.open_reader(data_dir.database_path)
    return sqlite


def check_database_url(url: str) -> None:
    """Raises InvalidOption. An empty URL is SQLite."""
    if not url:
        return
    user = url.partition("://")[2].rpartition("@")[0]
    if not url.startswith(POSTGRES_SCHEMES):
        expected = "use postgresql://USER:PASSWORD@HOST/NAME, or leave it out for SQLite"
    elif set(user) & set("/?#[]"):
        # libpq would take a part of the password for a host or a port, and show it.
        expected = "write / ? # [ ] in a password as %2F %3F %23 %5B %5D, and @ elsewhere as %40"
    else:
        return
    raise InvalidOption(option="database", value=describe_url(url), expected=expected)


def describe_url(url: str) -> str:
    """The host and the name, without the user and the parameters: both can hold a password."""
    return url.partition("://")[2].rpartition("@")[2].partition("?")[0]
