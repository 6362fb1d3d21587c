"""Connections: slow and hostile clients, uploads that do not announce their size, compression."""

from __future__ import annotations

import asyncio
import gzip
import resource
import socket
import tracemalloc
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from urllib.parse import unquote_plus

import httpx
import pytest
import uvicorn
from hypothesis import given
from hypothesis import strategies as st
from serving import ServerProcess, create_client, running_server, story_markdown
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from earshot.server import connections
from earshot.server.connections import HttpProtocol, apply_bound_port, bind_socket
from earshot.server.request_bodies import parse_urlencoded
from earshot.server.settings import Settings

HALF_REQUEST = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: "
FORM_START = b'--b\r\nContent-Disposition: form-data; name="file"; filename="x.txt"\r\n\r\n'


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    home = tmp_path_factory.mktemp("library")
    with running_server(home, max_upload_mb="1") as running:
        yield running


@pytest.fixture(scope="module")
def story(server: ServerProcess) -> str:
    story_id: str = server.create_finished_story(markdown=story_markdown())["id"]
    return story_id


def open_connection(server: ServerProcess) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=60)


def exchange(server: ServerProcess, request: bytes) -> bytes:
    with open_connection(server) as connection:
        connection.sendall(request)
        return connection.recv(65_536)


async def answer_hello(scope: Scope, receive: Receive, send: Send) -> None:
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"hello"})


def test_the_address_has_the_port_that_the_system_chose_for_port_0() -> None:
    settings = Settings(port=0)
    with bind_socket(settings) as listening:
        port = listening.getsockname()[1]
        assert port
        assert apply_bound_port(settings, listening).public_url == f"http://127.0.0.1:{port}"


Conversation = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[bytes]]


def converse(conversation: Conversation) -> tuple[bytes, list[HttpProtocol]]:
    """Talk to a server in this process, and return what was received and the connections."""

    async def run() -> tuple[bytes, list[HttpProtocol]]:
        config, protocols = uvicorn.Config(answer_hello, lifespan="off", log_config=None), []

        def create_protocol() -> HttpProtocol:
            protocols.append(HttpProtocol(config=config, server_state=ServerState(), app_state={}))
            return protocols[-1]

        listening = bind_socket(Settings(port=0))
        running = await asyncio.get_running_loop().create_server(create_protocol, sock=listening)
        async with running:
            reader, writer = await asyncio.open_connection(*listening.getsockname())
            received = await conversation(reader, writer)
            writer.close()
            return received, protocols

    return asyncio.run(run())


def test_responses_do_not_wait_for_a_delayed_acknowledgement() -> None:
    async def read_option(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        received = await reader.readuntil(b"hello")
        accepted = next(iter(HttpProtocol._waiting)).transport.get_extra_info("socket")
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert accepted.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        return received

    assert converse(read_option)[0].startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    ("limit", "request_part"),
    [
        ("REQUEST_HEADER_SECONDS", b""),
        ("REQUEST_HEADER_SECONDS", HALF_REQUEST),
        ("BODY_IDLE_SECONDS", b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf"),
    ],
)
def test_a_request_that_does_not_arrive_is_given_up(
    monkeypatch: pytest.MonkeyPatch, limit: str, request_part: bytes
) -> None:
    monkeypatch.setattr(connections, limit, 0.01)

    async def send_half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(request_part)
        try:
            return await reader.read()
        except ConnectionResetError:
            return b""

    assert converse(send_half)[0] == b""


def test_the_second_request_of_a_connection_has_a_time_limit_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def send_half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        received = await reader.readuntil(b"hello")
        monkeypatch.setattr(connections, "REQUEST_HEADER_SECONDS", 0.01)
        writer.write(HALF_REQUEST)
        try:
            return received + await reader.read()
        except ConnectionResetError:
            return received

    assert b"hello" in converse(send_half)[0]
    assert not HttpProtocol._waiting


def test_half_requests_shut_nobody_out(tmp_path: Path) -> None:
    with running_server(tmp_path) as server:
        assert server.process
        resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (200, 200))
        connections_open = [open_connection(server) for _ in range(300)]
        for connection in connections_open:
            connection.sendall(HALF_REQUEST)
        with create_client(server.base_url) as client:
            assert client.get("/health/live").status_code == 200
            assert client.get("/").status_code == 200
        for connection in connections_open:
            connection.close()


def test_the_server_raises_its_limit_of_open_files(server: ServerProcess) -> None:
    assert server.process
    soft, hard = resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE)
    assert soft == min(hard, connections.MAX_OPEN_FILES) or hard == resource.RLIM_INFINITY


def test_an_endless_header_is_rejected(server: ServerProcess) -> None:
    received = exchange(server, HALF_REQUEST + b"a" * 400_000)
    assert received.startswith(b"HTTP/1.1 431")
    assert b"content-security-policy" in received.lower()


def test_two_host_headers_are_rejected(server: ServerProcess) -> None:
    hosts = b"Host: 127.0.0.1\r\nHost: evil.example\r\n"
    received = exchange(server, b"GET /health/live HTTP/1.1\r\n" + hosts + b"\r\n")
    assert received.startswith(b"HTTP/1.1 400")
    assert b"content-security-policy" in received.lower()


def test_an_invalid_request_gets_a_problem_with_security_headers(server: ServerProcess) -> None:
    received = exchange(server, b"NONSENSE\r\n\r\n")
    assert received.startswith(b"HTTP/1.1 400")
    assert b'"code":"bad_request"' in received
    assert b"content-security-policy" in received.lower()


@pytest.mark.parametrize("path", ["/login", "/add"])
def test_an_upload_is_bounded_while_it_arrives(server: ServerProcess, path: str) -> None:
    """It has no Content-Length."""
    parts = [FORM_START, *[b"a" * 100_000] * 12, b"\r\n--b--\r\n"]
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = server.client.post(path, content=iter(parts), headers=headers)
    assert answer.status_code == 413
    assert ("20 kB" if path == "/login" else "1 MB") in answer.text


@given(st.lists(st.sampled_from([*(f"%{n:02x}" for n in range(256)), *"%%=+;aA1 \r\n\t_"])))
def test_a_form_is_decoded_as_by_the_standard_library(parts: list[str]) -> None:
    text = "".join(parts).replace("&", "")
    name, _, value = text.partition("=")
    expected = [(unquote_plus(name), unquote_plus(value))] if text else []
    assert parse_urlencoded(f"&{text}&".encode()).multi_items() == expected


@pytest.mark.parametrize("start", range(10))
def test_an_escape_at_the_end_of_a_slice_is_decoded(start: int) -> None:
    text = "x" * start + "é%C3%A9+" * 10_000
    assert parse_urlencoded(f"a={text}".encode())["a"] == unquote_plus(text)


@pytest.mark.parametrize("unit", [b"%41", b"%ff", b"%", b"=", b"a+"])
def test_a_form_needs_memory_in_proportion_to_its_length(unit: bytes) -> None:
    """The standard library needs 80 bytes for each "%41": a stranger's 20 MB took 1.6 GB."""
    body = b"html=" + unit * (600_000 // len(unit))
    tracemalloc.start()
    try:
        parse_urlencoded(body)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 12 * len(body) + 8_000_000


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        ("/appearance", b"a&" * 100, 400),
        ("/appearance", b"theme=" + b"%41" * 10_000, 413),
        ("/add/page", b"&" * 500_000, 400),
        ("/add/page", b"html=" + b"%41" * 300_000, 422),
    ],
    ids=["many fields", "too large", "empty fields", "no address"],
)
def test_a_form_that_no_browser_sends_is_rejected(
    server: ServerProcess, path: str, form: bytes, status: int
) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert server.client.post(path, content=form, headers=headers).status_code == status
    parts = b"".join(
        b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n' for _ in range(60)
    )
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    assert server.client.post(path, content=parts, headers=headers).status_code == 400


def test_a_json_body_is_bounded_while_it_arrives(server: ServerProcess) -> None:
    parts = [b'{"text": "', *[b"a" * 100_000] * 12, b'"}']
    headers = {"Content-Type": "application/json"}
    answer = server.client.post("/v1/stories", content=iter(parts), headers=headers)
    assert answer.status_code == 413


def raw_response(server: ServerProcess, path: str, **fields: str) -> tuple[httpx.Headers, bytes]:
    headers = {name.replace("_", "-"): value for name, value in fields.items()}
    with server.client.stream("GET", path, headers=headers) as answer:
        return answer.headers, b"".join(answer.iter_raw())


def test_text_is_compressed(server: ServerProcess, story: str) -> None:
    paths = ("/", f"/s/{story}", "/player.js", "/v1/openapi.json", f"/v1/stories/{story}/timings")
    for path in (*paths, "/web/library.css"):
        headers, body = raw_response(server, path, accept_encoding="gzip")
        _, plain = raw_response(server, path, accept_encoding="identity")
        assert headers["content-encoding"] == "gzip", path
        assert "Accept-Encoding" in headers["vary"]
        assert gzip.decompress(body) == plain
        assert len(body) < len(plain) / 2


def test_a_client_that_refuses_gzip_gets_plain_text(server: ServerProcess) -> None:
    for value in ("identity", "gzip;q=0", "br"):
        headers, _ = raw_response(server, "/", accept_encoding=value)
        assert "content-encoding" not in headers
        assert "Accept-Encoding" in headers["vary"]


def test_audio_and_ranges_are_not_compressed(server: ServerProcess, story: str) -> None:
    headers, _ = raw_response(server, f"/v1/stories/{story}/audio.mp3", accept_encoding="gzip")
    assert "content-encoding" not in headers
    path = f"/v1/stories/{story}/timings"
    headers, part = raw_response(server, path, accept_encoding="gzip", range="bytes=0-99")
    assert "content-encoding" not in headers
    assert len(part) == 100


def test_a_compressed_response_is_revalidated_by_its_etag(server: ServerProcess) -> None:
    headers, _ = raw_response(server, "/player.js", accept_encoding="gzip")
    assert headers["etag"].startswith('W/"')
    again = server.client.get("/player.js", headers={"If-None-Match": headers["etag"]})
    assert again.status_code == 304
