"""Runs a process that takes jobs from a library that a server shares with it."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any

from earshot.errors import InvalidOption, MissingOption
from earshot.server.jobs.peer_changes import PeerChanges
from earshot.server.jobs.peer_messages import PeerMessages
from earshot.server.lifecycle import CACHE_INTERVAL_SECONDS
from earshot.server.logs import configure_log
from earshot.server.maintenance import clean_up_cache
from earshot.server.periodic_tasks import PeriodicTasks
from earshot.server.service_factory import create_services
from earshot.server.services import Services
from earshot.server.settings import Settings, load_settings
from earshot.server.settings_validation import validate_settings
from earshot.server.storage.cached_data_dir import open_data_dir
from earshot.server.storage.data_dir import DataDir


def check_worker_settings(folder: Path, overrides: Mapping[str, Any]) -> Settings:
    """The settings, if a worker can start with them. Raises InvalidOption, UnknownVoice and
    VoiceNotInstalled."""
    settings = load_settings(folder, overrides, os.environ)
    validate_settings(settings)
    if not settings.database:
        reason = "a worker needs a library in Postgres, because only one process can use SQLite"
        raise MissingOption(option="database", reason=reason)
    if not (settings.storage or DataDir(folder).stories_dir.is_dir()):
        expected = "name the data directory of the server, which it shares with its workers"
        raise InvalidOption(option="data_dir", value=folder, expected=expected)
    return settings


def run_worker(folder: Path, overrides: Mapping[str, Any], announce: Callable[[str], None]) -> None:
    """Take jobs until interrupted; `announce` is called with the name of the worker.

    Raises ServerError, InvalidOption, PackageMissing, Unwritable and DiskFull.
    """
    settings = check_worker_settings(folder, overrides)
    configure_log(settings)
    os.umask(0o077)
    data_dir = open_data_dir(folder, settings.storage)
    with data_dir.exclusive_lock() if settings.storage else nullcontext():
        services = create_services(data_dir, settings)
        try:
            asyncio.run(_take_jobs(services, announce))
        finally:
            services.close()


async def _take_jobs(services: Services, announce: Callable[[str], None]) -> None:
    stop = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    await services.job_runner.start()
    tasks = PeriodicTasks()
    tasks.start(CACHE_INTERVAL_SECONDS, partial(clean_up_cache, services))
    announce(f"Worker {services.job_runner.leases.worker} takes jobs")
    changes = PeerChanges(services.stories, services.events)
    try:
        with PeerMessages(services.job_runner, changes).receive():
            await stop.wait()
    finally:
        await tasks.stop()
        await services.job_runner.stop()
