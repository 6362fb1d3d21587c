"""How much of a story everybody may hear."""

from __future__ import annotations

from urllib.parse import urlsplit

from earshot.server.settings import LEVELS, Settings
from earshot.server.storage.stories import Story

WHOLE = LEVELS[-1]


def level_of(settings: Settings, story: Story) -> str:
    """As was said of the story, else of its site, else of all."""
    rules = settings.rules
    try:
        host = urlsplit(story.url).hostname or ""
    except ValueError:
        host = ""
    return story.access or rules.get(host) or rules[""]


def is_open(settings: Settings, story: Story) -> bool:
    """Whether everybody may hear all of it."""
    return level_of(settings, story) == WHOLE
