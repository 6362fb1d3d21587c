"""The podcast feeds of a static site, with their books and the catalog of all books."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from earshot.publish.opds import Catalog, Publication, build_catalog
from earshot.publish.podcast import build_feed
from earshot.server.books import build_publication
from earshot.server.exports.published_library import PublishedLibrary
from earshot.server.exports.site_store import CATALOG_FILE
from earshot.server.exports.story_files import media_name, page_name
from earshot.server.podcasts import (
    EpisodeFiles,
    build_episode,
    build_show,
    has_chapters,
    list_episode_stories,
)
from earshot.server.storage.reader_pool import Row
from earshot.server.storage.story import Story

MAX_BOOK_STORIES = 50
"""The newest stories of a feed, as chapters of its book."""


class StaticFeed:
    """A podcast feed with the revisions of stories that were exported. The settings of the library
    have the URL of the static site."""

    def __init__(
        self, library: PublishedLibrary, row: Row, exported: Collection[tuple[str, int]]
    ) -> None:
        self._library = library
        self._row = row
        self.title: str = row["title"]
        self.feed_name = f"feeds/{row['token']}.xml"
        self.cover_name = f"feeds/{row['token']}/cover.png"
        self.book_name = f"feeds/{row['token']}.epub"
        self.stories: Sequence[Story] = [
            story
            for story in list_episode_stories(library.reader, library.settings, row)
            if (story.id, story.ready_revision) in exported
        ]

    @property
    def chapters(self) -> Sequence[Story]:
        """The stories of the book."""
        return self.stories[:MAX_BOOK_STORIES]

    def render(self) -> bytes:
        settings = self._library.settings
        episodes = [
            build_episode(settings, story, _episode_files(self._library, story))
            for story in self.stories
        ]
        return build_feed(build_show(settings, self._row), episodes)

    def build_publication(self) -> Publication:
        """The book of the feed in the catalog."""
        return Publication(
            key=self._row["guid"],
            title=self.title,
            book=self.book_name,
            updated=max(story.made_at for story in self.chapters),
        )


def render_catalog(
    title: str, url: str, books: Sequence[Publication], stories: Sequence[Story]
) -> bytes:
    """The books of feeds and stories. The URLs in it are relative."""
    publications = [
        build_publication(
            story,
            book=media_name(story.id, story.ready_revision, ".epub"),
            audio=media_name(story.id, story.ready_revision, ".mp3"),
        )
        for story in stories
    ]
    key = f"{url}/{CATALOG_FILE}" if url else title
    catalog = Catalog(key=key, title=title, url=CATALOG_FILE)
    return build_catalog(catalog, [*books, *publications])


def _episode_files(library: PublishedLibrary, story: Story) -> EpisodeFiles:
    def url(suffix: str) -> str:
        name = media_name(story.id, story.ready_revision, suffix)
        return f"{library.settings.public_url}/{name}"

    return EpisodeFiles(
        page=f"{library.settings.public_url}/{page_name(story.id)}",
        audio=url(".mp3"),
        transcript=url(".vtt"),
        chapters=url(".chapters.json") if has_chapters(library.data_dir, story) else "",
    )
