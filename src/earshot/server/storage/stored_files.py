"""The files of stories in an object store, of which the data directory is a cache.

Keys are the paths of the files in the data directory. `recording.json` is written last, so a
recording that has it is complete, in the store as on disk. Every method raises an OutputError if
the store fails.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from threading import RLock
from typing import NamedTuple, ParamSpec, TypeVar

from earshot.files import is_temporary, write_file
from earshot.object_store import ObjectStore
from earshot.server.storage.file_names import (
    PLAN_FILE,
    RECORDING_FILE,
    SCRIPT_FILE,
    SEGMENTS_DIR,
    is_complete,
    is_superseded,
    is_unused_recording,
)

P = ParamSpec("P")
T = TypeVar("T")
LOCK_COUNT = 64
MAX_ACTIONS, MAX_TRANSFERS = 16, 8
"""Threads. A store that does not answer must not block those of the server."""
RECENT_SECONDS = 900.0
"""Files that were used within this time stay in the cache."""
SIGNED_SECONDS = 6 * 3_600
"""How long a signed URL is valid."""
MEDIA_TYPES = {
    "chapters.json": "application/json+chapters",
    "json": "application/json",
    "flac": "audio/flac",
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "opus": "audio/ogg",
    "png": "image/png",
    "vtt": "text/vtt",
    "wav": "audio/wav",
}


class CacheEntry(NamedTuple):
    used_at: float
    size: int
    path: Path


class StoredFiles:
    def __init__(self, folder: Path, store: ObjectStore) -> None:
        self._folder = folder
        self._store = store
        self._actions = ThreadPoolExecutor(MAX_ACTIONS, "storage")
        self._transfers = ThreadPoolExecutor(MAX_TRANSFERS, "transfer")
        self._locks = [RLock() for _ in range(LOCK_COUNT)]

    async def run(self, action: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a method of this object in a thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._actions, lambda: action(*args, **kwargs))

    def close(self) -> None:
        self._actions.shutdown(wait=False, cancel_futures=True)
        self._transfers.shutdown(wait=False, cancel_futures=True)

    def _lock_of(self, folder: Path) -> AbstractContextManager[bool]:
        """The lock of a revision: only one thread downloads it."""
        return self._locks[hash(folder) % LOCK_COUNT]

    def _key(self, path: Path) -> str:
        return path.relative_to(self._folder).as_posix()

    def stat(self, path: Path) -> tuple[int, float] | None:
        return self._store.stat(self._key(path))

    def read_range(self, path: Path, start: int, stop: int) -> bytes:
        return self._store.read_range(self._key(path), start, stop)

    # Downloads

    def fetch_file(self, path: Path) -> bool:
        """Download a file unless it is there; return whether it is there now."""
        return path.is_file() or self._store.download(self._key(path), path)

    def fetch_files(self, paths: Iterable[Path]) -> None:
        for _ in self._transfers.map(self.fetch_file, paths):
            pass

    def fetch_script(self, folder: Path) -> None:
        """Download script and plan of a revision. Those of an attempt that was not saved are
        replaced."""
        with self._lock_of(folder):
            if not is_complete(folder):
                self._fetch_script(folder)

    def _fetch_script(self, folder: Path) -> None:
        plan = self._store.read(self._key(folder / PLAN_FILE))
        if plan is None or _read_file(folder / PLAN_FILE) == plan:
            return
        shutil.rmtree(folder, ignore_errors=True)
        self.fetch_file(folder / SCRIPT_FILE)
        write_file(folder / PLAN_FILE, plan)

    def fetch_recording(self, folder: Path) -> None:
        """Download a revision: its finished recording, or the segments that exist."""
        with self._lock_of(folder):
            if is_complete(folder):
                with suppress(OSError):
                    os.utime(folder)  # it was used
            else:
                self._fetch_recording(folder)

    def _fetch_recording(self, folder: Path) -> None:
        self._fetch_script(folder)
        names = [name for name, _ in self._list(folder)]
        is_finished = Path(RECORDING_FILE) in names
        wanted = [name for name in names if _is_part(name, is_finished=is_finished)]
        self.fetch_files(folder / name for name in wanted if name.name != RECORDING_FILE)
        if is_finished:
            self.fetch_file(folder / RECORDING_FILE)

    def fetch_segment(self, path: Path) -> None:
        """Download a segment, or its recording if that is finished."""
        folder = path.parent.parent
        if not self.fetch_file(path) and self._store.read(self._key(folder / RECORDING_FILE)):
            self.fetch_recording(folder)

    def _list(self, folder: Path) -> Iterator[tuple[Path, float]]:
        """The files of a directory, by their paths in it, and when they were written."""
        key = self._key(folder)
        for each, modified_at in self._store.list_objects(f"{key}/"):
            yield Path(each).relative_to(key), modified_at

    def list_finished(self, story_dir: Path) -> list[tuple[int, float]]:
        """The finished revisions, newest first, and when each was finished."""
        found = self._list(story_dir)
        marks = [(name, at) for name, at in found if name.match(f"[0-9]*/{RECORDING_FILE}")]
        return sorted(((int(name.parts[0]), at) for name, at in marks), reverse=True)

    # Uploads

    def upload_file(self, path: Path, source: Path | None = None) -> None:
        """Upload a file, or `source` instead of it."""
        ending = path.name.partition(".")[2]
        media_type = MEDIA_TYPES.get(ending, "application/octet-stream")
        self._store.upload(self._key(path), source or path, media_type)

    def upload_recording(self, folder: Path) -> None:
        """Upload a revision. The segments of a finished recording are deleted in the store. The
        upload of an attempt that was cancelled ends first, so the last one counts."""
        with self._lock_of(folder):
            self._upload_recording(folder)

    def _upload_recording(self, folder: Path) -> None:
        paths = [each for each in _list_files(folder) if each.name != RECORDING_FILE]
        for _ in self._transfers.map(self.upload_file, paths):
            pass
        if is_complete(folder):
            self.upload_file(folder / RECORDING_FILE)
            self.delete_folder(folder / SEGMENTS_DIR)

    # The store itself

    def delete_folder(self, folder: Path) -> None:
        self._delete([folder / name for name, _ in self._list(folder)])

    def delete_superseded(self, story_dir: Path, revision: int, submission_hash: str) -> None:
        """Delete the revisions before this one, and files of other submissions."""
        now = time.time()
        self._delete(
            [
                story_dir / name
                for name, modified_at in self._list(story_dir)
                if is_superseded(name.parts[0], revision, submission_hash, now - modified_at)
            ]
        )

    def delete_unused_recordings(self, story_dir: Path, used: Collection[str]) -> None:
        """Delete the recordings by people that are not in use and were not sent lately. `used` has
        the stems of their files."""
        now = time.time()
        self._delete(
            [
                story_dir / name
                for name, modified_at in self._list(story_dir)
                if len(name.parts) == 1 and is_unused_recording(name.name, used, now - modified_at)
            ]
        )

    def _delete(self, paths: Iterable[Path]) -> None:
        for _ in self._transfers.map(self._store.delete, map(self._key, paths)):
            pass

    def sign(self, path: Path, method: str) -> str:
        """A URL of the file in the store; empty if the store has no URLs."""
        return self._store.sign(self._key(path), method, SIGNED_SECONDS)

    # The cache

    def trim_cache(self, limit: int, now: float | None = None) -> int:
        """Remove the least recently used files, until at most `limit` bytes are left;
        return their number."""
        recent = (time.time() if now is None else now) - RECENT_SECONDS
        entries = sorted(_list_entries(self._folder / "stories"))
        size = sum(each.size for each in entries)
        for each in entries:
            if size <= limit or each.used_at > recent:
                break
            _remove(each.path)
            size -= each.size
        return size


def _is_part(name: Path, *, is_finished: bool) -> bool:
    """Whether a file belongs to the recording: no preview, and no segment that was joined."""
    return len(name.parts) == 1 or (not is_finished and name.parts[0] == SEGMENTS_DIR)


def _list_files(folder: Path) -> Iterator[Path]:
    for path in (*folder.glob("*"), *folder.glob(f"{SEGMENTS_DIR}/*")):
        if path.is_file() and not is_temporary(path):
            yield path


def _list_entries(stories_dir: Path) -> Iterator[CacheEntry]:
    """A unit that is removed as a whole: a revision, or the other files of a story."""
    for path in stories_dir.glob("*/*"):
        with suppress(OSError):  # it is removed meanwhile
            files = [each for each in path.rglob("*") if each.is_file()] or [path]
            folders = {path, *(each.parent for each in files[1:])} if path.is_dir() else {path}
            used_at = max(each.stat().st_mtime for each in folders)
            yield CacheEntry(used_at, sum(each.stat().st_size for each in files), path)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
    with suppress(OSError):  # the story has other files
        path.parent.rmdir()


def _read_file(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
