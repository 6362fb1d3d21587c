"""What several servers on one Postgres share: sessions, limits, and the work of the library."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from postgres_server import Postgres

from earshot.errors import RequestRejected
from earshot.server.account import OWNER_ID
from earshot.server.storage import background_lease, shared_rate_limits
from earshot.server.storage.background_lease import BackgroundLease
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.database import Database, open_database
from earshot.server.storage.sessions import SessionStore
from earshot.server.storage.shared_rate_limits import SharedRateLimiter, forget_request_counts


@pytest.fixture
def databases(tmp_path: Path, postgres: Postgres) -> Iterator[tuple[Database, Database]]:
    """The connections of two servers."""
    url = postgres.create_database()
    with (
        closing(open_database(DataDir(tmp_path), url)) as first,
        closing(open_database(DataDir(tmp_path), url)) as second,
    ):
        yield first, second


def test_who_is_logged_in_on_one_server_is_logged_in_on_the_other(
    databases: tuple[Database, Database],
) -> None:
    first, second = (SessionStore(each, "password") for each in databases)
    token = first.create(OWNER_ID)
    assert second.find_account(token) == OWNER_ID
    second.delete(token)
    assert first.find_account(token) is None


def test_all_servers_count_the_requests_of_a_caller_together(
    databases: tuple[Database, Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SimpleNamespace(now=1_000.0)
    monkeypatch.setattr(shared_rate_limits, "time", SimpleNamespace(time=lambda: clock.now))
    first, second = (SharedRateLimiter(4, each, "logins") for each in databases)
    other = SharedRateLimiter(4, databases[0], "requests")
    for each in (first, second, second, first):
        each.acquire("ann")
    for each in (first, second):
        with pytest.raises(RequestRejected, match="try again in 15 s"):
            each.acquire("ann")
    first.acquire("ben")
    other.acquire("ann")
    clock.now += 16
    second.acquire("ann")
    with pytest.raises(RequestRejected):
        first.acquire("ann")
    clock.now -= 500  # the clock of another machine is behind
    with pytest.raises(RequestRejected):
        second.acquire("ann")
    clock.now += 3_600
    forget_request_counts(databases[0])
    assert databases[1].value("SELECT count(*) FROM request_counts") == 0


def test_one_server_does_the_work_of_the_library_until_it_ends_or_dies(
    databases: tuple[Database, Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = databases[0].change_counter
    first, second = (
        BackgroundLease(each, name) for each, name in zip(databases, "ab", strict=True)
    )
    assert first.acquire()
    assert first.acquire()
    assert not second.acquire()
    assert (first.is_held, second.is_held) == (True, False)
    first.release()
    assert second.acquire(), "the first one has ended"
    monkeypatch.setattr(background_lease, "LEASE_SECONDS", -1.0)
    assert second.acquire()
    assert not second.is_held, "it was paused for too long"
    monkeypatch.undo()
    assert first.acquire()
    assert databases[0].change_counter == changes, "cached pages stay valid"


def test_a_library_in_sqlite_has_one_server(tmp_path: Path) -> None:
    with closing(open_database(DataDir(tmp_path))) as database:
        lease = BackgroundLease(database, "a")
        assert lease.acquire()
        assert lease.is_held
        lease.release()
        assert lease.is_held
