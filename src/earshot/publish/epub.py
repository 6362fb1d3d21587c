"""EPUB 3 books with media overlays: reading apps highlight each sentence while it is spoken.

https://www.w3.org/TR/epub-33/#sec-media-overlays. A book has a chapter for each article.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID, uuid5

from markupsafe import Markup

from earshot.files import as_output_error, atomic_write
from earshot.model import Article, Narration, Script, Timeline
from earshot.publish.artwork import draw_artwork
from earshot.publish.media_overlays import Fragment, build_elements, split_fragments
from earshot.publish.output import Progress, write_recording
from earshot.publish.read_along import direction, environment, page_context
from earshot.publish.tag_formats.picture import Picture
from earshot.publish.tags import SYNTHETIC, Tags
from earshot.publish.timeline import format_time

MEDIA_TYPE = "application/epub+zip"
EXTENSION = ".epub"
NAMESPACE = UUID("3f3b2a55-3c2f-5d0e-9a54-9a1f2f6f0c5b")
"""The UUID namespace of the identifiers of books."""
UNDETERMINED = "und"
"""The language of a text whose language is not known."""
PACKAGE_FILE = "EPUB/package.opf"
CONTAINER = f"""<?xml version="1.0" encoding="UTF-8"?>
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
<rootfiles>
<rootfile full-path="{PACKAGE_FILE}" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"""
_CONTROL_CHARS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_IDENTIFIER = re.compile(r'<dc:identifier id="id">([^<]+)<')
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
"""The same for all files, so that the same book has the same bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookChapter:
    """An article with its recording, an MP3 file."""

    script: Script
    timeline: Timeline
    voice: str
    audio: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A book that was written."""

    path: Path
    title: str
    duration: float
    """Seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookMetadata:
    title: str
    modified: datetime
    cover: bytes = b""
    """A JPEG or PNG; if it is empty, a cover with the title is drawn."""


def save_book(
    narrations: Sequence[Narration],
    target: str | Path,
    *,
    title: str = "",
    cover: bytes = b"",
    progress: Progress | None = None,
) -> Book:
    """Write the narrations as one book, whose title is that of the first article by default.

    No file appears until the book is complete. Raises Unwritable, DiskFull and the errors of the
    voice.
    """
    target = Path(target)
    title = title or narrations[0].script.article.title
    with ExitStack() as stack:
        temp_path = stack.enter_context(atomic_write(target))
        work_dir = Path(stack.enter_context(TemporaryDirectory(dir=target.parent)))
        chapters = [
            _record_chapter(each, work_dir / f"{number}.mp3", progress)
            for number, each in enumerate(narrations)
        ]
        metadata = BookMetadata(title=title, modified=datetime.now(UTC), cover=cover)
        write_book(temp_path, chapters, metadata)
    duration = sum(each.timeline.duration / each.timeline.rate for each in chapters)
    return Book(path=target, title=title, duration=duration)


def _record_chapter(narration: Narration, audio: Path, progress: Progress | None) -> BookChapter:
    timeline = write_recording(narration, audio, b"", progress)
    return BookChapter(
        script=narration.script, timeline=timeline, voice=narration.voice, audio=audio
    )


def write_book(path: Path, chapters: Sequence[BookChapter], metadata: BookMetadata) -> None:
    """Write a book of recordings that exist. Raises Unwritable and DiskFull."""
    try:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            _write_file(archive, "mimetype", MEDIA_TYPE.encode(), zipfile.ZIP_STORED)
            _write_file(archive, "META-INF/container.xml", CONTAINER.encode())
            for name, content in _list_documents(chapters, metadata):
                _write_file(archive, f"EPUB/{name}", content)
            for number, chapter in enumerate(chapters, 1):
                _copy_audio(archive, f"EPUB/{_chapter_name(number)}.mp3", chapter.audio)
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
    cover = Picture(metadata.cover or draw_artwork(metadata.title))
    cover_name = f"cover.{'png' if cover.is_png else 'jpg'}"
    views = [_ChapterView(_chapter_name(n), each) for n, each in enumerate(chapters, 1)]
    package = _package_variables(views, metadata)
    package["cover"] = {"name": cover_name, "media_type": cover.media_type}
    yield "package.opf", _render("package.opf", package)
    yield "nav.xhtml", _render("nav.xhtml", package)
    yield "style.css", files("earshot").joinpath("web/book/style.css").read_bytes()
    yield cover_name, cover.data
    for view in views:
        yield f"{view.name}.xhtml", _render("chapter.xhtml", view.text_variables())
        yield f"{view.name}.smil", _render("overlay.smil", view.overlay_variables())


def _package_variables(views: Sequence[_ChapterView], metadata: BookMetadata) -> dict[str, Any]:
    articles = [view.article for view in views]
    first = articles[0]
    total = sum(view.duration_ms for view in views)
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
        "source_type": SYNTHETIC,
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
    def fragments(self) -> list[Fragment]:
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
        notice = Tags(article=self.article, timeline=chapter.timeline, voice=chapter.voice).note
        context = page_context(chapter.script, chapter.timeline)
        return context | {"groups": groups, "notice": notice}


def _render(template: str, variables: dict[str, Any]) -> bytes:
    text = environment().get_template(f"book/{template}").render(variables)
    return _CONTROL_CHARS.sub("", text).encode("utf-8", "replace")


def _chapter_name(number: int) -> str:
    return f"chapter-{number}"


def identify_book(title: str, articles: Sequence[Article]) -> str:
    """The identifier of a book. A new version of an article or of a collection has the same."""
    source = articles[0].url if len(articles) == 1 else ""
    return uuid5(NAMESPACE, source or title).urn


def read_identifier(path: Path) -> str:
    """The identifier of one of our books; empty for another file."""
    try:
        with zipfile.ZipFile(path) as archive:
            found = _IDENTIFIER.search(archive.read(PACKAGE_FILE).decode("utf-8", "replace"))
    except (OSError, KeyError, zipfile.BadZipFile):
        return ""
    return found[1] if found else ""
