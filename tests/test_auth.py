"""Authentication and the headers that protect it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from command_line import run_earshot
from serving import ServerProcess, create_client, running_server, send_until_refused, story_markdown

PASSWORD = "a long password"
NO_KEY = {"Authorization": "Bearer nobody"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    home = tmp_path_factory.mktemp("library")
    settings = {"password": PASSWORD, "public": "true", "allowed_origins": "https://news.example"}
    with running_server(home, **settings) as running:
        yield running


@pytest.fixture(scope="module")
def local_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server without a password."""
    with running_server(tmp_path_factory.mktemp("local"), max_upload_mb="1") as running:
        yield running


@contextmanager
def logged_in(server: ServerProcess) -> Iterator[httpx.Client]:
    with create_client(server.base_url) as client:
        answer = client.post("/login", data={"password": PASSWORD})
        assert answer.status_code == 303
        yield client


def new_key(client: httpx.Client, scope: str) -> dict[str, str]:
    page = client.post("/publisher", data={"name": "test", "scope": scope})
    assert page.status_code == 200
    secret = page.text.partition('id="secret" value="')[2].partition('"')[0]
    return {"Authorization": f"Bearer {secret}"}


def test_without_the_password_requests_are_rejected(server: ServerProcess) -> None:
    for path in ("/", "/settings", "/feeds", "/analytics.csv", "/metrics"):
        answer = server.client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/login"), path
    assert server.client.get("/v1/stories").status_code == 401
    assert server.client.post("/v1/stories", json={"text": "Hello there."}).status_code == 401
    assert server.client.post("/login", data={"password": "wrong"}).status_code == 401


def test_voices_are_listed_without_a_key(tmp_path: Path) -> None:
    """Open WebUI sends its key only with a text."""
    with running_server(tmp_path, password=PASSWORD) as server:
        for path in ("/v1/audio/voices", "/v1/audio/models"):
            assert server.client.get(path).status_code == 200, path
        assert server.client.post("/v1/audio/speech", json={"input": "Hello"}).status_code == 401


def test_the_session_cookie_is_http_only_and_same_site(server: ServerProcess) -> None:
    with logged_in(server) as client:
        cookie = client.post("/login", data={"password": PASSWORD}).headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        assert client.get("/").status_code == 200
        client.post("/logout")
        assert client.get("/").status_code == 303


def test_a_key_is_limited_to_its_scope(server: ServerProcess) -> None:
    with logged_in(server) as client:
        read, write = new_key(client, "read"), new_key(client, "write")
        listen = new_key(client, "listen")
        assert server.client.get("/v1/stories", headers=listen).status_code == 403
        story = {"markdown": story_markdown("Keys")}
        assert server.client.post("/v1/stories", json=story, headers=read).status_code == 403
        sent = server.client.post("/v1/stories", json=story, headers=write)
        assert sent.status_code == 201
        assert server.client.get("/v1/stories", headers=read).status_code == 200
        assert server.client.get("/v1/stories", headers=NO_KEY).status_code == 401
        listened = server.client.get(f"/v1/stories/{sent.json()['id']}")
        assert listened.status_code == 200, "whoever knows the address listens"


def test_cross_site_requests_are_rejected(server: ServerProcess) -> None:
    with logged_in(server) as client:
        for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
            answer = client.post("/v1/stories", json={"text": "Hello there."}, headers=headers)
            assert answer.status_code == 403
            assert client.post("/add", data={"what": "Hello"}, headers=headers).status_code == 403


def test_only_allowed_origins_get_cors_headers(server: ServerProcess) -> None:
    for origin, allowed in (("https://news.example", True), ("https://evil.example", False)):
        answer = server.client.get("/v1/audio/voices", headers={"Origin": origin})
        assert ("access-control-allow-origin" in answer.headers) == allowed
        assert "access-control-allow-credentials" not in answer.headers


def test_every_response_has_security_headers(server: ServerProcess) -> None:
    for path in ("/login", "/v1/openapi.json", "/nowhere", "/web/library.css"):
        headers = server.client.get(path).headers
        assert "script-src 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


def test_an_unknown_host_name_is_rejected(local_server: ServerProcess) -> None:
    for path in ("/", "/v1/stories"):
        answer = local_server.client.get(path, headers={"Host": "evil.example"})
        assert answer.status_code == 421


def test_too_many_requests_get_a_retry_after(tmp_path: Path) -> None:
    with running_server(tmp_path, rate_limit="5") as server:
        answers = send_until_refused(lambda _: server.client.get("/v1/audio/voices"))
        assert {answer.status_code for answer in answers} == {200, 429}
        refused = next(answer for answer in answers if answer.status_code == 429)
        assert int(refused.headers["retry-after"]) >= 1


def test_a_too_large_body_is_rejected(local_server: ServerProcess) -> None:
    answer = local_server.client.post("/v1/stories", json={"text": "x" * 1_100_000})
    assert answer.status_code == 413


@pytest.mark.parametrize("way", [("--host", "0.0.0.0"), ("--base-url", "https://news.example")])
def test_a_public_address_requires_a_password(tmp_path: Path, way: tuple[str, str]) -> None:
    run = run_earshot("serve", "--data-dir", tmp_path, "--port", "0", *way)
    assert run.returncode == 1
    assert "earshot set-password" in run.stderr


def test_a_password_is_stored_as_a_hash(tmp_path: Path) -> None:
    command = ("set-password", "--data-dir", tmp_path)
    assert run_earshot(*command, stdin="short\n").returncode == 1
    assert run_earshot(*command, stdin=f"{PASSWORD}\n").returncode == 0
    kept = (tmp_path / "password").read_text()
    assert kept.startswith("$argon2id$")
    assert PASSWORD not in kept
    with running_server(tmp_path) as server:
        assert server.client.get("/").status_code == 303
        with logged_in(server) as client:
            assert client.get("/").status_code == 200
