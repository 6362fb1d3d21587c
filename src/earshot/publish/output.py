"""Output files of a narration: the recording, its captions, word timings and read-along page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from earshot.content_credentials import check_certificate, sign_recording
from earshot.files import atomic_write
from earshot.model import Narration, Segment, Timeline
from earshot.publish import audio_file, read_along
from earshot.publish.audio_formats import get_coding
from earshot.publish.captions import get_caption_format
from earshot.publish.companion_files import companion_paths
from earshot.publish.tags import Tags, write_tags
from earshot.publish.timeline import TimelineRecorder
from earshot.publish.word_timings import timings_json

Progress = Callable[[Segment], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outputs:
    """The files of a narration, and its timeline."""

    audio: Path
    captions: Path
    timings: Path
    page: Path
    timeline: Timeline

    @property
    def duration(self) -> float:
        """Seconds."""
        return self.timeline.duration / self.timeline.rate


def save(
    narration: Narration,
    audio: str | Path,
    *,
    captions: str = "vtt",
    cover: bytes = b"",
    progress: Progress | None = None,
) -> Outputs:
    """Write the recording to `audio`, whose extension names the format (mp3, m4a, m4b, opus, flac,
    wav), and beside it the captions, word timings (JSON) and read-along page with the same name.

    Audio is synthesized and encoded utterance by utterance. No file appears until all are
    complete. `captions` is "vtt" or "srt". `cover` is a JPEG or PNG. `progress` is called with
    each segment when it is done.

    Raises UnknownFormat, InvalidOption, Unwritable, DiskFull and the errors of the voice.
    """
    audio = Path(audio)
    get_coding(audio.suffix[1:])
    check_certificate()
    caption_format = get_caption_format(captions)
    captions_path, words, page = companion_paths(audio, captions)
    with ExitStack() as files:
        audio_path = files.enter_context(atomic_write(audio))
        timeline = write_recording(narration, audio_path, cover, progress)
        caption_text = caption_format.write(narration.script.article, timeline)
        _write_text(files.enter_context(atomic_write(captions_path)), caption_text)
        listing = timings_json(narration, timeline, audio.name)
        _write_text(files.enter_context(atomic_write(words)), listing)
        read_along.write_page(
            files.enter_context(atomic_write(page)),
            script=narration.script,
            timeline=timeline,
            audio=audio_path,
            name=audio.name,
        )
    return Outputs(audio=audio, captions=captions_path, timings=words, page=page, timeline=timeline)


def write_recording(
    narration: Narration, path: Path, cover: bytes, progress: Progress | None
) -> Timeline:
    """Write the recording with its tags, sign it, and return its times."""
    recorder = TimelineRecorder(narration)
    segments = _with_progress(narration.segments, progress)
    audio_file.write_audio(recorder.samples(segments), narration.rate, path)
    timeline = recorder.timeline()
    audio_file.write_index(path, timeline.chapters)
    article = narration.script.article
    tags = Tags(article=article, timeline=timeline, voice=narration.voice, cover=cover)
    write_tags(path, tags)
    sign_recording(path, article.title, tags.origin)
    return timeline


def _with_progress(segments: Iterable[Segment], progress: Progress | None) -> Iterator[Segment]:
    for segment in segments:
        yield segment
        if progress:
            progress(segment)


def _write_text(path: Path, pieces: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(pieces)
