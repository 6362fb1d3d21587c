"""The tasks of recordings: synthesize segments, finish and transcode a recording."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from earshot import pipeline
from earshot.audio.mp3 import FRAME_BYTES, FRAME_SAMPLES, LEAD_SAMPLES
from earshot.content_credentials import sign_recording
from earshot.files import atomic_write, write_file
from earshot.mastering import RATE
from earshot.model import Article, Block, Samples, Script, Segment, Timeline
from earshot.publish import audio_file
from earshot.publish.captions import write_webvtt
from earshot.publish.mp3_frames import encode_frames
from earshot.publish.tags import Tags, write_tags
from earshot.publish.word_timings import timings_json
from earshot.server.jobs.messages import (
    FinishedRecording,
    FinishRecording,
    NextSegment,
    NoResult,
    ReportProgress,
    SegmentRendered,
    SynthesizeSegments,
    TranscodeRecording,
    WarmUpVoice,
)
from earshot.server.storage.recordings import Recording, RecordingPlan, RenderedSegment
from earshot.server.storage.stored_narration import build_narration, build_timeline
from earshot.synthesis.site_audio import add_site_audio


def synthesize_segments(request: SynthesizeSegments, report: ReportProgress) -> NextSegment:
    """Synthesize the segments from `first` on, up to the next one that exists."""
    recording, first = Recording(Path(request.folder)), request.first
    plan = recording.load_plan()
    if recording.is_finished or recording.has_segment(plan.segments[first].key):
        return NextSegment(first + 1)
    narration = pipeline.narrate_script(
        recording.load_script(), voice=plan.voice, human_recordings=recording.folder
    )
    count = len(plan.segments)
    with closing(narration.starting_at(first)) as segments:  # type: ignore[type-var]
        mixed = add_site_audio(segments, *recording.site_audio_paths, first=first, count=count)
        for number, segment in enumerate(mixed, first):
            key = plan.segments[number].key
            if number > first and recording.has_segment(key):
                return NextSegment(number)
            rendered = _encode_segment(recording, key, segment)
            report(
                SegmentRendered(
                    index=number,
                    frame_count=rendered.frame_count,
                    word_times=rendered.word_times,
                )
            )
    return NextSegment(count)


def _encode_segment(recording: Recording, key: str, mastered: Segment) -> RenderedSegment:
    """Encode the samples as MP3 and store them as a segment."""
    word_times = tuple(
        (each.start - mastered.start + LEAD_SAMPLES, each.end - mastered.start + LEAD_SAMPLES)
        for each in mastered.timings
    )
    audio = encode_frames(mastered.samples, RATE)
    segment = RenderedSegment(len(audio) // FRAME_BYTES, word_times)
    recording.write_segment(key, segment, audio)
    return segment


def finish_recording(request: FinishRecording, report: ReportProgress) -> FinishedRecording:
    """Join the segments to the recording, and write its files."""
    recording = Recording(Path(request.folder))
    plan, script = recording.load_plan(), recording.load_script()
    if not recording.is_finished:
        segments = _concatenate_segments(recording, plan)
        _write_sidecar_files(recording, script, plan, segments)
        recording.mark_finished(segments)
    segments = [each for each in recording.load_segments(plan) if each]
    for each in plan.segments:
        recording.segment_path(each.key).unlink(missing_ok=True)
    duration = sum(each.frame_count for each in segments) * FRAME_SAMPLES * 1000 // RATE
    size = recording.audio_path.stat().st_size
    return FinishedRecording(
        duration_ms=duration, size_bytes=size, has_chapters=recording.has_chapters
    )


def _concatenate_segments(recording: Recording, plan: RecordingPlan) -> list[RenderedSegment]:
    segments: list[RenderedSegment] = []
    with atomic_write(recording.audio_path) as temp_path:
        with temp_path.open("wb") as file:
            for each in plan.segments:
                found = recording.read_segment(each.key)
                if found is None:
                    raise FileNotFoundError(f"segment {each.key} does not exist")
                segments.append(found[0])
                file.write(found[1])
        complete = build_narration(recording.load_script(), plan, segments)
        article = complete.script.article
        tags = Tags(article=article, timeline=build_timeline(complete), voice=plan.voice)
        write_tags(temp_path, tags)
        sign_recording(temp_path, article.title, tags.origin)
    return segments


def _write_sidecar_files(
    recording: Recording, script: Script, plan: RecordingPlan, segments: list[RenderedSegment]
) -> None:
    complete = build_narration(script, plan, segments)
    times = build_timeline(complete)
    for ending, pieces in (
        ("vtt", write_webvtt(script.article, times)),
        ("chapters.json", [_chapters_json(times)]),
        ("timings.json", timings_json(complete, times, recording.audio_path.name)),
    ):
        write_file(recording.file_path(ending), "".join(pieces))


def _chapters_json(times: Timeline) -> str:
    """JSON chapters 1.2 of the podcast namespace."""
    chapters = [{"startTime": times.ms(c.start) / 1000, "title": c.title} for c in times.chapters]
    return json.dumps({"version": "1.2.0", "chapters": chapters}, ensure_ascii=False)


def transcode_recording(request: TranscodeRecording, report: ReportProgress) -> NoResult:
    """Encode the finished recording in another format, from the original samples."""
    recording, ending = Recording(Path(request.folder)), request.format
    target = recording.file_path(ending)
    if target.is_file():
        return NoResult()
    plan, script = recording.load_plan(), recording.load_script()
    complete = build_narration(script, plan, recording.load_segments(plan))
    times = build_timeline(complete)
    narration = pipeline.narrate_script(script, voice=plan.voice, human_recordings=recording.folder)
    segments = add_site_audio(
        narration.starting_at(0), *recording.site_audio_paths, first=0, count=len(plan.segments)
    )
    with atomic_write(target) as temp_path:
        audio_file.write_audio(_align_samples(segments, complete.segments, report), RATE, temp_path)
        audio_file.write_index(temp_path, times.chapters)
        tags = Tags(article=script.article, timeline=times, voice=plan.voice)
        write_tags(temp_path, tags)
        sign_recording(temp_path, script.article.title, tags.origin)
    return NoResult()


def _align_samples(
    segments: Iterable[Any], silent_segments: Iterable[Any], report: ReportProgress
) -> Iterable[Samples]:
    """The samples of the segments, at the positions and lengths of the recording."""
    for segment, silent_segment in zip(segments, silent_segments, strict=True):
        length = len(silent_segment.samples)
        samples = np.concatenate([np.zeros(LEAD_SAMPLES, np.float32), segment.samples])[:length]
        yield np.pad(samples, (0, length - len(samples)))
        report()


def warm_up_voice(request: WarmUpVoice, report: ReportProgress) -> NoResult:
    """Synthesize a sentence, so the first story does not wait for the voice to load."""
    greeting = Block(kind="paragraph", text="Good morning.")
    article = Article(headline="", blocks=(greeting,), language=request.language or "en-US")
    for segment in pipeline.narrate(article, voice=request.voice).segments:
        encode_frames(segment.samples, RATE)
    return NoResult()
