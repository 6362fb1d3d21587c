"""Connections that query, and a pool of them in threads for queries that may take long."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Lock, local
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from earshot.server.storage.text_search import TextSearch

P = ParamSpec("P")
T = TypeVar("T")
READER_COUNT = 2
"""A slow query leaves one connection for the others."""


class Row(Protocol):
    """A row of a result. Its values have a place and a name."""

    def __getitem__(self, key: int | str, /) -> Any: ...

    def __iter__(self) -> Iterator[Any]: ...

    def keys(self) -> list[str]: ...


class Cursor(Protocol):
    """The result of a statement."""

    @property
    def rowcount(self) -> int: ...

    def fetchone(self) -> Any: ...

    def fetchall(self) -> list[Any]: ...


class Reader(ABC):
    """A connection that queries. It belongs to one thread.

    SQL has the placeholders of SQLite on every engine: `?`, or `?1` for a value by its number.
    """

    text_search: TextSearch
    """How the engine searches for words."""

    def rows(self, sql: str, *values: object) -> list[Row]:
        return self._run(sql, values).fetchall()

    def row(self, sql: str, *values: object) -> Row | None:
        found: Row | None = self._run(sql, values).fetchone()
        return found

    def value(self, sql: str, *values: object) -> Any:
        found = self.row(sql, *values)
        return found[0] if found else None

    @abstractmethod
    def _run(self, sql: str, values: Sequence[object]) -> Cursor:
        """Run one statement."""

    @abstractmethod
    def has_current_schema(self) -> bool:
        """Whether this release can use the tables."""

    @abstractmethod
    def close(self) -> None: ...


class ReaderPool:
    """Runs queries outside the event loop. They see every committed change."""

    def __init__(self, open_reader: Callable[[], Reader]) -> None:
        self._open_reader = open_reader
        self._executor = ThreadPoolExecutor(READER_COUNT, "reader")
        self._thread = local()
        self._readers: list[Reader] = []
        self._lock = Lock()

    async def run(
        self, query: Callable[Concatenate[Reader, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Call `query` with a reader and these arguments in a thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._executor, lambda: query(self._reader(), *args, **kwargs)
        )

    def _reader(self) -> Reader:
        if not hasattr(self._thread, "reader"):
            reader = self._open_reader()
            with self._lock:
                self._readers.append(reader)
            self._thread.reader = reader
        found: Reader = self._thread.reader
        return found

    def close(self) -> None:
        self._executor.shutdown()
        for reader in self._readers:
            reader.close()
