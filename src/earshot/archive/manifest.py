"""The manifest of an archive: a row for each record, as Parquet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_type_hints

from earshot.archive.parquet import write_rows
from earshot.archive.story_processor import StoryResult
from earshot.object_store import ObjectStore

MANIFEST = "manifest.parquet"
MEDIA_TYPE = "application/vnd.apache.parquet"


def write_manifest(store: ObjectStore, results: Iterable[StoryResult]) -> None:
    """Write the manifest after the last result. Raises OutputError."""
    with TemporaryDirectory(prefix="earshot-") as folder:
        path = Path(folder) / MANIFEST
        write_rows(path, map(asdict, results), get_type_hints(StoryResult))
        store.upload(MANIFEST, path, MEDIA_TYPE)
