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
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from earshot.audio import ffmpeg
from earshot.environment import cache_dir, read_variable
from earshot.errors import InvalidOption, OutputError
from earshot.files import atomic_write, is_temporary
from earshot.model import Speech, Timing, Utterance

SIZE_AFTER_SWEEP = 0.9
SWEEP_SECONDS, SWEEP_BYTES = 600, 64_000_000
"""A sweep waits until the last one is this old, or this process has written that much since."""
STALE_SECONDS = 3_600
"""Seconds after which an unfinished file is removed."""


def max_bytes() -> int:
    """Bytes that the cache may take: `EARSHOT_CACHE_SIZE` in MB; 0 keeps nothing.

    Raises InvalidOption.
    """
    wanted = read_variable("EARSHOT_CACHE_SIZE")
    if not wanted.isdigit():
        raise InvalidOption(
            option="EARSHOT_CACHE_SIZE", value=wanted, expected="it must be a number of MB"
        )
    return int(wanted) * 1_000_000


def cache_key(sound: Sequence[object], utterance: Utterance) -> str:
    """The digest of what decides how an utterance sounds: the words as they are said, and
    `sound`, which stands for everything else."""
    words = [(word.spoken, word.phonemes, word.boundary) for word in utterance.words]
    content = json.dumps([_version(), list(sound), words], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


@cache
def _version() -> str:
    """Looked for once: it takes longer than to read a speech."""
    return version("earshot")


class SpeechCache:
    """The folder of speeches. Trouble with the disk costs the making again and nothing else."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or cache_dir() / "speech"
        self._written = 0

    def get(self, name: str, utterance: Utterance) -> Speech | None:
        """The speech of that key, with its times on the words of this utterance."""
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
        """Keep a speech of 16 bits a sample."""
        edges = [edge for timing in speech.timings for edge in (timing.start, timing.end)]
        notes = json.dumps({"samples": len(speech.samples), "edges": edges})
        file = self._file(name)
        with suppress(OSError, OutputError):
            coded = ffmpeg.encode_flac(speech.samples, speech.rate, notes)
            with atomic_write(file) as temporary:
                temporary.write_bytes(coded)
            self._written += len(coded)
            self._sweep_if_due()

    def _file(self, name: str) -> Path:
        return self._folder / name[:2] / f"{name[2:]}.flac"

    def _sweep_if_due(self) -> None:
        """Make room, unless somebody did a short while ago or does at this moment."""
        marker = self._folder / "swept"
        marker.touch(exist_ok=True) if not marker.exists() else None
        age = time.time() - marker.stat().st_mtime
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
        """Remove what was used longest ago until the rest fits into 90 % of `limit` bytes, if it
        is over the limit, and what was left half-written."""
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
    """The speech as it was put. Raises ValueError for a file that is not whole."""
    words = [word for word in utterance.words if word.spoken]
    edges = notes["edges"]
    if len(samples) != notes["samples"] or len(edges) != 2 * len(words):
        raise ValueError("the file is not whole")
    spans = zip(words, edges[::2], edges[1::2], strict=True)
    timings = tuple(Timing(word=word, start=start, end=end) for word, start, end in spans)
    return Speech(samples=samples, rate=rate, timings=timings)
