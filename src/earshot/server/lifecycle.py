"""Starts and stops the services of a server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from earshot.server.jobs.peer_changes import PeerChanges
from earshot.server.jobs.peer_messages import PeerMessages
from earshot.server.maintenance import (
    check_files,
    clean_up,
    clean_up_cache,
    remove_leftovers,
    write_checkpoint,
)
from earshot.server.periodic_tasks import PeriodicTasks
from earshot.server.services import Services

POLL_INTERVAL_SECONDS = 5.0
"""The interval of the checks for feeds that are due."""
CONNECTOR_INTERVAL_SECONDS = 15.0
"""The interval of the checks for connectors that are due, or whose stories were finished."""
EDITION_INTERVAL_SECONDS = 30.0
SOURCE_INTERVAL_SECONDS = 30.0
"""The interval of the checks for pages that are due to be read again."""
EXPORT_INTERVAL_SECONDS = 5.0
"""The delay between two exports of the static site while stories change."""
DELIVERY_RESTART_SECONDS = 60.0
CHECKPOINT_INTERVAL_SECONDS = 2.0
STATUS_INTERVAL_SECONDS = 0.5
"""The interval of the checks for stories that workers have changed."""
CACHE_INTERVAL_SECONDS = 60.0
CLEAN_UP_INTERVAL_SECONDS = 3_600.0


@asynccontextmanager
async def run_services(services: Services) -> AsyncIterator[None]:
    """Start the services, and stop them at the end of the block."""
    await services.database.readers.run(remove_leftovers, services.data_dir)
    await services.job_runner.start()
    checking = asyncio.create_task(check_files(services))
    changes = PeerChanges(services.stories, services.events)
    periodic_tasks = _start_periodic_tasks(services, changes)
    try:
        with PeerMessages(services.job_runner, changes).receive():
            yield
    finally:
        checking.cancel()
        await periodic_tasks.stop()
        services.background_lease.release()
        await services.poller.stop()
        await services.connector_poller.stop()
        await services.job_runner.stop()
        services.close()


def _start_periodic_tasks(services: Services, changes: PeerChanges) -> PeriodicTasks:
    tasks = PeriodicTasks()
    if services.database.is_shared:
        tasks.start(STATUS_INTERVAL_SECONDS, changes.publish)
    tasks.start(CHECKPOINT_INTERVAL_SECONDS, partial(write_checkpoint, services))
    tasks.start(CLEAN_UP_INTERVAL_SECONDS, partial(_clean_up, services))
    tasks.start(CACHE_INTERVAL_SECONDS, partial(clean_up_cache, services))
    tasks.start(POLL_INTERVAL_SECONDS, services.poller.poll_due)
    tasks.start(CONNECTOR_INTERVAL_SECONDS, services.connector_poller.poll_due)
    tasks.start(EDITION_INTERVAL_SECONDS, partial(_start_editions, services))
    tasks.start(SOURCE_INTERVAL_SECONDS, partial(_check_sources, services))
    tasks.start(EXPORT_INTERVAL_SECONDS, partial(_export_site, services))
    tasks.start(DELIVERY_RESTART_SECONDS, services.delivery.run)
    return tasks


async def _start_editions(services: Services) -> None:
    if services.background_lease.acquire():
        await services.editions.start_due_editions()


async def _check_sources(services: Services) -> None:
    if services.background_lease.acquire():
        await services.source_monitor.start_due_checks()


async def _export_site(services: Services) -> None:
    if services.background_lease.acquire():
        await services.periodic_export.export_if_due()


async def _clean_up(services: Services) -> None:
    if services.background_lease.acquire():
        await clean_up(services)
