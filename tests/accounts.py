"""Accounts of a server under test, and clients that are logged in as one of them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import serving
from argon2 import PasswordHasher
from serving import ServerProcess

from earshot.server.storage.accounts import AccountStore
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.database import open_database

OWNER_PASSWORD = "a long password"
PASSWORD = "another long password"
QUICK_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""A hash by the server costs 0.2 s of CPU time, and so does each login."""
OWNER_HASH = QUICK_HASHER.hash(OWNER_PASSWORD)
"""For the setting `password`."""
_addresses = itertools.count(1)


def add_accounts(folder: Path, roles: dict[str, str]) -> None:
    """Add accounts with these names and roles, before the server starts."""
    database = open_database(DataDir(folder))
    password_hash = QUICK_HASHER.hash(PASSWORD)
    for name, role in roles.items():
        AccountStore(database).add(name, role, password_hash)
    database.close()


def create_client(server: ServerProcess) -> httpx.Client:
    """A client with an address of its own, so it has its own limit of logins. The server must
    trust the proxy 127.0.0.1."""
    address = {"X-Forwarded-For": f"198.51.100.{next(_addresses)}"}
    return serving.create_client(server.base_url, **address)


@contextmanager
def logged_in(server: ServerProcess, name: str = "") -> Iterator[httpx.Client]:
    """A client of the account, or of the owner."""
    with create_client(server) as client:
        form = {"name": name, "password": PASSWORD if name else OWNER_PASSWORD}
        answer = client.post("/login", data=form)
        assert answer.status_code == 303, answer.text
        yield client


def create_key(client: httpx.Client, scope: str) -> dict[str, str]:
    """The header of a new API key."""
    page = client.post("/publisher", data={"name": "test", "scope": scope})
    assert page.status_code == 200, page.text
    secret = page.text.partition('id="secret" value="')[2].partition('"')[0]
    return {"Authorization": f"Bearer {secret}"}
