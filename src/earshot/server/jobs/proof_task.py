"""The task that examines a finished recording."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from earshot.files import write_file
from earshot.proof.examination import examine_recording
from earshot.server.jobs.messages import ExamineRecording, NoResult, ReportProgress
from earshot.server.storage.recordings import Recording
from earshot.server.storage.stored_narration import ensure_timings


def examine(request: ExamineRecording, report: ReportProgress) -> NoResult:
    recording = Recording(Path(request.folder))
    proof = examine_recording(recording.audio_path, ensure_timings(recording))
    write_file(recording.folder / request.file, json.dumps(asdict(proof), ensure_ascii=False))
    return NoResult()
