"""Starts worker processes for voices, one of them early to preload its voice.

Imports no heavy modules, since `warm_up` is called to save time.
"""

from __future__ import annotations

import atexit
import os
from contextlib import suppress
from threading import Lock

from earshot.workers.framing import Message
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
        if _warm:
            return
        process = _early.pop() if _early else spawn_worker(_PROGRAM, environment=ENVIRONMENT)
        _warm.append(process)
    body = {"name": voice, "language": language, "speed": rate}
    with suppress(OSError):  # it has ended, and another one will be started
        process.channel.send(Message("prepare", body=body))


def start_early() -> None:
    """Start a process that imports what every voice needs. `warm_up` will name the voice."""
    with _lock:
        if not _early and not _warm:
            _early.append(spawn_worker(_PROGRAM, environment=ENVIRONMENT))


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
_early: list[WorkerProcess] = []
"""The process that was started before its voice was known."""
_warm: list[WorkerProcess | None] = []
"""The process that loads its voice; None after it was taken."""


@atexit.register
def _close_warm_process() -> None:
    processes = [take_warm_process(), *_early]
    for process in filter(None, processes):
        process.close()
    _early.clear()


def _drop_inherited() -> None:
    """Runs in a forked child, which does not own the process."""
    _early.clear()
    _warm.clear()


os.register_at_fork(after_in_child=_drop_inherited)
