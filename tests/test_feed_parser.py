"""Feeds of all dialects, and where the full text is read from."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from earshot import IngestOptions, extract_article
from earshot.errors import EarshotError, NoArticle, SourceUnreadable
from earshot.httpclient.raw_content import RawContent
from earshot.ingest import Entry, read_feed
from earshot.ingest.feeds.entries import select_entry

PARAGRAPHS = "".join(
    f"<p>On day {n} the ferry came back at noon with forty passengers and the mail of "
    "the week, and the harbour master wrote all of it into his book.</p>"
    for n in range(1, 8)
)
RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>The Skerrow Courier</title><link>https://courier.example/</link>
<language>en-gb</language>
<item><title>Ferry &amp;amp; mail return</title><link>/news/ferry</link>
<guid isPermaLink="false">ferry-1</guid><dc:creator>By Ann Lee and Bo Ek</dc:creator>
<pubDate>Sat, 14 Mar 2026 07:30:00 +0100</pubDate><category>Islands</category>
<description>The ferry came back.</description>
<media:content url="https://courier.example/ferry.jpg" medium="image"/>
<content:encoded><![CDATA[<figure><img src=a.jpg><figcaption>Boats.</figcaption></figure>
{PARAGRAPHS}<p>Maeve Tully contributed to this report.</p>
<p>Sign up for our newsletter</p>]]></content:encoded></item>
<item><title>Lamp lit</title><link>https://courier.example/news/lamp</link>
<guid>https://courier.example/news/lamp</guid>
<description>The lamp was lit. [&#8230;]</description></item>
</channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Courier</title>
<entry><id>tag:courier.example,2026:1</id>
<title type="html">Ferry &lt;b&gt;returns&lt;/b&gt;</title>
<link rel="alternate" href="https://courier.example/news/ferry"/>
<author><name>Ann Lee</name></author><published>2026-03-14T06:30:00Z</published>
<updated>2026-03-15T08:00:00Z</updated>
<content type="html">{PARAGRAPHS.replace("<", "&lt;")}</content></entry></feed>"""
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Courier",
        "home_page_url": "https://courier.example/",
        "language": "en",
        "items": [
            {
                "id": 1,
                "url": "news/ferry",
                "title": "Ferry returns",
                "authors": [{"name": "Ann Lee"}, {"name": "Bo Ek"}],
                "date_published": "2026-03-14T06:30:00Z",
                "date_modified": "2026-03-15T08:00:00Z",
                "content_html": PARAGRAPHS,
            },
            {"id": 2, "content_text": "The lamp was lit.\nIt burns <again>."},
        ],
    }
)


@pytest.fixture
def feeds(tmp_path: Path) -> dict[str, str]:
    written = {"rss.xml": RSS, "atom.xml": ATOM, "feed.json": JSON}
    for name, text in written.items():
        (tmp_path / name).write_text(text, "utf-8")
    return {name: str(tmp_path / name) for name in written}


def test_all_fields_of_rss_are_read(feeds: dict[str, str]) -> None:
    ferry, lamp = read_feed(feeds["rss.xml"])
    assert ferry.headline == "Ferry & mail return"
    assert ferry.url == "https://courier.example/news/ferry"
    assert (ferry.id, ferry.section, ferry.site) == ("ferry-1", "Islands", "The Skerrow Courier")
    assert ferry.authors == ("Ann Lee", "Bo Ek")
    assert ferry.published == datetime(2026, 3, 14, 6, 30, tzinfo=UTC)
    assert ferry.image == "https://courier.example/ferry.jpg"
    assert ferry.language == "en-GB"
    assert (ferry.has_full_text, lamp.has_full_text) == (True, False)


@pytest.mark.parametrize("name", ["atom.xml", "feed.json"])
def test_atom_and_json_feed_give_the_same_entries(feeds: dict[str, str], name: str) -> None:
    entry = read_feed(feeds[name])[0]
    assert entry.headline == "Ferry returns"
    assert entry.url == "https://courier.example/news/ferry"
    assert entry.authors[0] == "Ann Lee"
    assert entry.published == datetime(2026, 3, 14, 6, 30, tzinfo=UTC)
    assert entry.modified == datetime(2026, 3, 15, 8, tzinfo=UTC)
    assert entry.has_full_text


@pytest.mark.parametrize("name", ["rss.xml", "atom.xml", "feed.json"])
def test_a_story_that_is_whole_in_its_feed_is_read_from_there(
    feeds: dict[str, str], name: str
) -> None:
    story = extract_article(feeds[name])
    assert len(story.blocks) == 7
    assert story.blocks[0].text.startswith("On day 1 the ferry came back")
    assert story.url == "https://courier.example/news/ferry"
    assert story.language in ("en-GB", "en-US")
    assert story.authors[0] == "Ann Lee"
    if name == "rss.xml":
        assert story.contributors == ("Maeve Tully",)


def test_a_story_that_its_feed_only_begins_is_fetched(
    feeds: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def fetch(url: str, wishes: IngestOptions) -> RawContent:
        asked.append(url)
        page = f"<html><body><article><h1>Lamp lit</h1>{PARAGRAPHS}</article></body></html>"
        return RawContent(source=url, data=page.encode(), kind="html", url=url)

    monkeypatch.setattr("earshot.ingest.web.fetch", fetch)
    story = extract_article(feeds["rss.xml"], options=IngestOptions(entry="2"))
    assert asked == ["https://courier.example/news/lamp"]
    assert len(story.blocks) == 7


def test_a_feed_that_leads_to_a_feed_is_not_followed_for_ever(
    feeds: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def fetch(url: str, wishes: IngestOptions) -> RawContent:
        asked.append(url)
        return RawContent(source=url, data=RSS.replace("content:", "x:").encode(), url=url)

    monkeypatch.setattr("earshot.ingest.web.fetch", fetch)
    with pytest.raises(NoArticle, match="links to another feed"):
        extract_article(feeds["rss.xml"], options=IngestOptions(entry="2"))
    assert asked == ["https://courier.example/news/lamp"]


def test_an_entry_is_chosen_by_number_id_or_address(feeds: dict[str, str]) -> None:
    found = read_feed(feeds["rss.xml"])
    assert select_entry(found, "", "f") is found[0]
    for wanted in ("2", "https://courier.example/news/lamp"):
        assert select_entry(found, wanted, "f") is found[1]
    assert select_entry(found, "ferry-1", "f") is found[0]
    for wanted in ("0", "3", "none"):
        with pytest.raises(NoArticle, match="2 entries"):
            select_entry(found, wanted, "f")


def test_an_entry_without_an_address_is_read_however_short(feeds: dict[str, str]) -> None:
    story = extract_article(feeds["feed.json"], options=IngestOptions(entry="2"))
    assert [block.text for block in story.blocks] == ["The lamp was lit.", "It burns <again>."]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        (PARAGRAPHS, True),
        ("<p>渡轮周一恢复通航，等候多时的乘客登上了第一班船。</p>" * 20, True),
        (PARAGRAPHS + "<p>The rest is long…</p>", False),
        (PARAGRAPHS + "<p>The rest is long [&#8230;]</p>", False),
        (PARAGRAPHS + '<a href="/x">Continue reading</a>', False),
        ("<p>The ferry came back.</p>", False),
        ("", False),
    ],
)
def test_a_text_that_breaks_off_is_not_the_whole_story(text: str, whole: bool) -> None:
    assert Entry(html=text).has_full_text is whole


@pytest.mark.parametrize(
    "text",
    [
        "<rss",
        "<rss version='2.0'><channel></channel></rss>",
        "<rss version='2.0'><channel><item><link>javascript:alert(1)</link></item></channel></rss>",
        '{"version": "https://jsonfeed.org/version/1", "items": [',
        '{"version": "https://jsonfeed.org/version/1", "items": "none"}',
        '{"version": "https://jsonfeed.org/version/1", "items": [1, null, {"url": 5}]}',
        "<?xml version='1.0'?><!DOCTYPE r [<!ENTITY a 'aaaa'>]><rss version='2.0'>&a;</rss>",
    ],
)
def test_a_broken_feed_holds_no_story(tmp_path: Path, text: str) -> None:
    (tmp_path / "feed.rss").write_text(text)
    with pytest.raises(EarshotError, match=r"feed\.rss"):
        extract_article(str(tmp_path / "feed.rss"))


def test_a_file_of_the_name_that_a_feed_holds_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "feed.rss").write_text("/etc/passwd")
    with pytest.raises(SourceUnreadable, match="not a feed"):
        read_feed(str(tmp_path / "feed.rss"))
