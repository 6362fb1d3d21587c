"""The recording that a caller may play: the full story or its preview."""

from __future__ import annotations

import asyncio

from earshot.server.jobs.live_recording import LiveRecording
from earshot.server.paywall.access import AccessGrant
from earshot.server.services import Services
from earshot.server.storage.story import Story


async def load_playback(services: Services, story: Story, grant: AccessGrant) -> LiveRecording:
    """The recording for the access grant, full or preview. Raises RequestRejected."""
    if grant.is_full:
        return await services.job_runner.open_live_recording(story)
    preview = await services.previews.get(story, grant.level)
    return await asyncio.to_thread(
        LiveRecording, preview, services.job_runner.worker_pool, lambda *_: None
    )
