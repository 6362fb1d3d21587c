"""Bytes → text: which alphabet they are written in, and whether they are text at all."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from earshot.errors import NotText
from earshot.ingest.source import Opened

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
)
_LETTERED = (b"BM", b"MZ", b"RIFF", b"ID3", b"BZh", b"GIF8", b"Rar!", b"OggS", b"fLaC", b"PK")
"""Signatures made of letters: a text may open with them, so they also need bytes no text has."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I
)
_ALPHABETS = re.compile(
    r"ascii|utf-(?:8|16|32)|iso(?:8859|2022)|cp\d|koi8|gb|hz|big5|euc_|shift_jis|johab|mac-|tis-"
)
"""Python's names of what pages are written in; its other codecs are no business of strangers."""
_LATIN = frozenset(("iso8859-1", "ascii"))
"""Labels that the web reads as cp1252 (WHATWG Encoding Standard, 4.2)."""
_HTML = re.compile(r"<!doctype html|<(?:html|head|body|article|div|meta|p)[\s>]", re.I)
_PROLOG = r"(?:\s|<\?[^>]*\?>|<!--(?:(?!-->).)*-->|<!DOCTYPE[^>\[]*>)*"
_LOOKS = {
    "feed": re.compile(
        rf"{_PROLOG}<(?:rss|feed|rdf:RDF|channel)[\s>]|\{{[^{{}}\[\]]*\bjsonfeed\.org/version\b",
        re.S,
    ),
    "sitemap": re.compile(rf"{_PROLOG}<(?:\w+:)?urlset[\s>]", re.S),
    "mail": re.compile(
        r"(?:[A-Za-z][\w-]*:[^\n]*\n(?:[ \t]+[^\n]*\n)*)*?"
        r"(?:MIME-Version|Message-ID|Received|Return-Path|Delivered-To|DKIM-Signature):",
        re.I,
    ),
}
"""What the sources that are not for readers open with."""
_MARKDOWN = re.compile(
    r"\A---\n.{0,2000}?\n---\n|^#{1,6} \S|^\[[^\]\n]+\]\([^)\n]+\)$", re.M | re.S
)
_SNIFFED = 4_000
_GUESSED = 200_000


def decoded(opened: Opened) -> str:
    """The text in the bytes, by byte order mark, server, page, UTF-8, guess, cp1252: in that order.

    Raises NotText for pictures, archives, programs and other binary content.
    """
    content = opened.content
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    _refuse_binary(opened)
    if not content.isascii() and (text := _tried(content, "utf-8")) is not None:
        # Text of another alphabet that happens to be good UTF-8 is all but unknown, wrong labels
        # are common: saved pages keep the label of the page they were
        return text
    for label_of in (lambda _: opened.charset, _charset_of_page, _guessed):
        if (text := _tried(content, label_of(content))) is not None:
            return text
    return content.decode("cp1252", "replace")


def kind_of(text: str) -> str:
    """feed, sitemap, mail, html, markdown or text, by how the first characters look."""
    opening = text[:_SNIFFED].lstrip().lstrip("\ufeff")
    for kind, look in _LOOKS.items():
        if look.match(opening):
            return kind
    if opening.startswith("<") and _HTML.search(opening):
        return "html"
    return "markdown" if _MARKDOWN.search(opening) else "text"


def _refuse_binary(opened: Opened) -> None:
    content = opened.content
    binary = b"\x00" in content[:_SNIFFED]
    strange = binary or any(byte < 9 or 14 <= byte < 27 for byte in content[:_SNIFFED])
    for signature, found in _SIGNATURES:
        if content.startswith(signature) and (strange or not signature.startswith(_LETTERED)):
            raise NotText(source=opened.source, found=found)
    if content[4:8] == b"ftyp":
        raise NotText(source=opened.source, found="an MP4 or HEIF file")
    if binary:
        raise NotText(source=opened.source, found="binary data")


def _charset_of_page(content: bytes) -> str:
    found = _META_CHARSET.search(content, 0, _SNIFFED)
    return found[1].decode("ascii") if found else ""


def _tried(content: bytes, label: str) -> str | None:
    """The text, or None where the label is unknown or the bytes do not keep to it."""
    try:
        name = codecs.lookup(label).name
        if not _ALPHABETS.match(name):
            return None
        return content.decode("cp1252" if name in _LATIN else name)
    except (LookupError, UnicodeError, ValueError):
        return None


def _guessed(content: bytes) -> str:
    best = from_bytes(content[:_GUESSED]).best()
    return best.encoding if best else ""
