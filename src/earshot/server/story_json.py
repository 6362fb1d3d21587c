"""What anybody may know of a story: told by the API, to players on other sites, and in events."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from earshot.server.storage.stories import Story


def serialize_public_story(public_url: str, story: Story, query: str = "") -> dict[str, Any]:
    """The story without what its listener did; `base` is the server's address, and `query` stands
    behind the links."""
    return {
        "id": story.id,
        "status": story.status,
        "error": story.error or None,
        "url": story.url or None,
        "title": story.title or story.sent_title or None,
        "byline": story.byline or None,
        "site": story.site or None,
        "section": story.section or None,
        "language": story.tongue or story.language or None,
        "published": story.published or None,
        "words": story.words,
        "duration": story.duration or None,
        "revision": story.revision,
        "ready": story.ready,
        "created": format_timestamp(story.created),
        "updated": format_timestamp(story.updated),
        "links": story_links(public_url, story, query),
    }


def story_links(public_url: str, story: Story, query: str) -> dict[str, str]:
    at = f"{public_url}/v1/stories/{story.id}"
    paths = {
        "self": at,
        "page": f"{public_url}/s/{story.id}",
        "stream": f"{at}/stream",
        "audio": f"{at}/audio.mp3",
        "words": f"{at}/words",
        "transcript": f"{at}/transcript.vtt",
        "events": f"{at}/events",
    }
    return {name: address + query for name, address in paths.items()}


def format_timestamp(seconds: float) -> str:
    """RFC 3339, UTC."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def story_name(story: Story) -> str:
    """What a story is called before and after its page is read."""
    return story.title or story.sent_title or story.url or "Untitled"


def oembed_url(base: str, page: str) -> str:
    """Where the oEmbed of one of our pages is found."""
    return f"{base}/v1/oembed?{urlencode({'url': base + page})}"
