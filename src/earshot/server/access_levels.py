"""How much of a story everybody may hear."""

from __future__ import annotations

from urllib.parse import urlsplit

from earshot.server.settings import ACCESS_LEVELS, Settings
from earshot.server.storage.stories import Story

FULL = ACCESS_LEVELS[-1]


def access_level(settings: Settings, story: Story) -> str:
    """As was said of the story, else of its site, else of all."""
    rules = settings.access_by_host
    try:
        host = urlsplit(story.url).hostname or ""
    except ValueError:
        host = ""
    return story.access_level or rules.get(host) or rules[""]


def is_open_access(settings: Settings, story: Story) -> bool:
    """Whether everybody may hear all of it."""
    return access_level(settings, story) == FULL
