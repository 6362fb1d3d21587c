"""The task that examines a finished recording."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from earshot.files import atomic_write
from earshot.proof.examination import examine_recording
from earshot.server.jobs.messages import ExamineRecording, NoResult, ReportProgress
from earshot.server.storage.recordings import Recording
from earshot.server.storage.stored_narration import ensure_timings


def examine(request: ExamineRecording, report: ReportProgress) -> NoResult:
    recording = Recording(Path(request.folder))
    proof = examine_recording(recording.audio_path, ensure_timings(recording))
    with atomic_write(recording.folder / request.file) as temp_path:
        temp_path.write_text(json.dumps(asdict(proof), ensure_ascii=False), "utf-8")
    return NoResult()
