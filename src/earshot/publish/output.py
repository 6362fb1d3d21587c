"""A narration as files: one recording and what goes with it, all of them or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from earshot.files import written_aside
from earshot.model import Narration, Passage, Timeline
from earshot.publish import audio_file as media
from earshot.publish import read_along as readalong
from earshot.publish.tags import Tags, tag
from earshot.publish.timeline import Timekeeper
from earshot.publish.webvtt import webvtt
from earshot.publish.word_timings import words_json

Progress = Callable[[Passage], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """Where the files of a narration are, and what is heard in them when."""

    audio: Path
    captions: Path
    words: Path
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
) -> Edition:
    """Write the recording to `audio`, whose ending names the format (mp3, m4a, m4b, opus, flac,
    wav), and beside it its WebVTT, words JSON and read-along page with the same name.

    The sound is made, coded and let go utterance by utterance. Nothing appears until everything
    is written. `cover` is a JPEG or PNG; `progress` is told each passage as it is done.

    Raises UnknownFormat, Unwritable, DiskFull and what the voice raises.
    """
    audio = Path(audio)
    media.coding(audio.suffix[1:])
    captions, words, page = companions(audio)
    keeper = Timekeeper(narration)
    with ExitStack() as files:
        sound = files.enter_context(written_aside(audio))
        passages = _watched(narration.passages, progress)
        media.write(keeper.samples(passages), narration.rate, sound)
        timeline = keeper.timeline()
        media.index(sound, timeline.chapters)
        article = narration.script.article
        tag(sound, Tags(article=article, timeline=timeline, voice=narration.voice, cover=cover))
        _write(files.enter_context(written_aside(captions)), webvtt(article, timeline))
        listing = words_json(narration, timeline, audio.name)
        _write(files.enter_context(written_aside(words)), listing)
        readalong.write(
            files.enter_context(written_aside(page)),
            script=narration.script,
            timeline=timeline,
            audio=sound,
            name=audio.name,
        )
    return Edition(audio=audio, captions=captions, words=words, page=page, timeline=timeline)


def companions(audio: Path) -> tuple[Path, Path, Path]:
    """Where the captions, the words and the page of a recording lie: beside it."""
    return audio.with_suffix(".vtt"), audio.with_suffix(".json"), audio.with_suffix(".html")


def _watched(passages: Iterable[Passage], progress: Progress | None) -> Iterator[Passage]:
    for passage in passages:
        yield passage
        if progress:
            progress(passage)


def _write(path: Path, pieces: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(pieces)
