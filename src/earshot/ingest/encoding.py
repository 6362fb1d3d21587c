"""Decode bytes to text, and detect the kind of the text."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from earshot.errors import UnsupportedContent
from earshot.httpclient.raw_content import RawContent
from earshot.imports import LazyModule

if TYPE_CHECKING:
    import charset_normalizer
else:  # most pages name their encoding
    charset_normalizer = LazyModule("charset_normalizer")

_SIGNATURES = (
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a RIFF file (WebP, WAV or AVI)"),
    (b"BM", "a BMP picture"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"PK\x05\x06", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an XZ archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"ID3", "an MP3 recording"),
    (b"OggS", "an Ogg recording"),
    (b"fLaC", "a FLAC recording"),
    (b"SQLite format 3", "a database"),
    (b"AT&TFORM", "a DjVu document"),
)
_ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
_ZIP_PARTS = (
    (b"application/vnd.oasis.opendocument", "an OpenDocument file"),
    (b"Index/Document.iwa", "a Pages, Numbers or Keynote document"),
    (b"ppt/presentation.xml", "a PowerPoint presentation"),
    (b"xl/workbook.xml", "an Excel workbook"),
)
_TEXT_LIKE_SIGNATURES = (
    b"BM",
    b"MZ",
    b"RIFF",
    b"ID3",
    b"BZh",
    b"GIF8",
    b"Rar!",
    b"OggS",
    b"fLaC",
    b"PK",
)
"""Signatures made of letters. A text may begin with them, so a second test looks for control bytes.
"""

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I
)
_TEXT_CODECS = re.compile(
    r"ascii|utf-(?:8|16|32)|iso(?:8859|2022)|cp\d|koi8|gb|hz|big5|euc_|shift_jis|johab|mac-|tis-"
)
"""Python codecs that may be used for web pages."""
_CP1252_LABELS = frozenset(("iso8859-1", "ascii"))
"""Labels that the web reads as cp1252 (WHATWG Encoding Standard, 4.2)."""
_HTML_TAG = re.compile(r"<!doctype html|<(?:html|head|body|article|div|meta|p)[\s>]", re.I)
_PROLOG = r"(?:\s|<\?[^>]*\?>|<!--(?:(?!-->).)*-->|<!DOCTYPE[^>\[]*>)*"
_KIND_PATTERNS = {
    "feed": re.compile(
        rf"{_PROLOG}<(?:rss|feed|rdf:RDF|channel)[\s>]|\{{[^{{}}\[\]]*\bjsonfeed\.org/version\b",
        re.S,
    ),
    "sitemap": re.compile(rf"{_PROLOG}<(?:\w+:)?(?:urlset|sitemapindex)[\s>]", re.S),
    "mail": re.compile(
        r"(?:[A-Za-z][\w-]*:[^\n]*\n(?:[ \t]+[^\n]*\n)*)*?"
        r"(?:MIME-Version|Message-ID|Received|Return-Path|Delivered-To|DKIM-Signature):",
        re.I,
    ),
}
"""How sources for machines begin."""
_XML = re.compile(r"<\?xml\s|<(?:opml|svg|plist|kml|gpx)[\s>]", re.I)
_MARKDOWN = re.compile(
    r"\A\+\+\+\n.{0,2000}?\n\+\+\+\n|\A---\n.{0,2000}?\n---\n|^#{1,6} \S|^\[[^\]\n]+\]\([^)\n]+\)$",
    re.M | re.S,
)
_SNIFF_LENGTH = 4_000
_MAX_DETECTION_BYTES = 200_000


def decode_content(raw: RawContent) -> str:
    """Decode by byte order mark, HTTP header, declared charset, UTF-8, detection and cp1252, in
    that order.

    Raises UnsupportedContent for pictures, archives, programs and other binary content.
    """
    data = raw.data
    for bom, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(bom):
            return data.decode(encoding, "replace")
    _reject_binary(raw)
    if not data.isascii() and (text := _try_decode(data, "utf-8")) is not None:
        # Text in another encoding is almost never valid UTF-8, but wrong labels are common: a saved
        # page keeps the charset of the original page
        return _repair_double_encoding(text)
    for find_label in (lambda _: raw.charset, _declared_charset, _guess_charset):
        if (text := _try_decode(data, find_label(data))) is not None:
            return text
    return data.decode("cp1252", "replace")


_DOUBLE_ENCODED = re.compile(
    "[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|"
    "\u00e2\u20ac[\u2122\u02dc\u0153\u009d\u201c\u201d\u00a6]"
)
_DOUBLE_ENCODED_MARKS = ("\xe2\x80", "\u00e2\u20ac")
"""The first two bytes of a curly quotation mark, read as Latin-1 and as cp1252."""


def _repair_double_encoding(text: str) -> str:
    """Decode characters that the publisher has encoded twice, as in "isn\u00e2\u20ac\u2122t"."""
    if not any(mark in text for mark in _DOUBLE_ENCODED_MARKS):
        return text
    return _DOUBLE_ENCODED.sub(_decode_again, text)


def _decode_again(found: re.Match[str]) -> str:
    data = b"".join(
        bytes((ord(each),)) if ord(each) < _LATIN1_SIZE else each.encode("cp1252")
        for each in found[0]
    )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return found[0]


_LATIN1_SIZE = 256


def sniff_kind(text: str) -> str:
    """Return the kind by the first characters: feed, sitemap, mail, html, xml, markdown or text."""
    head = text[:_SNIFF_LENGTH].lstrip().lstrip("\ufeff")
    for kind, pattern in _KIND_PATTERNS.items():
        if pattern.match(head):
            return kind
    if head.startswith("<") and _HTML_TAG.search(head):
        return "html"
    if _XML.match(head):
        return "xml"
    return "markdown" if _MARKDOWN.search(head) else "text"


def _reject_binary(raw: RawContent) -> None:
    data = raw.data
    has_null = b"\x00" in data[:_SNIFF_LENGTH]
    has_control_bytes = has_null or any(
        byte < 9 or 14 <= byte < 27 for byte in data[:_SNIFF_LENGTH]
    )
    for signature, description in _SIGNATURES:
        if data.startswith(signature) and (
            has_control_bytes or not signature.startswith(_TEXT_LIKE_SIGNATURES)
        ):
            found = _describe_zip(data) if signature in _ZIP_SIGNATURES else description
            raise UnsupportedContent(source=raw.source, found=found)
    if data[60:68] == b"BOOKMOBI":
        raise UnsupportedContent(source=raw.source, found="a Kindle book")
    if data[4:8] == b"ftyp":
        raise UnsupportedContent(source=raw.source, found="an MP4 or HEIF file")
    if has_null:
        raise UnsupportedContent(source=raw.source, found="binary data")


def _describe_zip(data: bytes) -> str:
    """Name the document by the files of its archive, whose names are not compressed."""
    return next((name for part, name in _ZIP_PARTS if part in data), "a ZIP archive")


def _declared_charset(data: bytes) -> str:
    match = _META_CHARSET.search(data, 0, _SNIFF_LENGTH)
    return match[1].decode("ascii") if match else ""


def _try_decode(data: bytes, label: str) -> str | None:
    """Return the text, or None if the label is unknown or wrong."""
    try:
        name = codecs.lookup(label).name
        if not _TEXT_CODECS.match(name):
            return None
        return data.decode("cp1252" if name in _CP1252_LABELS else name)
    except (LookupError, UnicodeError, ValueError):
        return None


def _guess_charset(data: bytes) -> str:
    best = charset_normalizer.from_bytes(data[:_MAX_DETECTION_BYTES]).best()
    return best.encoding if best else ""
