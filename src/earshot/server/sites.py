"""Checks and saves the settings and cookies of a site."""

from __future__ import annotations

import asyncio
import re
import uuid
from collections.abc import Collection
from typing import NamedTuple

from earshot.errors import RequestRejected
from earshot.files import write_file
from earshot.script.edits import ALL_SITES, SiteSettings
from earshot.server.http_errors import http_error, not_ready_error, outdated_error
from earshot.server.jobs.edit_messages import CheckSite, StoreSiteAudio
from earshot.server.jobs.errors import TaskFailed
from earshot.server.services import Services
from earshot.server.storage.site_audio import (
    delete_unused_site_audio,
    load_site_audio,
    save_site_audio,
)


class SiteAudioFile(NamedTuple):
    name: str
    seconds: float


HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?")


async def save_site(
    services: Services,
    host: str,
    settings: SiteSettings,
    account_id: int,
    versions: Collection[str] | None = None,
) -> bool:
    """Check and save the settings over one of these versions, or over any; return whether the site
    is new. Raises RequestRejected."""
    if host != ALL_SITES:
        _check_host(host)
    for field in ("intro_audio", "outro_audio"):
        name = getattr(settings, field)
        if name and load_site_audio(services.database, name) is None:
            reason = f"{field}: there is no audio {name}; send it first"
            raise http_error(422, "validation_error", reason)
    try:
        fault = await services.job_runner.worker_pool.run_task(CheckSite(site=settings))
    except TaskFailed as error:
        raise not_ready_error(error.reason) from error
    if fault.reason:
        reason = f"{fault.field}: {fault.reason}"
        raise RequestRejected(
            status=422, code="validation_error", reason=reason, field=fault.field, position=None
        )
    is_new = services.sites.save(host.lower(), settings, account_id, versions)
    if is_new is None:
        raise outdated_error()
    return is_new


async def store_site_audio(services: Services, content: bytes) -> SiteAudioFile:
    """Check and store sound for before or after stories. Raises RequestRejected and an
    OutputError."""
    settings = services.sites.list_all().values()
    used = {name for each in settings for name in (each.intro_audio, each.outro_audio)}
    delete_unused_site_audio(services.database, used)
    source = services.data_dir.folder / "incoming" / uuid.uuid4().hex
    target = source.with_suffix(".flac")
    await asyncio.to_thread(write_file, source, content)
    try:
        request = StoreSiteAudio(source=str(source), target=str(target))
        stored = await services.job_runner.worker_pool.run_task(request)
        coded = await asyncio.to_thread(target.read_bytes)
    except TaskFailed as error:
        raise http_error(422, "unsuitable_recording", error.reason.rstrip(".")) from error
    finally:
        source.unlink(missing_ok=True)
        target.unlink(missing_ok=True)
    return SiteAudioFile(save_site_audio(services.database, coded), stored.seconds)


def save_cookies(services: Services, host: str, cookies: str, account_id: int) -> None:
    """Check and save the cookies of a site. Raises RequestRejected."""
    _check_host(host)
    try:
        services.cookies.replace(host.lower(), cookies, account_id)
    except ValueError as error:
        raise http_error(422, "validation_error", f"cookies: {error}") from None


def _check_host(host: str) -> None:
    if not HOST.fullmatch(host.lower()):
        raise http_error(422, "validation_error", "a site is a host name such as news.example")
