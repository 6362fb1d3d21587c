"""Names of files in the directory of a revision."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

SCRIPT_FILE, PLAN_FILE, RECORDING_FILE = "script.json", "plan.json", "recording.json"
SEGMENTS_DIR = "segments"
INTRO_FILE, OUTRO_FILE = "intro.flac", "outro.flac"
"""The sound of the site before and after the story."""
SENT_PREFIX = "sent-"
"""Prefix of files with submitted content, before the hash of the submission."""
HUMAN_FILE_PREFIX = "human-"
"""Prefix of the files of recordings by people (see `synthetic_voice.human_file_stem`)."""
SENT_SECONDS = 86_400.0
"""Submitted content that was not saved is kept for this time."""


def is_superseded(name: str, revision: int, submission_hash: str, age: float) -> bool:
    """Whether a file or directory of a story belongs to a revision before this one, or is the
    content of another submission."""
    if name.startswith(SENT_PREFIX):
        is_current = name.startswith(f"{SENT_PREFIX}{submission_hash}.")
        return not is_current and age > SENT_SECONDS
    return name.isdecimal() and int(name) < revision


def is_unused_recording(name: str, used: Collection[str], age: float) -> bool:
    """Whether a file of a story belongs to a recording by a person that is not in use and was not
    sent lately. `used` has the stems of names."""
    is_old = name.startswith(HUMAN_FILE_PREFIX) and age > SENT_SECONDS
    return is_old and name.partition(".")[0] not in used


def is_complete(folder: Path) -> bool:
    """Whether a directory has a finished recording."""
    return (folder / RECORDING_FILE).is_file()
