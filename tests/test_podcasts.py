"""Podcast feeds, as directories check and apps fetch them."""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import feedparser
import pytest
from feed_rules import feed_faults
from PIL import Image
from podcast_apps import PodcastApp, podcast_apps
from serving import SENTENCES, ServerProcess, running_server, story_markdown

from earshot.publish.artwork import draw_artwork
from earshot.publish.podcast import ITUNES, PODCAST, show_guid

PAGE = f"""<html><head><meta property="og:site_name" content="Skerrow Courier"></head><body>
<article><h1>In site</h1><p>{" ".join(SENTENCES)}</p><p>{" ".join(SENTENCES)}</p>
</article></body></html>"""
REQUIRED = "title link description language".split()
APPLE = "author image category explicit type".split()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    home = tmp_path_factory.mktemp("library")
    with running_server(
        home, podcast_owner="Ann Lee", podcast_email="ann@news.example", title="Lake News"
    ) as running:
        yield running


def new_feed(
    server: ServerProcess, kind: str = "library", value: str = "", public: str = ""
) -> str:
    before = addresses(server)
    server.client.post("/feeds", data={"content": f"{kind}:{value}", "public": public})
    [address] = set(addresses(server)) - set(before)
    return address


def addresses(server: ServerProcess) -> list[str]:
    page = server.client.get("/feeds").text
    return re.findall(r'value="([^"]+\.xml)"', page)


def channel(server: ServerProcess, address: str) -> ET.Element:
    answer = server.client.get(address)
    assert answer.headers["content-type"].startswith("application/rss+xml")
    return parse_channel(answer.content)


def parse_channel(content: bytes) -> ET.Element:
    found = ET.fromstring(content).find("channel")
    assert found is not None
    return found


def check_feed(found: ET.Element) -> None:
    """Check the rules of Apple and of the podcast namespace."""
    for name in REQUIRED:
        assert found.findtext(name), name
    for name in APPLE:
        assert found.find(f"{{{ITUNES}}}{name}") is not None, name
    assert found.findtext(f"{{{PODCAST}}}guid")
    assert found.findtext(f"{{{PODCAST}}}locked") in ("yes", "no")
    guids = [item.findtext("guid") for item in found.findall("item")]
    assert len(guids) == len(set(guids))
    for item in found.findall("item"):
        enclosure = item.find("enclosure")
        assert enclosure is not None
        assert set(enclosure.attrib) == {"url", "length", "type"}
        assert int(enclosure.attrib["length"]) > 1_000
        assert item.findtext("title")
        assert parsedate_to_datetime(item.findtext("pubDate") or "")
        assert int(item.findtext(f"{{{ITUNES}}}duration") or 0) > 0


def episode(found: ET.Element, title: str) -> ET.Element:
    [item] = [item for item in found.findall("item") if item.findtext("title") == title]
    return item


def attribute(item: ET.Element, name: str, key: str) -> str:
    element = item.find(name)
    assert element is not None
    return element.attrib[key]


def test_a_feed_has_all_tags_that_directories_require(server: ServerProcess) -> None:
    server.create_finished_story(markdown=story_markdown("In the feed & whole"), source_id="whole")
    address = new_feed(server)
    found = channel(server, address)
    check_feed(found)
    assert found.findtext("title") == "Lake News"
    assert found.findtext(f"{{{ITUNES}}}owner/{{{ITUNES}}}email") == "ann@news.example"
    parsed = feedparser.parse(server.client.get(address).content)
    assert not parsed.bozo
    assert parsed.entries[0].title == "In the feed & whole"


def test_feeds_obey_the_rules_of_validators(server: ServerProcess) -> None:
    server.create_finished_story(markdown=story_markdown("Q&A: <b>bold</b> & “quoted”"))
    server.create_finished_story(text="Somebody said x<y & <script> is a tag.", title="Signs")
    server.create_finished_story(
        markdown=story_markdown("Parts", "One is.\n\n## Part\n\nTwo is."),
        url="https://a.example/?a=1&b=2",
    )
    for public in ("", "yes"):
        assert feed_faults(server.client.get(new_feed(server, public=public)).content) == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("<language>en", "<language>english_"),
        ("<guid isPermaLink", "<guid permalink"),
        (' length="', ' length="x'),
        ("GMT</pubDate>", "GMT</pubDate><pubDate/>"),
        ("<itunes:explicit>false", "<itunes:explicit>clean"),
        ("<title>", "<titel/><title>"),
        ("<description>", "<description>1 &lt; 2 &amp; "),
    ],
)
def test_the_rules_find_faults(server: ServerProcess, right: str, wrong: str) -> None:
    server.create_finished_story(markdown=story_markdown("Faulty"), source_id="faulty")
    feed = server.client.get(new_feed(server)).text
    assert right in feed
    assert feed_faults(feed.replace(right, wrong, 1).encode())


def test_characters_that_xml_does_not_allow_leave_feeds_valid(server: ServerProcess) -> None:
    title = "Odd \x01\x0b\x1b\x7f\ufffe\uffff\u2028 ]]> end"
    server.create_finished_story(text="The ferry came back.", title=title, source_id="odd")
    address = new_feed(server)
    assert feed_faults(server.client.get(address).content) == []
    names = [item.findtext("title", "") for item in channel(server, address).iter("item")]
    assert [name for name in names if name.startswith("Odd ") and name.endswith("end")]
    ET.fromstring(server.client.get(address.replace(".xml", "/opds.xml")).content)


def test_all_links_of_an_episode_work(server: ServerProcess) -> None:
    server.create_finished_story(
        markdown=story_markdown("Points", "One is here.\n\n## Part\n\nTwo is."), source_id="p"
    )
    item = episode(channel(server, new_feed(server)), "Points")
    sound = server.client.get(attribute(item, "enclosure", "url"))
    assert sound.headers["content-type"] == "audio/mpeg"
    assert len(sound.content) == int(attribute(item, "enclosure", "length"))
    words = server.client.get(
        attribute(item, f"{{{PODCAST}}}transcript", "url"),
        headers={"Origin": "https://app.example"},
    )
    assert words.text.startswith("WEBVTT")
    assert words.headers["access-control-allow-origin"] == "*"
    chapters = server.client.get(attribute(item, f"{{{PODCAST}}}chapters", "url")).json()
    assert [each["title"] for each in chapters["chapters"]] == ["Points", "Part"]


def test_a_feed_supports_the_requests_of_podcast_apps(server: ServerProcess) -> None:
    server.create_finished_story(markdown=story_markdown("Asked"), source_id="asked")
    address = new_feed(server)
    item = episode(channel(server, address), "Asked")
    sound = attribute(item, "enclosure", "url")
    head = server.client.head(sound)
    assert head.headers["accept-ranges"] == "bytes"
    first = server.client.get(sound, headers={"Range": "bytes=0-1"})
    assert (first.status_code, len(first.content)) == (206, 2)
    whole = server.client.get(sound).content
    size = len(whole) // 2
    parts = [
        server.client.get(sound, headers={"Range": f"bytes={part}"}).content
        for part in (f"0-{size - 1}", f"{size}-")
    ]
    assert b"".join(parts) == whole
    known = {"If-None-Match": head.headers["etag"]}
    assert server.client.get(sound, headers=known).status_code == 304
    since = {"If-Modified-Since": head.headers["last-modified"]}
    assert server.client.get(sound, headers=since).status_code == 304
    again = {"If-None-Match": server.client.get(address).headers["etag"]}
    assert server.client.get(address, headers=again).status_code == 304


@pytest.mark.parametrize("app", podcast_apps(), ids=lambda app: app.name)
def test_an_app_follows_a_show_and_hears_the_correction_of_an_episode(
    server: ServerProcess, app: PodcastApp
) -> None:
    fields = {"source_id": app.name, "markdown": story_markdown(app.name)}
    story = server.create_finished_story(**fields)
    address = new_feed(server)
    answer = app.load_feed(server.client, address)
    is_zipped = answer.headers.get("content-encoding") == "gzip"
    assert is_zipped == ("gzip" in app.headers.get("Accept-Encoding", "gzip"))
    item = episode(parse_channel(answer.content), app.name)
    sound = attribute(item, "enclosure", "url")
    whole = server.client.get(sound).content
    assert app.download(server.client, sound, app.headers) == whole
    assert len(whole) == int(attribute(item, "enclosure", "length"))
    assert app.load_feed(server.client, address).status_code == 304

    edits = {"sentences": [{"text": SENTENCES[0], "pause": 900}], "note": "A pause was too short."}
    server.client.put(
        f"/v1/stories/{story['id']}/edits", json=edits, headers={"If-Match": '"0"'}
    ).raise_for_status()
    server.wait_until_finished(story["id"])
    corrected = episode(parse_channel(app.load_feed(server.client, address).content), app.name)
    assert corrected.findtext("guid") == item.findtext("guid")
    assert attribute(corrected, "enclosure", "url") != sound
    assert "A pause was too short." in (corrected.findtext("description") or "")
    assert app.download(server.client, sound, app.headers) == whole, "a download goes on"


LATER = "Sat, 01 Jan 2050 00:00:00 GMT"
EARLIER = "Sat, 01 Jan 2000 00:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"If-None-Match": "*"}, 304),
        ({"If-None-Match": '"other"'}, 200),
        ({"If-None-Match": '"other"', "If-Modified-Since": LATER}, 200),
        ({"If-Modified-Since": LATER}, 304),
        ({"If-Modified-Since": EARLIER}, 200),
        ({"If-Modified-Since": "yesterday"}, 200),
    ],
)
def test_feeds_and_recordings_are_sent_again_only_if_they_changed(
    server: ServerProcess, headers: dict[str, str], status: int
) -> None:
    server.create_finished_story(markdown=story_markdown("Known"), source_id="known")
    address = new_feed(server)
    sound = attribute(episode(channel(server, address), "Known"), "enclosure", "url")
    for url in (address, sound):
        assert "last-modified" in server.client.get(url).headers
        assert server.client.get(url, headers=headers).status_code == status


@pytest.mark.parametrize(
    ("requested", "status"),
    [
        ("seconds=0-1", 200),
        ("bytes=2-1", 200),
        ("bytes=", 200),
        ("bytes=a-b", 200),
        ("bytes", 200),
        ("bytes=0-0", 206),
        ("bytes=0-0, 2-2", 206),
        ("bytes=-5", 206),
        ("bytes=99999999-", 416),
    ],
)
def test_a_range_that_is_not_understood_is_ignored(
    server: ServerProcess, requested: str, status: int
) -> None:
    server.create_finished_story(markdown=story_markdown("Ranged"), source_id="ranged")
    sound = attribute(episode(channel(server, new_feed(server)), "Ranged"), "enclosure", "url")
    assert server.client.get(sound, headers={"Range": requested}).status_code == status


def test_an_episode_has_the_date_of_its_story(server: ServerProcess) -> None:
    server.create_finished_story(markdown=story_markdown("Old"), source_id="old")
    server.create_finished_story(text="Somebody said something today.", title="Undated")
    found = channel(server, new_feed(server))
    dates = {
        title: parsedate_to_datetime(episode(found, title).findtext("pubDate") or "")
        for title in ("Old", "Undated")
    }
    assert dates["Old"].isoformat() == "2025-11-03T12:00:00+00:00"
    assert dates["Undated"].timestamp() > time.time() - 600


def test_only_a_story_with_headings_has_chapters(server: ServerProcess) -> None:
    server.create_finished_story(text="Somebody said something.", title="Plain")
    item = episode(channel(server, new_feed(server)), "Plain")
    assert item.find(f"{{{PODCAST}}}transcript") is not None
    assert item.find(f"{{{PODCAST}}}chapters") is None


def test_a_corrected_story_is_the_same_episode_under_a_new_address(server: ServerProcess) -> None:
    server.create_finished_story(markdown=story_markdown("Corrected"), source_id="corrected")
    address = new_feed(server)
    old = episode(channel(server, address), "Corrected")
    body = " ".join(SENTENCES).replace("Monday", "Tuesday")
    server.create_finished_story(markdown=story_markdown("Corrected", body), source_id="corrected")
    new = episode(channel(server, address), "Corrected")
    assert new.findtext("guid") == old.findtext("guid")
    assert new.findtext("pubDate") == old.findtext("pubDate")
    before, after = (attribute(item, "enclosure", "url") for item in (old, new))
    assert before != after
    assert server.client.get(before).status_code == 200, "who is half-way through may go on"
    assert server.client.get(after).status_code == 200


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("playlist", "Morning"),
        ("section", "Sport"),
        ("author", "Ann Lee"),
        ("site", "Skerrow Courier"),
    ],
)
def test_a_feed_has_only_the_stories_of_its_collection(
    server: ServerProcess, kind: str, value: str
) -> None:
    wanted: dict[str, dict[str, Any]] = {
        "playlist": {"playlists": ["Morning"]},
        "section": {"section": "Sport"},
        "author": {},
        "site": {"html": PAGE, "markdown": None},
    }
    sent = {"markdown": story_markdown(f"In {kind}"), "source_id": kind} | wanted[kind]
    inside = server.create_finished_story(**sent)
    outside = server.create_finished_story(
        text="Somebody said something on Monday.", title=f"Out of {kind}"
    )
    address = new_feed(server, kind, value)
    titles = [item.findtext("title") for item in channel(server, address).findall("item")]
    assert f"In {kind}" in titles
    assert f"Out of {kind}" not in titles
    media = address.replace("/feeds/", "/media/").removesuffix(".xml")
    assert server.client.get(f"{media}/{inside['id']}/1.mp3").status_code == 200
    assert server.client.get(f"{media}/{outside['id']}/1.mp3").status_code == 404


def test_a_feed_is_also_a_catalog_of_books_for_reading_apps(server: ServerProcess) -> None:
    story = server.create_finished_story(markdown=story_markdown("A book & more"), source_id="book")
    catalog_url = new_feed(server).replace(".xml", "/opds.xml")
    answer = server.client.get(catalog_url)
    assert "profile=opds-catalog" in answer.headers["content-type"]
    etag = {"If-None-Match": answer.headers["etag"]}
    assert server.client.get(catalog_url, headers=etag).status_code == 304
    parsed = feedparser.parse(answer.content)
    assert not parsed.bozo
    (entry,) = [each for each in parsed.entries if each.title == "A book & more"]
    assert entry.author == "Ann Lee"
    urls = {each["type"]: each["href"] for each in entry.links}
    assert f"/{story['id']}/" in urls["audio/mpeg"]
    assert server.client.get(urls["image/png"]).status_code == 200
    book = server.client.get(urls["application/epub+zip"])
    assert book.headers["content-type"] == "application/epub+zip"
    with zipfile.ZipFile(io.BytesIO(book.content)) as archive:
        assert b"A book &amp; more" in archive.read("EPUB/chapter-1.xhtml")
    assert server.client.get("/feeds/none/opds.xml").status_code == 404


def test_a_revoked_feed_is_not_found_nor_are_its_files(server: ServerProcess) -> None:
    story = server.create_finished_story(markdown=story_markdown("Revoked"), source_id="revoked")
    address = new_feed(server)
    sound = attribute(episode(channel(server, address), "Revoked"), "enclosure", "url")
    token = urlsplit(address).path.removeprefix("/feeds/").removesuffix(".xml")
    server.client.post("/feeds", data={"revoke": token})
    catalog, book = address.replace(".xml", "/opds.xml"), sound.replace(".mp3", ".epub")
    for url in (address, sound, catalog, book):
        assert server.client.get(url).status_code == 404
    assert server.get_story(story["id"])["status"] == "succeeded"


def test_a_private_feed_blocks_directories_and_a_public_one_does_not(
    server: ServerProcess,
) -> None:
    private, public = (
        channel(server, new_feed(server)),
        channel(server, new_feed(server, public="yes")),
    )
    assert private.findtext(f"{{{ITUNES}}}block") == "Yes"
    assert private.findtext(f"{{{PODCAST}}}locked") == "yes"
    assert public.find(f"{{{ITUNES}}}block") is None
    assert public.findtext(f"{{{PODCAST}}}locked") == "no"


def test_the_artwork_meets_the_rules_of_directories(server: ServerProcess) -> None:
    image = attribute(channel(server, new_feed(server)), f"{{{ITUNES}}}image", "href")
    answer = server.client.get(image)
    assert answer.headers["content-type"] == "image/png"
    picture = Image.open(io.BytesIO(answer.content))
    assert picture.width == picture.height
    assert 1_400 <= picture.width <= 3_000
    assert picture.mode == "RGB"


@pytest.mark.parametrize("name", ["", "A", "The Skerrow Courier", "Donaudampfschifffahrt " * 9])
def test_any_name_fits_on_the_artwork(name: str) -> None:
    picture = Image.open(io.BytesIO(draw_artwork(name)))
    assert len(picture.getcolors(1 << 20) or []) > 1
    edge = picture.crop((0, 0, picture.width, 100))
    assert len(edge.getcolors() or []) == 1, "nothing runs over the margin"
    assert draw_artwork(name) == draw_artwork(name)


def test_the_guid_of_a_show_is_the_one_of_the_podcast_namespace() -> None:
    wanted = "917393e3-1b1e-5cef-ace4-edaa54e1f810"
    assert show_guid("https://mp3s.nashownotes.com/pc20rss.xml") == wanted


def test_a_library_survives_a_restart(server: ServerProcess, tmp_path: Path) -> None:
    with running_server(tmp_path) as own:
        own.create_finished_story(markdown=story_markdown("Stays"), source_id="stays")
        address = new_feed(own)
        path = urlsplit(address).path
    with running_server(tmp_path) as again:
        check_feed(channel(again, path))
        assert again.client.get("/v1/stories").json()["total"] == 1


def test_all_links_of_a_feed_support_head_and_cors(
    server: ServerProcess,
) -> None:
    server.create_finished_story(
        markdown=story_markdown("Looked at", "One is here.\n\n## Part\n\nTwo is."),
        source_id="looked",
    )
    address = new_feed(server)
    item = episode(channel(server, address), "Looked at")
    result = {
        address: "application/rss+xml",
        attribute(channel(server, address), f"{{{ITUNES}}}image", "href"): "image/",
        attribute(item, "enclosure", "url"): "audio/mpeg",
        attribute(item, f"{{{PODCAST}}}transcript", "url"): "text/vtt",
        attribute(item, f"{{{PODCAST}}}chapters", "url"): "application/json+chapters",
    }
    for each, kind in result.items():
        asked = {"Origin": "https://app.example"}
        head, whole = server.client.head(each, headers=asked), server.client.get(each)
        assert (head.status_code, head.content) == (200, b""), each
        assert head.headers["content-type"].startswith(kind), each
        assert int(head.headers["content-length"]) == len(whole.content), each
        assert head.headers["etag"] == whole.headers["etag"], each
        assert head.headers["access-control-allow-origin"] == "*", each
        known = {"If-None-Match": whole.headers["etag"]}
        assert server.client.get(each, headers=known).status_code == 304, each
        wanted = asked | {"Access-Control-Request-Headers": "range"}
        preflight = server.client.options(each, headers=wanted)
        assert preflight.status_code == 204, each
        assert "Range" in preflight.headers["access-control-allow-headers"], each


def test_an_episode_has_the_tags_that_apple_requires(server: ServerProcess) -> None:
    story = server.create_finished_story(markdown=story_markdown("Says"), source_id="says")
    item = episode(channel(server, new_feed(server)), "Says")
    assert item.findtext("guid") == story["id"]
    assert attribute(item, "guid", "isPermaLink") == "false"
    assert attribute(item, "enclosure", "type") == "audio/mpeg"
    assert item.findtext(f"{{{ITUNES}}}episodeType") == "full"
    assert item.findtext(f"{{{ITUNES}}}explicit") == "false"
    assert item.findtext(f"{{{ITUNES}}}author") == "Ann Lee"
    duration = int(item.findtext(f"{{{ITUNES}}}duration") or 0)
    assert abs(duration * 1_000 - story["duration"]) <= 500
    assert attribute(item, f"{{{PODCAST}}}transcript", "type") == "text/vtt"
    assert item.findtext("description")
    assert item.findtext("link")
