"""The task that speaks a text which is not stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from earshot import pipeline
from earshot.audio.ffmpeg import change_tempo, encode_stream
from earshot.mastering import RATE
from earshot.model import Article, Block, Narration, Samples
from earshot.publish.audio_formats import get_coding
from earshot.publish.mp3_frames import encode_frames
from earshot.server.jobs.messages import (
    NoResult,
    ReportProgress,
    SpeechProgress,
    SynthesizeText,
    WordTime,
)
from earshot.voices.registry import voice_for_alias

STREAMED_CODINGS = {
    "aac": replace(get_coding("m4a"), container="adts"),
    "flac": get_coding("flac"),
    "opus": get_coding("opus"),
    "wav": get_coding("wav"),
}


def synthesize_text(request: SynthesizeText, report: ReportProgress) -> NoResult:
    """Synthesize a text sentence by sentence; the audio of each is reported."""
    text, voice = request.text, request.voice
    language = request.language or pipeline.choose_language(
        text, voice=voice, language=request.default_language
    )
    blocks = tuple(Block(kind="paragraph", text=p.strip()) for p in text.split("\n") if p.strip())
    article = Article(headline="", blocks=blocks, language=language)
    voice = voice or voice_for_alias(request.voice_alias, language)
    speed = min(max(request.speed, pipeline.MIN_SPEED), pipeline.MAX_SPEED)
    narration = pipeline.narrate(article, voice=voice, speed=speed)
    words: list[WordTime] = []
    samples = _change_tempo(narration, request.speed / speed, words)
    for data in _encode(samples, request.format):
        if data:
            report(SpeechProgress(words) if request.word_times else None, data)
            words.clear()
    return NoResult()


def _change_tempo(narration: Narration, tempo: float, words: list[WordTime]) -> Iterator[Samples]:
    """The samples of each segment at the tempo; the times of its words are added to `words`."""
    position = 0
    for segment in narration.segments:
        samples = change_tempo(segment.samples, RATE, tempo)
        scale = len(samples) / max(1, len(segment.samples))
        words += [
            WordTime(
                word=timing.word.text,
                start_time=round((position + (timing.start - segment.start) * scale) / RATE, 3),
                end_time=round((position + (timing.end - segment.start) * scale) / RATE, 3),
            )
            for timing in segment.timings
            if timing.word.text
        ]
        position += len(samples)
        yield samples


def _encode(pieces: Iterable[Samples], name: str) -> Iterator[bytes]:
    if name == "mp3":
        return (encode_frames(each, RATE) for each in pieces)
    if name == "pcm":
        return ((each * 32_767).astype("<i2").tobytes() for each in pieces)
    return encode_stream(pieces, RATE, STREAMED_CODINGS[name])
