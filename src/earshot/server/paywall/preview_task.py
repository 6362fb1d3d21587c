"""Creates the preview of a story as a separate recording. Script and files of the preview contain
nothing of the rest."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from pathlib import Path

from earshot.files import copy_file
from earshot.model import Block, Script
from earshot.script.written_text import CLOSING_PUNCTUATION
from earshot.serialization import script_json
from earshot.server.jobs.messages import (
    BuildPreview,
    FinishRecording,
    Preview,
    ReportProgress,
    SynthesizeSegments,
)
from earshot.server.jobs.prepare_task import copy_human_recordings, copy_segments
from earshot.server.jobs.recording_tasks import finish_recording, synthesize_segments
from earshot.server.storage.recordings import Recording, RecordingPlan

PREVIEW_DIVISOR = 3
"""The first segment is at most this fraction of the story: some stories have one paragraph."""


def build_preview(request: BuildPreview, report: ReportProgress) -> Preview:
    """Create the preview of a revision for `level`."""
    folder = request.preview_folder
    full, preview_recording = Recording(Path(request.folder)), Recording(Path(folder))
    plan, script = full.load_plan(), full.load_script()
    count = count_preview_segments(plan, request.level)
    if not count or preview_recording.is_finished:
        return Preview(count)
    short_script = truncate_script(script, count)
    short_plan = replace(
        plan,
        segments=plan.segments[:count],
        blocks=plan.blocks[: len(short_script.article.blocks)],
    )
    copy_human_recordings(short_script, preview_recording.folder, [full.folder])
    intro, _ = full.site_audio_paths
    if intro.is_file():
        copy_file(intro, preview_recording.folder / intro.name)
    preview_recording.save_plan(script_json(short_script), short_plan)
    _reuse_segments(preview_recording, full, short_plan)
    number = 0
    while number < count:
        number = synthesize_segments(SynthesizeSegments(folder=folder, first=number), report).next
    finish_recording(FinishRecording(folder=folder), report)
    return Preview(count)


def count_preview_segments(plan: RecordingPlan, level: str) -> int:
    """The number of segments in the preview: the headline, and for `preview` the first
    paragraph."""
    blocks = [each.block for each in plan.segments]
    headline_count = next((n for n, block in enumerate(blocks) if block >= 0), len(blocks))
    if level == "headline":
        return headline_count
    first = next((b for b in blocks[headline_count:] if plan.blocks[b]["kind"] != "heading"), -1)
    last = max((n for n, block in enumerate(blocks) if block == first), default=headline_count - 1)
    return min(last + 1, headline_count + (len(blocks) - headline_count) // PREVIEW_DIVISOR)


def truncate_script(script: Script, count: int) -> Script:
    """The first utterances, and only the part of the article that they speak."""
    utterances = script.utterances[:count]
    words = list(chain.from_iterable(each.words for each in utterances))
    blocks: list[Block] = []
    for number, block in enumerate(script.article.blocks):
        if end := max((word.end for word in words if word.block == number), default=0):
            rest = block.text[end:]
            end += len(rest) - len(rest.lstrip(CLOSING_PUNCTUATION))
        blocks.append(replace(block, text=block.text[:end]))
    while blocks and not blocks[-1].text:
        blocks.pop()
    pictures = (each for each in script.article.images if each.block < len(blocks))
    article = replace(script.article, blocks=tuple(blocks), images=tuple(pictures))
    return replace(script, article=article, utterances=utterances)


def _reuse_segments(preview_recording: Recording, full: Recording, plan: RecordingPlan) -> None:
    """Copy existing segments of the full recording, whether it is finished or not."""
    for each in plan.segments:
        if not preview_recording.has_segment(each.key) and (found := full.read_segment(each.key)):
            preview_recording.write_segment(each.key, *found)
    copy_segments(preview_recording, full, plan)
