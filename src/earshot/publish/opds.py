"""OPDS catalogs, from which reading apps load books (https://specs.opds.io/opds-1.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from earshot.publish.book_identity import MEDIA_TYPE, create_urn
from earshot.publish.xml_documents import render_xml

CATALOG_MEDIA_TYPE = "application/atom+xml;profile=opds-catalog;kind=acquisition"


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """The metadata of a catalog. URLs may be relative to it."""

    key: str
    """Permanent identifier of the catalog."""
    title: str
    url: str
    cover: str = ""
    """URL of a PNG."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A book in a catalog."""

    key: str
    """Permanent identifier of the book."""
    title: str
    book: str
    """URL of the EPUB file."""
    updated: float
    """Seconds since 1970."""
    audio: str = ""
    """URL of the recording alone, an MP3; empty for none."""
    author: str = ""
    publisher: str = ""
    language: str = ""
    issued: str = ""
    """YYYY-MM-DD, or empty."""
    summary: str = ""

    @property
    def urn(self) -> str:
        return create_urn(self.key)

    @property
    def updated_text(self) -> str:
        return _format_time(self.updated)


def build_catalog(catalog: Catalog, publications: Sequence[Publication]) -> bytes:
    """The catalog as UTF-8 XML."""
    variables = {
        "catalog": catalog,
        "urn": create_urn(catalog.key),
        "updated": _format_time(max((each.updated for each in publications), default=0.0)),
        "publications": publications,
        "catalog_type": CATALOG_MEDIA_TYPE,
        "book_type": MEDIA_TYPE,
    }
    return render_xml("catalog.xml", variables)


def _format_time(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"
