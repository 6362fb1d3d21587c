"""A data directory that is the cache of an object store."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path

from earshot.errors import OutputError
from earshot.object_store import open_store
from earshot.server.remote_file import RemoteFile
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.file_names import is_complete
from earshot.server.storage.stored_files import StoredFiles

STORAGE_RETRY_SECONDS = 10
"""How long a request to the object store is repeated. Then the client or the job tries again."""


class CachedDataDir(DataDir):
    is_cache = True

    def __init__(self, folder: Path, stored_files: StoredFiles) -> None:
        super().__init__(folder)
        self._files = stored_files
        self._fetches: set[asyncio.Task[None]] = set()

    async def fetch_script(self, story_id: str, number: int) -> Path:
        folder = self.revision_dir(story_id, number)
        await self._files.run(self._files.fetch_script, folder)
        return folder

    async def fetch_recordings(self, folders: Sequence[Path]) -> None:
        for folder in folders:
            await self._files.run(self._files.fetch_recording, folder)

    async def fetch_segment(self, path: Path) -> None:
        if not path.is_file() and not is_complete(path.parent.parent):
            await self._files.run(self._files.fetch_segment, path)

    async def fetch_file(self, path: Path) -> bool:
        return path.is_file() or await self._files.run(self._files.fetch_file, path)

    def fetch_later(self, story_id: str, number: int) -> None:
        task = asyncio.create_task(self._fetch_if_possible(self.revision_dir(story_id, number)))
        self._fetches.add(task)
        task.add_done_callback(self._fetches.discard)

    async def _fetch_if_possible(self, folder: Path) -> None:
        with suppress(OutputError):
            await self.fetch_recordings([folder])

    async def find_remote_file(self, path: Path) -> RemoteFile | None:
        found = None if path.is_file() else await self._files.run(self._files.stat, path)
        if found is None:
            return None

        async def read(start: int, stop: int) -> bytes:
            return await self._files.run(self._files.read_range, path, start, stop)

        size, modified_at = found
        return RemoteFile(size, modified_at, read)

    def fetch_in_thread(self, folder: Path, *, with_audio: bool = True) -> None:
        fetch = self._files.fetch_recording if with_audio else self._files.fetch_script
        fetch(folder)

    async def upload_recording(self, story_id: str, number: int) -> None:
        folder = self.revision_dir(story_id, number)
        await self._files.run(self._files.upload_recording, folder)

    async def upload_file(self, path: Path, source: Path | None = None) -> None:
        await self._files.run(self._files.upload_file, path, source)

    async def delete_stored(self, story_id: str) -> None:
        await self._files.run(self._files.delete_folder, self.story_dir(story_id))

    async def delete_superseded(self, story_id: str, revision: int, submission_hash: str) -> None:
        await super().delete_superseded(story_id, revision, submission_hash)
        names = (self.story_dir(story_id), revision, submission_hash)
        await self._files.run(self._files.delete_superseded, *names)

    async def delete_unused_recordings(self, story_id: str, used: Collection[str]) -> None:
        await super().delete_unused_recordings(story_id, used)
        folder = self.story_dir(story_id)
        await self._files.run(self._files.delete_unused_recordings, folder, used)

    async def sign(self, path: Path, method: str) -> str:
        return await self._files.run(self._files.sign, path, method)

    async def list_finished(self, story_id: str) -> list[tuple[int, float]]:
        return await self._files.run(self._files.list_finished, self.story_dir(story_id))

    def trim_cache(self, limit: int) -> None:
        self._files.trim_cache(limit)

    def close(self) -> None:
        self._files.close()


def open_data_dir(folder: Path, storage: str) -> DataDir:
    """The data directory, as the cache of an object store if `storage` is its URL. Raises
    InvalidOption and PackageMissing."""
    if not storage:
        return DataDir(folder)
    return CachedDataDir(folder, StoredFiles(folder, open_store(storage, STORAGE_RETRY_SECONDS)))
