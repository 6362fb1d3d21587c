"""Hosts of one's own network, which the owner may allow."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest
from accounts import OWNER_HASH, OWNER_PASSWORD
from httpcore import NetworkStream
from receiving import LOOPBACK
from serving import create_client, running_server

from earshot.errors import ForbiddenAddress
from earshot.httpclient.client import Fetcher
from earshot.httpclient.private_hosts import PrivateHosts
from earshot.httpclient.transport import connect_to_address
from earshot.server.image_cache import ImageCache
from earshot.server.subscriptions.messages import PollFeed
from earshot.server.subscriptions.poll_task import poll_with_fetcher

TEXT = "The ferry came back at noon, and the mail of eleven weeks came with it. "
PARAGRAPHS = f"<p>{TEXT * 4}</p>" * 4
PAGE = f"<html><body><article><h1>Ferry</h1>{PARAGRAPHS}</article></body></html>".encode()


@contextmanager
def site(redirect: str = "", body: bytes = PAGE, media_type: str = "text/html") -> Iterator[str]:
    """A web site on this machine; it redirects every request if told where to."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(302 if redirect else 200)
            if redirect:
                self.send_header("Location", redirect)
            self.send_header("Content-Type", f"{media_type}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    with HTTPServer((LOOPBACK, 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://{LOOPBACK}:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("entries", "host", "is_allowed"),
    [
        (["rsshub"], "rsshub", True),
        (["rsshub"], "RSSHub.", True),
        (["rsshub"], "rsshub.example", False),
        (["*.lan"], "nas.lan", True),
        (["*.lan"], "lan", False),
        (["192.168.1.0/24"], "192.168.1.5", True),
        (["192.168.1.0/24"], "192.168.2.5", False),
        (["192.168.1.0/24"], "nas", False),
        (["192.168.1.5"], "192.168.1.5", True),
        (["fd00::/8"], "fd12::1", True),
        (["fd00::/8"], "192.168.1.5", False),
        ([], "localhost", False),
    ],
)
def test_names_patterns_and_networks_are_allowed(
    entries: list[str], host: str, is_allowed: bool
) -> None:
    assert (host in PrivateHosts(entries)) is is_allowed


def test_a_name_of_a_stranger_does_not_lead_into_an_allowed_network() -> None:
    fetcher = Fetcher(resolve=lambda host, port: ["192.168.1.5"])
    fetcher.private_hosts = PrivateHosts(["192.168.1.0/24"])
    with pytest.raises(ForbiddenAddress, match=r"trap\.example is not a public address"):
        fetcher.fetch("http://trap.example/")


def test_a_page_of_an_allowed_host_is_fetched() -> None:
    fetcher = Fetcher()
    with site() as address:
        with pytest.raises(ForbiddenAddress):
            fetcher.fetch(address)
        fetcher.private_hosts = PrivateHosts(["127.0.0.0/8"])
        assert TEXT.encode() in fetcher.fetch(address).data


def test_no_public_page_leads_to_an_allowed_host() -> None:
    """A redirect of a public site ends at the check, though the owner allows its target."""
    connected: list[str] = []
    with site() as private, site(redirect=f"{private}/secret") as public:
        port = int(public.rpartition(":")[2])

        def connect(address: str, port_asked: int, seconds: float) -> NetworkStream:
            connected.append(address)
            return connect_to_address(LOOPBACK, port, seconds)

        addresses = {"news.example": ["93.184.215.14"], LOOPBACK: [LOOPBACK]}
        fetcher = Fetcher(resolve=lambda host, _: addresses[host], connect=connect)
        fetcher.private_hosts = PrivateHosts([LOOPBACK])
        with pytest.raises(ForbiddenAddress):
            fetcher.fetch(f"http://news.example:{port}/")
    assert connected == ["93.184.215.14"]


def test_a_picture_on_a_public_page_does_not_lead_to_an_allowed_host(tmp_path: Path) -> None:
    """The server would send it to everybody who may see the story."""
    images, path = ImageCache([LOOPBACK]), tmp_path / "story" / "pictures" / "a"
    path.parent.parent.mkdir()
    with site(body=b"\x89PNG\r\n\x1a\n...", media_type="image/png") as private:
        picture = f"{private}/camera.png"
        for page, is_shown in (("https://news.example/", False), ("", False), (private, True)):
            assert asyncio.run(images.fetch(picture, path, page)) == is_shown, page
            images = ImageCache([LOOPBACK])  # it remembers what failed


def poll(url: str, fetcher: Fetcher) -> set[str]:
    """The pages of the entries of a feed."""
    request = PollFeed(
        url=url, etag="", last_modified="", known=[], since=0, initial_limit=9, limit=9
    )
    feed = poll_with_fetcher(request, fetcher).feed
    assert feed
    assert feed.entries
    return {each.page for each in feed.entries.new}


def test_a_public_feed_does_not_lead_to_an_allowed_host() -> None:
    private, public = "http://127.0.0.1:8000/secret", "https://news.example/ferry"
    items = "".join(
        f"<item><title>Ferry</title><link>{url}</link></item>" for url in (private, public)
    )
    feed = f"<rss version='2.0'><channel><title>N</title>{items}</channel></rss>".encode()
    addresses = {"news.example": ["93.184.215.14"], LOOPBACK: [LOOPBACK], "nas": [LOOPBACK]}
    with site(body=feed, media_type="application/rss+xml") as own:
        port = int(own.rpartition(":")[2])

        def connect(address: str, port_asked: int, seconds: float) -> NetworkStream:
            return connect_to_address(LOOPBACK, port, seconds)

        fetcher = Fetcher(resolve=lambda host, _: addresses[host], connect=connect)
        fetcher.private_hosts = PrivateHosts([LOOPBACK, "nas"])
        assert poll(f"http://news.example:{port}/feed", fetcher) == {public}
        assert poll(f"http://nas:{port}/feed", fetcher) == {private, public}


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("text/html", '<link rel="alternate" type="application/rss+xml" href="{0}/feed">'),
        ("application/xml", "<sitemapindex><sitemap><loc>{0}/map</loc></sitemap></sitemapindex>"),
    ],
    ids=["page", "sitemap"],
)
def test_a_link_of_a_public_site_to_its_feed_does_not_lead_to_an_allowed_host(
    media_type: str, body: str
) -> None:
    connected: list[str] = []
    with (
        site() as private,
        site(body=body.format(private).encode(), media_type=media_type) as public,
    ):
        public_port = int(public.rpartition(":")[2])

        def connect(address: str, port: int, seconds: float) -> NetworkStream:
            connected.append(address)
            known = port if address == LOOPBACK else public_port
            return connect_to_address(LOOPBACK, known, seconds)

        addresses = {"news.example": ["93.184.215.14"], LOOPBACK: [LOOPBACK]}
        fetcher = Fetcher(resolve=lambda host, _: addresses[host], connect=connect)
        fetcher.private_hosts = PrivateHosts([LOOPBACK])
        request = PollFeed(
            url="http://news.example/",
            etag="",
            last_modified="",
            known=[],
            since=0,
            initial_limit=9,
            limit=9,
        )
        assert poll_with_fetcher(request, fetcher).failure
    assert connected == ["93.184.215.14"]


def test_the_owner_saves_a_page_of_the_own_network_and_a_stranger_does_not(tmp_path: Path) -> None:
    settings = {"public": "true", "password": OWNER_HASH, "allowed_private_hosts": LOOPBACK}
    with (
        site() as address,
        running_server(tmp_path, allowed_origins=address, **settings) as server,
        create_client(server.base_url) as owner,
    ):
        owner.post("/login", data={"password": OWNER_PASSWORD})
        stranger = httpx.post(
            f"{server.base_url}/v1/player", json={"url": f"{address}/ferry"}, timeout=60
        )
        assert (stranger.status_code, stranger.json()["code"]) == (403, "origin_not_allowed")
        story = owner.post("/v1/stories", json={"url": f"{address}/ferry"}).json()
        path = f"/v1/stories/{story['id']}"
        server.wait_until(lambda: owner.get(path).json()["title"] == "Ferry")
