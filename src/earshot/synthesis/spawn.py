"""Starts worker processes for voices; one of them early, so that its voice is loaded in time.

Nothing heavy is imported here: `warm_up` is called to save time.
"""

from __future__ import annotations

import atexit
import os
from threading import Lock

from earshot.workers.spawn import WorkerProcess, spawn_worker

ONE_THREAD = {"OMP_NUM_THREADS": "1"}
"""As numpy and onnxruntime read it when they are loaded: there are as many processes as cores."""
_PROGRAM = "earshot.synthesis.worker_process"


def warm_up(voice: str = "", language: str = "en-US", rate: float = 1.0) -> None:
    """Begin to load a voice in the background and return at once, so that the first sentence of the
    first story is heard sooner: to be called early in a program, before its other imports.

    `voice` is "engine:speaker" as `narrate` takes it, by default the best on this machine for
    `language`; `rate` is the speed of the reading, 0.5 to 2. Where another voice is asked for
    later, or there is none of that name, nothing is lost but the work. Only the first call counts.
    """
    with _lock:
        if not _warm:
            _warm.append(spawn_worker(_PROGRAM, voice, language, f"{rate}", environment=ONE_THREAD))


def start_process() -> WorkerProcess:
    """The process that was started early, once; else a new one."""
    return take_warm_process() or spawn_worker(_PROGRAM, environment=ONE_THREAD)


def take_warm_process() -> WorkerProcess | None:
    """The process that was started early, once."""
    with _lock:
        process = _warm[0] if _warm else None
        _warm[:] = [None] if _warm else []
    if process and not process.is_usable:
        process.close()
        return None
    return process


_lock = Lock()
_warm: list[WorkerProcess | None] = []
"""The process that was started early; None in its place once it was taken."""


@atexit.register
def _close_warm_process() -> None:
    if process := take_warm_process():
        process.close()


def _drop_inherited() -> None:
    """In a fork of this process, which does not own the process."""
    _warm.clear()


os.register_at_fork(after_in_child=_drop_inherited)
