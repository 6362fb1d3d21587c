"""The sources of an archive: split into parts that can be read in parallel, and read."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from earshot import ingest
from earshot.archive import library_source, parquet, warc
from earshot.archive.records import Record, parse_fields
from earshot.errors import EarshotError, SourceNotFound, SourceUnreadable
from earshot.ingest import IngestOptions
from earshot.ingest.source import read_file

KINDS = {
    ".parquet": "parquet",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".warc": "warc",
    ".xml": "feed",
    ".rss": "feed",
    ".atom": "feed",
}


class Part(NamedTuple):
    """A source, or a part of it that is read at once."""

    kind: str
    source: str
    group: int = 0
    """The row group of a Parquet file."""


def list_parts(sources: Iterable[str]) -> list[Part]:
    """The parts of Parquet, JSONL and WARC files, feeds, sitemaps, libraries and pages.

    Raises SourceError for a file that is missing or is not Parquet, and PackageMissing.
    """
    parts: list[Part] = []
    for source in sources:
        kind = _detect_kind(source)
        groups = parquet.count_row_groups(source) if kind == "parquet" else 1
        parts += [Part(kind, source, group) for group in range(groups)]
    return parts


def read_part(part: Part, options: IngestOptions) -> Iterator[Record]:
    """The records of a part. A part that cannot be read ends with a record that says why."""
    try:
        if part.kind == "feed":
            yield from _read_entries(part, options)
        else:
            yield from _READERS[part.kind](part)
    except EarshotError as error:
        yield Record(source=part.source, error=str(error))


def _detect_kind(source: str) -> str:
    """Raises SourceNotFound and SourceUnreadable."""
    is_url = source.startswith(("http://", "https://"))
    path = Path(urlsplit(source).path if is_url else source)
    suffix = Path(path.name.lower().removesuffix(".gz")).suffix
    if is_url:
        return KINDS[suffix] if KINDS.get(suffix) == "feed" else "page"
    if path.is_dir():
        if not library_source.is_library(source):
            raise SourceUnreadable(source=source, reason="the directory is not a library")
        return "library"
    if not path.exists():
        raise SourceNotFound(source=source)
    return KINDS.get(suffix, "page")


def _read_parquet(part: Part) -> Iterator[Record]:
    for number, row in enumerate(parquet.read_rows(part.source, part.group), 1):
        yield parse_fields(f"{part.source}, group {part.group + 1}, row {number}", row)


def _read_json_lines(part: Part) -> Iterator[Record]:
    opener = gzip.open if part.source.lower().endswith(".gz") else open
    try:
        with opener(part.source, "rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _parse_object(f"{part.source}, line {number}", line)
    except (OSError, EOFError, zlib.error) as error:
        raise SourceUnreadable(source=part.source, reason=str(error)) from error


def _parse_object(source: str, text: bytes) -> Record:
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        return Record(source=source, error=f"{source} is not a JSON object")
    return parse_fields(source, fields)


def _read_entries(part: Part, options: IngestOptions) -> Iterator[Record]:
    for entry in ingest.read_feed(part.source, options=options):
        source = f"{part.source}, {entry.url or entry.id or entry.headline}"
        yield Record(source=source, entry=entry, url=entry.url)


def _read_page(part: Part) -> Iterator[Record]:
    if part.source.startswith(("http://", "https://")):
        yield Record(source=part.source, url=part.source)
        return
    raw = read_file(part.source)
    is_json = part.source.lower().removesuffix(".gz").endswith(".json")
    yield (
        _parse_object(part.source, raw.data) if is_json else Record(source=part.source, content=raw)
    )


_READERS: dict[str, Callable[[Part], Iterator[Record]]] = {
    "parquet": _read_parquet,
    "jsonl": _read_json_lines,
    "warc": lambda part: warc.read_pages(part.source),
    "library": lambda part: library_source.read_stories(part.source),
    "page": _read_page,
}
