"""The voices of all processes that share a library, so each takes the stories that it can
record, and servers offer what their workers have."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from earshot.errors import OutputError
from earshot.server.jobs.errors import TaskFailed, VoiceMissing
from earshot.server.jobs.messages import InstalledVoice, ListVoices
from earshot.server.jobs.voice_list_task import list_installed_voices
from earshot.server.storage.worker_capabilities import list_needed_voices

if TYPE_CHECKING:
    from earshot.server.jobs.leases import JobLeases
    from earshot.server.jobs.protocols import TaskRunner
    from earshot.server.storage.database import Database

log = logging.getLogger("earshot")
REFRESH_SECONDS = 20.0
VALID_SECONDS = 60.0
"""The voices of a process that died are offered for so long."""
AWAITED_SECONDS = 86_400.0
"""Stories wait for so long for a process with their voice, after the last one died or was stopped:
a machine may restart, or be replaced."""


class PeerVoices:
    """The voices of this process and of the others. With SQLite there are no others."""

    def __init__(self, database: Database, leases: JobLeases, task_runner: TaskRunner) -> None:
        self._database = database
        self._leases = leases
        self._task_runner = task_runner
        self._others: dict[str, InstalledVoice] = {}
        """Those that only other processes have, by name."""
        self._missed: frozenset[str] = frozenset()
        """Those that pending stories need, and no running process has."""

    async def synchronize(self) -> None:
        """Announce the voices of this process, and learn those of the others, until cancelled."""
        while self._database.is_shared:
            try:
                await self.refresh()
            except (TaskFailed, OutputError) as error:
                log.warning("%s", error)
            await asyncio.sleep(REFRESH_SECONDS)

    async def refresh(self) -> None:
        """Raises TaskFailed and OutputError."""
        listed = await self._task_runner.run_task(ListVoices())
        capabilities = self._leases.capabilities
        own = [
            each
            for each in listed.voices
            if capabilities.takes_voice(each.id) and capabilities.takes_language(each.languages)
        ]
        self._announce(own)
        running, stopped = self._load_others()
        names = {each.id for each in own}
        self._others = {each.id: each for each in running if each.id not in names}
        awaited = {each.id for each in stopped} - names - self._others.keys()
        elsewhere = frozenset(self._others.keys() | awaited)
        self._leases.capabilities = replace(capabilities, elsewhere=elsewhere)
        self._log_missed(awaited)

    def _announce(self, own: list[InstalledVoice]) -> None:
        # outside a transaction: the pages of the library do not change
        now = time.time()
        self._database.row(
            "INSERT INTO process_voices (process, voices, valid_until) VALUES (?1, ?2, ?3)"
            " ON CONFLICT (process) DO UPDATE SET voices = ?2, valid_until = ?3 RETURNING process",
            *(self._leases.worker, msgspec.json.encode(own).decode(), now + VALID_SECONDS),
        )
        sql = (
            "DELETE FROM process_voices WHERE valid_until < ?1 OR (valid_until < ?2 AND EXISTS"
            " (SELECT 1 FROM process_voices AS later WHERE later.voices = process_voices.voices"
            " AND later.valid_until > process_voices.valid_until)) RETURNING process"
        )
        self._database.rows(sql, now - AWAITED_SECONDS, now)

    def _load_others(self) -> tuple[list[InstalledVoice], list[InstalledVoice]]:
        """The voices of the processes that run, and of those that do not run any more."""
        now = time.time()
        running, stopped = list[InstalledVoice](), list[InstalledVoice]()
        sql = "SELECT voices, valid_until FROM process_voices WHERE process <> ?"
        for voices, valid_until in self._database.rows(sql, self._leases.worker):
            found = running if valid_until >= now else stopped
            found += msgspec.json.decode(voices, type=list[InstalledVoice])
        return running, stopped

    def _log_missed(self, awaited: set[str]) -> None:
        """Log which voices pending stories wait for, when that changes."""
        missed = awaited & list_needed_voices(self._database) if awaited else awaited
        if missed - self._missed:
            log.warning("stories wait for a worker with %s", ", ".join(sorted(missed)))
        self._missed = frozenset(missed)

    async def has_elsewhere(self, error: TaskFailed) -> bool:
        """Whether the error is that this process lacks a voice, and another one has it, or had it
        until recently. Raises OutputError."""
        if not (isinstance(error, VoiceMissing) and self._database.is_shared):
            return False
        with suppress(TaskFailed):
            await self.refresh()
        return error.voice in self._leases.capabilities.elsewhere

    async def list_all(self) -> list[InstalledVoice]:
        """The best engine first."""
        own = await asyncio.to_thread(list_installed_voices)
        names = {each.id for each in own}
        found = [*own, *(each for each in self._others.values() if each.id not in names)]
        return sorted(found, key=lambda each: (-each.mos, each.engine))

    def withdraw(self) -> None:
        """Offer the voices of this process no longer; its stories wait for the next one."""
        if self._database.is_shared:
            with suppress(OutputError):
                sql = "UPDATE process_voices SET valid_until = ? WHERE process = ? RETURNING 1"
                self._database.row(sql, time.time(), self._leases.worker)
