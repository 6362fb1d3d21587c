"""Logging in at an OpenID provider, which runs on this machine."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from accounts import OWNER_HASH, PASSWORD, add_accounts, create_client
from openid_provider import CLIENT_ID, CLIENT_SECRET, ISSUER, OpenIdProvider, openid_provider
from serving import ServerProcess, running_server

from earshot.errors import InvalidOption
from earshot.server.settings import Settings
from earshot.server.settings_validation import validate_settings
from earshot.server.storage.accounts import AccountStore
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.database import open_database

REFUSED = "The sign-in service did not confirm who you are"


@pytest.fixture(scope="module")
def provider() -> Iterator[OpenIdProvider]:
    with openid_provider() as running:
        yield running


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory, provider: OpenIdProvider
) -> Iterator[ServerProcess]:
    folder = tmp_path_factory.mktemp("library")
    add_accounts(folder, {"ann": "editor", "ben": "reader", "eve": "reader"})
    add_account_without_password(folder, "cleo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EARSHOT_TEST_SITE", str(provider.server_address[1]))
        with running_server(
            folder,
            password=OWNER_HASH,
            trusted_proxies="127.0.0.1",
            oidc_issuer=ISSUER,
            oidc_client_id=CLIENT_ID,
            oidc_client_secret=CLIENT_SECRET,
            oidc_new_accounts="true",
            allowed_private_hosts="auth.example",
        ) as running:
            yield running


def add_account_without_password(folder: Path, name: str) -> None:
    database = open_database(DataDir(folder))
    AccountStore(database).add(name, "publisher")
    database.close()


@pytest.fixture
def client(server: ServerProcess) -> Iterator[httpx.Client]:
    """A browser. It has a limit of logins of its own."""
    with create_client(server) as running:
        yield running


def begin(client: httpx.Client, path: str = "/login/oidc") -> str:
    """The address at the provider that the reader is sent to."""
    answer = client.get(path)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def finish(client: httpx.Client, query: dict[str, str]) -> httpx.Response:
    return client.get("/login/oidc/callback", params=query)


def log_in(client: httpx.Client, provider: OpenIdProvider, **claims: Any) -> httpx.Response:
    return finish(client, provider.log_in(begin(client), **claims))


def name_of(client: httpx.Client) -> str:
    """The account that is logged in."""
    return client.get("/settings").text.partition("<bdi>")[2].partition("</bdi>")[0]


def connect(client: httpx.Client, provider: OpenIdProvider, **claims: Any) -> httpx.Response:
    link = client.get("/settings").text.partition("/settings/oidc?")[2].partition('"')[0]
    return finish(client, provider.log_in(begin(client, f"/settings/oidc?{link}"), **claims))


def test_a_new_name_becomes_a_reader_and_stays_the_same_account(
    client: httpx.Client, provider: OpenIdProvider
) -> None:
    answer = log_in(client, provider, sub="1", preferred_username="dora")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert name_of(client) == "dora"
    client.cookies.clear()
    log_in(client, provider, sub="1", preferred_username="dora married")
    assert name_of(client) == "dora"


def test_an_account_with_a_password_is_not_given_away_by_its_name(
    server: ServerProcess, client: httpx.Client, provider: OpenIdProvider
) -> None:
    for name in ("ann", "owner", "ANN"):
        taken = log_in(client, provider, sub=f"thief of {name}", preferred_username=name)
        assert (taken.status_code, "account with your name" in taken.text) == (409, True)
    log_in(client, provider, sub="cleo 1", preferred_username="cleo")
    assert name_of(client) == "cleo", "nobody could log in to it yet"
    with create_client(server) as another:
        taken = log_in(another, provider, sub="cleo 2", preferred_username="cleo")
        assert taken.status_code == 409


def test_a_reader_connects_and_disconnects_the_account(
    server: ServerProcess, client: httpx.Client, provider: OpenIdProvider
) -> None:
    client.post("/login", data={"name": "ben", "password": PASSWORD})
    answer = connect(client, provider, sub="ben 1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/settings")
    assert "Your account is connected" in client.get("/settings").text
    with create_client(server) as another:
        log_in(another, provider, sub="ben 1", preferred_username="whatever")
        assert name_of(another) == "ben"
        another.post("/login", data={"name": "eve", "password": PASSWORD})
        assert connect(another, provider, sub="ben 1").status_code == 409
    client.post("/settings/oidc")
    assert "Your account is connected" not in client.get("/settings").text


def test_another_site_cannot_connect_its_own_login(
    client: httpx.Client, provider: OpenIdProvider
) -> None:
    client.post("/login", data={"name": "eve", "password": PASSWORD})
    assert client.get("/settings/oidc").status_code == 403
    assert client.get("/settings/oidc", params={"token": "guessed"}).status_code == 403


def test_only_the_browser_that_began_the_login_can_finish_it_and_only_once(
    server: ServerProcess, client: httpx.Client, provider: OpenIdProvider
) -> None:
    query = provider.log_in(begin(client), sub="1", preferred_username="dora")
    with create_client(server) as another:
        begin(another)
        assert finish(another, query).status_code == 401
    assert finish(client, query | {"state": "made up"}).status_code == 401
    client.cookies.clear()
    assert finish(client, query).status_code == 401
    query = provider.log_in(begin(client), sub="1", preferred_username="dora")
    kept = dict(client.cookies)
    assert finish(client, query).status_code == 303
    client.cookies.clear()
    client.cookies.update(kept)
    assert finish(client, query).status_code == 401


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "of another login"},
        {"aud": "another client"},
        {"azp": "another client"},
        {"iss": "http://evil.example"},
        {"exp": time.time() - 3_600},
        {"iat": time.time() + 3_600},
        {"sub": ""},
        {"token": "no token"},
        {"token": jwt.encode({"sub": "1"}, "x" * 32, "HS256", {"kid": "x"})},
    ],
    ids="nonce audience party issuer expired early subject form algorithm".split(),
)
def test_a_token_that_does_not_fit_is_refused(
    client: httpx.Client, provider: OpenIdProvider, claims: dict[str, Any]
) -> None:
    answer = log_in(client, provider, **{"sub": "1", "preferred_username": "dora"} | claims)
    assert (answer.status_code, REFUSED in answer.text) == (401, True)


def test_clocks_may_differ_by_some_seconds(client: httpx.Client, provider: OpenIdProvider) -> None:
    answer = log_in(client, provider, sub="1", iat=time.time() + 30, preferred_username="dora")
    assert answer.status_code == 303


def test_new_keys_of_the_provider_are_found(client: httpx.Client, provider: OpenIdProvider) -> None:
    assert log_in(client, provider, sub="1", preferred_username="dora").status_code == 303
    provider.rotate_keys()
    assert log_in(client, provider, sub="1", preferred_username="dora").status_code == 303


@pytest.mark.parametrize(
    "key",
    [
        {"kty": 5},
        {"kty": "EC", "crv": "P-256", "x": 5, "y": None},
        {"kty": "EC", "crv": "P-256", "x": "é", "y": "…"},
        {"kty": "RSA", "n": "AQAB", "e": "AA"},
        {"kty": "oct", "k": "AAAA"},
        None,
    ],
    ids="type numbers letters modulus secret none".split(),
)
def test_a_key_that_is_not_one_is_refused(
    client: httpx.Client,
    provider: OpenIdProvider,
    monkeypatch: pytest.MonkeyPatch,
    key: dict[str, Any] | None,
) -> None:
    provider.rotate_keys()
    keys = None if key is None else [None, 5, key | {"kid": provider.key_id}]
    monkeypatch.setattr(provider, "public_keys", lambda: {"keys": keys})
    answer = log_in(client, provider, sub="1", preferred_username="dora")
    assert (answer.status_code, REFUSED in answer.text) == (401, True)


def test_the_name_may_come_from_the_user_info(
    client: httpx.Client, provider: OpenIdProvider
) -> None:
    provider.user_info = {"sub": "somebody else", "preferred_username": "hal"}
    assert log_in(client, provider, sub="7").status_code == 403
    provider.user_info = {"sub": "7", "preferred_username": "hal"}
    assert log_in(client, provider, sub="7").status_code == 303
    assert name_of(client) == "hal"


def test_a_login_that_was_cancelled_and_a_provider_that_is_down_are_explained(
    client: httpx.Client, provider: OpenIdProvider
) -> None:
    query = provider.log_in(begin(client), sub="1")
    refused = finish(client, {"state": query["state"], "error": "access_denied"})
    assert (refused.status_code, REFUSED in refused.text) == (401, True)
    query = provider.log_in(begin(client), sub="1")
    provider.is_up = False
    down = finish(client, query)
    provider.is_up = True
    assert (down.status_code, "can’t be reached" in down.text) == (502, True)
    assert "Password" in down.text


@pytest.mark.parametrize(
    "settings",
    [
        {"oidc_issuer": "http://auth.example"},
        {"oidc_issuer": "auth.example"},
        {"oidc_issuer": "https://auth.example", "oidc_client_id": ""},
        {"oidc_issuer": "https://auth.example", "auth_proxy_header": "Remote-User"},
    ],
)
def test_a_provider_that_cannot_be_used_is_refused_at_the_start(settings: dict[str, str]) -> None:
    proxied = {"oidc_client_id": "earshot"} | settings
    with pytest.raises(InvalidOption):
        validate_settings(Settings(trusted_proxies=("127.0.0.1",), **proxied))  # type: ignore[arg-type]
