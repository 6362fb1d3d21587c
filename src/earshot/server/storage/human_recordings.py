"""The recordings of a whole story by a person, beside its revisions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
from msgspec import Struct

from earshot.files import write_file
from earshot.script.edits import Edits, SentenceEdit
from earshot.synthetic_voice import (
    human_file_name,
    human_file_stem,
    is_human,
    story_recording_file_name,
)


class StoryRecording(Struct, kw_only=True):
    sentences: tuple[SentenceEdit, ...]
    """Each has the name of its own recording as its voice."""


def save_story_recording(folder: Path, voice: str, recording: StoryRecording) -> None:
    write_file(folder / story_recording_file_name(voice), msgspec.json.encode(recording))


def include_recording(edits: Edits, folder: Path) -> Edits:
    """The edits with those that the recording of the whole story makes, before their own. `folder`
    is the directory of the story. Raises FileNotFoundError."""
    if not edits.recording:
        return edits
    content = (folder / story_recording_file_name(edits.recording)).read_bytes()
    recording = msgspec.json.decode(content, type=StoryRecording)
    return replace(edits, sentences=(*recording.sentences, *edits.sentences), recording="")


def list_file_stems(edits: Edits) -> set[str]:
    """The stems of the file names of recordings in the edits."""
    named = [edits.recording, *(each.voice for each in edits.sentences)]
    return {human_file_stem(voice) for voice in named if is_human(voice)}


def list_recording_files(edits: Edits, folder: Path) -> Iterator[Path]:
    """The files of these recordings. The list of the whole story's sentences must be here."""
    for edit in include_recording(edits, folder).sentences:
        if is_human(edit.voice):
            yield folder / human_file_name(edit.voice)
