"""The access level of a story for callers without a token."""

from __future__ import annotations

from urllib.parse import urlsplit

from earshot.server.settings import ACCESS_LEVELS, Settings
from earshot.server.storage.story import Story

FULL = ACCESS_LEVELS[-1]


def access_level(settings: Settings, story: Story) -> str:
    """The level set on the story, or else on its site, or else the default level."""
    rules = settings.access_by_host
    try:
        host = urlsplit(story.url).hostname or ""
    except ValueError:
        host = ""
    return story.access_level or rules.get(host) or rules[""]


def is_open_access(settings: Settings, story: Story) -> bool:
    """Whether callers without a token have full access."""
    return access_level(settings, story) == FULL
