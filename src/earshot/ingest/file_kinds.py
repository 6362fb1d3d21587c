"""Recognize document files by their bytes: PDF, DOCX and EPUB."""

from __future__ import annotations

import io
import zipfile

_PDF_MAGIC, _MAX_PDF_OFFSET = b"%PDF-", 1_024
"""PDF readers accept some bytes before the header (ISO 32000-1, annex H)."""
_ZIP_MAGIC = b"PK\x03\x04"


def sniff_file_kind(data: bytes) -> str:
    """Return "pdf", "docx" or "epub"; empty for any other content."""
    head = data[:_MAX_PDF_OFFSET]
    if head.startswith(_PDF_MAGIC) or (_PDF_MAGIC in head and b"endobj" in data):
        return "pdf"
    if not data.startswith(_ZIP_MAGIC):
        return ""
    try:
        names = frozenset(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return ""
    if "META-INF/container.xml" in names:
        return "epub"
    return "docx" if "word/document.xml" in names else ""
