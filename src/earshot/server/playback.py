"""The recording that a caller may play: the full story or its preview."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from earshot.server.jobs.live_recording import LiveRecording
from earshot.server.paywall.access import AccessGrant
from earshot.server.services import Services
from earshot.server.storage.story import Story

REDIRECT_CACHE = "private, max-age=3600"
"""Less than a signed URL is valid."""


async def wait_until_read(services: Services, story: Story, seconds: float) -> None:
    """Wait until the story's page is read, or the time is over."""
    end = time.monotonic() + seconds
    services.job_runner.wake()
    while time.monotonic() < end:
        now = services.stories.get(story.id)
        if now is None or now.revision or now.status == "failed":
            return
        await asyncio.sleep(0.02)


async def load_playback(services: Services, story: Story, grant: AccessGrant) -> LiveRecording:
    """The recording for the access grant, full or preview. Raises RequestRejected."""
    if grant.is_full:
        return await services.job_runner.open_live_recording(story)
    preview = await services.previews.get(story, grant.level)
    return await asyncio.to_thread(
        LiveRecording, preview, services.job_runner.worker_pool, lambda *_: None
    )


async def redirect_to_storage(services: Services, request: Request, path: Path) -> Response | None:
    """A redirect to a signed URL of the file in the object store, if the setting asks for it."""
    if not services.settings.storage_redirects:
        return None
    url = await services.data_dir.sign(path, request.method)
    return RedirectResponse(url, 302, {"Cache-Control": REDIRECT_CACHE}) if url else None
