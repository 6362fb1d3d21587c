"""Names of files in the directory of a revision."""

from __future__ import annotations

from pathlib import Path

SCRIPT_FILE, PLAN_FILE, RECORDING_FILE = "script.json", "plan.json", "recording.json"
SEGMENTS_DIR = "segments"


def is_complete(folder: Path) -> bool:
    """Whether a directory has a finished recording."""
    return (folder / RECORDING_FILE).is_file()
