"""News sitemaps, and similar files."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest
from test_httpclient import Site, fetcher, site

from earshot.errors import NoArticle, SourceUnreadable
from earshot.ingest import read_feed
from earshot.ingest.feeds.polling import fetch_feed

__all__ = ["site"]

SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> https://courier.example/news/ferry </loc><lastmod>2026-03-15T08:00:00Z</lastmod>
<news:news><news:publication><news:name>The Skerrow Courier</news:name>
<news:language>en</news:language></news:publication>
<news:publication_date>2026-03-14T06:30:00Z</news:publication_date>
<news:title>Ferry &amp; mail return</news:title></news:news>
<image:image><image:loc>https://courier.example/ferry.jpg</image:loc></image:image></url>
<url><loc>javascript:alert(1)</loc></url>
<url><loc>https://courier.example/news/lamp</loc></url>
</urlset>"""


@pytest.fixture
def sitemap(tmp_path: Path) -> Path:
    path = tmp_path / "news.xml"
    path.write_text(SITEMAP, "utf-8")
    return path


def test_a_news_sitemap_lists_its_stories(sitemap: Path) -> None:
    ferry, lamp = read_feed(str(sitemap))
    assert (ferry.url, ferry.headline) == (
        "https://courier.example/news/ferry",
        "Ferry & mail return",
    )
    assert (ferry.site, ferry.language) == ("The Skerrow Courier", "en")
    assert ferry.published == datetime(2026, 3, 14, 6, 30, tzinfo=UTC)
    assert ferry.modified == datetime(2026, 3, 15, 8, tzinfo=UTC)
    assert ferry.image == "https://courier.example/ferry.jpg"
    assert lamp.url == "https://courier.example/news/lamp"


def test_entities_and_broken_xml_are_refused(sitemap: Path) -> None:
    sitemap.write_text("<!DOCTYPE u [<!ENTITY a 'aaaa'>]>\n<urlset>&a;</urlset>")
    with pytest.raises((SourceUnreadable, NoArticle), match=r"news\.xml"):
        read_feed(str(sitemap))
    sitemap.write_text(SITEMAP[:400])
    with pytest.raises(SourceUnreadable, match="broken XML"):
        read_feed(str(sitemap))


def test_a_page_is_not_a_feed(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<html><body><p>The ferry came back.</p></body></html>")
    with pytest.raises(NoArticle, match="neither a feed nor a sitemap"):
        read_feed(str(path))


def index_of(*urls: str) -> str:
    items = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return (
        f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{items}</sitemapindex>'
    )


def test_an_index_leads_to_its_sitemaps(site: Site) -> None:
    first, second = "http://courier.example/a.xml", "http://courier.example/news.xml.gz"
    xml = {"Content-Type": "application/xml"}
    site.answers["/"] = (200, xml, index_of(first, second, "file:///etc/passwd").encode())
    other = SITEMAP.replace("/news/", "/older/").encode()
    site.answers["/a.xml"] = (200, xml, other)
    packed = gzip.compress(SITEMAP.encode())
    site.answers["/news.xml.gz"] = (200, {"Content-Type": "application/gzip"}, packed)
    feed = fetch_feed("http://courier.example/", fetcher=fetcher(site)).feed
    assert feed is not None
    assert [entry.url.rpartition("courier.example")[2] for entry in feed.entries] == [
        *("/news/ferry", "/news/lamp", "/older/ferry", "/older/lamp")
    ]


def test_a_missing_sitemap_of_an_index_is_skipped(site: Site) -> None:
    xml = {"Content-Type": "application/xml"}
    gone, good = "http://courier.example/news-gone.xml", "http://courier.example/good.xml"
    site.answers["/"] = (200, xml, index_of(gone, good).encode())
    site.answers["/news-gone.xml"] = (404, xml, b"")
    site.answers["/good.xml"] = (200, xml, SITEMAP.encode())
    feed = fetch_feed("http://courier.example/", fetcher=fetcher(site)).feed
    assert feed is not None
    assert len(feed.entries) == 2
    site.answers["/good.xml"] = (200, xml, index_of(good).encode())
    with pytest.raises(NoArticle, match="inside another"):
        fetch_feed("http://courier.example/", fetcher=fetcher(site))


def test_an_index_inside_an_index_is_followed(site: Site) -> None:
    xml = {"Content-Type": "application/xml"}
    years, year = "http://courier.example/years.xml", "http://courier.example/2026.xml"
    site.answers["/"] = (200, xml, index_of(years).encode())
    site.answers["/years.xml"] = (200, xml, index_of(year, years).encode())
    site.answers["/2026.xml"] = (200, xml, SITEMAP.encode())
    feed = fetch_feed("http://courier.example/", fetcher=fetcher(site)).feed
    assert feed is not None
    assert len(feed.entries) == 2


def test_an_index_without_end_is_read_in_part(site: Site) -> None:
    """Each index names the next one."""
    xml = {"Content-Type": "application/xml"}
    for number in range(50):
        path, following = f"/{number or ''}", f"http://courier.example/{number + 1}"
        site.answers[path] = (200, xml, index_of(following).encode())
    with pytest.raises(NoArticle, match="inside another"):
        fetch_feed("http://courier.example/", fetcher=fetcher(site))


def test_the_newest_pages_of_a_long_sitemap_are_listed(tmp_path: Path) -> None:
    """The protocol allows 50,000 addresses, and many sites list the oldest first."""
    pages = "".join(
        f"<url><loc>https://courier.example/{number}</loc>"
        f"<lastmod>{2000 + number // 2_000}-01-01</lastmod></url>"
        for number in range(50_000)
    )
    path = tmp_path / "sitemap.xml.gz"
    head = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    path.write_bytes(gzip.compress(f"{head}{pages}</urlset>".encode()))
    entries = read_feed(str(path))
    assert len(entries) == 1_000
    assert {entry.published.year for entry in entries if entry.published} == {2024}


def test_an_index_that_names_itself_is_refused(site: Site) -> None:
    xml = {"Content-Type": "application/xml"}
    site.answers["/"] = (200, xml, index_of("http://courier.example/").encode())
    with pytest.raises(NoArticle, match="inside another"):
        fetch_feed("http://courier.example/", fetcher=fetcher(site))
