"""The lists of a static site: index.html and pages/N.html for readers, index.json for players.

Pages are numbered from the oldest story on, so a new story changes only the newest ones.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from earshot.server.exports.story_files import STATIC_POLICY, media_name, page_name
from earshot.server.pages.templates import page_environment
from earshot.server.storage.story import Story
from earshot.server.story_json import story_name

STORIES_PER_PAGE = 100
MAX_PLAYLIST_STORIES = 200
"""As many as the player reads."""


@dataclass(slots=True)
class IndexPages:
    """Renders the pages while the stories are added, oldest first."""

    library_title: str
    web: str
    """The folder of scripts and styles."""
    feeds: Sequence[Any] = ()
    """The podcast feeds, each with `title` and `url`."""
    _recent: list[Story] = field(default_factory=list)
    _page_count: int = 0
    _count: int = 0

    @property
    def newest_stories(self) -> list[Story]:
        """The last stories, newest first."""
        return self._recent[::-1]

    def add(self, story: Story) -> Iterator[tuple[str, bytes]]:
        """Yield the name and content of a page that the story completes."""
        self._recent = [*self._recent[1 - MAX_PLAYLIST_STORIES :], story]
        self._count += 1
        if self._count % STORIES_PER_PAGE == 0:
            self._page_count += 1
            yield self._older_page_name(self._page_count), self._render_page(self._page_count)

    def finish(self) -> Iterator[tuple[str, bytes]]:
        """Yield the name and content of the index pages."""
        newest_first = self.newest_stories
        yield "index.json", _render_playlist(newest_first)
        variables: dict[str, Any] = {"number": None, "feeds": self.feeds, "newer": "", "root": ""}
        if newest_first:
            newest = newest_first[0]
            variables["newest"] = media_name(newest.id, newest.ready_revision, "")
        if self._count > STORIES_PER_PAGE:
            variables["older"] = self._older_page_name(self._page_count)
        yield "index.html", self._render(newest_first[:STORIES_PER_PAGE], variables)

    def _render_page(self, number: int) -> bytes:
        older = f"{number - 1}.html" if number > 1 else ""
        variables = {"number": number, "older": older, "newer": "../index.html", "root": "../"}
        return self._render(self._recent[: -STORIES_PER_PAGE - 1 : -1], variables)

    def _render(self, stories: Sequence[Story], variables: dict[str, Any]) -> bytes:
        defaults = {
            "stories": stories,
            "library_title": self.library_title,
            "policy": STATIC_POLICY,
            "web": f"{variables['root']}{self.web}",
            "feeds": (),
            "older": "",
        }
        template = page_environment().get_template("static-index.html")
        return template.render(defaults | variables).encode("utf-8", "xmlcharrefreplace")

    @staticmethod
    def _older_page_name(number: int) -> str:
        return f"pages/{number}.html"


def _render_playlist(stories: Sequence[Story]) -> bytes:
    """A playlist of the player, with the page of each story."""
    rows = [
        {
            "title": story_name(story),
            "timings": media_name(story.id, story.ready_revision, ".timings.json"),
            "src": media_name(story.id, story.ready_revision, ".mp3"),
            "url": story.url or page_name(story.id),
            "page": page_name(story.id),
            "published": story.published or None,
            "site": story.site or None,
            "duration": story.duration_ms,
        }
        for story in stories
    ]
    return json.dumps({"stories": rows}, ensure_ascii=False, indent=1).encode("utf-8", "replace")
