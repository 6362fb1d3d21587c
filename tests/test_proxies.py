"""Behind a reverse proxy: the client's address, the path of the public URL, and the Host header."""

from __future__ import annotations

import asyncio
import logging
import re
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from accounts import OWNER_HASH, OWNER_PASSWORD
from playwright.sync_api import Page
from serving import (
    FIRST_ENVIRONMENT,
    SERVE_COMMAND,
    ServerProcess,
    free_port,
    is_refused,
    running_server,
    send_until_refused,
    start_process,
    story_markdown,
)
from starlette.datastructures import Headers

from earshot.errors import InvalidOption
from earshot.server.proxies import (
    Hop,
    ProxyMiddleware,
    TrustedProxies,
    client_key,
    parse_address,
    read_hops,
)
from earshot.server.settings import Settings, load_settings
from earshot.server.settings_validation import validate_settings

PREFIX = "/listen"
READY = """player => new Promise(done => {
  if (player.duration > 0) done();
  player.addEventListener("earshot-ready", done);
})"""
TRUSTED = TrustedProxies(("127.0.0.1", "10.0.0.0/8", "2001:db8::/32"))


def hops_of(**fields: str) -> list[Hop]:
    return read_hops(Headers({name.replace("_", "-"): value for name, value in fields.items()}))


def client_of(peer: str, **fields: str) -> str:
    return TRUSTED.find_client(peer, hops_of(**fields)).address


@pytest.mark.parametrize(
    ("header", "client"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("6.6.6.6, 203.0.113.7", "203.0.113.7"),
        ("6.6.6.6, 203.0.113.7, 10.1.2.3", "203.0.113.7"),
        ("10.9.9.9, 10.1.2.3", "10.9.9.9"),
        ("203.0.113.7:5123", "203.0.113.7"),
        ("[2001:db9::1]:5123", "2001:db9::1"),
        ("2001:db9::1", "2001:db9::1"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("6.6.6.6, unknown", "127.0.0.1"),
        ("6.6.6.6, nonsense!, 10.1.2.3", "10.1.2.3"),
    ],
)
def test_the_client_is_the_rightmost_address_that_is_not_trusted(header: str, client: str) -> None:
    assert client_of("127.0.0.1", x_forwarded_for=header) == client


@pytest.mark.parametrize(
    ("header", "client"),
    [
        ("for=203.0.113.7;proto=https", "203.0.113.7"),
        ('for=6.6.6.6, For="[2001:db9::1]:4711"', "2001:db9::1"),
        ("for=6.6.6.6, for=203.0.113.7, for=10.1.2.3;by=127.0.0.1", "203.0.113.7"),
        ("for=_hidden", "127.0.0.1"),
        ("proto=https", "127.0.0.1"),
    ],
)
def test_the_standard_header_is_read_in_the_same_way(header: str, client: str) -> None:
    assert client_of("127.0.0.1", forwarded=header) == client


def test_scheme_and_host_are_those_of_the_proxy_that_saw_the_client() -> None:
    addresses = "6.6.6.6, 203.0.113.7, 10.1.2.3"
    hops = hops_of(x_forwarded_for=addresses, x_forwarded_proto="http, https, http")
    assert TRUSTED.find_client("127.0.0.1", hops) == Hop("203.0.113.7", "https")
    hops = hops_of(x_forwarded_for=addresses, x_forwarded_proto="https", x_forwarded_host="a.nl")
    assert TRUSTED.find_client("127.0.0.1", hops) == Hop("203.0.113.7", "https", "a.nl")


def test_a_forwarded_header_of_the_client_does_not_replace_that_of_the_proxy() -> None:
    assert client_of("127.0.0.1", x_forwarded_for="203.0.113.7", forwarded="for=6.6.6.6") == (
        "203.0.113.7"
    )


def resolve(settings: Settings, scope: dict[str, Any]) -> dict[str, Any]:
    """The scope behind the middleware."""
    seen: list[Any] = []

    async def remember(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope)

    middleware = ProxyMiddleware(remember, settings)
    base = {"type": "http", "scheme": "http", "path": "/", "raw_path": b"/", "headers": []}

    async def run() -> None:
        await middleware({**base, **scope}, None, None)  # type: ignore[arg-type]

    asyncio.run(run())
    found: dict[str, Any] = seen[0]
    return found


FORWARDED_FOR = [(b"x-forwarded-for", b"203.0.113.7"), (b"x-forwarded-proto", b"https")]


def test_a_stranger_cannot_choose_its_address(caplog: pytest.LogCaptureFixture) -> None:
    settings = Settings(trusted_proxies=("10.0.0.0/8",))
    stranger = {"client": ("192.0.2.1", 9), "headers": FORWARDED_FOR}
    with caplog.at_level(logging.WARNING):
        assert resolve(settings, stranger)["client"][0] == "192.0.2.1"
    assert "trusted_proxies" in caplog.text
    proxy = {"client": ("10.0.0.1", 9), "headers": FORWARDED_FOR}
    found = resolve(settings, proxy)
    assert (found["client"][0], found["scheme"]) == ("203.0.113.7", "https")


def test_only_a_trusted_proxy_may_say_who_is_logged_in() -> None:
    settings = Settings(trusted_proxies=("10.0.0.0/8",), auth_proxy_header="Remote-User")
    header = (b"remote-user", b"owner")
    for address, headers in (("192.0.2.1", []), ("10.0.0.1", [header])):
        found = resolve(settings, {"client": (address, 9), "headers": [header]})
        assert found["headers"] == headers
    with pytest.raises(InvalidOption, match="trusted_proxies"):
        validate_settings(Settings(auth_proxy_header="Remote-User"))


def test_a_proxy_logs_people_in_by_a_header(tmp_path: Path) -> None:
    settings = {"trusted_proxies": "127.0.0.1", "auth_proxy_header": "Remote-User"}
    with running_server(tmp_path, **settings) as server:

        def request_library(*names: str) -> httpx.Response:
            headers = [("Remote-User", name) for name in names]
            return server.client.get("/v1/subscriptions", headers=headers)

        assert [request_library(name).status_code for name in ("owner", "Ann", "ann")] == [200] * 3
        accounts = server.client.get("/accounts", headers={"Remote-User": "owner"}).text
        assert accounts.count("<strong>Ann</strong>") == 1
        for names in ((), ("owner", "ann"), ("x" * 101,), ("",)):
            assert request_library(*names).status_code == 401, names
        cross_site = {"Remote-User": "owner", "Sec-Fetch-Site": "cross-site"}
        assert server.client.post("/v1/stories", json={}, headers=cross_site).status_code == 403


def test_a_proxy_at_the_unix_socket_is_trusted_only_if_it_is_named() -> None:
    request = {"client": None, "headers": FORWARDED_FOR}
    assert resolve(Settings(), request)["client"] is None
    found = resolve(Settings(trusted_proxies=("unix",)), request)
    assert found["client"][0] == "203.0.113.7"


@pytest.mark.parametrize(
    ("path", "inside"),
    [("/listen/s/1", "/s/1"), ("/s/1", "/s/1"), ("/listen", "/"), ("/listener", "/listener")],
)
def test_the_prefix_may_be_removed_by_the_proxy_or_not(path: str, inside: str) -> None:
    settings = Settings(base_url="https://example.org/listen/")
    scope = {"path": path, "raw_path": path.encode(), "client": None}
    assert resolve(settings, scope)["path"] == inside


def test_a_client_with_many_ipv6_addresses_counts_once() -> None:
    assert client_key("2001:db8:1:2::1") == client_key("2001:db8:1:2:ffff::9")
    assert client_key("2001:db8:1:2::1") != client_key("2001:db8:1:3::1")
    assert client_key("192.0.2.1") != client_key("192.0.2.2")
    assert parse_address("nobody") is None


@pytest.mark.parametrize(
    "setting",
    [
        {"trusted_proxies": "proxy.example"},
        {"trusted_proxies": "10.0.0.0/99"},
        {"base_url": "https://example.org/v1"},
    ],
)
def test_a_wrong_setting_is_rejected(tmp_path: Path, setting: dict[str, str]) -> None:
    with pytest.raises(InvalidOption):
        load_settings(tmp_path, setting, {})


NGINX = """
worker_processes 1; daemon off; master_process off; pid {folder}/nginx.pid;
error_log stderr error;
events {{ worker_connections 256; }}
http {{
  access_log off;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{
    listen 127.0.0.1:{port};
    location {prefix}/ {{
      {auth}
      proxy_pass http://127.0.0.1:{upstream}{target};
      proxy_buffering off;
      {headers}
    }}
  }}
}}
"""
FORWARDING = """
proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
proxy_set_header X-Forwarded-Proto $scheme;
proxy_set_header X-Forwarded-Host $http_host;
"""
CADDY = """
{{
  admin off
  auto_https off
  storage file_system {folder}
}}
http://127.0.0.1:{port} {{
  handle_path {prefix}/* {{
    reverse_proxy 127.0.0.1:{upstream}
  }}
}}
"""


def require_program(name: str) -> str:
    return shutil.which(name, path="/usr/sbin:/usr/bin:/usr/local/bin") or pytest.skip(
        f"left out: {name} is not installed"
    )


@contextmanager
def run_proxy(command: list[str], port: int) -> Iterator[str]:
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"

    def is_up() -> bool:
        assert process.poll() is None, process.communicate()[1]
        try:
            httpx.get(address, trust_env=False)
        except httpx.TransportError:
            return False
        return True

    try:
        ServerProcess.wait_until(is_up)
        yield address
    finally:
        process.terminate()
        process.communicate()


@contextmanager
def run_nginx(folder: Path, port: int, upstream: int, **parts: str) -> Iterator[str]:
    program = require_program("nginx")
    values = {"prefix": "", "target": "", "auth": "", "headers": FORWARDING} | parts
    config = folder / "nginx.conf"
    config.write_text(NGINX.format(folder=folder, port=port, upstream=upstream, **values))
    with run_proxy([program, "-p", str(folder), "-c", str(config)], port) as address:
        yield address


@contextmanager
def run_caddy(folder: Path, port: int, upstream: int, prefix: str) -> Iterator[str]:
    program = require_program("caddy")
    config = folder / "Caddyfile"
    text = CADDY.format(folder=folder, port=port, upstream=upstream, prefix=prefix)
    config.write_text(text)
    command = [program, "run", "--adapter", "caddyfile", "--config", str(config)]
    with run_proxy(command, port) as address:
        yield address


@pytest.fixture(scope="module")
def proxy_port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, proxy_port: int) -> Iterator[ServerProcess]:
    settings = {
        "password": OWNER_HASH,
        "public": "true",
        "rate_limit": "200",
        "trusted_proxies": "127.0.0.1",
        "base_url": f"http://127.0.0.1:{proxy_port}{PREFIX}/",
    }
    with running_server(tmp_path_factory.mktemp("library"), **settings) as running:
        yield running


@pytest.fixture(scope="module")
def nginx(
    tmp_path_factory: pytest.TempPathFactory, server: ServerProcess, proxy_port: int
) -> Iterator[str]:
    """nginx as its documentation shows it: it removes the prefix and changes the Host header."""
    folder = tmp_path_factory.mktemp("nginx")
    with run_nginx(folder, proxy_port, server.port, prefix=PREFIX, target="/") as address:
        yield address


@contextmanager
def client_at(address: str, source: str = "127.0.0.1") -> Iterator[httpx.Client]:
    """A client with an address of its own."""
    transport = httpx.HTTPTransport(local_address=source)
    with httpx.Client(base_url=address, transport=transport, timeout=60) as client:
        yield client


def log_in(client: httpx.Client, password: str = OWNER_PASSWORD, **headers: str) -> httpx.Response:
    return client.post(f"{PREFIX}/login", data={"password": password}, headers=headers)


def test_every_listener_behind_a_proxy_has_a_rate_limit_of_its_own(nginx: str) -> None:
    path = f"{PREFIX}/v1/audio/voices"
    with client_at(nginx, "127.0.0.5") as greedy, client_at(nginx, "127.0.0.6") as other:
        assert is_refused(send_until_refused(lambda _: greedy.get(path)))
        assert other.get(path).status_code == 200
        answer = other.get(path, headers={"X-Forwarded-For": "127.0.0.5"})
        assert answer.status_code == 200, "a client cannot spend the requests of another"
        answers = send_until_refused(
            lambda number: greedy.get(path, headers={"X-Forwarded-For": f"10.0.0.{number % 256}"})
        )
        assert is_refused(answers), "nor choose its own address"


def test_a_failing_stranger_never_locks_the_owner_out(nginx: str) -> None:
    with client_at(nginx, "127.0.0.7") as stranger, client_at(nginx, "127.0.0.8") as owner:
        assert any(log_in(stranger, "wrong").status_code == 429 for _ in range(60))
        assert log_in(owner).status_code == 303


def test_a_browser_that_has_logged_in_is_not_locked_out_by_its_neighbours(nginx: str) -> None:
    with client_at(nginx, "127.0.0.10") as owner, client_at(nginx, "127.0.0.10") as stranger:
        assert log_in(owner).status_code == 303
        assert any(log_in(stranger, "wrong").status_code == 429 for _ in range(60))
        owner.cookies.delete("earshot", path=PREFIX)
        assert log_in(owner).status_code == 303


def test_a_login_works_although_the_proxy_changes_the_host(nginx: str) -> None:
    """Over plain http a browser sends Origin but no Fetch Metadata."""
    with client_at(nginx, "127.0.0.11") as client:
        assert log_in(client, origin="http://evil.example").status_code == 403
        answer = log_in(client, origin=nginx)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{PREFIX}/")
        assert f"Path={PREFIX}" in answer.headers["set-cookie"]
        assert client.get(f"{PREFIX}/settings").status_code == 200


def story_of(client: httpx.Client) -> str:
    sent = client.post(f"{PREFIX}/v1/stories", json={"markdown": story_markdown()})
    assert sent.headers["location"].startswith(f"{PREFIX}/v1/stories/"), sent.text
    story_id: str = sent.json()["id"]
    address = sent.json()["links"]["self"]
    ServerProcess.wait_until(lambda: client.get(address).json()["status"] == "succeeded")
    return story_id


LINK = re.compile(r'(?:href|src|action|content)="(?!https?:|javascript:|data:)(/[^"]*)"')


def check_pages(client: httpx.Client, story: str) -> None:
    """Follow every link of every page, once."""
    followed = set[str]()
    pages = (
        "/",
        f"/s/{story}",
        "/feeds",
        "/settings",
        "/publisher",
        "/subscriptions",
        "/playground",
    )
    for page in (*pages, f"/embed/{story}", "/login"):
        text = client.get(f"{PREFIX}{page}").text
        links = {link.replace("&amp;", "&") for link in LINK.findall(text)}
        assert links, page
        for link in links:
            assert link.startswith(f"{PREFIX}/"), (page, link)
        for link in links - followed:
            if not link.endswith(("/do", "/logout", "/import", "/appearance")):
                assert client.get(link).status_code == 200, (page, link)
        followed |= links


def check_feed(client: httpx.Client, base: str) -> None:
    client.post(f"{PREFIX}/feeds", data={"content": "library", "public": "yes"})
    address = re.findall(r'value="(http[^"]*)"', client.get(f"{PREFIX}/feeds").text)[0]
    assert address.startswith(f"{base}{PREFIX}/feeds/")
    feed = client.get(address)
    assert feed.status_code == 200
    enclosure = re.findall(r'<enclosure url="([^"]*)"', feed.text)[0]
    assert enclosure.startswith(f"{base}{PREFIX}/media/")
    assert client.get(enclosure).headers["content-type"] == "audio/mpeg"


def check_prefix(client: httpx.Client, base: str) -> None:
    assert log_in(client).status_code == 303
    story = story_of(client)
    check_pages(client, story)
    check_feed(client, base)
    links = client.get(f"{PREFIX}/v1/stories/{story}").json()["links"]
    for name in ("page", "audio", "timings", "transcript"):
        assert client.get(links[name]).status_code == 200
    oembed = client.get(f"{PREFIX}/v1/oembed", params={"url": links["page"]}).json()
    assert f'src="{base}{PREFIX}/embed/{story}"' in oembed["html"]
    manifest = client.get(f"{PREFIX}/manifest.webmanifest").json()
    assert (manifest["start_url"], manifest["scope"]) == (f"{PREFIX}/", f"{PREFIX}/")


def test_every_page_link_and_feed_works_under_a_path_behind_nginx(nginx: str) -> None:
    with client_at(nginx, "127.0.0.12") as client:
        check_prefix(client, nginx)


def test_a_browser_plays_a_story_under_a_path_behind_nginx(nginx: str, page: Page) -> None:
    with client_at(nginx, "127.0.0.13") as client:
        log_in(client)
        story = story_of(client)
    failed: list[str] = []
    page.on("response", lambda got: failed.append(got.url) if got.status >= 400 else None)
    for path in (f"/s/{story}", f"/embed/{story}"):
        page.goto(f"{nginx}{PREFIX}{path}")
        page.locator("earshot-player").evaluate(READY)
    assert not failed


def test_every_page_link_and_feed_works_under_a_path_behind_caddy(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    settings = {
        "password": OWNER_HASH,
        "base_url": f"{base}{PREFIX}",
        "trusted_proxies": "127.0.0.1",
    }
    folder = tmp_path_factory.mktemp("caddy")
    require_program("caddy")
    with ExitStack() as stack:
        server = stack.enter_context(running_server(tmp_path, **settings))
        stack.enter_context(run_caddy(folder, port, server.port, PREFIX))
        client = stack.enter_context(client_at(base, "127.0.0.14"))
        assert log_in(client, origin="http://evil.example").status_code == 403
        assert log_in(client, origin=base).status_code == 303
        check_prefix(client, base)


def test_basic_authentication_of_a_proxy_is_not_taken_for_a_key(
    tmp_path: Path, server: ServerProcess
) -> None:
    (tmp_path / "users").write_text("ann:{PLAIN}secret\n")
    auth = f"auth_basic library; auth_basic_user_file {tmp_path}/users;"
    with (
        run_nginx(tmp_path, free_port(), server.port, auth=auth) as address,
        client_at(address, "127.0.0.15") as client,
    ):
        assert client.get("/login").status_code == 401
        client.auth = ("ann", "secret")
        assert client.get("/login").status_code == 200
        assert client.get("/v1/audio/voices").status_code == 200
        assert client.get("/v1/stories").json()["code"] == "unauthorized"
        answer = client.post("/login", data={"password": OWNER_PASSWORD})
        assert answer.status_code == 303


def test_a_redirect_names_no_scheme_and_no_host(server: ServerProcess) -> None:
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    for path in ("/v1/stories/", "/v1/stories//", "/feeds/?a=b", "/", "/settings", "/logout"):
        method = "POST" if path == "/logout" else "GET"
        answer = server.client.request(method, path, headers=headers)
        location = answer.headers["location"]
        assert location.startswith(f"{PREFIX}/") and "//" not in location
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(b"GET //evil.example/ HTTP/1.1\r\nHost: a\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 404")


def test_the_server_listens_on_a_unix_socket(tmp_path: Path) -> None:
    path = tmp_path / "earshot.sock"
    options = ["--data-dir", str(tmp_path / "library"), "--host", f"unix:{path}"]
    environment = {"EARSHOT_PASSWORD": OWNER_HASH, "EARSHOT_TRUSTED_PROXIES": "unix"}
    environment |= {"EARSHOT_VOICE": "silent:reader", "EARSHOT_WORKERS": "1"}
    process = start_process(SERVE_COMMAND, options, FIRST_ENVIRONMENT | environment)
    transport = httpx.HTTPTransport(uds=str(path))

    try:
        with httpx.Client(transport=transport, base_url="http://localhost", timeout=60) as client:
            assert process.stdout and process.stdout.readline().startswith(b"Earshot is at")
            address = {"X-Forwarded-For": "203.0.113.7"}
            wrong = {"data": {"password": "wrong"}, "headers": address}
            answers = (client.post("/login", **wrong) for _ in range(60))  # type: ignore[arg-type]
            assert any(answer.status_code == 429 for answer in answers)
            assert client.post("/login", data={"password": OWNER_PASSWORD}).status_code == 303
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate()
