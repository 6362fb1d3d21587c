"""The data directory: its paths, and the lock against a second server."""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
import shutil
import stat
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from earshot.errors import DataDirLocked, Unwritable
from earshot.server.remote_file import RemoteFile
from earshot.server.storage.file_names import (
    RECORDING_FILE,
    SENT_PREFIX,
    is_superseded,
    is_unused_recording,
)

BACKUP_FILE = "earshot.db.backup"
COOKIE_FILE = "cookies.txt"
OLD_DELETED_MARKER = ".deleted"
"""The file in the directory of a story that an earlier version deleted."""
DOCUMENT_ENDING = "bin"
"""Of files whose kind is found by their bytes."""
SENT_ENDINGS = ("html", "json", "eml", "md", "txt", DOCUMENT_ENDING)
"""Of the files with the content of submissions."""
MARKER_SECONDS = 3 * 3_600.0
"""A deleted story stays marked for longer than any task may write to its directory."""
OTHERS = stat.S_IRWXG | stat.S_IRWXO
log = logging.getLogger("earshot")


class DataDir:
    """Has `earshot.db`, its backups, `cookies.txt`, `stories/ID/…`, `deleted/ID`, `artwork/`,
    `lock`, `lost`. With an object store, `stories` is its cache."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def database_path(self) -> Path:
        return self.folder / "earshot.db"

    @property
    def backup_path(self) -> Path:
        return self.folder / BACKUP_FILE

    def dated_backups(self) -> list[Path]:
        return sorted(self.folder.glob(f"{BACKUP_FILE}-*"))

    @property
    def stories_dir(self) -> Path:
        return self.folder / "stories"

    @property
    def artwork_dir(self) -> Path:
        return self.folder / "artwork"

    @property
    def cookie_path(self) -> Path:
        return self.folder / COOKIE_FILE

    def read_cookie_file(self) -> str:
        """The host's own cookie file, empty if there is none. Only its owner may read it."""
        if not self.cookie_path.is_file():
            return ""
        with suppress(OSError):
            self.cookie_path.chmod(0o600)
        return self.cookie_path.read_text("utf-8", "replace")

    def story_dir(self, story_id: str) -> Path:
        return self.stories_dir / story_id

    def revision_dir(self, story_id: str, number: int) -> Path:
        return self.stories_dir / story_id / str(number)

    def list_sent_paths(self, story_id: str, submission_hash: str) -> list[Path]:
        """Where the content of a submission may be, by its kind."""
        folder = self.story_dir(story_id)
        return [folder / f"{SENT_PREFIX}{submission_hash}.{ending}" for ending in SENT_ENDINGS]

    # Files in an object store: `cached_data_dir` has one, and then these methods raise an
    # OutputError if it fails. Without one, every file is here.

    is_cache = False
    """Whether an object store has all files of stories."""

    async def fetch_script(self, story_id: str, number: int) -> Path:
        """The directory of a revision with its script and plan."""
        return self.revision_dir(story_id, number)

    async def fetch_recording(self, story_id: str, number: int) -> Path:
        """The directory of a revision with all its files."""
        folder = self.revision_dir(story_id, number)
        await self.fetch_recordings([folder])
        return folder

    async def fetch_recordings(self, folders: Sequence[Path]) -> None:
        """Download these revisions."""

    async def fetch_segment(self, path: Path) -> None:
        """Download a segment, or its recording if that is finished."""

    async def fetch_file(self, path: Path) -> bool:
        """Whether the file exists; it is here then."""
        return path.is_file()

    def fetch_later(self, story_id: str, number: int) -> None:
        """Download a revision in the background, for later requests."""

    async def find_remote_file(self, path: Path) -> RemoteFile | None:
        """A file that is in the store and not here."""
        return None

    def fetch_in_thread(self, folder: Path, *, with_audio: bool = True) -> None:
        """Download a revision, or only its script. Do not call it in the event loop."""

    async def upload_recording(self, story_id: str, number: int) -> None:
        """Upload a revision."""

    async def upload_file(self, path: Path, source: Path | None = None) -> None:
        """Upload a file, or `source` instead of it."""

    async def delete_stored(self, story_id: str) -> None:
        """Delete the files of the story in the store."""

    async def delete_superseded(self, story_id: str, revision: int, submission_hash: str) -> None:
        """Delete the revisions of a story before this one, and files of other submissions."""
        folder = self.story_dir(story_id)
        await asyncio.to_thread(_delete_superseded, folder, revision, submission_hash)

    async def delete_unused_recordings(self, story_id: str, used: Collection[str]) -> None:
        """Delete the recordings by people that are not in use and were not sent lately. `used` has
        the stems of their files."""
        folder = self.story_dir(story_id)
        await asyncio.to_thread(_delete_unused_recordings, folder, used)

    async def sign(self, path: Path, method: str) -> str:
        """A URL of the file in the store for this method of HTTP; empty if there is none."""
        return ""

    async def list_finished(self, story_id: str) -> list[tuple[int, float]]:
        """The finished revisions, newest first, and when each was finished."""
        return await asyncio.to_thread(self._list_finished, story_id)

    def _list_finished(self, story_id: str) -> list[tuple[int, float]]:
        marks = self.story_dir(story_id).glob(f"[0-9]*/{RECORDING_FILE}")
        return sorted(((int(p.parent.name), p.stat().st_mtime) for p in marks), reverse=True)

    def trim_cache(self, limit: int) -> None:
        """Remove the least recently used files, until at most `limit` bytes are left."""

    def close(self) -> None:
        """End the connections to the store."""

    def remove_story(self, story_id: str) -> None:
        """Delete the files of the story. Files that cannot be deleted are retried at the next
        start."""
        shutil.rmtree(self.story_dir(story_id), ignore_errors=True)

    @property
    def _deleted_dir(self) -> Path:
        return self.folder / "deleted"

    def mark_deleted(self, story_id: str) -> None:
        """Mark the story's directory for deletion (tombstone). The mark is outside of it, because a
        task that is ending can create the directory again."""
        with suppress(OSError):
            self._deleted_dir.mkdir(exist_ok=True)
            (self._deleted_dir / story_id).touch()

    def unmark_deleted(self, story_id: str) -> None:
        with suppress(OSError):
            (self._deleted_dir / story_id).unlink()

    def is_marked_deleted(self, story_id: str) -> bool:
        old = self.story_dir(story_id) / OLD_DELETED_MARKER
        return (self._deleted_dir / story_id).exists() or old.exists()

    def list_marked_deleted(self) -> list[str]:
        return [path.name for path in self._deleted_dir.glob("*")]

    def forget_deleted(self, before: float) -> None:
        """Remove the marks that were set before this time."""
        for path in self._deleted_dir.glob("*"):
            with suppress(OSError):
                if path.stat().st_mtime <= before:
                    path.unlink()

    def has_recordings(self) -> bool:
        """Whether there is a story directory that is not marked as deleted."""
        return self.stories_dir.is_dir() and any(
            folder.is_dir() and not self.is_marked_deleted(folder.name)
            for folder in self.stories_dir.iterdir()
        )

    def move_to_lost(self, story_id: str) -> None:
        """Move the story's directory to `lost`."""
        lost = self.folder / "lost"
        lost.mkdir(exist_ok=True)
        self.story_dir(story_id).rename(lost / f"{story_id}-{time.time_ns()}")

    @contextmanager
    def exclusive_lock(self) -> Iterator[None]:
        """Lock the directory for this server. Raises DataDirLocked and Unwritable.

        The kernel releases the lock when the process ends.
        """
        try:
            self.stories_dir.mkdir(parents=True, exist_ok=True)
            restrict_access(self.folder)
            lock_fd = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise Unwritable(path=self.folder, reason=reason) from error
        try:
            _acquire_lock(lock_fd, self.folder)
            yield
        finally:
            os.close(lock_fd)


def _delete_superseded(folder: Path, revision: int, submission_hash: str) -> None:
    for path in folder.glob("*"):
        with suppress(OSError):
            age = time.time() - path.stat().st_mtime
            if is_superseded(path.name, revision, submission_hash, age):
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def _delete_unused_recordings(folder: Path, used: Collection[str]) -> None:
    for path in folder.glob("*"):
        with suppress(OSError):
            if is_unused_recording(path.name, used, time.time() - path.stat().st_mtime):
                path.unlink()


def restrict_access(folder: Path) -> None:
    """Keep other users of this machine out, and repair a directory that an older version created.

    The directory itself is closed first; inside a closed directory nothing has to be repaired.
    """
    if not folder.stat().st_mode & OTHERS:
        return
    try:
        folder.chmod(0o700)
        for parent, folders, files in os.walk(folder):
            for name in (*folders, *files):
                _remove_access(Path(parent, name))
    except PermissionError:
        log.warning("%s belongs to another user; others may be able to read it", folder)


def _remove_access(path: Path) -> None:
    with suppress(FileNotFoundError):
        mode = path.lstat().st_mode
        if mode & OTHERS and not stat.S_ISLNK(mode):
            path.chmod(stat.S_IMODE(mode) & ~OTHERS)


def _acquire_lock(lock_fd: int, folder: Path) -> None:
    try:
        fcntl.flock(lock_fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        process = os.read(lock_fd, 20).decode("ascii", "replace").strip() or "unknown"
        raise DataDirLocked(data_dir=folder, process=process) from None
    os.ftruncate(lock_fd, 0)
    os.pwrite(lock_fd, str(os.getpid()).encode(), 0)
