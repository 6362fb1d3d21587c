"""The schema of a library in Postgres, which two releases may use at the same time."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from earshot.errors import Unwritable

MIGRATIONS = {
    int(path.name[:4]): path
    for path in sorted((Path(__file__).parent / "migrations" / "postgres").glob("*.sql"))
}
"""The first one is the whole schema at that number of SQLite's migrations; then come the same
numbers as there."""
OLDEST_NUMBER = 30
"""The last migration of the oldest release that can use this schema. Raise it when a migration
removes or renames something, which no release before has used."""
MIGRATION_LOCK = 1_701_343_092
"""An advisory lock of the database."""
NEWEST = "SELECT coalesce(max(number), 0) FROM schema_version"
OLDEST = "SELECT max(oldest_number) FROM schema_version"


class Connection(Protocol):
    def execute(self, sql: str, values: Sequence[object] = (), /) -> Any: ...

    def transaction(self) -> AbstractContextManager[object]: ...


def migrate(connection: Connection, name: str) -> None:
    """Several servers may start at once; the first one migrates. Raises Unwritable."""
    with connection.transaction():
        connection.execute("SET LOCAL lock_timeout = 0")
        connection.execute(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
        connection.execute("CREATE TABLE IF NOT EXISTS schema_version (number BIGINT NOT NULL)")
        version = connection.execute(NEWEST).fetchone()[0]
        if version > max(MIGRATIONS):
            _check_newer(connection, name)
        for number, migration in MIGRATIONS.items():
            if number > version:
                connection.execute(migration.read_text("utf-8"))
                connection.execute("INSERT INTO schema_version (number) VALUES ($1)", [number])
        if version < max(MIGRATIONS):
            connection.execute("UPDATE schema_version SET oldest_number = $1", [OLDEST_NUMBER])


def _check_newer(connection: Connection, name: str) -> None:
    """Raises Unwritable if this release cannot use the schema of a newer one."""
    if connection.execute(OLDEST).fetchone()[0] > max(MIGRATIONS):
        reason = "it was created by a newer version of Earshot; update Earshot"
        raise Unwritable(path=name, reason=reason)
