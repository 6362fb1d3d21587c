"""The recording of the story in a request."""

from __future__ import annotations

from typing import Any

from earshot.errors import RequestRejected
from earshot.server import playback
from earshot.server.api.operation import RequestContext
from earshot.server.http_errors import http_error
from earshot.server.jobs.live_recording import LiveRecording
from earshot.server.storage.recordings import Recording
from earshot.server.storage.story import Story
from earshot.server.story_json import public_error

AnyContext = RequestContext[Any, Any]
READ_TIMEOUT_SECONDS = 30.0
"""How long a request waits for a page to be fetched and extracted."""
LIVE_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


async def wait_until_read(context: AnyContext) -> Story:
    """The story, once its page is fetched and extracted. Raises RequestRejected."""
    story = context.story()
    if not story.revision and story.status != "failed":
        await playback.wait_until_read(context.services, story, READ_TIMEOUT_SECONDS)
        story = context.story()
    if not story.revision:
        if story.status == "failed":
            error = story.error if context.caller.has_scope("read") else public_error(story.error)
            raise http_error(422, "story_failed", error.rstrip("."))
        reason = "the page of this story is being fetched; try again in 2 s"
        raise RequestRejected(status=503, code="pending", reason=reason, wait=2)
    return story


async def open_playback(context: AnyContext, story: Story) -> LiveRecording:
    return await playback.load_playback(context.services, story, context.access_grant(story))


async def find_recording(context: AnyContext, story: Story, revision: int) -> Recording:
    """This revision of the story, or the newest preview if the caller has no full access."""
    grant = context.access_grant(story)
    if grant.is_full:
        return Recording(await context.services.data_dir.fetch_recording(story.id, revision))
    return await context.services.previews.get(story, grant.level)


def recording_tag(context: AnyContext, recording: Recording) -> str:
    """The common prefix of the ETags of the recording's files."""
    return "-".join(recording.folder.relative_to(context.services.data_dir.stories_dir).parts)
