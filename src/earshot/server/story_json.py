"""Stories as JSON: schema and serializer for the API, players and webhooks."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal
from urllib.parse import urlencode

from msgspec import UNSET, Meta, Struct, UnsetType

from earshot.server.storage.story import Story
from earshot.synthetic_voice import ReadBy

PUBLIC_ERROR = "This story could not be recorded."
Status = Literal["todo", "doing", "succeeded", "failed"]
ListenStatus = Literal["new", "started", "finished"]
Stage = Literal["draft", "review", "published", "retracted"]
AccessLevelName = Literal["headline", "preview", "full"]
Milliseconds = Annotated[int, Meta(description="milliseconds")]


class Segment(Struct, kw_only=True):
    """One sentence of a story."""

    index: int
    text: str
    block: Annotated[int, Meta(description="-1 is the headline, -2 the spoken intro")]
    xpath: str | None
    selector: Annotated[str | None, Meta(description="CSS selector of the block on its page")]
    text_hash: str | None
    first_word: int
    word_count: int
    start: Annotated[int, Meta(description="milliseconds; estimated after the first unready one")]
    duration: Annotated[int, Meta(description="milliseconds; estimated until it is ready")]
    ready: bool


class PublicStory(Struct, kw_only=True):
    """The public fields of a story."""

    id: str
    status: Status
    stage: Annotated[Stage, Meta(description="only published stories are available to listeners")]
    error: str | None
    url: str | None
    title: str | None
    byline: str | None
    site: str | None
    section: str | None
    language: str | None
    published: str | None
    word_count: int
    duration: Milliseconds | None
    read_by: Annotated[ReadBy, Meta(description="of the newest revision")]
    revision: Annotated[int, Meta(description="the newest revision")]
    ready_revision: Annotated[int, Meta(description="the newest finished revision; 0 for none")]
    created_at: str
    updated_at: str
    links: dict[str, str]


class WebhookStory(PublicStory, kw_only=True):
    """A story in a webhook message."""

    source_id: str | None


class PlayableStory(PublicStory, kw_only=True):
    """A story with the access of the caller."""

    access: Annotated[AccessLevelName, Meta(description="access without a token")]
    access_granted: Annotated[AccessLevelName, Meta(description="access of this caller")]


class StoryJson(PlayableStory, kw_only=True):
    """A story with the listening state, which only callers with the scope `read` see."""

    source_id: str | UnsetType | None = UNSET
    position: Annotated[
        int | UnsetType, Meta(description="the word at which the listener stopped")
    ] = UNSET
    listen_status: ListenStatus | UnsetType = UNSET
    archived: bool | UnsetType = UNSET
    queue_position: Annotated[
        int | UnsetType | None, Meta(description="1 is next; null outside the queue")
    ] = UNSET
    playlists: list[str] | UnsetType = UNSET
    segments: list[Segment] | UnsetType = UNSET
    voice: str | UnsetType = UNSET
    source_error: Annotated[
        str | UnsetType | None,
        Meta(description="why the source could not be read again; the recording is an earlier one"),
    ] = UNSET
    checked_at: Annotated[
        str | UnsetType | None, Meta(description="when the source was read last")
    ] = UNSET


def public_fields(public_url: str, story: Story, query: str = "") -> dict[str, object]:
    """The fields of `PublicStory`. `query` is appended to the links."""
    return {
        "id": story.id,
        "status": story.status,
        "stage": story.stage,
        "error": story.error or None,
        "url": story.url or None,
        "title": story.title or story.requested_title or None,
        "byline": story.byline or None,
        "site": story.site or None,
        "section": story.section or None,
        "language": story.spoken_language or story.language or None,
        "published": story.published or None,
        "word_count": story.word_count,
        "duration": story.duration_ms or None,
        "read_by": story.read_by,
        "revision": story.revision,
        "ready_revision": story.ready_revision,
        "created_at": format_timestamp(story.created_at),
        "updated_at": format_timestamp(story.updated_at),
        "links": story_links(public_url, story, query),
    }


def story_links(public_url: str, story: Story, query: str) -> dict[str, str]:
    at = f"{public_url}/v1/stories/{story.id}"
    paths = {
        "self": at,
        "page": f"{public_url}/s/{story.id}",
        "stream": f"{at}/stream",
        "timings": f"{at}/timings",
        "transcript": f"{at}/transcript.vtt",
        "events": f"{at}/events",
    }
    return {name: address + query for name, address in paths.items()} | {
        "audio": f"{at}/audio.mp3{audio_query(story, query)}"
    }


def audio_query(story: Story, query: str) -> str:
    """The query string of the finished recording. It names the revision, so a correction does
    not replace the file under a listener."""
    if not story.ready_revision:
        return query
    rest = f"&{query[1:]}" if query else ""
    return f"?revision={story.ready_revision}{rest}"


def public_error(error: str) -> str:
    """The error for listeners. Only the owner sees the reason."""
    return PUBLIC_ERROR if error else ""


def format_timestamp(seconds: float) -> str:
    """RFC 3339, UTC."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def story_name(story: Story) -> str:
    """The title of a story, or a replacement until its page is fetched."""
    return story.title or story.requested_title or story.url or "Untitled"


def oembed_url(base: str, page: str) -> str:
    """The oEmbed address of one of our pages."""
    return f"{base}/v1/oembed?{urlencode({'url': base + page})}"
