"""Metadata tags of audio files, with chapters and cover.

IPTC's digital source type, under its XMP name, says whether the voice is synthetic.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from earshot.model import Article, Timeline
from earshot.publish.tag_formats import id3, mp4, ogg, riff, vorbis
from earshot.publish.tag_formats.picture import Picture, pack_picture
from earshot.publish.timeline import format_time
from earshot.synthetic_voice import SOURCE_TYPE, VoiceOrigin, find_origin

ENCODER = "Earshot"
GENRE = "Speech"
"""One of ID3v1's, which every app knows."""

ISO_639_2 = dict(
    entry.split(":")
    for entry in (
        "ar:ara bg:bul bn:ben ca:cat cmn:zho cs:ces cy:cym da:dan de:deu el:ell en:eng es:spa "
        "et:est eu:eus fa:fas fi:fin fr:fra ga:gle gl:glg he:heb hi:hin hr:hrv hu:hun hy:hye "
        "id:ind is:isl it:ita ja:jpn ka:kat kk:kaz ko:kor lb:ltz lt:lit lv:lav mk:mkd ms:msa "
        "mt:mlt nb:nob ne:nep nl:nld nn:nno no:nor pl:pol pt:por ro:ron ru:rus sk:slk sl:slv "
        "sq:sqi sr:srp sv:swe sw:swa ta:tam te:tel th:tha tr:tur uk:ukr ur:urd vi:vie zh:zho "
    ).split()
)
"""The three letters of ID3's TLAN, by the language of a BCP 47 tag."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags:
    """The metadata of a recording."""

    article: Article
    timeline: Timeline
    voice: str
    cover: bytes = b""
    """A JPEG or PNG image, or empty."""

    @property
    def origin(self) -> VoiceOrigin:
        return find_origin(self.voice, [each.utterance.voice for each in self.timeline.cues])

    @property
    def artist(self) -> str:
        return self.article.byline or self.article.site or "Earshot"

    @property
    def language(self) -> str:
        """ISO 639-2, or empty for a language that is not in the table."""
        return ISO_639_2.get(self.article.language.split("-")[0].lower(), "")

    @property
    def picture(self) -> Picture | None:
        return Picture(self.cover) if self.cover else None


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


def _tag_mp3(path: Path, tags: Tags) -> None:
    id3.write_id3(path, _id3_frames(tags))


def _tag_wav(path: Path, tags: Tags) -> None:
    information = {
        "INAM": tags.article.title,
        "IART": tags.artist,
        "IPRD": tags.article.site,
        "ICRD": tags.article.day,
        "IGNR": GENRE,
        "ICMT": tags.origin.note,
        "ISFT": ENCODER,
    }
    present = {name: value for name, value in information.items() if value}
    riff.write_chunks(path, present, id3.pack_tag(_id3_frames(tags)))


def _id3_frames(tags: Tags) -> Iterator[bytes]:
    article = tags.article
    texts = {
        "TIT2": article.title,
        "TPE1": tags.artist,
        "TALB": article.site,
        "TDRC": article.day,
        "TLAN": tags.language,
        "TCON": GENRE,
        "TSSE": ENCODER,
    }
    yield from (id3.pack_text(name, text) for name, text in texts.items() if text)
    yield id3.pack_comment(tags.origin.note)
    yield id3.pack_user_text(SOURCE_TYPE, tags.origin.source_type)
    if article.url:
        yield id3.pack_url("WOAS", article.url)
    yield from id3.pack_chapters(
        [
            id3.ChapterFrame(each.title, tags.timeline.ms(each.start), tags.timeline.ms(each.end))
            for each in tags.timeline.chapters
        ]
    )
    if tags.picture:
        yield id3.pack_cover(tags.picture)


def _tag_mp4(path: Path, tags: Tags) -> None:
    values = {
        "\xa9nam": tags.article.title,
        "\xa9ART": tags.artist,
        "\xa9alb": tags.article.site or tags.article.title,
        "\xa9day": tags.article.day,
        "\xa9gen": GENRE,
        "\xa9cmt": tags.origin.note,
        "\xa9too": ENCODER,
        SOURCE_TYPE: tags.origin.source_type,
        "SOURCE": tags.article.url,
    }
    present = {name: value for name, value in values.items() if value}
    mp4.write_mp4(path, present, tags.picture)


def _tag_opus(path: Path, tags: Tags) -> None:
    comments = _comments(tags)
    if tags.picture:
        picture = base64.b64encode(pack_picture(tags.picture)).decode()
        comments["METADATA_BLOCK_PICTURE"] = picture
    ogg.write_opus(path, comments)


def _tag_flac(path: Path, tags: Tags) -> None:
    vorbis.write_flac(path, _comments(tags), tags.picture)


def _comments(tags: Tags) -> dict[str, str]:
    """Vorbis comments, with chapters in the CHAPTER001 convention."""
    facts = {
        "TITLE": tags.article.title,
        "ARTIST": tags.artist,
        "ALBUM": tags.article.site,
        "DATE": tags.article.day,
        "LANGUAGE": tags.article.language,
        "GENRE": GENRE,
        "SOURCE": tags.article.url,
        "COMMENT": tags.origin.note,
        SOURCE_TYPE.upper(): tags.origin.source_type,
    }
    return {name: value for name, value in facts.items() if value} | dict(_chapters(tags))


def _chapters(tags: Tags) -> Iterator[tuple[str, str]]:
    for number, chapter in enumerate(tags.timeline.chapters):
        yield f"CHAPTER{number:03}", format_time(tags.timeline.ms(chapter.start))
        yield f"CHAPTER{number:03}NAME", chapter.title
