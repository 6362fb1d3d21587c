"""A process that is begun before it is asked for anything, and loads its voice meanwhile.

Nothing heavy is imported here: whoever begins early does so to lose no time.
"""

from __future__ import annotations

import atexit
import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from threading import Lock

from earshot.environment import earshot_variables

ONE_THREAD = {"OMP_NUM_THREADS": "1"}
"""As numpy and onnxruntime read it when they are loaded: there are as many processes as cores."""


@dataclass(frozen=True, slots=True)
class SpawnedProcess:
    """A process for a booth, and the line to it."""

    process: subprocess.Popen[bytes]
    socket: socket.socket
    settings: dict[str, str]

    @property
    def usable(self) -> bool:
        """Whether it lives, and knows what the environment says now."""
        return self.process.poll() is None and self.settings == earshot_variables()

    def close(self) -> None:
        self.socket.close()
        self.process.kill()
        self.process.wait()


def warm_up(voice: str = "", language: str = "en-US", rate: float = 1.0) -> None:
    """Begin to load a voice in the background and return at once, so that the first sentence of the
    first story is heard sooner: to be called early in a program, before its other imports.

    `voice` is "engine:speaker" as `narrate` takes it, by default the best on this machine for
    `language`; `rate` is the speed of the reading, 0.5 to 2. Where another voice is asked for
    later, or there is none of that name, nothing is lost but the work. Only the first call counts.
    """
    with _lock:
        if not _warm:
            _warm.append(spawn(voice, language, f"{rate}"))


def spawn(*voice: str) -> SpawnedProcess:
    """A process that waits for work. With an order (voice, language and rate) it opens that voice
    first."""
    path = os.pathsep.join(filter(None, sys.path))
    own_end, worker_end = socket.socketpair()
    worker = ["-P", "-m", "earshot.synthesis.worker_process", str(worker_end.fileno()), *voice]
    with worker_end:
        process = subprocess.Popen(
            [sys.executable, *worker],
            pass_fds=[worker_end.fileno()],
            env=ONE_THREAD | os.environ | {"PYTHONPATH": path},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for us to handle
        )
    return SpawnedProcess(process, own_end, earshot_variables())


def take_warm_process() -> SpawnedProcess | None:
    """The one that was begun early, once."""
    with _lock:
        begun = _warm[0] if _warm else None
        _warm[:] = [None] if _warm else []
    if begun and not begun.usable:
        begun.close()
        return None
    return begun


_lock = Lock()
_warm: list[SpawnedProcess | None] = []
"""The one that was begun early; None in its place once it was taken."""


@atexit.register
def _close_warm_process() -> None:
    if begun := take_warm_process():
        begun.close()


def _drop_inherited() -> None:
    """In a child of this process, whose line it is not."""
    _warm.clear()


os.register_at_fork(after_in_child=_drop_inherited)
