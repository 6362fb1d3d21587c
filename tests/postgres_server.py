"""A local Postgres, and empty databases on it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest

from benchmarks.postgres import LocalPostgres, PostgresMissing, find_programs, run_postgres

WITHOUT_DISK = "-c fsync=off -c full_page_writes=off"
"""The tests end processes, not machines."""


class Postgres:
    def __init__(self, server: LocalPostgres) -> None:
        self.url = server.url
        self.stop, self.start = server.stop, server.start
        self._numbers = count(1)

    def run(self, sql: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql)

    def create_database(self) -> str:
        """The URL of an empty schema, which takes less time than a database of its own."""
        name = f"library_{next(self._numbers)}"
        self.run(f"CREATE SCHEMA {name}")
        return f"{self.url}?options=-csearch_path%3D{name}"

    def copy_by_backup(self, url: str, file: Path) -> str:
        """Dump a library with pg_dump, and restore it in a new database. The URL of that."""
        schema, name = url.rpartition("%3D")[2], f"restored_{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name}")
        new_url = f"{self.url.rpartition('/')[0]}/{name}"
        programs = find_programs()
        options = ["--format=custom", f"--schema={schema}", f"--file={file}"]
        subprocess.run([programs / "pg_dump", *options, self.url], check=True)
        subprocess.run([programs / "pg_restore", f"--dbname={new_url}", file], check=True)
        return url.replace(self.url, new_url)

    def end_sessions(self) -> None:
        """Cut all connections, as a restart of the server does."""
        sessions = "FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname IS NOT NULL"
        self.run(f"SELECT pg_terminate_backend(pid) {sessions}")


@contextmanager
def run_test_postgres() -> Iterator[Postgres]:
    with ExitStack() as stack:
        try:
            server = stack.enter_context(run_postgres(WITHOUT_DISK))
        except PostgresMissing as error:
            pytest.skip(f"left out: {error}")
        yield Postgres(server)
