"""An on-disk LRU cache of synthesized speech.

A speech is stored as FLAC with its word timings, under the digest of everything that decides its
sound. Files are written atomically, so any number of processes may read and write at once. The
least recently used files are removed first.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from earshot.audio import ffmpeg
from earshot.environment import cache_dir, read_variable
from earshot.errors import InvalidOption, OutputError
from earshot.files import is_temporary, write_file
from earshot.model import Speech, Timing, Utterance
from earshot.version import __version__

SIZE_AFTER_SWEEP = 0.9
SWEEP_SECONDS, SWEEP_BYTES = 600, 64_000_000
"""Age of the last sweep, and bytes written by this process, after which a sweep is due."""
STALE_SECONDS = 3_600
"""Seconds after which an unfinished file is removed."""


def max_bytes() -> int:
    """Size limit of the cache in bytes: `EARSHOT_CACHE_SIZE` in MB; 0 disables it.

    Raises InvalidOption.
    """
    wanted = read_variable("EARSHOT_CACHE_SIZE")
    if not wanted.isdigit():
        raise InvalidOption(
            option="EARSHOT_CACHE_SIZE", value=wanted, expected="it must be a number of MB"
        )
    return int(wanted) * 1_000_000


def cache_key(sound: Sequence[object], utterance: Utterance) -> str:
    """SHA-256 of what determines the audio of an utterance: its spoken words, and `sound`, which
    identifies voice and settings."""
    words = [(word.spoken, word.phonemes, word.boundary) for word in utterance.words]
    content = json.dumps([__version__, list(sound), words], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


class SpeechCache:
    """The cache directory. If the disk fails, speech is only synthesized again."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or cache_dir() / "speech"
        self._written = 0

    def get(self, name: str, utterance: Utterance) -> Speech | None:
        """The cached speech, with its timings attached to the words of this utterance."""
        file = self._file(name)
        try:
            samples, rate, notes = ffmpeg.decode_flac(file.read_bytes())
            speech = _restore_timings(samples, rate, json.loads(notes), utterance)
            os.utime(file)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError):
            with suppress(OSError):
                file.unlink()
            return None
        return speech

    def has(self, name: str) -> bool:
        return self._file(name).is_file()

    def put(self, name: str, speech: Speech) -> None:
        """Store a speech as 16-bit FLAC."""
        edges = [edge for timing in speech.timings for edge in (timing.start, timing.end)]
        notes = json.dumps({"samples": len(speech.samples), "edges": edges})
        file = self._file(name)
        with suppress(OSError, OutputError):
            coded = ffmpeg.encode_flac(speech.samples, speech.rate, notes)
            write_file(file, coded)
            self._written += len(coded)
            self._sweep_if_due()

    def _file(self, name: str) -> Path:
        return self._folder / name[:2] / f"{name[2:]}.flac"

    def _sweep_if_due(self) -> None:
        """Sweep unless another sweep is recent or running."""
        marker = self._folder / "swept"
        marker.touch(exist_ok=True) if not marker.exists() else None
        age = abs(time.time() - marker.stat().st_mtime)  # the clock may have been set back
        if self._written < SWEEP_BYTES and age < SWEEP_SECONDS:
            return
        with marker.open("r+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            os.utime(marker)
            self._written = 0
            self.sweep(max_bytes())

    def sweep(self, limit: int) -> None:
        """If the cache exceeds `limit` bytes, remove the least recently used files until 90 % are
        left. Also remove unfinished files of killed processes."""
        files = sorted(self._files(), key=lambda each: each[1].st_mtime)
        total = sum(stat.st_size for _, stat in files)
        target = limit if total <= limit else limit * SIZE_AFTER_SWEEP
        for file, stat in files:
            is_unfinished = is_temporary(file) or file.suffix != ".flac"
            stale = is_unfinished and time.time() - stat.st_mtime > STALE_SECONDS
            if total > target or stale:
                file.unlink(missing_ok=True)
                total -= stat.st_size

    def _files(self) -> Iterator[tuple[Path, os.stat_result]]:
        for file in self._folder.glob("??/*"):
            with suppress(OSError):
                yield file, file.stat()


def _restore_timings(samples: Any, rate: int, notes: Any, utterance: Utterance) -> Speech:
    """Rebuild a speech. Raises ValueError for an incomplete file."""
    words = [word for word in utterance.words if word.spoken]
    edges = notes["edges"]
    if len(samples) != notes["samples"] or len(edges) != 2 * len(words):
        raise ValueError("the file is incomplete")
    spans = zip(words, edges[::2], edges[1::2], strict=True)
    timings = tuple(Timing(word=word, start=start, end=end) for word, start, end in spans)
    return Speech(samples=samples, rate=rate, timings=timings)
