"""The pages in a WARC file. The only module that imports warcio."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from earshot.archive.records import Record
from earshot.errors import PackageMissing, SourceNotFound, SourceUnreadable
from earshot.httpclient.raw_content import MAX_CONTENT_BYTES, RawContent

HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})


def read_pages(path: str) -> Iterator[Record]:
    """A record for each HTML page that was answered with status 200.

    Raises SourceNotFound, SourceUnreadable and PackageMissing.
    """
    try:
        from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415 - an extra
        from warcio.exceptions import ArchiveLoadFailed  # noqa: PLC0415
    except ImportError as error:
        raise PackageMissing(
            feature="a WARC file", install_hint="pip install 'earshot-audio[archive]'"
        ) from error
    try:
        with _open(path) as file:
            for each in ArchiveIterator(file):
                headers = each.http_headers
                if each.rec_type != "response" or not headers:
                    continue
                media_type, _, parameters = headers.get_header("Content-Type", "").partition(";")
                if headers.get_statuscode() == "200" and media_type.strip().lower() in HTML_TYPES:
                    url = each.rec_headers.get_header("WARC-Target-URI") or ""
                    data = each.content_stream().read(MAX_CONTENT_BYTES + 1)
                    if each.raw_stream.limit and len(data) <= MAX_CONTENT_BYTES:
                        raise SourceUnreadable(source=path, reason=f"it is cut off in {url}")
                    yield _page(path, url, data, parameters)
    except FileNotFoundError:
        raise SourceNotFound(source=path) from None
    except (OSError, zlib.error, ArchiveLoadFailed) as error:
        raise SourceUnreadable(source=path, reason=str(error) or "it is damaged") from error


def _page(path: str, url: str, data: bytes, parameters: str) -> Record:
    charset = parameters.partition("charset=")[2].partition(";")[0].strip(" \"'")
    source = f"{path}, {url}"
    raw = RawContent(source=source, data=data, kind="html", charset=charset, url=url)
    return Record(source=source, content=raw, url=url)


class _GzipFile(gzip.GzipFile):
    """Raises OSError for a file that is cut off. warcio takes an EOFError for the end."""

    def read(self, size: int | None = -1) -> bytes:
        try:
            return self.read1(-1 if size is None else size)
        except EOFError as error:
            raise OSError("it is cut off") from error


def _open(path: str) -> BinaryIO | gzip.GzipFile:
    return _GzipFile(path) if path.lower().endswith(".gz") else Path(path).open("rb")
