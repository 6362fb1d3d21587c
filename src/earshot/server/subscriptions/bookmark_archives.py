"""Exports of read-later services that are archives (ZIP) of JSON, CSV or HTML files: Pocket,
Omnivore, Readeck."""

from __future__ import annotations

import csv
import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice

from earshot.errors import RequestRejected
from earshot.publish.translations import mark
from earshot.server.subscriptions.bookmark_files import is_bookmark_file, parse_bookmark_file
from earshot.server.subscriptions.opml import MAX_LINES, MAX_LIST_CHARS, check_json_length
from earshot.server.urls import is_web_url

MAX_FILES, MAX_BYTES = 20_000, 100_000_000
"""Of the files of an archive, unpacked."""
NO_LINKS = mark("This archive has no list of links. Choose the export of your read-later app")
_BROKEN = (
    *(zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError),
    *(zlib.error, csv.Error),
)
_COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Those that the services use. Damaged data of the others raises errors of other libraries."""


def is_archive(data: bytes) -> bool:
    return data.startswith(b"PK\x03\x04")


def list_archive_addresses(data: bytes) -> list[str]:
    """The addresses of the stories in an export, each once. Raises RequestRejected for another
    archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = list(islice(_list_addresses(archive), MAX_LINES + 1))
    except _BROKEN:
        found = []
    if not found:
        raise RequestRejected(status=422, code="validation_error", reason=NO_LINKS)
    if len(found) > MAX_LINES:
        raise _too_large()
    return list(dict.fromkeys(found))


def _too_large() -> RequestRejected:
    reason = "this archive is too large; unpack it and choose the file with the links"
    return RequestRejected(status=413, code="too_large", reason=reason)


def _list_addresses(archive: zipfile.ZipFile) -> Iterator[str]:
    entries = archive.infolist()
    if len(entries) > MAX_FILES or sum(each.file_size for each in entries) > MAX_BYTES:
        raise _too_large()
    for entry in entries:
        name = entry.filename.lower()
        is_list = name.endswith((".json", ".csv", ".html"))
        if is_list and entry.compress_type in _COMPRESSIONS:
            text = archive.read(entry).decode("utf-8", "replace").replace("\0", "")
            yield from _list_links(name, text)


def _list_links(name: str, text: str) -> Iterator[str]:
    """The links of a list. The pages of the stories, which archives have too, are none."""
    if name.endswith(".csv"):
        if len(text) > MAX_LIST_CHARS:
            raise _too_large()
        for row in csv.reader(io.StringIO(text)):
            yield from [cell for cell in row if is_web_url(cell)][:1]
    elif is_bookmark_file(text) or (name.endswith(".json") and _has_url(text)):
        yield from (each.url for each in parse_bookmark_file(text).outlines)


def _has_url(text: str) -> bool:
    """Whether this is the description of one story, however long its other fields are."""
    try:
        check_json_length(text)
        value = json.loads(text)
    except (RequestRejected, ValueError, RecursionError):
        return False
    return isinstance(value, dict) and isinstance(value.get("url"), str)
