"""The task that writes the library as a static site, in a worker process."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

from msgspec import Struct, convert

from earshot.object_store import open_store
from earshot.server.exports.published_library import open_library
from earshot.server.exports.site import ExportSummary, Progress, export_site
from earshot.server.exports.site_store import StaticSiteStore
from earshot.server.exports.story_files import EncodeRecording
from earshot.server.jobs.messages import (
    ExportedSite,
    ExportSite,
    ReportProgress,
    TranscodeRecording,
)
from earshot.server.jobs.recording_tasks import transcode_recording
from earshot.server.settings import Settings
from earshot.server.storage.cached_data_dir import open_data_dir
from earshot.server.storage.recordings import Recording


def export_library(request: ExportSite, report: ReportProgress) -> ExportedSite:
    """Raises as `write_site` does."""
    settings = convert(request.settings, Settings)
    summary = write_site(Path(request.data_dir), settings, lambda _: report())
    return ExportedSite(written=summary.written_count, removed=summary.removed_count)


def write_site(folder: Path, settings: Settings, progress: Progress) -> ExportSummary:
    """Write the changes of the site `settings.export_to`. Raises LibraryNotFound,
    LibraryOutdated, PackageMissing and OutputError."""
    # A static site cannot ask a WebSub hub to notify apps.
    site = replace(settings, base_url=settings.export_url, websub_hub="")
    store = StaticSiteStore(open_store(settings.export_to))
    with (
        closing(open_data_dir(folder, settings.storage)) as data_dir,
        open_library(data_dir, site) as library,
    ):
        return export_site(library, store, progress, _create_encoders(settings.export_formats))


def _create_encoders(formats: Iterable[str]) -> dict[str, EncodeRecording]:
    return {ending: partial(_encode, ending) for ending in formats}


def _encode(ending: str, recording: Recording) -> Path:
    """The file of the recording in this format."""
    request = TranscodeRecording(folder=str(recording.folder), format=ending)
    transcode_recording(request, _ignore_progress)
    return recording.file_path(ending)


def _ignore_progress(progress: Struct | None = None, audio: bytes = b"") -> None:
    """The progress of one file is not reported."""
