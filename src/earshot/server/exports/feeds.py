"""The podcast feeds of a static site."""

from __future__ import annotations

from collections.abc import Collection

from earshot.publish.podcast import build_feed
from earshot.server.exports.library import Library
from earshot.server.exports.story_files import media_name, page_name
from earshot.server.podcasts import (
    EpisodeFiles,
    build_episode,
    build_show,
    has_chapters,
    list_episode_stories,
)
from earshot.server.storage.readers import Row
from earshot.server.storage.story import Story


def render_feed(library: Library, row: Row, exported: Collection[tuple[str, int]]) -> bytes:
    """The feed with the revisions of stories that were exported. The settings have the URL of the
    static site."""
    stories = list_episode_stories(library.reader, library.settings, row)
    episodes = [
        build_episode(library.settings, story, _episode_files(library, story))
        for story in stories
        if (story.id, story.ready_revision) in exported
    ]
    return build_feed(build_show(library.settings, row), episodes)


def _episode_files(library: Library, story: Story) -> EpisodeFiles:
    def url(suffix: str) -> str:
        name = media_name(story.id, story.ready_revision, suffix)
        return f"{library.settings.public_url}/{name}"

    return EpisodeFiles(
        page=f"{library.settings.public_url}/{page_name(story.id)}",
        audio=url(".mp3"),
        transcript=url(".vtt"),
        chapters=url(".chapters.json") if has_chapters(library.open_recording(story)) else "",
    )
