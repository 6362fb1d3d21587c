"""The identifiers of a book. Programs recognize a new version by them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID, uuid5

from earshot.model import Article

MEDIA_TYPE = "application/epub+zip"
EXTENSION = ".epub"
PACKAGE_FILE = "EPUB/package.opf"
NAMESPACE = UUID("3f3b2a55-3c2f-5d0e-9a54-9a1f2f6f0c5b")
_IDENTIFIER = re.compile(r'<dc:identifier id="id">([^<]+)<')


def create_urn(key: str) -> str:
    """The URN of a book or catalog with this key."""
    return uuid5(NAMESPACE, key).urn


def identify_book(title: str, articles: Sequence[Article]) -> str:
    """The identifier of a book. A new version of an article or of a collection has the same."""
    source = articles[0].url if len(articles) == 1 else ""
    return create_urn(source or title)


def read_identifier(path: Path) -> str:
    """The identifier of one of our books; empty for another file."""
    try:
        with zipfile.ZipFile(path) as archive:
            found = _IDENTIFIER.search(archive.read(PACKAGE_FILE).decode("utf-8", "replace"))
    except (OSError, KeyError, zipfile.BadZipFile):
        return ""
    return found[1] if found else ""
