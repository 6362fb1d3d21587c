"""Keeps the static site of `export_to` up to date while the server runs."""

from __future__ import annotations

import logging
import time

from msgspec import to_builtins

from earshot.server.jobs.errors import TaskFailed
from earshot.server.jobs.messages import ExportSite
from earshot.server.jobs.protocols import TaskRunner
from earshot.server.settings import Settings
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.story import Story
from earshot.server.webhooks.websub import FEED_COLUMNS

log = logging.getLogger("earshot")
FULL_INTERVAL_SECONDS = 600.0
"""The interval of exports without a known change: feeds and other servers change the site too."""
RETRY_SECONDS = 60.0


class PeriodicExport:
    """Exports after changes of stories. The site has a list of the written files, so a killed
    export continues where it stopped."""

    def __init__(self, data_dir: DataDir, settings: Settings, task_runner: TaskRunner) -> None:
        self._data_dir = data_dir
        self._settings = settings
        self._task_runner = task_runner
        self._due_at = 0.0
        """On the monotonic clock."""

    def on_story_change(self, before: Story, after: Story | None) -> None:
        """Called in the transaction of a change."""
        values = [
            [getattr(each, name) for name in FEED_COLUMNS] for each in (before, after) if each
        ]
        is_listed = before.ready_revision or (after and after.ready_revision)
        if is_listed and (after is None or values[0] != values[1]):
            self._due_at = 0.0

    async def export_if_due(self) -> None:
        """Export if something has changed since the last export."""
        if not self._settings.export_to or time.monotonic() < self._due_at:
            return
        self._due_at = time.monotonic() + FULL_INTERVAL_SECONDS
        settings = to_builtins(self._settings)
        request = ExportSite(data_dir=str(self._data_dir.folder), settings=settings)
        try:
            result = await self._task_runner.run_task(request)
        except TaskFailed as error:
            self._due_at = time.monotonic() + RETRY_SECONDS
            log.error("the static site could not be exported: %s", error.reason)
        else:
            if result.written or result.removed:
                counts = result.written, result.removed
                log.info("static site: %d stories written, %d removed", *counts)
