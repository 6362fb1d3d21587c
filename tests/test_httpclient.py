"""The HTTP client against a local server. `connect` is replaced: no packet leaves the machine."""

from __future__ import annotations

import gzip
import threading
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address

import httpcore
import pytest
from hypothesis import given
from hypothesis import strategies as st

from earshot.errors import FetchFailed, ForbiddenAddress, TooLarge, UnsupportedContent
from earshot.httpclient.addresses import is_public_address
from earshot.httpclient.client import Fetcher, translate_errors
from earshot.httpclient.robots import is_disallowed
from earshot.httpclient.transport import ResolveHost, resolve_host

PUBLIC = "93.184.215.14"
PAGE = "<html><body><p>Zoë came back.</p></body></html>".encode()
Answer = tuple[int, dict[str, str], bytes]


class Site(ThreadingHTTPServer):
    """A website on loopback; `answers` maps paths to responses."""

    daemon_threads = True
    answers: dict[str, Answer]
    asked: list[tuple[str, str, str]]
    cookies: list[str | None]


class _Handler(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["Host"], self.headers["User-Agent"]))
        self.server.cookies.append(self.headers["Cookie"])
        status, headers, body = self.server.answers[self.path]
        self.send_response(status)
        for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Do not log."""


@pytest.fixture
def site() -> Iterator[Site]:
    server = Site(("127.0.0.1", 0), _Handler)
    server.answers = {"/": (200, {}, PAGE)}
    server.asked = []
    server.cookies = []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def fetcher(
    site: Site, addresses: dict[str, list[str]] | None = None, seconds: float = 20.0
) -> Fetcher:
    """A fetcher for which every public address is the local site."""

    def dial(address: str, port: int, seconds: float) -> httpcore.NetworkStream:
        assert is_public_address(address)
        host, actual = str(site.server_address[0]), int(site.server_address[1])
        return httpcore.SyncBackend().connect_tcp(host, actual, timeout=seconds)

    def resolve(host: str, port: int) -> list[str]:
        return (addresses or {}).get(host, [PUBLIC])

    return Fetcher(resolve, dial, seconds)


def unasked(host: str, port: int) -> list[str]:
    raise AssertionError(f"looked up {host}")


def refusing(resolve: ResolveHost = unasked) -> Fetcher:
    """A fetcher that fails the test on any connection or unexpected lookup."""

    def dial(address: str, port: int, seconds: float) -> httpcore.NetworkStream:
        raise AssertionError(f"dialled {address}")

    return Fetcher(resolve, dial)


def test_a_page_is_fetched_and_says_where_it_was_found(site: Site) -> None:
    opened = fetcher(site).fetch("http://courier.example/")
    assert opened.data == PAGE
    assert (opened.kind, opened.charset, opened.url) == ("html", "utf-8", "http://courier.example/")
    ((path, host, agent),) = site.asked
    assert (path, host) == ("/", "courier.example")
    assert agent.startswith("Earshot/")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "http://0/",
        "http://10.1.2.3/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[fe80::1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://localhost/",
        "http://[::127.0.0.1]/",
        "http://[::ffff:0a00:1]/",
        "http://[::ffff:169.254.169.254]/",
        "http://[64:ff9b::a9fe:a9fe]/",
        "http://[64:ff9b:1::1]/",
        "http://[fd00:ec2::254]/",
        "http://[fec0::1]/",
        "http://[ff02::1]/",
        "http://[2001::1]/",
        "http://[100::1]/",
        "http://172.16.0.1/",
        "http://192.168.1.1:8080/",
        "http://100.64.0.1/",
        "http://192.0.0.192/",
        "http://192.88.99.1/",
        "http://198.18.0.1/",
        "http://203.0.113.1/",
        "http://240.0.0.1/",
        "http://0.0.0.0/",
        "http://127.1/",
        "http://@127.0.0.1/",
        "http://0x7f000001/",
        "http://017700000001/",
        "http://①②⑦.⓪.⓪.①/",
    ],
)
def test_addresses_behind_our_doors_are_not_called(url: str) -> None:
    with pytest.raises(ForbiddenAddress, match=r"not a public address|not a valid address"):
        refusing(resolve_host).fetch(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://good.example@127.0.0.1/",
        "http://user:word@courier.example/",
        "http://courier.example:22/",
        "https://courier.example:25/",
        "http:///story",
        "http://courier.example:99999/",
        "ftp://courier.example/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/_SET",
        "data:text/html,<p>a</p>",
        "javascript:alert(1)",
        "http://courier.example:443:80/",
        "http://127.0.0.1\\@courier.example/",
        "http://",
        "https:///courier.example",
        "http://[::1",
        "http://courier.example:0/",
        "http://a b.example/",
    ],
)
def test_strange_spellings_are_not_called(url: str) -> None:
    with pytest.raises(ForbiddenAddress):
        refusing().fetch(url)


def test_one_private_address_among_public_ones_is_enough_to_refuse(site: Site) -> None:
    mixed = fetcher(site, {"courier.example": [PUBLIC, "192.168.0.1"]})
    with pytest.raises(ForbiddenAddress):
        mixed.fetch("http://courier.example/")
    assert site.asked == []


def test_a_name_is_looked_up_once_so_that_its_answer_cannot_change(site: Site) -> None:
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    asked = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return next(answers)

    calls = fetcher(site)
    Fetcher(resolve, calls._connect).fetch("http://courier.example/")
    assert asked == ["courier.example"]


def test_a_page_that_drips_is_cut_off_at_the_deadline(site: Site) -> None:
    site.answers["/"] = (200, {"Content-Length": "1000"}, b"x")  # and then nothing more
    with pytest.raises(FetchFailed):
        fetcher(site, seconds=0.5).fetch("http://courier.example/")


def test_a_fetcher_sends_the_given_user_agent(site: Site) -> None:
    calls = fetcher(site)
    Fetcher(calls._resolve, calls._connect, user_agent="Courier/1").fetch("http://courier.example/")
    assert site.asked[0][2] == "Courier/1"


@pytest.mark.parametrize(
    ("robots", "forbidden"),
    [
        ((200, "User-agent: *\nDisallow: /private"), False),
        ((200, "User-agent: *\nDisallow: /news"), True),
        ((200, "User-agent: Earshot\nDisallow: /\n\nUser-agent: *\nAllow: /"), True),
        ((200, "User-agent: Other\nDisallow: /"), False),
        ((404, ""), False),
        ((500, ""), True),
    ],
)
def test_a_site_can_disallow_programs_in_robots_txt(
    site: Site, robots: tuple[int, str], forbidden: bool
) -> None:
    status, rules = robots
    site.answers["/robots.txt"] = (status, {"Content-Type": "text/plain"}, rules.encode())
    calls = fetcher(site)
    assert is_disallowed(calls.fetch, "http://courier.example/news/1", "Earshot/1") is forbidden


def test_a_redirect_is_followed_to_where_it_leads(site: Site) -> None:
    site.answers["/old"] = (301, {"Location": "/"}, b"")
    opened = fetcher(site).fetch("http://courier.example/old")
    assert (opened.data, opened.url) == (PAGE, "http://courier.example/")


@pytest.mark.parametrize(
    "target",
    [
        "http://inside.example/",
        "http://10.0.0.1/",
        "file:///etc/passwd",
        "http://a@courier.example/",
    ],
)
def test_a_redirect_is_vetted_like_the_first_address(site: Site, target: str) -> None:
    site.answers["/old"] = (302, {"Location": target}, b"")
    addresses = {"inside.example": ["10.0.0.1"], "10.0.0.1": ["10.0.0.1"]}
    with pytest.raises(ForbiddenAddress):
        fetcher(site, addresses).fetch("http://courier.example/old")
    assert [path for path, _, _ in site.asked] == ["/old"]


def test_redirects_come_to_an_end(site: Site) -> None:
    site.answers["/round"] = (302, {"Location": "/round"}, b"")
    with pytest.raises(FetchFailed, match="redirected more than 5 times"):
        fetcher(site).fetch("http://courier.example/round")
    assert len(site.asked) == 6


@pytest.mark.parametrize(
    ("pack", "name"),
    [
        (gzip.compress, "gzip"),
        (zlib.compress, "deflate"),
        (lambda body: zlib.compress(body, wbits=-15), "deflate"),
    ],
)
def test_packed_pages_are_unpacked(site: Site, pack: Callable[[bytes], bytes], name: str) -> None:
    body = PAGE * 5_000
    site.answers["/"] = (200, {"Content-Encoding": name}, pack(body))
    assert fetcher(site).fetch("http://courier.example/").data == body


def test_a_packed_bomb_is_not_blown_up(site: Site) -> None:
    bomb = gzip.compress(bytes(60_000_000), 9)
    site.answers["/"] = (200, {"Content-Encoding": "gzip"}, bomb)
    with pytest.raises(TooLarge, match="20 MB"):
        fetcher(site).fetch("http://courier.example/")


def test_an_endless_page_is_cut_off(site: Site) -> None:
    site.answers["/"] = (200, {}, bytes(21_000_000))
    with pytest.raises(TooLarge):
        fetcher(site).fetch("http://courier.example/")


def test_a_page_that_says_it_is_too_large_is_not_read(site: Site) -> None:
    site.answers["/"] = (200, {"Content-Length": "30000000"}, b"")
    with pytest.raises(TooLarge):
        fetcher(site).fetch("http://courier.example/")


@pytest.mark.parametrize(
    ("kind", "found"),
    [("application/zip", "a ZIP archive"), ("image/png", "image/png content")],
)
def test_an_unsupported_media_type_is_named(site: Site, kind: str, found: str) -> None:
    site.answers["/"] = (200, {"Content-Type": kind}, b"")
    with pytest.raises(UnsupportedContent, match=found):
        fetcher(site).fetch("http://courier.example/")


@pytest.mark.parametrize("status", [403, 404, 500])
def test_an_error_status_raises_fetch_failed(site: Site, status: int) -> None:
    site.answers["/"] = (status, {}, b"")
    with pytest.raises(FetchFailed, match=str(status)):
        fetcher(site).fetch("http://courier.example/")


def test_damaged_and_unknown_packing_fail(site: Site) -> None:
    site.answers["/a"] = (200, {"Content-Encoding": "gzip"}, b"not gzip at all")
    site.answers["/b"] = (200, {"Content-Encoding": "br"}, b"x")
    with pytest.raises(FetchFailed, match="damaged"):
        fetcher(site).fetch("http://courier.example/a")
    with pytest.raises(FetchFailed, match="unsupported encoding br"):
        fetcher(site).fetch("http://courier.example/b")


def test_time_runs_out(site: Site) -> None:
    with pytest.raises(FetchFailed, match="too long"):
        fetcher(site, seconds=0.0).fetch("http://courier.example/")


def test_a_closed_connection_is_an_earshot_error(site: Site) -> None:
    def dial(address: str, port: int, seconds: float) -> httpcore.NetworkStream:
        raise httpcore.ConnectError("connection refused")

    with pytest.raises(FetchFailed, match="connection refused"):
        Fetcher(lambda host, port: [PUBLIC], dial).fetch("http://courier.example/")


@pytest.mark.parametrize(
    "address",
    [
        "192.0.0.8",
        "192.88.99.1",
        "fec0::1",
        "64:ff9b:1::1",
        "64:ff9b::a00:1",
        "::ffff:10.0.0.1",
        "2001::1",
        "100::1",
        "240.0.0.1",
        "100.64.0.1",
        "fd00::1",
        "ff02::1",
        "::",
        "::7f00:1",
        "x",
        "",
    ],
)
def test_special_addresses_are_not_public(address: str) -> None:
    assert not is_public_address(address)


@pytest.mark.parametrize("address", [PUBLIC, "2606:2800:21f::1", "64:ff9b::5db8:d70e"])
def test_open_addresses_are_public(address: str) -> None:
    assert is_public_address(address)


@given(st.ip_addresses(v=4))
def test_an_address_embedded_in_ipv6_is_as_public_as_the_address(address: IPv4Address) -> None:
    assert is_public_address(f"::ffff:{address}") == is_public_address(str(address))
    assert not is_public_address(f"2002:{int(address) >> 16:x}:{int(address) & 0xFFFF:x}::1")


def test_a_tls_error_is_named_without_the_code_of_the_library() -> None:
    reason = "no secure connection is possible: wrong version number"
    with pytest.raises(FetchFailed, match=reason), translate_errors("https://courier.example/"):
        raise httpcore.ConnectError(
            "[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)"
        )
