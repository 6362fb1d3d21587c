"""One item of an archive: a page, a text, an article as JSON, or a URL to fetch."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from itertools import chain
from typing import Any

from earshot.httpclient.raw_content import RawContent
from earshot.ingest.feeds.entries import Entry

CONTENT_FIELDS = {
    "html": ("html", "raw_html", "content_html"),
    "markdown": ("markdown",),
    "text": ("text", "content", "body", "maintext"),
}
METADATA_FIELDS = {
    "title": ("title", "headline"),
    "author": ("author", "byline"),
    "date": ("date", "published"),
}
JSON_FIELDS = ("blocks", "utterances")
"""Fields of the JSON that `earshot article` and `earshot script` print."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    source: str
    """Where it was found: "pages.parquet, row 17"."""
    content: RawContent | None = None
    article: Mapping[str, Any] | None = None
    """An article or a script as JSON."""
    entry: Entry | None = None
    url: str = ""
    """If no other field is set, the page to fetch."""
    language: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)
    """Title, author and date of a plain text."""
    error: str = ""
    """The message, if the record could not be read."""

    @property
    def digest(self) -> str:
        """SHA-256 of everything but the source, so the same content has the same digest."""
        facts = asdict(replace(self, source="", content=None))
        raw = self.content
        content = [raw.kind, raw.charset, hashlib.sha256(raw.data).hexdigest()] if raw else []
        text = json.dumps([facts, content], default=str, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def parse_fields(source: str, fields: Mapping[str, Any]) -> Record:
    """The record of a row of Parquet or a line of JSON."""
    url, language = _text(fields, "url"), _text(fields, "language")
    if any(isinstance(fields.get(name), list) for name in JSON_FIELDS):
        return Record(source=source, article=fields, url=url)
    for kind, names in CONTENT_FIELDS.items():
        if data := next((found for name in names if (found := _bytes(fields.get(name)))), b""):
            raw = RawContent(source=source, data=data, kind=kind, url=url)
            metadata = _metadata(fields) if kind == "text" else {}
            return Record(source=source, content=raw, url=url, language=language, metadata=metadata)
    if url:
        return Record(source=source, url=url, language=language)
    known = [*chain(*CONTENT_FIELDS.values()), *JSON_FIELDS, "url"]
    return Record(source=source, error=f"{source} has none of the fields {', '.join(known)}")


def _metadata(fields: Mapping[str, Any]) -> dict[str, str]:
    found = {
        meaning: next((value for name in names if (value := _text(fields, name))), "")
        for meaning, names in METADATA_FIELDS.items()
    }
    return {meaning: value for meaning, value in found.items() if value}


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    return value.isoformat() if isinstance(value, date) else str(value or "").strip()


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else value.encode() if isinstance(value, str) else b""
