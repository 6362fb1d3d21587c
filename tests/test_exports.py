"""The library as a static site, served by a plain file server."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from browser import PageMonitor, find_violations, wait_until
from command_line import run_earshot
from loopback import serve_in_thread
from object_storage import run_s3
from playwright.sync_api import Page, expect
from serving import ServerProcess, running_server, story_markdown

from earshot.errors import Unwritable
from earshot.object_store import FolderStore, open_store
from earshot.server.exports.index_pages import STORIES_PER_PAGE, IndexPages
from earshot.server.exports.manifest import MANIFEST_FILE
from earshot.server.exports.published_library import LibraryOutdated, open_library
from earshot.server.exports.site import ExportSummary, export_site
from earshot.server.exports.site_store import StaticSiteStore
from earshot.server.settings import Settings
from earshot.server.storage.backup_archive import LibraryNotFound
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.database import open_database

URL = "https://listen.example/news"
SETTINGS = Settings(base_url=URL, title="Lake News")
ATOM = "{http://www.w3.org/2005/Atom}"
PLAYER = "document.querySelector('earshot-player')"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with running_server(tmp_path_factory.mktemp("library")) as running:
        for name in ("ferry", "bridge"):
            running.create_finished_story(
                markdown=story_markdown(f"The {name} returns"), source_id=name
            )
        running.client.post("/feeds", data={"content": "library", "public": "yes"})
        running.client.post("/feeds", data={"content": "library"})
        yield running


def export(
    server: ServerProcess, store: StaticSiteStore, settings: Settings = SETTINGS
) -> ExportSummary:
    with open_library(DataDir(server.data_dir), settings) as library:
        return export_site(library, store)


def read_tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def parse_feed(folder: Path) -> ET.Element:
    (path,) = folder.glob("feeds/*.xml")
    return ET.parse(path).getroot()


class RecordingStore(StaticSiteStore):
    """Records the names of files that are written, and fails after as many new ones."""

    def __init__(
        self, folder: Path, limit: int = 10_000, known_names: Collection[str] = ()
    ) -> None:
        super().__init__(FolderStore(folder))
        self.folder = folder
        self.written: list[str] = []
        self.limit = limit
        self.known_names = {MANIFEST_FILE, *known_names}

    def write(self, name: str, content: bytes) -> None:
        self._record(name)
        super().write(name, content)

    def upload(self, name: str, source: Path) -> None:
        self._record(name)
        super().upload(name, source)

    def _record(self, name: str) -> None:
        if name not in self.known_names:
            if not self.limit:
                raise KeyboardInterrupt
            self.limit -= 1
        self.written.append(name)


class _QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Log nothing."""


@contextmanager
def file_server(folder: Path) -> Iterator[str]:
    handler: Callable[..., Any] = partial(_QuietHandler, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    with serve_in_thread(server):
        yield f"http://127.0.0.1:{server.server_address[1]}"


def test_a_static_site_plays_in_a_browser_without_our_server(
    server: ServerProcess, tmp_path: Path, page: Page
) -> None:
    site = tmp_path / "site"
    run = run_earshot("export", "--data-dir", server.data_dir, "--to", site)
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith(f"2 stories in {site}: 2 written, 0 removed.\n")
    with file_server(site) as base:
        monitor = PageMonitor(page)
        page.goto(f"{base}/index.html")
        expect(page.locator("ol.stories h2")).to_have_text(
            ["The bridge returns", "The ferry returns"]
        )
        wait_until(page, f"{PLAYER}.duration > 0")
        page.get_by_role("link", name="The ferry returns").click()
        wait_until(page, f"{PLAYER}?.[Symbol.for('earshot.player')]?.story")
        page.locator("#b0").click(position={"x": 5, "y": 5})
        wait_until(page, f"{PLAYER}.currentTime > 0.2 && {PLAYER}.currentWord > 2")
        assert [
            url for url in monitor.requests if not url.startswith((base, "data:", "blob:"))
        ] == []
        assert monitor.errors == []


def test_axe_finds_nothing_on_the_index(server: ServerProcess, tmp_path: Path, page: Page) -> None:
    export(server, StaticSiteStore(FolderStore(tmp_path)))
    page.context.new_cdp_session(page).send("Page.setBypassCSP", {"enabled": True})
    with file_server(tmp_path) as base:
        page.goto(f"{base}/index.html")
        wait_until(page, f"{PLAYER}.duration > 0")
        assert find_violations(page) == []


def test_the_feeds_of_a_site_name_its_own_files(server: ServerProcess, tmp_path: Path) -> None:
    summary = export(server, StaticSiteStore(FolderStore(tmp_path)))
    assert summary.feed_count == 1  # the private one stays on the server
    feed = parse_feed(tmp_path)
    urls = [each.attrib["url"] for each in feed.iter() if "url" in each.attrib]
    assert len(urls) == 4
    for each in feed.iter("enclosure"):
        path = tmp_path / each.attrib["url"].removeprefix(f"{URL}/")
        assert path.stat().st_size == int(each.attrib["length"])
    assert all((tmp_path / url.removeprefix(f"{URL}/")).is_file() for url in urls)
    (cover,) = tmp_path.glob("feeds/*/cover.png")
    assert f"{URL}/{cover.relative_to(tmp_path)}" in ET.tostring(feed, "unicode")


def test_the_catalog_of_a_site_has_the_books_of_its_feeds_and_stories(
    server: ServerProcess, tmp_path: Path
) -> None:
    export(server, StaticSiteStore(FolderStore(tmp_path)))
    catalog = ET.parse(tmp_path / "opds.xml").getroot()
    entries = catalog.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries][1:] == [
        *("The bridge returns", "The ferry returns")
    ]
    chapters = []
    for entry in entries:
        urls = [each.attrib["href"] for each in entry.iter(f"{ATOM}link")]
        (book,) = [url for url in urls if url.endswith(".epub")]
        with zipfile.ZipFile(tmp_path / book) as archive:
            names = archive.namelist()
        chapters.append(sum(1 for name in names if name.endswith(".mp3")))
    assert chapters == [2, 1, 1]


def test_a_second_export_writes_only_what_has_changed(
    server: ServerProcess, tmp_path: Path
) -> None:
    export(server, StaticSiteStore(FolderStore(tmp_path)))
    again = RecordingStore(tmp_path)
    assert export(server, again).written_count == 0
    assert again.written == [MANIFEST_FILE]

    guids = [each.text for each in parse_feed(tmp_path).iter("guid")]
    corrected = server.create_finished_story(
        markdown=story_markdown("The ferry returns", "The ferry returned late."), source_id="ferry"
    )
    changed = RecordingStore(tmp_path)
    assert export(server, changed).written_count == 1
    revision = f"media/{corrected['id']}/{corrected['ready_revision']}"
    media = {name for name in changed.written if name.startswith("media/")}
    assert all(name.startswith(revision) for name in media)
    assert f"s/{corrected['id']}.html" in changed.written
    assert not any(name.startswith("web/") for name in changed.written)
    assert (tmp_path / f"media/{corrected['id']}/1.mp3").is_file()  # its address may be in use
    assert [each.text for each in parse_feed(tmp_path).iter("guid")] == guids
    enclosures = [each.attrib["url"] for each in parse_feed(tmp_path).iter("enclosure")]
    assert f"{URL}/{revision}.mp3" in enclosures


def test_a_deleted_locked_or_retracted_story_is_removed_from_the_site(
    server: ServerProcess, tmp_path: Path
) -> None:
    html = "<html><body><article><h1>Paid</h1><p>Only for subscribers of the lake.</p></article>"
    paid = server.create_finished_story(html=html, url="https://paid.example/a", source_id="p")
    doomed = server.create_finished_story(markdown=story_markdown("Doomed"), source_id="doomed")
    wrong = server.create_finished_story(markdown=story_markdown("Wrong"), source_id="wrong")
    export(server, StaticSiteStore(FolderStore(tmp_path)))
    assert (tmp_path / f"s/{paid['id']}.html").is_file()

    assert server.client.delete(f"/v1/stories/{doomed['id']}").status_code == 204
    retraction = {"stage": "retracted", "note": "It was wrong."}
    changed = server.client.put(f"/v1/stories/{wrong['id']}/stage", json=retraction)
    assert changed.status_code == 200
    locked = replace(SETTINGS, access_rules=("paid.example=preview",))
    assert export(server, StaticSiteStore(FolderStore(tmp_path)), locked).removed_count == 3
    remaining = read_tree(tmp_path)
    for story_id in (paid["id"], doomed["id"], wrong["id"]):
        assert not any(story_id in name for name in remaining)
        assert not any(story_id.encode() in content for content in remaining.values())
    for story in (paid, wrong):
        server.client.delete(f"/v1/stories/{story['id']}")


def test_an_export_continues_after_an_interruption_at_any_file(
    server: ServerProcess, tmp_path: Path
) -> None:
    whole = RecordingStore(tmp_path / "whole")
    export(server, whole)
    parts = tmp_path / "parts"
    known_names: set[str] = set()
    pages: list[str] = []
    for _ in whole.written:
        store = RecordingStore(parts, 1, known_names)
        with suppress(KeyboardInterrupt):
            export(server, store)
        pages += [name for name in store.written if name.startswith(("s/", "web/"))]
        known_names.update(store.written)
    assert known_names == set(whole.written)
    assert read_tree(parts) == read_tree(whole.folder)
    assert len(pages) == len(set(pages)), "a page was written again"


def test_a_site_in_a_bucket_has_the_same_files(server: ServerProcess, tmp_path: Path) -> None:
    export(server, StaticSiteStore(FolderStore(tmp_path)))
    with run_s3() as bucket:
        run = run_earshot(
            *("export", "--data-dir", str(server.data_dir), "--to", f"{bucket}/listen"),
            *("--url", URL),
        )
        assert run.returncode == 0, run.stderr
        keys = {key for key, _ in open_store(f"{bucket}/listen").list_objects("")}
        client = pytest.importorskip("boto3").client("s3")
        page = next(key for key in keys if key.startswith("s/"))
        found = client.get_object(Bucket="recordings", Key=f"listen/{page}")
    assert keys == set(read_tree(tmp_path))
    assert found["ContentType"] == "text/html; charset=utf-8"


def test_pages_of_older_stories_do_not_change_with_a_new_one(server: ServerProcess) -> None:
    with open_library(DataDir(server.data_dir), SETTINGS) as library:
        story = next(library.iterate_stories())
    index = IndexPages("Lake News", "web/1")
    pages = dict[str, bytes]()
    for number in range(2 * STORIES_PER_PAGE + 1):
        for name, content in index.add(replace(story, id=f"story-{number}")):
            assert name not in pages
            pages[name] = content
    assert list(pages) == ["pages/1.html", "pages/2.html"]
    assert b"story-199.html" in pages["pages/2.html"]
    assert b'href="1.html" rel="next"' in pages["pages/2.html"]
    newest = dict(index.finish())["index.html"]
    assert b"story-200.html" in newest
    assert b"story-100.html" not in newest
    assert b'href="pages/2.html" rel="next"' in newest


def test_an_empty_library_is_a_site_without_stories(tmp_path: Path) -> None:
    open_database(DataDir(tmp_path)).close()
    with open_library(DataDir(tmp_path), SETTINGS) as library:
        export_site(library, StaticSiteStore(FolderStore(tmp_path / "site")))
    assert "There are no stories yet" in (tmp_path / "site/index.html").read_text("utf-8")


def test_a_library_of_another_version_is_not_exported(tmp_path: Path) -> None:
    database = open_database(DataDir(tmp_path))
    database.execute("PRAGMA user_version = 1")
    database.close()
    with pytest.raises(LibraryOutdated), open_library(DataDir(tmp_path), SETTINGS):
        pass
    with pytest.raises(LibraryNotFound), open_library(DataDir(tmp_path / "none"), SETTINGS):
        pass


def test_a_damaged_list_of_an_export_is_named(server: ServerProcess, tmp_path: Path) -> None:
    (tmp_path / MANIFEST_FILE).write_text("[]")
    with pytest.raises(Unwritable, match=r"export\.json"):
        export(server, StaticSiteStore(FolderStore(tmp_path)))


def test_the_url_of_a_site_must_be_complete(server: ServerProcess, tmp_path: Path) -> None:
    run = run_earshot(
        "export", "--data-dir", server.data_dir, "--to", tmp_path, "--url", "listen.example"
    )
    assert run.returncode == 1
    assert "--url" in run.stderr
    assert "https://" in run.stderr
