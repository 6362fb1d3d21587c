"""Starts worker processes for voices, one of them early to preload its voice.

Imports no heavy modules, since `warm_up` is called to save time.
"""

from __future__ import annotations

import atexit
import os
from threading import Lock

from earshot.workers.spawn import WorkerProcess, spawn_worker

ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",  # of NumPy and onnxruntime, since there is a process per core
    # Of glibc, which otherwise returns the memory of each layer and gets it again for the next.
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(256 << 20),
}
"""Read when a process and its libraries are loaded."""
_PROGRAM = "earshot.synthesis.worker_process"


def warm_up(voice: str = "", language: str = "en-US", rate: float = 1.0) -> None:
    """Start loading a voice in the background and return at once, to shorten the time to the first
    sentence. Call it early in a program, before the other imports.

    `voice` is "engine:speaker" as in `narrate`; the default is the best installed voice for
    `language`. `rate` is the speed, 0.5 to 2. If a different voice is used later, or the name is
    unknown, only the work is lost. Calls after the first have no effect.
    """
    with _lock:
        if not _warm:
            _warm.append(
                spawn_worker(_PROGRAM, voice, language, f"{rate}", environment=ENVIRONMENT)
            )


def start_process() -> WorkerProcess:
    """Return the process that was started early, if it is unused; else start one."""
    return take_warm_process() or spawn_worker(_PROGRAM, environment=ENVIRONMENT)


def take_warm_process() -> WorkerProcess | None:
    """Return the process that was started early, if it is unused."""
    with _lock:
        process = _warm[0] if _warm else None
        _warm[:] = [None] if _warm else []
    if process and not process.is_usable:
        process.close()
        return None
    return process


_lock = Lock()
_warm: list[WorkerProcess | None] = []
"""The process that was started early; None after it was taken."""


@atexit.register
def _close_warm_process() -> None:
    if process := take_warm_process():
        process.close()


def _drop_inherited() -> None:
    """Runs in a forked child, which does not own the process."""
    _warm.clear()


os.register_at_fork(after_in_child=_drop_inherited)
