"""EPUB 3 books with media overlays: reading apps highlight each sentence while it is spoken.

https://www.w3.org/TR/epub-33/#sec-media-overlays. A book has a chapter for each article.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any

from markupsafe import Markup

from earshot.files import as_output_error
from earshot.model import Article, Script, Timeline
from earshot.publish.artwork import draw_book_cover
from earshot.publish.book_identity import MEDIA_TYPE, PACKAGE_FILE, identify_book
from earshot.publish.media_overlays import OverlayFragment, build_elements, split_fragments
from earshot.publish.read_along import direction, page_context
from earshot.publish.tag_formats.picture import Picture
from earshot.publish.timeline import format_time
from earshot.publish.xml_documents import render_xml
from earshot.synthetic_voice import VoiceOrigin, find_origin

UNDETERMINED = "und"
"""The language tag of an unknown language."""
CONTAINER = f"""<?xml version="1.0" encoding="UTF-8"?>
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
<rootfiles>
<rootfile full-path="{PACKAGE_FILE}" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"""
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
"""The same for all files, so the same book has the same bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookChapter:
    """An article with its recording, an MP3 file."""

    script: Script
    timeline: Timeline
    voice: str
    audio: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class BookMetadata:
    title: str
    modified: datetime
    cover: bytes = b""
    """A JPEG or PNG; if it is empty, a cover with the title is drawn."""


def write_book(path: Path, chapters: Sequence[BookChapter], metadata: BookMetadata) -> None:
    """Write a book of recordings. Raises Unwritable and DiskFull, and FileNotFoundError if a
    recording does not exist."""
    try:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            _write_file(archive, "mimetype", MEDIA_TYPE.encode(), zipfile.ZIP_STORED)
            _write_file(archive, "META-INF/container.xml", CONTAINER.encode())
            for name, content in _list_documents(chapters, metadata):
                _write_file(archive, f"EPUB/{name}", content)
            for number, chapter in enumerate(chapters, 1):
                _copy_audio(archive, f"EPUB/{_chapter_name(number)}.mp3", chapter.audio)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise as_output_error(path, error) from error


def _write_file(
    archive: zipfile.ZipFile, name: str, content: bytes, method: int = zipfile.ZIP_DEFLATED
) -> None:
    archive.writestr(zipfile.ZipInfo(name, _ZIP_DATE), content, method)


def _copy_audio(archive: zipfile.ZipFile, name: str, audio: Path) -> None:
    with audio.open("rb") as file, archive.open(zipfile.ZipInfo(name, _ZIP_DATE), "w") as entry:
        shutil.copyfileobj(file, entry, 1_000_000)


def _list_documents(
    chapters: Sequence[BookChapter], metadata: BookMetadata
) -> Iterator[tuple[str, bytes]]:
    """The name and content of each file of the book, without the audio."""
    cover = Picture(metadata.cover or draw_book_cover(metadata.title))
    cover_name = f"cover.{'png' if cover.is_png else 'jpg'}"
    views = [_ChapterView(_chapter_name(n), each) for n, each in enumerate(chapters, 1)]
    package = _package_variables(views, metadata)
    package["cover"] = {"name": cover_name, "media_type": cover.media_type}
    yield "package.opf", render_xml("package.opf", package)
    yield "nav.xhtml", render_xml("nav.xhtml", package)
    yield "style.css", files("earshot").joinpath("web/book/style.css").read_bytes()
    yield cover_name, cover.data
    for view in views:
        yield f"{view.name}.xhtml", render_xml("chapter.xhtml", view.text_variables())
        yield f"{view.name}.smil", render_xml("overlay.smil", view.overlay_variables())


def _package_variables(views: Sequence[_ChapterView], metadata: BookMetadata) -> dict[str, Any]:
    articles = [view.article for view in views]
    first = articles[0]
    total = sum(view.duration_ms for view in views)
    chapters = [view.chapter for view in views]
    return {
        "title": metadata.title,
        "identifier": identify_book(metadata.title, articles),
        "language": first.language or UNDETERMINED,
        "direction": direction(first.language),
        "authors": list(dict.fromkeys(name for each in articles for name in each.authors)),
        "publisher": first.site if len({each.site for each in articles}) == 1 else "",
        "day": first.day if len(articles) == 1 else "",
        "modified": f"{metadata.modified.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "duration": format_time(total),
        "voices": list(dict.fromkeys(view.chapter.voice for view in views)),
        "source_type": _find_origin(chapters).source_type,
        "chapters": views,
    }


@dataclass(frozen=True)
class _ChapterView:
    """A chapter as the templates see it."""

    name: str
    chapter: BookChapter

    @property
    def article(self) -> Article:
        return self.chapter.script.article

    @cached_property
    def fragments(self) -> list[OverlayFragment]:
        return split_fragments(self.chapter.timeline)

    @property
    def duration_ms(self) -> int:
        timeline = self.chapter.timeline
        return timeline.ms(timeline.duration)

    @property
    def duration(self) -> str:
        return format_time(self.duration_ms)

    def overlay_variables(self) -> dict[str, Any]:
        return {"name": self.name, "fragments": self.fragments}

    def text_variables(self) -> dict[str, Any]:
        chapter = self.chapter
        elements = build_elements(self.article, self.fragments)
        groups: list[tuple[str, list[Markup]]] = [
            (kind, [each.text for each in group])
            for kind, group in groupby(elements, key=lambda element: element.kind)
        ]
        context = page_context(chapter.script, chapter.timeline)
        return context | {"groups": groups, "notice": _find_origin([chapter]).note}


def _find_origin(chapters: Sequence[BookChapter]) -> VoiceOrigin:
    cues = [cue for chapter in chapters for cue in chapter.timeline.cues]
    return find_origin(chapters[0].voice, [cue.utterance.voice for cue in cues])


def _chapter_name(number: int) -> str:
    return f"chapter-{number}"
