"""Read-only connections in threads of their own, for queries that may take long."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock, local
from typing import Any, Concatenate, ParamSpec, TypeVar

Row = sqlite3.Row
P = ParamSpec("P")
T = TypeVar("T")
READER_COUNT = 2
"""A slow query leaves one connection for the others."""


class Reader:
    """A connection that queries. It belongs to one thread."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.row_factory = sqlite3.Row

    def rows(self, sql: str, *values: object) -> list[Row]:
        return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, *values: object) -> Row | None:
        found: Row | None = self._connection.execute(sql, values).fetchone()
        return found

    def value(self, sql: str, *values: object) -> Any:
        found = self.row(sql, *values)
        return found[0] if found else None


class ReaderPool:
    """Runs queries outside the event loop. They see every committed change."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._executor = ThreadPoolExecutor(READER_COUNT, "reader")
        self._thread = local()
        self._connections: list[sqlite3.Connection] = []
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
            connection = sqlite3.connect(
                f"{self._path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False
            )
            with self._lock:
                self._connections.append(connection)
            self._thread.reader = Reader(connection)
        reader: Reader = self._thread.reader
        return reader

    def close(self) -> None:
        self._executor.shutdown()
        for connection in self._connections:
            connection.close()
