"""Logging in by a passkey, behind a proxy with a path prefix."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from accounts import OWNER_HASH, OWNER_PASSWORD, PASSWORD, add_accounts
from authenticator import Authenticator
from playwright.sync_api import Page, expect
from serving import ServerProcess, create_client

from earshot.server.auth import offers_passkeys
from earshot.server.settings import Settings

PREFIX = "/listen"
REFUSED = "This passkey was not accepted"
VIRTUAL_AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    folder = tmp_path_factory.mktemp("library")
    add_accounts(folder, {"ann": "reader", "ben": "reader"})
    server = ServerProcess(folder, password=OWNER_HASH, trusted_proxies="127.0.0.1")
    server.settings["base_url"] = f"http://localhost:{server.port}{PREFIX}"
    server.start()
    yield server
    server.stop()
    server.client.close()


@contextmanager
def client_of(server: ServerProcess, address: str) -> Iterator[httpx.Client]:
    """A client with a limit of logins of its own."""
    with create_client(
        f"http://localhost:{server.port}{PREFIX}/", **{"X-Forwarded-For": address}
    ) as client:
        yield client


def log_in_as(client: httpx.Client, name: str) -> None:
    form = {"name": name, "password": PASSWORD}
    assert client.post("login", data=form).status_code == 303


def add_passkey(client: httpx.Client, authenticator: Authenticator, name: str) -> httpx.Response:
    options = client.post("settings/passkeys/options").json()
    credential = authenticator.create(options["challenge"])
    return client.post("settings/passkeys", data={"name": name, "credential": credential})


def ask_challenge(client: httpx.Client) -> str:
    return str(client.post("login/passkey/options").json()["challenge"])


def answer(client: httpx.Client, credential: str) -> httpx.Response:
    return client.post("login/passkey", data={"credential": credential})


@pytest.fixture
def authenticator(server: ServerProcess) -> Authenticator:
    return Authenticator(host="localhost", origin=f"http://localhost:{server.port}")


def test_a_reader_adds_a_passkey_and_logs_in_with_it(server: ServerProcess, page: Page) -> None:
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": VIRTUAL_AUTHENTICATOR})
    home = f"http://localhost:{server.port}{PREFIX}"
    page.goto(f"{home}/login")
    page.get_by_label("Name").fill("ann")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.goto(f"{home}/settings")
    page.get_by_label("Name of the passkey").fill("My laptop")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("button", name="Remove My laptop")).to_be_visible()
    page.get_by_role("button", name="Log out").last.click()
    page.get_by_role("button", name="Log in with a passkey").click()
    expect(page.get_by_label("Link or text of a story")).to_be_visible()
    page.goto(f"{home}/settings")
    page.get_by_role("button", name="Remove My laptop").click()
    expect(page.get_by_role("button", name="Remove My laptop")).to_have_count(0)
    page.get_by_role("button", name="Log out").last.click()
    page.get_by_role("button", name="Log in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text(REFUSED)


def test_a_response_is_accepted_once(server: ServerProcess, authenticator: Authenticator) -> None:
    with client_of(server, "198.51.100.2") as client:
        log_in_as(client, "ben")
        assert add_passkey(client, authenticator, "Key of Ben").status_code == 303
        credential = authenticator.get(ask_challenge(client))
        client.cookies.clear()
        assert answer(client, credential).headers["location"] == f"{PREFIX}/"
        assert "ben" in client.get("settings").text
        again = answer(client, credential)
        assert (again.status_code, REFUSED in again.text) == (401, True)


def test_a_response_for_another_site_or_without_the_user_is_refused(
    server: ServerProcess, authenticator: Authenticator
) -> None:
    counting = authenticator.but(sign_count=5)
    with client_of(server, "198.51.100.3") as client:
        log_in_as(client, "ben")
        add_passkey(client, counting, "Counting key")
        wrong = [
            counting.but(origin="https://evil.example", sign_count=6),
            counting.but(host="evil.example", sign_count=6),
            counting.but(flags=0x01, sign_count=6),
            counting.but(sign_count=5),
            Authenticator(host="localhost", origin=counting.origin, passkey_id=counting.passkey_id),
            Authenticator(host="localhost", origin=counting.origin),
        ]
        for number, device in enumerate(wrong):
            refused = answer(client, device.get(ask_challenge(client)))
            assert (refused.status_code, REFUSED in refused.text) == (401, True), number
        right = counting.but(sign_count=6)
        assert answer(client, right.get(ask_challenge(client))).status_code == 303


def wrap_client_data(text: str) -> str:
    data = base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()
    return json.dumps({"response": {"clientDataJSON": data}})


def test_a_challenge_of_the_server_is_needed(
    server: ServerProcess, authenticator: Authenticator
) -> None:
    with client_of(server, "198.51.100.4") as client:
        log_in_as(client, "ben")
        add_passkey(client, authenticator, "Another key")
        deep = "[" * 3_000
        wrong = ("{}", "", "[1]", '{"response": 7}', deep, wrap_client_data(deep))
        for credential in (authenticator.get("b3du"), *wrong):
            assert answer(client, credential).status_code == 401, credential
        for_addition = client.post("settings/passkeys/options").json()["challenge"]
        assert answer(client, authenticator.get(for_addition)).status_code == 401


def test_a_passkey_is_added_to_the_account_that_asked_only(
    server: ServerProcess, authenticator: Authenticator
) -> None:
    with client_of(server, "198.51.100.5") as ben, client_of(server, "198.51.100.6") as ann:
        log_in_as(ben, "ben")
        log_in_as(ann, "ann")
        challenge = ben.post("settings/passkeys/options").json()["challenge"]
        form = {"name": "Stolen", "credential": authenticator.create(challenge)}
        assert ann.post("settings/passkeys", data=form).status_code == 401
        assert add_passkey(ben, authenticator, "").status_code == 422
        assert add_passkey(ben, authenticator, "Mine").status_code == 303
        assert add_passkey(ann, authenticator, "Mine too").status_code == 409
        page = ben.get("settings").text
        passkey_id = page.rpartition('name="remove" value="')[2].partition('"')[0]
        ann.post("settings/passkeys", data={"remove": passkey_id})
        assert passkey_id in ben.get("settings").text


def test_the_audit_log_names_each_passkey(
    server: ServerProcess, authenticator: Authenticator
) -> None:
    with client_of(server, "198.51.100.7") as client:
        assert client.post("login", data={"password": OWNER_PASSWORD}).status_code == 303
        add_passkey(client, authenticator, "Key of the owner")
        entries = client.get("v1/audit-log", params={"limit": 1}).json()["entries"]
        assert (entries[0]["action"], entries[0]["subject"]) == (
            "passkey.added",
            "Key of the owner",
        )
        options = client.post("settings/passkeys/options").json()
        assert len(options["excludeCredentials"]) == 1, json.dumps(options)


@pytest.mark.parametrize(
    ("settings", "offers"),
    [
        (Settings(password="x", base_url="https://listen.example"), True),
        (Settings(password="", base_url="https://listen.example"), False),
        (Settings(password="x", base_url="http://192.0.2.1:8008"), False),
        (Settings(password="x", base_url="https://a.example", auth_proxy_header="User"), False),
    ],
)
def test_passkeys_are_offered_where_they_can_work(settings: Settings, offers: bool) -> None:
    assert offers_passkeys(settings) is offers
