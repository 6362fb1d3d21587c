"""Names of files in the directory of a revision."""

from __future__ import annotations

from pathlib import Path

SCRIPT_FILE, PLAN_FILE, RECORDING_FILE = "script.json", "plan.json", "recording.json"
SEGMENTS_DIR = "segments"
SENT_PREFIX = "sent-"
"""Of the files with the content of submissions; then comes the hash of the submission."""
SENT_SECONDS = 86_400.0
"""The content of a submission that was not saved is kept for this time."""


def is_superseded(name: str, revision: int, submission_hash: str, age: float) -> bool:
    """Whether a file or directory of a story belongs to a revision before this one, or is the
    content of another submission."""
    if name.startswith(SENT_PREFIX):
        is_current = name.startswith(f"{SENT_PREFIX}{submission_hash}.")
        return not is_current and age > SENT_SECONDS
    return name.isdecimal() and int(name) < revision


def is_complete(folder: Path) -> bool:
    """Whether a directory has a finished recording."""
    return (folder / RECORDING_FILE).is_file()
