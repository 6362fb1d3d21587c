"""Metadata tags of audio files, with chapters and cover (mutagen).

The voice is marked as synthetic by IPTC's digital source type
(https://cv.iptc.org/newscodes/digitalsourcetype/), under its XMP name.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mutagen.flac import FLAC, Picture
from mutagen.id3 import (
    APIC,
    CHAP,
    COMM,
    CTOC,
    ID3,
    TALB,
    TDRC,
    TIT2,
    TPE1,
    TSSE,
    TXXX,
    WOAS,
    CTOCFlags,
    PictureType,
)
from mutagen.id3._tags import save_frame
from mutagen.mp4 import MP4, MP4Cover, MP4FreeForm
from mutagen.oggopus import OggOpus
from mutagen.wave import WAVE

from earshot.model import Article, Timeline
from earshot.publish.timeline import format_time

SYNTHETIC = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
SOURCE_TYPE = "DigitalSourceType"
UTF8 = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags:
    """The metadata of a recording."""

    article: Article
    timeline: Timeline
    voice: str
    cover: bytes = b""
    """A JPEG or PNG image, or empty."""

    @property
    def note(self) -> str:
        return f"Read by a synthetic voice ({self.voice}), made with Earshot."

    @property
    def artist(self) -> str:
        return self.article.byline or self.article.site or "Earshot"

    @property
    def cover_type(self) -> str:
        return "image/png" if self.cover.startswith(b"\x89PNG") else "image/jpeg"


def write_tags(path: Path, tags: Tags) -> None:
    """Write the tags into a finished file. The extension selects the format."""
    writers = {
        ".mp3": _tag_mp3,
        ".wav": _tag_wav,
        ".m4a": _tag_mp4,
        ".m4b": _tag_mp4,
        ".opus": _tag_opus,
        ".flac": _tag_flac,
    }
    writers[path.suffix](path, tags)


class _OrderedID3(ID3):  # type: ignore[misc]  # mutagen is untyped to us
    """Writes frames in the order in which they were added. mutagen sorts chapters by the length of
    their titles, and some players list them in file order."""

    def _write(self, config: Any) -> bytes:
        return b"".join(save_frame(frame, config=config) for frame in self.values())


def _tag_mp3(path: Path, tags: Tags) -> None:
    id3 = _OrderedID3()
    _add_frames(id3, tags)
    id3.save(path, v2_version=4)


def _tag_wav(path: Path, tags: Tags) -> None:
    wave = WAVE(path)
    wave.add_tags()
    _add_frames(wave.tags, tags)
    wave.save()


def _add_frames(id3: ID3, tags: Tags) -> None:
    article = tags.article
    id3.add(TIT2(encoding=UTF8, text=article.title))
    id3.add(TPE1(encoding=UTF8, text=tags.artist))
    id3.add(TSSE(encoding=UTF8, text="Earshot"))
    id3.add(COMM(encoding=UTF8, lang="eng", desc="", text=tags.note))
    id3.add(TXXX(encoding=UTF8, desc=SOURCE_TYPE, text=SYNTHETIC))
    if article.site:
        id3.add(TALB(encoding=UTF8, text=article.site))
    if tags.article.day:
        id3.add(TDRC(encoding=UTF8, text=tags.article.day))
    if article.url:
        id3.add(WOAS(url=article.url))
    if tags.cover:
        id3.add(APIC(UTF8, tags.cover_type, PictureType.COVER_FRONT, "Cover", tags.cover))
    _add_chapter_frames(id3, tags.timeline)


def _add_chapter_frames(id3: ID3, timeline: Timeline) -> None:
    """CHAP frames in time order, and a CTOC frame, without which some apps show no chapters."""
    names = [f"chp{number}" for number in range(len(timeline.chapters))]
    for name, chapter in zip(names, timeline.chapters, strict=True):
        id3.add(
            CHAP(
                element_id=name,
                start_time=timeline.ms(chapter.start),
                end_time=timeline.ms(chapter.end),
                start_offset=0xFFFFFFFF,
                end_offset=0xFFFFFFFF,
                sub_frames=[TIT2(encoding=UTF8, text=chapter.title)],
            )
        )
    if names:
        flags = CTOCFlags.TOP_LEVEL | CTOCFlags.ORDERED
        id3.add(CTOC(element_id="toc", flags=flags, child_element_ids=names, sub_frames=[]))


def _tag_mp4(path: Path, tags: Tags) -> None:
    file = MP4(path)
    file["\xa9nam"] = tags.article.title
    file["\xa9ART"] = tags.artist
    file["\xa9alb"] = tags.article.site or tags.article.title
    file["\xa9cmt"] = tags.note
    file["\xa9too"] = "Earshot"
    if tags.article.day:
        file["\xa9day"] = tags.article.day
    for name, value in ((SOURCE_TYPE, SYNTHETIC), ("SOURCE", tags.article.url)):
        if value:
            file[f"----:com.apple.iTunes:{name}"] = MP4FreeForm(value.encode())
    if tags.cover:
        png = tags.cover_type == "image/png"
        kind = MP4Cover.FORMAT_PNG if png else MP4Cover.FORMAT_JPEG
        file["covr"] = [MP4Cover(tags.cover, kind)]
    file.save()


def _tag_opus(path: Path, tags: Tags) -> None:
    file = OggOpus(path)
    file.update(_comments(tags))
    if tags.cover:
        picture = base64.b64encode(_picture(tags).write()).decode()
        file["METADATA_BLOCK_PICTURE"] = picture
    file.save()


def _tag_flac(path: Path, tags: Tags) -> None:
    file = FLAC(path)
    file.update(_comments(tags))
    if tags.cover:
        file.add_picture(_picture(tags))
    file.save()


def _comments(tags: Tags) -> dict[str, str]:
    """Vorbis comments, with chapters in the CHAPTER001 convention."""
    facts = {
        "TITLE": tags.article.title,
        "ARTIST": tags.artist,
        "ALBUM": tags.article.site,
        "DATE": tags.article.day,
        "SOURCE": tags.article.url,
        "COMMENT": tags.note,
        SOURCE_TYPE.upper(): SYNTHETIC,
    }
    return {name: value for name, value in facts.items() if value} | dict(_chapters(tags))


def _chapters(tags: Tags) -> Iterator[tuple[str, str]]:
    for number, chapter in enumerate(tags.timeline.chapters):
        yield f"CHAPTER{number:03}", format_time(tags.timeline.ms(chapter.start))
        yield f"CHAPTER{number:03}NAME", chapter.title


def _picture(tags: Tags) -> Picture:
    picture = Picture()
    picture.type = PictureType.COVER_FRONT
    picture.mime = tags.cover_type
    picture.data = tags.cover
    return picture
