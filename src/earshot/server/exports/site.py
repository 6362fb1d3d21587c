"""Writes a library as a static site, and later only the changes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from earshot.player.built_scripts import first_script, parts_folder, player_parts
from earshot.publish.opds import Publication
from earshot.server.artwork import ensure_cover
from earshot.server.books import write_stories_book
from earshot.server.exports.feeds import StaticFeed, render_catalog
from earshot.server.exports.index_pages import IndexPages
from earshot.server.exports.manifest import ExportedStory, Manifest
from earshot.server.exports.published_library import PublishedLibrary
from earshot.server.exports.site_store import CATALOG_FILE, StaticSiteStore
from earshot.server.exports.story_files import (
    SUFFIXES,
    EncodeRecording,
    StoredStory,
    media_name,
    page_name,
    temporary_book,
)
from earshot.server.pages.assets import STATIC_ASSETS, assets_version, read_asset
from earshot.server.pages.templates import page_environment
from earshot.server.storage.reader_pool import Row
from earshot.server.storage.story import Story
from earshot.version import __version__

Progress = Callable[[int], None]
"""Called with the number of stories so far."""
DIGEST_LENGTH = 16
STATIC_TEMPLATES = ("static-story.html", "readalong.html")


@dataclass(slots=True)
class ExportSummary:
    story_count: int = 0
    written_count: int = 0
    """Stories with a file that was written."""
    removed_count: int = 0
    feed_count: int = 0


def export_site(
    library: PublishedLibrary,
    store: StaticSiteStore,
    progress: Progress | None = None,
    encoders: Mapping[str, EncodeRecording] | None = None,
) -> ExportSummary:
    """Write the stories, then the lists of them, then delete what is not part of the site.
    `encoders` are those of the formats besides MP3, by file extension.

    An interrupted export can be continued. Without `base_url` in the settings of the library,
    feeds are left out, because their addresses must be complete. Raises OutputError.
    """
    manifest = Manifest(store)
    export = _SiteExport(library, store, manifest, encoders or {})
    try:
        export.write(progress)
        export.remove_rest()
    finally:
        manifest.save()
    return export.summary


class _SiteExport:
    def __init__(
        self,
        library: PublishedLibrary,
        store: StaticSiteStore,
        manifest: Manifest,
        encoders: Mapping[str, EncodeRecording],
    ) -> None:
        self._library = library
        self._encoders = encoders
        self._store = store
        self._manifest = manifest
        self._web = f"web/{assets_version()}"
        self._site_version = _digest_texts(__version__, library.settings.title, *_templates())
        self._file_names: set[str] = set()
        self._exported: dict[str, int] = {}
        """The revision of each story that is on the site."""
        self.summary = ExportSummary()

    def write(self, progress: Progress | None) -> None:
        self._write_scripts()
        rows = self._library.list_public_feeds() if self._library.settings.base_url else []
        links = [{"title": row["title"], "url": f"feeds/{row['token']}.xml"} for row in rows]
        index = IndexPages(self._library.settings.title, self._web, links)
        for story in self._library.iterate_stories():
            if self._write_story(story):
                self._exported[story.id] = story.ready_revision
                self._put_all(index.add(story))
            self._manifest.save_if_due()
            if progress:
                progress(len(self._exported))
        books = [book for row in rows for book in self._write_feed(row)]
        self._put(CATALOG_FILE, self._render_catalog(books, index.newest_stories))
        self._put_all(index.finish())
        self.summary.story_count, self.summary.feed_count = len(self._exported), len(rows)

    def _write_feed(self, row: Row) -> Iterator[Publication]:
        """Yield the book of the feed, if it has stories."""
        feed = StaticFeed(self._library, row, self._exported.items())
        self._put(feed.feed_name, feed.render())
        cover = ensure_cover(self._library.data_dir.artwork_dir, feed.title)
        self._put(feed.cover_name, cover.read_bytes())
        if not feed.chapters:
            return
        with suppress(FileNotFoundError):  # the server has deleted a story meanwhile
            self._write_feed_book(feed)
        if feed.book_name in self._manifest.files:
            yield feed.build_publication()

    def _write_feed_book(self, feed: StaticFeed) -> None:
        """Write the book of a feed if its stories have changed."""
        revisions = (f"{story.id}-{story.ready_revision}" for story in feed.chapters)
        version = _digest_texts(__version__, feed.title, *revisions)
        self._file_names.add(feed.book_name)
        if self._manifest.files.get(feed.book_name) == version:
            return
        chapters = [(story, self._library.open_recording(story)) for story in feed.chapters]
        with temporary_book() as path:
            write_stories_book(path, feed.title, chapters)
            self._store.upload(feed.book_name, path)
        self._manifest.files[feed.book_name] = version

    def _render_catalog(self, books: Sequence[Publication], stories: Sequence[Story]) -> bytes:
        settings = self._library.settings
        return render_catalog(settings.title, settings.base_url, books, stories)

    def _write_scripts(self) -> None:
        """The first script of the player is last: until then, sites use the one that was there."""
        for name in STATIC_ASSETS:
            self._put(f"{self._web}/{name}", read_asset(name))
        for name, code in player_parts().items():
            self._put(f"{parts_folder()}/{name}", code)
        self._put("player.js", first_script().encode())

    def _write_story(self, story: Story) -> bool:
        """Write the files of the story that have changed. Returns whether it is on the site."""
        known = self._manifest.stories.setdefault(story.id, ExportedStory())
        facts = repr(story.updated_at), story.title, *self._encoders
        version = _digest_texts(self._site_version, *facts)
        is_new = story.ready_revision not in known.revisions
        if known.version == version and not is_new:
            return True
        try:
            stored = StoredStory(story, self._library.open_recording(story))
            if is_new:
                stored.write_media(self._store)
                known.revisions.append(story.ready_revision)
                known.formats = []
            self._write_formats(stored, known)
        except FileNotFoundError:  # the server has deleted it meanwhile
            return False
        page = stored.render_page(self._library.settings.title, self._web, known.formats)
        if (digest := _digest(page)) != known.page_digest:
            self._store.write(page_name(story.id), page)
            known.page_digest = digest
        self.summary.written_count += 1
        known.version = version
        return True

    def _write_formats(self, stored: StoredStory, known: ExportedStory) -> None:
        for ending in self._encoders.keys() - set(known.formats):
            stored.write_format(self._store, ending, self._encoders[ending])
            known.formats = sorted({*known.formats, ending})

    def _put_all(self, files: Iterator[tuple[str, bytes]]) -> None:
        for name, content in files:
            self._put(name, content)

    def _put(self, name: str, content: bytes) -> None:
        """Write a file if it has changed."""
        self._file_names.add(name)
        if self._manifest.files.get(name) != (digest := _digest(content)):
            self._store.write(name, content)
            self._manifest.files[name] = digest

    def remove_rest(self) -> None:
        """Remove stories and files that are not part of the site."""
        for story_id in self._manifest.stories.keys() - self._exported.keys():
            self._remove_story(story_id)
        for name in self._manifest.files.keys() - self._file_names:
            self._store.delete(name)
            del self._manifest.files[name]

    def _remove_story(self, story_id: str) -> None:
        self._store.delete(page_name(story_id))
        for revision in self._manifest.stories[story_id].revisions:
            for suffix in SUFFIXES:
                self._store.delete(media_name(story_id, revision, suffix))
        del self._manifest.stories[story_id]
        self.summary.removed_count += 1
        self._manifest.save_if_due()


def _templates() -> Iterator[str]:
    """The sources of the templates of a story's page."""
    environment = page_environment()
    assert environment.loader
    for name in STATIC_TEMPLATES:
        yield environment.loader.get_source(environment, name)[0]


def _digest_texts(*texts: str) -> str:
    return _digest("\0".join(texts).encode("utf-8", "replace"))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:DIGEST_LENGTH]
