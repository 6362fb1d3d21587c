"""The request that prepares a story, and the columns of the story that its result fills."""

from __future__ import annotations

from typing import Any

from earshot.server.jobs.messages import (
    ComposeEdition,
    EditionContent,
    PreparedStory,
    PrepareStory,
)
from earshot.server.settings import Settings
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.story import Story

_ARTICLE_COLUMNS = ("title", "byline", "site", "published", "excerpt", "word_count")


def build_request(
    story: Story,
    number: int,
    data_dir: DataDir,
    settings: Settings,
    content: EditionContent | None,
) -> PrepareStory | ComposeEdition:
    """The request for the revision `number`. `content` is what an edition is composed of."""
    known = data_dir.revision_dir(story.id, story.ready_revision)
    common: dict[str, Any] = {
        "folder": str(data_dir.revision_dir(story.id, number)),
        "title": story.requested_title,
        "voice": story.voice or settings.voice,
        "language": story.language,
        "reusable_folders": [str(known)] if story.ready_revision else [],
    }
    if content:
        return ComposeEdition(content=content, **common)
    files = sorted(data_dir.story_dir(story.id).glob(f"sent-{story.submission_hash}.*"))
    return PrepareStory(
        source=str(files[0]) if files else story.url,
        url=story.url,
        default_language=settings.language,
        spoken_parts=settings.spoken_parts,
        private_hosts=settings.allowed_private_hosts,
        cookies=str(data_dir.find_cookie_file() or ""),
        **common,
    )


def build_columns(story: Story, number: int, result: PreparedStory) -> dict[str, Any]:
    """The columns of the story after the revision `number` was saved."""
    columns = {name: getattr(result, name) for name in _ARTICLE_COLUMNS}
    if result.section:
        columns["section"] = result.section
    columns |= {"url": story.url or result.url, "spoken_language": result.language}
    return columns | {"digest": result.digest, "revision": number}
