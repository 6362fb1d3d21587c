"""The previews of stories that are not open to everybody, made when they are first asked for."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from earshot.server.jobs.worker_pool import Crew, TaskFailed
from earshot.server.storage.data_dir import Home
from earshot.server.storage.recordings import Recording
from earshot.server.storage.stories import Story
from earshot.server.submissions import refused


class Previews:
    def __init__(self, home: Home, crew: Crew) -> None:
        self._home = home
        self._crew = crew
        self._making: dict[Path, asyncio.Future[dict[str, Any]]] = {}

    async def of(self, story: Story, level: str) -> Recording:
        """The beginning of the newest revision, finished. Raises Refused where there is none."""
        whole = self._home.revision(story.id, story.revision)
        part = Recording(whole / level)
        if part.is_finished:
            return part
        if part.folder not in self._making:
            work = self._crew.do("preview", folder=str(whole), part=str(part.folder), level=level)
            task = self._making[part.folder] = asyncio.ensure_future(work)
            task.add_done_callback(lambda _: self._making.pop(part.folder, None))
        try:
            made = await asyncio.shield(self._making[part.folder])
        except TaskFailed as error:
            raise refused(503, "not_made", error.reason.rstrip(".")) from error
        if not made["segments"]:
            raise refused(403, "locked", "nothing of this story may be heard without a token")
        return part
