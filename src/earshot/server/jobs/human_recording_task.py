"""The task that checks and stores the recording of a sentence by a person."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from earshot.errors import NoArticle
from earshot.model import Script, Utterance
from earshot.script.written_text import written_text
from earshot.server.jobs.edit_messages import StoredRecording, StoreHumanRecording
from earshot.server.jobs.messages import ReportProgress
from earshot.server.storage.recordings import Recording
from earshot.synthesis.human_recordings import store_recording


def store_human_recording(request: StoreHumanRecording, report: ReportProgress) -> StoredRecording:
    script = Recording(Path(request.folder)).load_script()
    found = list(_find_utterances(script, request.text))[request.occurrence - 1 :]
    if not found:
        raise NoArticle(source="the story", reason="it does not have this sentence any more")
    stored = store_recording(
        Path(request.source), Path(request.target), found[0], script.article.language
    )
    return StoredRecording(voice=stored.voice, seconds=round(stored.seconds, 3))


def _find_utterances(script: Script, text: str) -> Iterator[Utterance]:
    return (each for each in script.utterances if written_text(script.article, each) == text)
