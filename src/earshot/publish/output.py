"""A narration as files: one recording and what goes with it, all of them or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from earshot.files import atomic_write
from earshot.model import Narration, Segment, Timeline
from earshot.publish import audio_file, read_along
from earshot.publish.tags import Tags, write_tags
from earshot.publish.timeline import TimelineRecorder
from earshot.publish.webvtt import write_webvtt
from earshot.publish.word_timings import timings_json

Progress = Callable[[Segment], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outputs:
    """Where the files of a narration are, and what is heard in them when."""

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
    cover: bytes = b"",
    progress: Progress | None = None,
) -> Outputs:
    """Write the recording to `audio`, whose ending names the format (mp3, m4a, m4b, opus, flac,
    wav), and beside it its WebVTT, words JSON and read-along page with the same name.

    The sound is made, coded and let go utterance by utterance. Nothing appears until everything
    is written. `cover` is a JPEG or PNG; `progress` is told each passage as it is done.

    Raises UnknownFormat, Unwritable, DiskFull and what the voice raises.
    """
    audio = Path(audio)
    audio_file.get_coding(audio.suffix[1:])
    captions, words, page = companion_paths(audio)
    recorder = TimelineRecorder(narration)
    with ExitStack() as files:
        audio_path = files.enter_context(atomic_write(audio))
        passages = _with_progress(narration.segments, progress)
        audio_file.write_audio(recorder.samples(passages), narration.rate, audio_path)
        timeline = recorder.timeline()
        audio_file.write_index(audio_path, timeline.chapters)
        article = narration.script.article
        write_tags(
            audio_path, Tags(article=article, timeline=timeline, voice=narration.voice, cover=cover)
        )
        _write_text(files.enter_context(atomic_write(captions)), write_webvtt(article, timeline))
        listing = timings_json(narration, timeline, audio.name)
        _write_text(files.enter_context(atomic_write(words)), listing)
        read_along.write_page(
            files.enter_context(atomic_write(page)),
            script=narration.script,
            timeline=timeline,
            audio=audio_path,
            name=audio.name,
        )
    return Outputs(audio=audio, captions=captions, timings=words, page=page, timeline=timeline)


def companion_paths(audio: Path) -> tuple[Path, Path, Path]:
    """Where the captions, the words and the page of a recording lie: beside it."""
    return audio.with_suffix(".vtt"), audio.with_suffix(".json"), audio.with_suffix(".html")


def _with_progress(passages: Iterable[Segment], progress: Progress | None) -> Iterator[Segment]:
    for passage in passages:
        yield passage
        if progress:
            progress(passage)


def _write_text(path: Path, pieces: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(pieces)
