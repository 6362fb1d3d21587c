"""The library in Postgres; the only module that imports psycopg."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from threading import Event, Thread
from typing import Any

from earshot.errors import DiskFull, InvalidOption, PackageMissing
from earshot.server.storage.database import Database, MessageReceiver, describe_url
from earshot.server.storage.postgres_schema import MIGRATIONS, NEWEST, OLDEST, migrate
from earshot.server.storage.reader_pool import Cursor, Reader, ReaderPool
from earshot.server.storage.text_search import PostgresTextSearch
from earshot.server.storage_errors import DatabaseUnavailable

try:
    import psycopg
    from psycopg.adapt import Buffer, Loader
    from psycopg.conninfo import conninfo_to_dict
except ImportError as _error:
    _HINT = "pip install 'earshot-audio[postgres]'"
    raise PackageMissing(feature="a library in Postgres", install_hint=_HINT) from _error

WRITER_LOCK = 1_701_343_091
"""An advisory lock of the database."""
CHANNEL = "earshot"
LISTEN_SECONDS = 0.5
"""The interval between two checks of a listener whether it is stopped."""
CONNECT_SECONDS = 10
SESSION_SETTINGS = (
    "SET lock_timeout = '20s'; SET idle_in_transaction_session_timeout = '8s';"
    " SET jit = off; SET max_parallel_workers_per_gather = 0"
)
"""A process that is paused in a transaction loses its lock, so the others can continue. A
query of a page is shorter than its compilation, or than the start of other processes for it."""
LOST = (psycopg.OperationalError, psycopg.errors.FeatureNotSupported)
"""Errors after which a new connection helps. The second one says that a newer version has added
columns to a table of a prepared statement."""
_BEGIN = f"BEGIN; SELECT pg_advisory_xact_lock({WRITER_LOCK})"
_COUNT_CHANGE = "UPDATE changes SET number = number + 1"
_ALL_COLUMNS = re.compile(r"\bSELECT (\w+\.)?\*")
"""Once prepared, such a statement fails after a newer release has added a column, and a transaction
cannot be repeated here."""
_TOKEN = re.compile(r"'[^']*'|\?(\d*)|CROSS JOIN")


class NamedRow:
    """See `readers.Row`."""

    __slots__ = ("_names", "_values")

    def __init__(self, names: dict[str, int], values: Sequence[Any]) -> None:
        self._names = names
        self._values = values

    def __getitem__(self, key: int | str, /) -> Any:
        return self._values[self._names[key] if isinstance(key, str) else key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._values)

    def keys(self) -> list[str]:
        return list(self._names)


class _NumericLoader(Loader):
    """Sums are numbers of Python, as with SQLite."""

    def load(self, data: Buffer) -> int | float:
        text = bytes(data).decode()
        return float(text) if "." in text else int(text)


class PostgresReader(Reader):
    """A connection that is opened again after it was lost."""

    text_search = PostgresTextSearch()
    _in_transaction = False

    def __init__(self, url: str) -> None:
        """Raises DatabaseUnavailable and InvalidOption."""
        _check_parameters(url)
        self._url = url
        with self._as_storage_errors():
            self._connection = _connect(url)

    def _run(self, sql: str, values: Sequence[object]) -> Cursor:
        with self._as_storage_errors():
            return self._run_connected(_translate(sql), [_adapt(each) for each in values])

    def _run_connected(self, sql: str, values: Sequence[object] = ()) -> Cursor:
        """Run the SQL of Postgres. Outside a transaction, a lost connection is opened again."""
        can_prepare = not (self._in_transaction and _ALL_COLUMNS.search(sql))
        try:
            return _execute(self._connection, sql, values, can_prepare=can_prepare)
        except LOST as error:
            if isinstance(error, psycopg.errors.FeatureNotSupported):
                self._connection.close()
            if self._in_transaction or not self._connection.closed:
                raise
            self._connection = _connect(self._url)
            return _execute(self._connection, sql, values)

    @contextmanager
    def _as_storage_errors(self) -> Iterator[None]:
        try:
            yield
        except psycopg.errors.DiskFull as error:
            raise DiskFull(path=describe_url(self._url)) from error
        except psycopg.errors.ProgramLimitExceeded:  # a value is too long: the database is well
            raise
        except (*LOST, psycopg.InterfaceError) as error:
            reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
            raise DatabaseUnavailable(path=describe_url(self._url), reason=reason) from error

    def has_current_schema(self) -> bool:
        own, number = max(MIGRATIONS), self.value(NEWEST)
        return bool(number == own or (number > own and self.value(OLDEST) <= own))

    def close(self) -> None:
        self._connection.close()


class PostgresDatabase(PostgresReader, Database):
    """See `database.Database`. Backups are those of Postgres."""

    is_shared = True

    def __init__(self, url: str) -> None:
        """Raises DatabaseUnavailable, and Unwritable for a database of a newer version."""
        super().__init__(url)
        try:
            with self._as_storage_errors():
                migrate(self._connection, describe_url(url))
        except BaseException:
            self._connection.close()
            raise
        self.readers = ReaderPool(lambda: PostgresReader(url))
        self._has_changes = False

    def _run(self, sql: str, values: Sequence[object]) -> Cursor:
        self._has_changes |= self._in_transaction and not sql.startswith("SELECT")
        return super()._run(sql, values)

    def _begin(self) -> None:
        self._has_changes = False
        self._run_connected(_BEGIN)

    def _commit(self) -> None:
        _execute(self._connection, f"{_COUNT_CHANGE}; COMMIT" if self._has_changes else "COMMIT")

    def _roll_back(self) -> None:
        with suppress(psycopg.Error):
            self._connection.execute("ROLLBACK")

    @property
    def change_counter(self) -> int:
        return int(self.value("SELECT number FROM changes"))

    def announce(self, topic: str, text: str = "") -> None:
        with suppress(DatabaseUnavailable):
            self.value("SELECT pg_notify(?, ?)", CHANNEL, f"{topic} {text}")

    @contextmanager
    def subscribe(self, receive: MessageReceiver) -> Iterator[None]:
        stopped = Event()
        thread = Thread(target=_listen, args=(self._url, receive, stopped), daemon=True)
        thread.start()
        try:
            yield
        finally:
            stopped.set()
            thread.join()

    def back_up(self) -> None:
        """Nothing: pg_dump and the archive of the write-ahead log are the tools."""

    def check(self) -> None:
        """Do nothing: Postgres checks its data itself."""

    def checkpoint(self) -> None:
        """Do nothing: Postgres writes checkpoints itself."""

    def close(self) -> None:
        self.readers.close()
        super().close()


def _check_parameters(url: str) -> None:
    try:
        conninfo_to_dict(url)
    except psycopg.ProgrammingError:  # it may show the password
        expected = "it is not a URL of Postgres, or has a parameter that libpq does not know"
        raise InvalidOption(option="database", value=describe_url(url), expected=expected) from None


def _listen(url: str, receive: MessageReceiver, stopped: Event) -> None:
    """Call `receive` with each message until stopped. A lost connection is opened again."""
    while not stopped.is_set():
        try:
            with _connect(url) as connection:
                connection.execute(f"LISTEN {CHANNEL}")
                receive("", "")  # messages may have been lost
                while not stopped.is_set():
                    for message in connection.notifies(timeout=LISTEN_SECONDS):
                        topic, _, text = message.payload.partition(" ")
                        receive(topic, text)
        except psycopg.Error:
            stopped.wait(LISTEN_SECONDS)


def _connect(url: str) -> psycopg.Connection[NamedRow]:
    connection = psycopg.connect(
        url,
        autocommit=True,
        connect_timeout=CONNECT_SECONDS,
        cursor_factory=psycopg.RawCursor[NamedRow],
        row_factory=_create_row_factory,
    )
    connection.adapters.register_loader("numeric", _NumericLoader)
    connection.execute(SESSION_SETTINGS)
    return connection


def _execute(
    connection: psycopg.Connection[NamedRow],
    sql: str,
    values: Sequence[object] = (),
    *,
    can_prepare: bool = True,
) -> Cursor:
    """Only SQL with values can be prepared: without them it may have several statements."""
    if values and can_prepare:
        return connection.execute(sql, values)
    return connection.execute(sql, values or None, prepare=False)


def _create_row_factory(cursor: psycopg.Cursor[Any]) -> Any:
    names = {column.name: place for place, column in enumerate(cursor.description or ())}
    return lambda values: NamedRow(names, values)


@lru_cache(1_000)
def _translate(sql: str) -> str:
    """SQL for Postgres: its placeholders, and no order of the tables."""
    count = 0

    def replace(token: re.Match[str]) -> str:
        nonlocal count
        if token[0] == "CROSS JOIN":  # with ON; SQLite takes these tables in their order
            return "JOIN"
        if token[0].startswith("'"):
            return token[0]
        count += not token[1]
        return f"${token[1] or count}"

    return _TOKEN.sub(replace, sql)


def _adapt(value: object) -> object:
    """SQLite has no booleans, and Postgres no character NUL."""
    if isinstance(value, bool):
        return int(value)
    return value.replace("\0", "\ufffd") if isinstance(value, str) else value
