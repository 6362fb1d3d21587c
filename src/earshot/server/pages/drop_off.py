"""Where listeners of a published story stop, by paragraph."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from earshot.model import Script, Timeline
from earshot.server.analytics import DECILES, load_deciles
from earshot.server.caller import Caller
from earshot.server.http_errors import http_error
from earshot.server.jobs.live_recording import LiveRecording
from earshot.server.pages.messages import STORY_NOT_FOUND
from earshot.server.pages.templates import render_page
from earshot.server.paywall.access import AccessGrant
from earshot.server.playback import load_playback
from earshot.server.services import Services
from earshot.server.site_rules import FULL
from earshot.server.storage.stored_narration import build_narration, build_timeline

MAX_CHARS = 160
"""The characters of a paragraph that the page shows."""


@dataclass(frozen=True, slots=True)
class ParagraphStats:
    """The listeners of a paragraph."""

    text: str
    start_ms: int
    listeners: int
    percent: int
    """Of the listeners of the first tenth."""


async def drop_off_page(request: Request, services: Services, caller: Caller) -> Response:
    """GET /publisher/stories/{id}"""
    story = services.library.get_published(request.path_params["id"])
    if story is None or not story.revision:
        raise http_error(404, "story_not_found", STORY_NOT_FOUND)
    deciles = await services.database.readers.run(load_deciles, story.id)
    recording = await load_playback(services, story, AccessGrant(FULL))
    paragraphs = await asyncio.to_thread(_describe_recording, recording, deciles)
    return render_page(request, "drop-off.html", story=story, paragraphs=paragraphs)


def _describe_recording(
    live_recording: LiveRecording, deciles: tuple[int, ...]
) -> list[ParagraphStats]:
    script = live_recording.recording.load_script()
    narration = build_narration(script, live_recording.plan, live_recording.segments)
    return count_listeners(script, build_timeline(narration), deciles)


def count_listeners(
    script: Script, timeline: Timeline, deciles: tuple[int, ...]
) -> list[ParagraphStats]:
    """The listeners of each paragraph, by the tenth of the story in which it starts."""
    starts: dict[int, int] = {}
    for timing in timeline.timings:
        starts.setdefault(timing.word.block, timing.start)
    first = max(1, deciles[0])
    rows = []
    for block, start in sorted(starts.items()):
        if block < 0:
            continue
        tenth = min(DECILES - 1, DECILES * start // max(1, timeline.duration))
        text = script.article.blocks[block].text[:MAX_CHARS]
        listeners = deciles[tenth]
        percent = min(100, round(100 * listeners / first))
        rows.append(ParagraphStats(text, timeline.ms(start), listeners, percent))
    return rows
