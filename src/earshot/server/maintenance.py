"""Deletes stories, old recordings and what an earlier run left behind."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import shutil
import time
from itertools import islice
from pathlib import Path

from earshot.errors import OutputError
from earshot.files import TEMPORARY_PREFIX
from earshot.server.account import Account
from earshot.server.services import Services
from earshot.server.storage.account_library import find_orphans
from earshot.server.storage.clock_repair import find_future_times, fix_future_times
from earshot.server.storage.data_dir import MARKER_SECONDS, DataDir
from earshot.server.storage.edits import load_edits
from earshot.server.storage.human_recordings import list_file_stems
from earshot.server.storage.reader_pool import Reader
from earshot.server.storage.shared_rate_limits import forget_request_counts
from earshot.server.storage.stories import find_known_ids

log = logging.getLogger("earshot")
DAY = 86_400.0
GIGABYTE = 1_000_000_000
FOLDERS_PER_QUERY = 500


async def delete_story(services: Services, story_id: str, account_id: int = 0) -> bool:
    """Delete the story: first the database row, then its files. The audit log has the account that
    deletes a published story."""
    services.data_dir.mark_deleted(story_id)
    with services.database.transaction():
        story = services.library.get_published(story_id) if account_id else None
        if story:
            services.audit_log.record(account_id, "story.deleted", story_id, title=story.title)
        was_there = services.stories.delete(story_id)
    services.job_runner.cancel(story_id, is_deleted=True)
    await asyncio.to_thread(services.data_dir.remove_story, story_id)
    with contextlib.suppress(OutputError):  # it is done again later
        await services.data_dir.delete_stored(story_id)
    services.events.publish(story_id, "status", {"status": "deleted", "error": ""})
    for edition in services.editions.list_empty():
        await delete_story(services, edition)
    return was_there


async def remove_story(services: Services, account_id: int, story_id: str) -> None:
    """Take the story out of a library, and delete it if no other account has it.

    If only readers keep it, webhooks get the message about a deletion.
    """
    if services.library.list_accounts(story_id) == [account_id]:
        await delete_story(services, story_id, account_id)
        return
    with services.database.transaction():
        published = services.library.get_published(story_id)
        services.library.remove(account_id, story_id)
        if published and not services.library.is_published(story_id):
            title = published.title
            services.audit_log.record(account_id, "story.deleted", story_id, title=title)
            services.webhooks.announce_deletion(published)


async def remove_account(services: Services, account: Account, admin_id: int) -> None:
    """Remove the account, and the stories that no other account has. Raises RequestRejected for
    the owner."""
    with services.database.transaction():
        services.audit_log.record(admin_id, "account.removed", account.name)
        services.accounts.remove(account)
    await _delete_orphans(services)


async def _delete_orphans(services: Services) -> None:
    """Delete the stories that no account has. To find them takes a second in a large library."""
    for story_id in await services.database.readers.run(find_orphans):
        if not services.library.list_accounts(story_id):
            await delete_story(services, story_id)


async def clean_up(services: Services) -> None:
    """Delete old recordings, after the time that podcast apps have to finish a download."""
    database = services.database
    for table in await database.readers.run(find_future_times, time.time()):
        fix_future_times(database, table, time.time())
    old = time.time() - services.settings.retention_days * DAY
    rows = database.rows(
        "SELECT id, ready_revision, submission_hash FROM stories"
        " WHERE superseded_at > 0 AND superseded_at <= ?",
        old,
    )
    for story_id, revision, submission_hash in rows:
        await services.data_dir.delete_superseded(story_id, revision, submission_hash)
        if story := services.stories.get(story_id):
            used = list_file_stems(load_edits(database, story))
            await services.data_dir.delete_unused_recordings(story_id, used)
        services.stories.update_silently(story_id, superseded_at=0)
    await _delete_stored_files(services)
    marked = services.data_dir.list_marked_deleted()
    deleted = [story_id for story_id in marked if services.stories.get(story_id) is None]
    await asyncio.to_thread(_remove_deleted, services.data_dir, deleted)
    database.execute("DELETE FROM sessions WHERE expires_at < ?", time.time())
    if database.is_shared:
        forget_request_counts(database)
    services.outbox.delete_old()
    await _delete_orphans(services)
    await services.job_runner.retry_all(services.stories.list_failed_by_faults(time.time()))
    if abs(time.time() - _modified_at(services.data_dir.backup_path)) > DAY:
        await asyncio.to_thread(database.back_up)  # last: the deletions free the space for it


async def _delete_stored_files(services: Services) -> None:
    """Delete remaining files of deleted stories in the object store."""
    if services.data_dir.is_cache:
        for story_id in services.stories.list_deleted(time.time()):
            await services.data_dir.delete_stored(story_id)
    services.stories.forget_deleted(time.time() - MARKER_SECONDS)


async def clean_up_cache(services: Services) -> None:
    """Remove deleted stories from the cache of the object store, and keep its size."""
    if services.data_dir.is_cache:
        for story_id in services.stories.list_deleted(time.time()):
            await asyncio.to_thread(services.data_dir.remove_story, story_id)
        limit = services.settings.storage_cache_gb * GIGABYTE
        await asyncio.to_thread(services.data_dir.trim_cache, limit)


async def write_checkpoint(services: Services) -> None:
    await asyncio.to_thread(services.database.checkpoint)


async def check_files(services: Services) -> None:
    """Look through all files, which takes too long before the start."""
    now = time.time()
    age = MARKER_SECONDS if services.database.is_shared else 0.0  # a worker may write them now
    await asyncio.to_thread(_remove_partial_files, services.data_dir, now - age)
    if services.database.needs_check:
        await asyncio.to_thread(services.database.check)


def remove_leftovers(reader: Reader, data_dir: DataDir) -> None:
    """Remove the directories of deleted stories.

    Directories of unknown stories are moved to `lost`: the database may have been replaced. Only a
    few names are in memory at a time, since a library can have millions.
    """
    with os.scandir(data_dir.stories_dir) as folders:
        while names := [each.name for each in islice(folders, FOLDERS_PER_QUERY)]:
            known = find_known_ids(reader, names)
            for name in names:
                if name not in known:
                    _remove_unknown(data_dir, name)
    data_dir.forget_deleted(time.time())
    shutil.rmtree(data_dir.folder / "incoming", ignore_errors=True)


def _remove_unknown(data_dir: DataDir, story_id: str) -> None:
    if data_dir.is_marked_deleted(story_id) or data_dir.is_cache:
        data_dir.remove_story(story_id)
    else:
        data_dir.move_to_lost(story_id)
        log.warning("story %s is not in the library: moved to the directory `lost`", story_id)


def _remove_deleted(data_dir: DataDir, story_ids: list[str]) -> None:
    """Remove what ending tasks wrote for stories after their deletion."""
    for story_id in story_ids:
        data_dir.remove_story(story_id)
    data_dir.forget_deleted(time.time() - MARKER_SECONDS)


def _remove_partial_files(data_dir: DataDir, started_at: float) -> None:
    """Remove partial files of an earlier run, also those of a time when the clock was ahead."""
    for temp_path in list(data_dir.stories_dir.rglob(f"{TEMPORARY_PREFIX}*")):
        modified_at = _modified_at(temp_path)
        if 0 < modified_at < started_at or modified_at > started_at + DAY:
            if temp_path.is_dir():
                shutil.rmtree(temp_path, ignore_errors=True)
            else:
                temp_path.unlink(missing_ok=True)


def _modified_at(path: Path) -> float:
    with contextlib.suppress(OSError):
        return path.stat().st_mtime
    return 0.0
