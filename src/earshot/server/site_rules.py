"""Rules by site: the access level for callers without a token, and the review of new stories."""

from __future__ import annotations

from earshot.server.settings import ACCESS_LEVELS, Settings
from earshot.server.storage.story import Story
from earshot.server.urls import host_of

FULL = ACCESS_LEVELS[-1]


def access_level(settings: Settings, story: Story) -> str:
    """The level set on the story, otherwise on its site, otherwise the default level."""
    rules = settings.access_by_host
    return story.access_level or rules.get(host_of(story.url)) or rules[""]


def is_open_access(settings: Settings, story: Story) -> bool:
    """Whether callers without a token have full access."""
    return access_level(settings, story) == FULL


def needs_review(settings: Settings, url: str) -> bool:
    """Whether a new story of this URL is a draft first."""
    return bool({host_of(url), "*"} & set(settings.review_sites))
